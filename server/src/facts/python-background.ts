import type { Range } from '../base/span.ts';
import { type BackgroundCall, backgroundCall, WAITING_CALLS } from '../catalog/background-calls.ts';
import { handlerOf, keyword, lastPart, type PythonCore } from './python-core.ts';
import type { PythonCall, PythonFunction } from './python-module.ts';
import type { BackgroundWork, SignalHandler } from './python-types.ts';
import type { Value } from './python-value.ts';

/** Work that a call starts beside the current one. */
export function readBackground(core: PythonCore): readonly BackgroundWork[] {
  return core.calls.flatMap((call, index): readonly BackgroundWork[] => {
    const callee =
      call.callee ?? (call.text.endsWith('background_tasks.add_task') ? 'fastapi.BackgroundTasks.add_task' : undefined);
    const starter = callee === undefined ? undefined : (backgroundCall(callee) ?? subclass(call, core));
    if (callee === undefined || starter === undefined) return [];
    const source = call.text.endsWith('.start') ? constructorOf(call, core) : call;
    if (runsServer(source, starter, core)) return [];
    const target = targetOf(source, starter, core);
    return [
      {
        kind: starter.kind,
        api: callee,
        call: index,
        target: target.handler,
        ...(target.handlerName === undefined ? {} : { targetName: target.handlerName }),
        awaited: isAwaited(call, starter.kind, core),
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
  const value = keyword(source, ...starter.names) ?? source?.args[starter.target ?? -1];
  if (value === undefined) return false;
  const text = core.folder.module.text.slice(value.range.start, value.range.end);
  return /(?:^|\.)(?:serve_forever|server\.(?:run|serve)(?:\(\))?|(?:app|uvicorn)\.run)$/.test(text);
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

/** Whether the function that starts the work also waits for it. */
function isAwaited(call: PythonCall, kind: BackgroundWork['kind'], core: PythonCore): boolean {
  if (kind === 'background-tasks' || kind === 'scheduler') return false;
  if (call.awaited) return true;
  const outer = call.argumentOf === undefined ? undefined : core.calls[call.argumentOf];
  if (outer !== undefined && (outer.awaited || WAITING_CALLS.has(lastPart(outer.text)))) return true;
  if (core.calls.some((other) => WAITING_CALLS.has(lastPart(other.text)) && standsIn(call, other.calleeRange)))
    return true;
  const { text } = core.folder.module;
  const fn = core.functions[call.within];
  const body = fn === undefined ? text : text.slice(fn.bodyRange.start, endOfWait(fn, text));
  const name = kind === 'thread' || kind === 'process' || kind === 'timer' ? call.receiver?.text : call.assignedTo;
  if (name !== undefined && /^[\w.]+$/.test(name)) {
    const escaped = name.replaceAll('.', '\\.');
    if (new RegExp(`\\bawait\\s+${escaped}\\b|\\b${escaped}\\.(?:join|result)\\(`).test(body)) return true;
  }
  // A list of workers is joined in a loop, whatever the loop's variable is called.
  const siblings = core.calls.filter((other) => other.within === call.within);
  if (kind === 'executor' && siblings.some((other) => other.contextManager && /Executor$/.test(other.callee ?? '')))
    return true;
  if (siblings.some((other) => /TaskGroup$|create_task_group$/.test(other.callee ?? '') && other.contextManager))
    return true;
  if (kind === 'create-task' && streams(fn) && siblings.some((other) => isCancelled(other, call))) return true;
  if (!call.inLoop && kind !== 'create-task' && kind !== 'executor') return false;
  return siblings.some(
    (other) =>
      other !== call &&
      WAITING_CALLS.has(lastPart(other.text)) &&
      (other.awaited || !other.text.startsWith('asyncio')) &&
      other.range.start > call.range.start &&
      (fn === undefined || other.range.start < endOfWait(fn, text)) &&
      lastPart(other.text) !== 'get',
  );
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

/** A task that the function which starts it also cancels, when it is through. */
function isCancelled(other: PythonCall, call: PythonCall): boolean {
  return lastPart(other.text) === 'cancel' && other.range.start > call.range.end;
}

/** `submit(work).result()`: the callee of the call that waits holds the call that starts. */
function standsIn({ range }: PythonCall, callee: Range): boolean {
  return callee.start <= range.start && range.end < callee.end;
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
