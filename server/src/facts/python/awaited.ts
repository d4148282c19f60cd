import type { Range } from '../../base/span.ts';
import {
  HARMLESS_CALLS,
  QUEUES,
  STREAM_COLLECTORS,
  TIDYING_CALLS,
  WAITING_CALLS,
} from '../../catalog/background-calls.ts';
import { lastPart, type PythonCore } from './core.ts';
import type { PythonCall, PythonFunction } from './module.ts';
import type { BackgroundWork } from './types.ts';

// Whether what a function starts beside itself is over before the response ends.

/** What the code of a file waits for, gathered once for all that it starts. */
export interface Waits {
  /** Calls that wait. */
  readonly calls: readonly PythonCall[];
  /** By function, -1 for the module. */
  readonly inFunction: ReadonlyMap<number, FunctionWaits>;
  /** Functions at module or class level in which work feeds a streamed response. */
  readonly streaming: ReadonlySet<number>;
}

interface FunctionWaits {
  /** Calls that may wait for several things that were started before. */
  readonly calls: readonly PythonCall[];
  /** `with ThreadPoolExecutor() as pool:` waits at its end. */
  readonly hasPool: boolean;
  /** So does a group of tasks. */
  readonly hasGroup: boolean;
  /** Where something is cancelled last; -1 where nothing is. */
  readonly lastCancel: number;
  /** Where waiting ends to count. */
  readonly end: number;
}

/** Gathers them. Linear in the size of the file. */
export function waitsIn(core: PythonCore): Waits {
  const waits = new Set(core.calls.filter((call) => WAITING_CALLS.has(lastPart(call.text))));
  const { text } = core.folder.module;
  const inFunction = new Map(
    [...grouped(core.calls, ({ within }) => within)].map(([within, calls]) => {
      const fn = core.functions[within];
      const contexts = calls.flatMap(({ contextManager, callee }) => (contextManager ? (callee ?? []) : []));
      const found: FunctionWaits = {
        calls: calls.filter(
          (call) =>
            waits.has(call) && lastPart(call.text) !== 'get' && (call.awaited || !call.text.startsWith('asyncio')),
        ),
        hasPool: contexts.some((callee) => /Executor$/.test(callee)),
        hasGroup: contexts.some((callee) => /TaskGroup$|create_task_group$/.test(callee)),
        lastCancel: calls.reduce(
          (last, c) => (lastPart(c.text) === 'cancel' ? Math.max(last, c.range.start) : last),
          -1,
        ),
        end: fn === undefined ? text.length : endOfWait(fn, text),
      };
      return [within, found] as const;
    }),
  );
  return { calls: [...waits], inFunction, streaming: streamingFunctions(core) };
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => number): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** Whether the function that starts the work also waits for it. */
export function isAwaited(call: PythonCall, kind: BackgroundWork['kind'], core: PythonCore, waits: Waits): boolean {
  if (kind === 'background-tasks' || kind === 'scheduler') return false;
  if (call.awaited) return true;
  const outer = call.argumentOf === undefined ? undefined : core.calls[call.argumentOf];
  if (outer !== undefined && (outer.awaited || WAITING_CALLS.has(lastPart(outer.text)))) return true;
  if (waits.calls.some((other) => standsIn(call, other.calleeRange))) return true;
  if (waits.streaming.has(outermostOf(call.within, core))) return true;
  const around = waits.inFunction.get(call.within);
  if (around === undefined) return false;
  if (isJoined(call, kind, core, around.end)) return true;
  if (around.hasGroup || (around.hasPool && kind === 'executor')) return true;
  const isCancelled = around.lastCancel > call.range.end && streams(core.functions[call.within]);
  if (isCancelled && kind === 'create-task') return true;
  // A list of workers is joined in a loop, whatever the loop's variable is called.
  if (!call.inLoop && kind !== 'create-task' && kind !== 'executor') return false;
  return around.calls.some(({ range }) => range.start > call.range.start && range.start < around.end);
}

/** Whether the function waits for the work by the name that it gives it. */
function isJoined(call: PythonCall, kind: BackgroundWork['kind'], core: PythonCore, end: number): boolean {
  const name = kind === 'thread' || kind === 'process' || kind === 'timer' ? call.receiver?.text : call.assignedTo;
  if (name === undefined || !/^[\w.]+$/.test(name)) return false;
  const body = core.folder.module.text.slice(core.functions[call.within]?.bodyRange.start ?? 0, end);
  const escaped = name.replaceAll('.', '\\.');
  return new RegExp(`\\bawait\\s+${escaped}\\b|\\b${escaped}\\.(?:join|result)\\(`).test(body);
}

/** Where waiting still counts: the life of an app is written around a `yield`, and what stands behind that happens when the app ends. */
function endOfWait(fn: PythonFunction, text: string): number {
  const { start, end } = fn.bodyRange;
  if (!fn.yields || streams(fn)) return end;
  const at = text.slice(start, end).search(/^[ \t]*yield\b/m);
  return at < 0 ? end : start + at;
}

/**
 * A generator, which is as long at work as the response that it is sent in. The life of an app or a context that is written as one yields
 * once, while requests come and go.
 */
function streams(fn: PythonFunction | undefined): boolean {
  return (
    fn?.yields === true &&
    !/life_?span|life_?cycle/i.test(fn.name) &&
    !fn.decorators.some((decorator) => /context_?manager|lifespan|fixture|on_event/i.test(decorator.text))
  );
}

/** `submit(work).result()`: the callee of the call that waits holds the call that starts. */
function standsIn({ range }: PythonCall, callee: Range): boolean {
  return callee.start <= range.start && range.end < callee.end;
}

/**
 * A streamed response lasts as long as the work that feeds it: a generator takes what the work puts into a queue, or what a streamer
 * collects. The queue is made for it, in the same function or the one around it.
 */
function streamingFunctions(core: PythonCore): ReadonlySet<number> {
  const generators = core.functions.flatMap((fn, index) =>
    streams(fn) ? [{ fn, outermost: outermostOf(index, core) }] : [],
  );
  if (generators.length === 0) return new Set();
  const made = grouped(
    core.calls.filter(({ assignedTo, within }) => assignedTo !== undefined && within >= 0),
    ({ within }) => outermostOf(within, core),
  );
  const { text } = core.folder.module;
  const isFed = ({ bodyRange }: PythonFunction, calls: readonly PythonCall[]): boolean =>
    calls.some(({ callee, text: written, assignedTo = '' }) => {
      if (STREAM_COLLECTORS.test(callee ?? written)) return true;
      if (!QUEUES.test(callee ?? written) || !/^\w+$/.test(assignedTo)) return false;
      return new RegExp(`\\b${assignedTo}\\.get(?:_nowait)?\\b`).test(text.slice(bodyRange.start, bodyRange.end));
    });
  return new Set(generators.flatMap(({ fn, outermost }) => (isFed(fn, made.get(outermost) ?? []) ? [outermost] : [])));
}

/** The function at module or class level that a function stands in, or itself. */
function outermostOf(index: number, core: PythonCore): number {
  let outer = index;
  for (let fn = core.functions[outer]; fn !== undefined && fn.parent >= 0; fn = core.functions[outer])
    outer = fn.parent;
  return outer;
}

/** A task that only closes or deletes what the response needed. If it runs a little later nobody is harmed. */
export function onlyTidies(target: number, text: string, core: PythonCore): boolean {
  if (target < 0) return TIDYING_CALLS.test(lastPart(text));
  const names = core.calls.flatMap((call) => (call.within === target ? [lastPart(call.text)] : []));
  return (
    names.some((name) => TIDYING_CALLS.test(name)) &&
    names.every((name) => TIDYING_CALLS.test(name) || HARMLESS_CALLS.test(name))
  );
}
