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

/** Whether the function that starts the work also waits for it. */
export function isAwaited(call: PythonCall, kind: BackgroundWork['kind'], core: PythonCore): boolean {
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
  if (feedsStream(call, core)) return true;
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

/**
 * A streamed response lasts as long as the work that feeds it: a generator takes what the work puts into a queue, or what a streamer
 * collects. The queue is made for it, in the same function or the one around it.
 */
function feedsStream(call: PythonCall, core: PythonCore): boolean {
  const outermost = outermostOf(call.within, core);
  if (outermost < 0) return false;
  const inside = (index: number): boolean => index >= 0 && outermostOf(index, core) === outermost;
  const generators = core.functions.filter((fn, index) => streams(fn) && inside(index));
  if (generators.length === 0) return false;
  const made = core.calls.filter((other) => other.assignedTo !== undefined && inside(other.within));
  if (made.some((other) => STREAM_COLLECTORS.test(other.callee ?? other.text))) return true;
  const names = made.flatMap(({ callee, text, assignedTo = '' }) =>
    QUEUES.test(callee ?? text) && /^\w+$/.test(assignedTo) ? [assignedTo] : [],
  );
  const { text } = core.folder.module;
  return generators.some(({ bodyRange: { start, end } }) =>
    names.some((name) => new RegExp(`\\b${name}\\.get(?:_nowait)?\\b`).test(text.slice(start, end))),
  );
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
