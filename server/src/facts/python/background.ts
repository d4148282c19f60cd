import { type BackgroundCall, backgroundCall } from '../../catalog/background-calls.ts';
import { isAwaited, onlyTidies, type Waits, waitsIn } from './awaited.ts';
import { handlerOf, keyword, lastPart, type PythonCore } from './core.ts';
import type { PythonCall } from './module.ts';
import type { BackgroundWork, SignalHandler } from './types.ts';
import type { Value } from './value.ts';

/** Work that a call starts beside the current one. */
export function readBackground(core: PythonCore): readonly BackgroundWork[] {
  let waits: Waits | undefined;
  return core.calls.flatMap((call, index): readonly BackgroundWork[] => {
    const callee =
      call.callee ?? (call.text.endsWith('background_tasks.add_task') ? 'fastapi.BackgroundTasks.add_task' : undefined);
    const starter = callee === undefined ? undefined : (backgroundCall(callee) ?? subclass(call, core));
    if (callee === undefined || starter === undefined) return [];
    const source = call.text.endsWith('.start') ? constructorOf(call, core) : call;
    if (runsServer(source, starter, core)) return [];
    const target = targetOf(source, starter, core);
    if (starter.kind === 'background-tasks' && onlyTidies(target.handler, textOf(source, starter, core), core))
      return [];
    waits ??= waitsIn(core);
    return [
      {
        kind: starter.kind,
        api: callee,
        call: index,
        target: target.handler,
        ...(target.handlerName === undefined ? {} : { targetName: target.handlerName }),
        awaited: isAwaited(call, starter.kind, core, waits),
        within: call.within,
        range: call.range,
      },
    ];
  });
}

/** `Worker().start()` of `class Worker(threading.Thread)`. */
function subclass(call: PythonCall, core: PythonCore): BackgroundCall | undefined {
  if (lastPart(call.text) !== 'start') return undefined;
  const owner = core.classes.find((made) => made.name === call.receiver?.type);
  return owner?.bases.includes('threading.Thread') === true ? { kind: 'thread', names: [] } : undefined;
}

/** The call that made the object, for `t = Thread(…); t.start()` and `Thread(…).start()`. */
function constructorOf(call: PythonCall, core: PythonCore): PythonCall | undefined {
  const name = call.receiver?.text;
  if (name === undefined) return undefined;
  if (!name.endsWith('()'))
    return (
      core.calls.findLast((c) => c.assignedTo === name && c.within === call.within) ??
      core.calls.find((c) => c.assignedTo === name)
    );
  return core.calls.find(
    (c) => c.range.start === call.range.start && c.range.end <= call.calleeRange.end && c !== call,
  );
}

/** `Thread(target=server.serve_forever)`: what serves requests is no work beside them. */
function runsServer(source: PythonCall | undefined, starter: BackgroundCall, core: PythonCore): boolean {
  return /(?:^|\.)(?:serve_forever|server\.(?:run|serve)(?:\(\))?|(?:app|uvicorn)\.run)$/.test(
    textOf(source, starter, core),
  );
}

/** What runs, as it is written. */
function textOf(source: PythonCall | undefined, starter: BackgroundCall, core: PythonCore): string {
  const value = keyword(source, ...starter.names) ?? source?.args[starter.target ?? -1];
  return value === undefined ? '' : core.folder.module.text.slice(value.range.start, value.range.end);
}

function targetOf(
  source: PythonCall | undefined,
  starter: BackgroundCall,
  core: PythonCore,
): ReturnType<typeof handlerOf> {
  const value = keyword(source, ...starter.names) ?? source?.args[starter.target ?? -1];
  return handlerOf(unwrapped(value, core));
}

/** `create_task(work())` and `submit(partial(work, x))` name the function behind the call. */
function unwrapped(value: Value | undefined, core: PythonCore): Value | undefined {
  if (value?.kind !== 'call') return value;
  const inner = core.calls[value.call];
  if (inner?.local !== undefined)
    return { kind: 'function', index: inner.local, range: value.range, origin: value.origin };
  if (inner?.callee === 'functools.partial') return inner.args[0];
  return inner?.callee === undefined
    ? value
    : { kind: 'name', name: inner.callee, imported: true, range: value.range, origin: value.origin };
}

/** Handlers for signals. */
export function readSignals(core: PythonCore): readonly SignalHandler[] {
  return core.calls.flatMap((call): readonly SignalHandler[] => {
    const name = lastPart(call.text);
    const api =
      call.callee === 'signal.signal'
        ? 'signal.signal'
        : name === 'add_signal_handler'
          ? 'add_signal_handler'
          : undefined;
    if (call.callee === 'anyio.open_signal_receiver')
      return call.args.map((arg) => ({ ...signalOf(arg), api: 'anyio', handler: -1, range: call.range }));
    if (api === undefined) return [];
    return [{ ...signalOf(call.args[0]), api, handler: handlerOf(call.args[1]).handler, range: call.range }];
  });
}

function signalOf(value: Value | undefined): { readonly signal?: string } {
  const name = value?.kind === 'name' ? /SIG[A-Z0-9]+$/.exec(value.name)?.[0] : undefined;
  if (name !== undefined) return { signal: name };
  if (value?.kind === 'number') return value.value === 15 ? { signal: 'SIGTERM' } : {};
  return {};
}
