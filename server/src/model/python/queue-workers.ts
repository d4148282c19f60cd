import type { Range, Uri } from '../../base/span.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { FunctionRef } from './callers.ts';
import { callsOfFile, closureOf, keyOf, meaningOf, type Phases } from './phases.ts';
import type { PythonProgram } from './program.ts';

/** A thread or process of a server that takes work from a queue for as long as the instance lives. */
export interface QueueWorker {
  readonly uri: Uri;
  /** The call that starts it. */
  readonly range: Range;
  /** The call that takes the work. */
  readonly taker: { readonly uri: Uri; readonly range: Range };
}

// Names that mean nothing else, so that the receiver need not be known.
const takes =
  /(?:^|\.)(?:blpop|brpop|brpoplpush|blmove|bzpopmin|xreadgroup|start_consuming|basic_consume|receive_messages?)$/;
const takesTyped =
  /^redis\.(?:\w+\.)*(?:lpop|rpop|lmove|rpoplpush|zpopmin)$|^(?:queue\.\w*Queue|multiprocessing\.(?:\w+\.)*\w*Queue)\.get$|SubscriberClient\.(?:pull|subscribe)$|^(?:confluent_kafka|kafka)\.(?:\w+\.)*(?:poll|consume)$/;

/** Whether a call takes a piece of work from a queue. */
function takesWork(program: PythonProgram, uri: Uri, call: PythonCall): boolean {
  if (takes.test(call.text)) return true;
  const target = meaningOf(program, uri, call);
  return target?.kind === 'external' && takesTyped.test(target.path);
}

/** Threads and processes that the program starts with itself and that take work from a queue in an endless loop. */
export function queueWorkers(program: PythonProgram, phases: Phases): readonly QueueWorker[] {
  const out: QueueWorker[] = [];
  for (const [uri, facts] of program.files) {
    for (const work of facts.background) {
      if (work.kind !== 'thread' && work.kind !== 'process') continue;
      const call = facts.calls[work.call];
      const phase = phases.of(uri, work.within, call?.inMainGuard ?? false);
      if (work.awaited || (phase !== 'import' && phase !== 'startup') || phases.inRequest(uri, work.within)) continue;
      const target = targetOfWork(program, uri, work.target, work.targetName);
      const taker = target === undefined ? undefined : takerIn(program, target);
      if (taker !== undefined) out.push({ uri, range: call?.calleeRange ?? work.range, taker });
    }
  }
  return out;
}

function targetOfWork(
  program: PythonProgram,
  uri: Uri,
  index: number,
  name: string | undefined,
): FunctionRef | undefined {
  if (index >= 0) return { uri, index };
  const target = name === undefined ? undefined : program.resolve(uri, name);
  return target?.kind === 'function' ? target : undefined;
}

/** The call that takes work, in what the thread runs; only where something there goes round for ever. */
function takerIn(program: PythonProgram, target: FunctionRef): QueueWorker['taker'] | undefined {
  const reached = closureOf(program, [target]);
  let endless = false;
  let taker: QueueWorker['taker'] | undefined;
  for (const [uri, facts] of program.files) {
    const inside = (index: number): boolean => index >= 0 && reached.has(keyOf({ uri, index }));
    endless ||= facts.endlessLoops.some((loop) => inside(loop.within));
    for (const [index, calls] of callsOfFile(program, facts)) {
      if (taker !== undefined || !inside(index)) continue;
      const found = calls.find((call) => takesWork(program, uri, call));
      if (found === undefined) continue;
      taker = { uri, range: found.calleeRange };
      // These go round by themselves.
      endless ||= /(?:start_consuming|subscribe)$/.test(found.text);
    }
  }
  return endless ? taker : undefined;
}

const stops = /(?:^|[._])(?:stop|shutdown|join|cancel|terminate|drain|close)\w*$|\.set$|(?:^|[._])stop\w*$/;

/** Whether the program has code for its end: a handler of SIGTERM, `atexit`, or a shutdown hook that stops something. */
export function endsOrderly(program: PythonProgram): boolean {
  for (const [uri, facts] of program.files) {
    if (facts.unknownAfter !== undefined) return true;
    if (facts.signals.some((s) => s.signal === undefined || s.signal === 'SIGTERM')) return true;
    if (facts.calls.some((call) => call.callee === 'atexit.register')) return true;
    if (facts.functions.some((fn) => fn.decorators.some((d) => d.name === 'atexit.register'))) return true;
    const hooks = facts.hooks.filter((hook) => hook.kind === 'shutdown' || hook.kind === 'lifespan');
    const reached = closureOf(
      program,
      hooks.map((hook) => ({ uri, index: hook.handler })),
    );
    if (reached.size > 0 && callsOf(program, reached).some((call) => stops.test(call.text))) return true;
  }
  return false;
}

function callsOf(program: PythonProgram, reached: ReadonlySet<string>): readonly PythonCall[] {
  return [...program.files].flatMap(([uri, facts]) =>
    facts.calls.filter((call) => call.within >= 0 && reached.has(keyOf({ uri, index: call.within }))),
  );
}
