import type { Range, Uri } from '../../base/span.ts';
import { blockingCall, loopFrameworks, threadPoolFrameworks } from '../../catalog/blocking.ts';
import { sentWhenRead } from '../../catalog/blocking-network.ts';
import type { BlockingCall } from '../../catalog/blocking-types.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import { agentCoroutines } from './agent-tools.ts';
import type { FunctionRef } from './callers.ts';
import type { PythonTarget } from './names.ts';
import { callsOfFile, keyOf, meaningOf } from './phases.ts';
import { derive, type PythonProgram } from './program.ts';

/** A call in a coroutine that stops the event loop. */
export interface BlockedCall {
  readonly uri: Uri;
  /** The coroutine that holds the call. */
  readonly function: number;
  readonly call: PythonCall;
  readonly range: Range;
  /** The call that blocks in the end: the same one, or one in a function that it leads to. */
  readonly blocking: BlockingCall;
  readonly callee: string;
  /** The place of the blocking call, when it stands in another function. */
  readonly inner?: { readonly uri: Uri; readonly range: Range };
  /** The handler can become a plain `def`: it awaits nothing, and its framework runs `def` handlers in threads. */
  readonly canBeSync: boolean;
}

interface Root extends FunctionRef {
  /** The framework calls it by itself, so its kind may change. */
  readonly handler: boolean;
  readonly framework: string | undefined;
}

const maxDepth = 4;

/** Coroutines that the event loop runs: routes, async dependencies, middleware, tasks. */
function rootsOf(program: PythonProgram): readonly Root[] {
  const roots: Root[] = [];
  const isLoop = ({ framework }: { readonly framework: string }): boolean => loopFrameworks.has(framework);
  if ([...program.files.values()].some((facts) => [...facts.apps, ...facts.routes].some(isLoop)))
    for (const ref of agentCoroutines(program)) roots.push({ ...ref, handler: false, framework: undefined });
  for (const [uri, facts] of program.files) {
    const ref = (handler: number, name: string | undefined): FunctionRef | undefined => {
      if (handler >= 0) return { uri, index: handler };
      const target = name === undefined ? undefined : program.resolve(uri, name);
      return target?.kind === 'function' ? target : undefined;
    };
    for (const route of facts.routes) {
      if (!loopFrameworks.has(route.framework)) continue;
      const found = ref(route.handler, route.handlerName);
      const socket = route.methods.includes('WEBSOCKET');
      if (found !== undefined) roots.push({ ...found, handler: !socket, framework: route.framework });
    }
    const loops = [...facts.routes, ...facts.apps, ...facts.routers].some(isLoop);
    if (loops) {
      for (const hook of facts.requestHooks) {
        const found = ref(hook.handler, hook.handlerName);
        const plain = hook.kind === 'dependency' || hook.kind === 'background' || hook.kind === 'exception-handler';
        if (found !== undefined) roots.push({ ...found, handler: plain, framework: plain ? 'fastapi' : undefined });
      }
    }
    // An ASGI application without a framework, or a middleware.
    facts.functions.forEach((fn, index) => {
      const names = fn.parameters.map((p) => p.name).filter((name) => name !== 'self');
      if (fn.isAsync && names.join() === 'scope,receive,send')
        roots.push({ uri, index, handler: false, framework: undefined });
    });
    for (const work of facts.background)
      if (work.kind === 'create-task' && work.target >= 0)
        roots.push({ uri, index: work.target, handler: false, framework: undefined });
  }
  return roots;
}

/** Every call that blocks the event loop of a program, in the order of files and places. */
export function blockedCalls(program: PythonProgram): readonly BlockedCall[] {
  return derive(program, 'blocked', () => findBlocked(program));
}

function findBlocked(program: PythonProgram): readonly BlockedCall[] {
  const search = createSearch(program);
  const out = new Map<string, BlockedCall>();
  const seen = new Set<string>();
  const queue: Root[] = [...rootsOf(program)];
  for (let root = queue.shift(); root !== undefined; root = queue.shift()) {
    const facts = program.files.get(root.uri);
    const fn = facts?.functions[root.index];
    if (facts === undefined || fn === undefined || !fn.isAsync || seen.has(keyOf(root))) continue;
    seen.add(keyOf(root));
    const threaded = root.framework !== undefined && threadPoolFrameworks.has(root.framework);
    const canBeSync =
      root.handler &&
      threaded &&
      !fn.awaits &&
      !fn.yields &&
      !needsLoop(facts, root.index) &&
      !usedElsewhere(facts, root.index);
    for (const call of search.callsIn(root)) {
      if (call.awaited || call.inLambda || call.once === true) continue;
      const target = search.target(root.uri, call);
      if (target?.kind === 'function') {
        const callee = program.files.get(target.uri)?.functions[target.index];
        if (callee?.isAsync === true) {
          queue.push({ ...target, handler: false, framework: undefined });
          continue;
        }
      }
      const found = search.blocks(root.uri, call, maxDepth);
      if (found === undefined || isFallback(facts, root.index, call, found.blocking)) continue;
      const { uri } = root;
      const inner = found.uri === uri && found.call === call ? undefined : { uri: found.uri, range: found.call.range };
      out.set(`${uri}#${call.range.start}`, {
        uri,
        function: root.index,
        call,
        range: call.range,
        blocking: found.blocking,
        // As it is written: of `scaler.transform()`, whose value came from `joblib.load()`, the first is what people look for.
        callee: inner === undefined ? found.callee : found.call.text,
        ...(inner === undefined ? {} : { inner }),
        canBeSync,
      });
    }
    for (const call of search.callsIn(root)) {
      if (!call.awaited) continue;
      const target = search.target(root.uri, call);
      if (target?.kind === 'function') queue.push({ ...target, handler: false, framework: undefined });
    }
  }
  return [...out.values()].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.range.start - b.range.start));
}

/** What is called where a `hasattr(tool, "ainvoke")` said that there is nothing to await. */
function isFallback(facts: PythonFacts, within: number, call: PythonCall, { instead }: BlockingCall): boolean {
  if (instead === undefined) return false;
  return facts.calls.some(
    ({ text, args: [, name], within: at, range }) =>
      text === 'hasattr' &&
      at === within &&
      range.start < call.range.start &&
      name?.kind === 'string' &&
      name.value === instead,
  );
}

/** The first call by which a request stops all others of its process: the loop serves one at a time then. */
export function loopBlocker(program: PythonProgram): BlockedCall | undefined {
  return blockedCalls(program).find((blocked) => blocked.blocking.weight === 'high');
}

/** Calls that only work while a loop runs in the same thread. */
function needsLoop(facts: PythonFacts, index: number): boolean {
  return facts.calls.some(
    (call) => call.within === index && /^asyncio\.(?!to_thread|run$|sleep)|^anyio\./.test(call.callee ?? ''),
  );
}

/** The function is called or passed on by the file itself, which expects a coroutine. */
function usedElsewhere(facts: PythonFacts, index: number): boolean {
  return (
    facts.calls.some((call) => call.local === index) ||
    facts.references.some((reference) => {
      const { text = '', callee = '' } = facts.calls[reference.call] ?? {};
      const registers = /(?:^|\.)(?:Depends|Security|add_\w+|Route)$/.test(text) || callee.startsWith('gradio.');
      return reference.index === index && !registers;
    })
  );
}

interface Found {
  readonly uri: Uri;
  readonly call: PythonCall;
  readonly callee: string;
  readonly blocking: BlockingCall;
}

interface Search {
  readonly callsIn: (ref: FunctionRef) => readonly PythonCall[];
  readonly target: (uri: Uri, call: PythonCall) => PythonTarget | undefined;
  /** The blocking call that this call is or leads to through plain functions. */
  readonly blocks: (uri: Uri, call: PythonCall, depth: number) => Found | undefined;
}

function createSearch(program: PythonProgram): Search {
  const names = new Map<string, BlockingCall | undefined>();
  const inner = new Map<string, Found | undefined>();

  const callsOf = (ref: FunctionRef): readonly PythonCall[] => {
    const facts = program.files.get(ref.uri);
    return facts === undefined ? [] : (callsOfFile(program, facts).get(ref.index) ?? []);
  };
  const target = (uri: Uri, call: PythonCall): PythonTarget | undefined => meaningOf(program, uri, call);
  const classify = (callee: string): BlockingCall | undefined => {
    if (!names.has(callee)) names.set(callee, blockingCall(callee));
    return names.get(callee);
  };
  const blocks = (uri: Uri, call: PythonCall, depth: number): Found | undefined => {
    const reached = target(uri, call);
    if (reached?.kind === 'external') {
      const blocking = classify(reached.path);
      if (blocking === undefined || isLazyLoad(program, uri, call, blocking) || isNeverRead(call, reached.path))
        return undefined;
      return { uri, call, callee: reached.path, blocking };
    }
    if (reached === undefined || depth === 0) return undefined;
    const fn = program.files.get(reached.uri)?.functions[reached.index];
    if (fn === undefined || fn.isAsync || fn.yields || fn.decorators.some((d) => caches.test(d.name ?? d.text)))
      return undefined;
    // `@torch.no_grad()` marks a function as inference, whatever it is given to run.
    const marked = fn.decorators.find((d) => /^torch\.(?:no_grad|inference_mode)$/.test(d.name ?? ''))?.name;
    const inference = marked === undefined ? undefined : classify(marked);
    if (marked !== undefined && inference !== undefined) return { uri, call, callee: marked, blocking: inference };
    const key = keyOf(reached);
    if (!inner.has(key)) {
      inner.set(key, undefined);
      inner.set(
        key,
        strongest(
          callsOf(reached).flatMap((c) =>
            c.inLambda || c.once === true ? [] : (blocks(reached.uri, c, depth - 1) ?? []),
          ),
        ),
      );
    }
    return inner.get(key);
  };
  return {
    target,
    blocks,
    callsIn: callsOf,
  };
}

const caches = /(?:^|\.)(?:lru_cache|cache|cached_property|cached|contextmanager|asynccontextmanager)$/;

/** A query that is sent when its result is read, and whose result nobody reads. */
function isNeverRead(call: PythonCall, path: string): boolean {
  return (call.discarded || call.assignedTo === '_') && sentWhenRead(path);
}

/** A model that is loaded on first use blocks once, not at every request. */
function isLazyLoad(program: PythonProgram, uri: Uri, call: PythonCall, blocking: BlockingCall): boolean {
  if (blocking.kind !== 'model' || blocking.what !== 'loads a model') return false;
  const load = program.files.get(uri)?.models.find((m) => m.range.start === call.range.start);
  return load?.where === 'lazy' || (call.conditional && call.assignedTo !== undefined);
}

function strongest(found: readonly Found[]): Found | undefined {
  return found.find((f) => f.blocking.weight === 'high') ?? found[0];
}
