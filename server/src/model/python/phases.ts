import type { Uri } from '../../base/span.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import type { Value } from '../../facts/python/value.ts';
import { agentFunctions } from './agent-tools.ts';
import type { FunctionRef } from './callers.ts';
import type { PythonTarget } from './names.ts';
import { derive, type PythonProgram } from './program.ts';

/**
 * When code runs in the life of an instance. `import`: while modules are read (and, for a script, all that it calls);
 * `startup`: in a hook of the framework; `lazy`: on first use; `unreached`: nothing in the program calls it.
 */
export type Phase = 'import' | 'startup' | 'request' | 'lazy' | 'unreached';

/** Which functions run when, over all files of a program. */
export interface Phases {
  /** The phase of a call, or of anything else that stands in a function. */
  readonly of: (uri: Uri, within: number, inMainGuard: boolean) => Phase;
  /** Whether the function also runs during requests. */
  readonly inRequest: (uri: Uri, within: number) => boolean;
  /** Whether it runs for the clients of sockets only: such a connection is a request that lasts for as long as it is open. */
  readonly inSocket: (uri: Uri, within: number) => boolean;
  /** The functions that the framework calls for requests: routes, dependencies, middleware. */
  readonly handlers: readonly FunctionRef[];
}

/** A key for a function in sets and maps. */
export function keyOf(ref: FunctionRef): string {
  return `${ref.uri}#${ref.index}`;
}

/** Calls of a file by the function that holds them. */
function callsByFunction(facts: PythonFacts): ReadonlyMap<number, readonly PythonCall[]> {
  const map = new Map<number, PythonCall[]>();
  for (const call of facts.calls) {
    const list = map.get(call.within);
    if (list === undefined) map.set(call.within, [call]);
    else list.push(call);
  }
  return map;
}

/** The same for a file of a program, sorted once. */
export function callsOfFile(program: PythonProgram, facts: PythonFacts): ReadonlyMap<number, readonly PythonCall[]> {
  return derive(program, `calls ${facts.uri}`, () => callsByFunction(facts));
}

/** The function of the program that a call runs. */
export function targetOf(program: PythonProgram, uri: Uri, call: PythonCall): FunctionRef | undefined {
  const target = meaningOf(program, uri, call);
  return target?.kind === 'function' ? target : undefined;
}

/** What a call runs, whether it stands in the program or in a library. */
export function meaningOf(program: PythonProgram, uri: Uri, call: PythonCall): PythonTarget | undefined {
  if (call.local !== undefined) return { kind: 'function', uri, index: call.local };
  const name = call.callee ?? call.through;
  return name === undefined ? undefined : program.resolve(uri, name);
}

/** Functions that a call is given to run: `Depends(f)`, `Thread(target=f)`. */
function passedTo(program: PythonProgram, uri: Uri, value: Value): FunctionRef | undefined {
  if (value.kind === 'function') return { uri, index: value.index };
  if (value.kind !== 'name' || !value.imported) return undefined;
  const target = program.resolve(uri, value.name);
  return target?.kind === 'function' ? target : undefined;
}

/** Methods that are read like attributes, by name, of classes that the program makes objects of. */
function propertiesOf(program: PythonProgram): ReadonlyMap<string, readonly FunctionRef[]> {
  return derive(program, 'properties', () => {
    const found = new Map<string, FunctionRef[]>();
    const made = new Set(
      [...program.files.values()].flatMap((f) => f.calls.map((c) => c.text.split('.').at(-1) ?? '')),
    );
    for (const [uri, facts] of program.files) {
      facts.functions.forEach((fn, index) => {
        if (fn.className === undefined || !made.has(fn.className)) return;
        if (!fn.decorators.some((d) => /(?:^|\.)(?:cached_)?property$/.test(d.text))) return;
        found.set(fn.name, [...(found.get(fn.name) ?? []), { uri, index }]);
      });
    }
    return found;
  });
}

/** Properties that a call reads on its way, as `store.client.get` reads `client`; by name, since it is not called. */
function readBy(call: PythonCall, properties: ReadonlyMap<string, readonly FunctionRef[]>): readonly FunctionRef[] {
  if (properties.size === 0 || !call.text.includes('.')) return [];
  return call.text
    .split('.')
    .slice(1, -1)
    .flatMap((part) => properties.get(part) ?? []);
}

/** All functions reached from `seeds`, themselves included. */
export function closureOf(program: PythonProgram, seeds: readonly FunctionRef[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const properties = propertiesOf(program);
  const queue = [...seeds];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const key = keyOf(next);
    const facts = program.files.get(next.uri);
    if (reached.has(key) || facts === undefined) continue;
    reached.add(key);
    const { uri, index } = next;
    for (const call of callsOfFile(program, facts).get(index) ?? []) {
      const target = targetOf(program, uri, call);
      if (target !== undefined) queue.push(target);
      queue.push(...readBy(call, properties));
      for (const value of [...call.args, ...call.keywords.map((k) => k.value)]) {
        const passed = passedTo(program, uri, value);
        if (passed !== undefined) queue.push(passed);
      }
    }
  }
  return reached;
}

/** Functions that answer: those of sockets, which stay with their client, and the others. */
interface Handlers {
  readonly sockets: readonly FunctionRef[];
  readonly others: readonly FunctionRef[];
}

function handlersOf(program: PythonProgram): Handlers {
  const sockets: FunctionRef[] = [];
  const others: FunctionRef[] = [];
  for (const [uri, facts] of program.files) {
    const add = (to: FunctionRef[], handler: number, name: string | undefined): void => {
      const target = name === undefined ? undefined : program.resolve(uri, name);
      if (handler >= 0) to.push({ uri, index: handler });
      else if (target?.kind === 'function') to.push(target);
    };
    for (const { methods, handler, handlerName } of facts.routes)
      add(methods[0] === 'WEBSOCKET' ? sockets : others, handler, handlerName);
    for (const { kind, handler, handlerName } of facts.requestHooks)
      add(kind === 'connection' ? sockets : others, handler, handlerName);
  }
  return { sockets, others };
}

// Registering a handler at start does not run it then; only these run what they are given.
const runners =
  /(?:^|\.)(?:run|Thread|Process|Timer|submit|map|to_thread|run_in_executor|run_until_complete|create_task|ensure_future|gather|start_soon|spawn)$/;

/** Which functions run at start and which during requests; worked out once per program. */
export function phasesOf(program: PythonProgram): Phases {
  return derive(program, 'phases', () => workOutPhases(program));
}

function workOutPhases(program: PythonProgram): Phases {
  const { sockets, others } = handlersOf(program);
  const importSeeds: FunctionRef[] = [];
  const startupSeeds: FunctionRef[] = [];
  for (const uri of program.atStart) {
    const facts = program.files.get(uri);
    if (facts === undefined) continue;
    for (const { kind, handler } of facts.hooks)
      if (kind === 'startup' || kind === 'lifespan' || kind === 'fork') startupSeeds.push({ uri, index: handler });
    for (const call of facts.calls) {
      if (call.within >= 0 || (call.inMainGuard && !(program.asScript && uri === program.entry))) continue;
      const target = targetOf(program, uri, call);
      if (target !== undefined) importSeeds.push(target);
      if (!runners.test(call.callee ?? call.text)) continue;
      for (const value of [...call.args, ...call.keywords.map((k) => k.value)]) {
        const passed = passedTo(program, uri, value);
        if (passed !== undefined) importSeeds.push(passed);
      }
    }
  }
  const atImport = closureOf(program, importSeeds);
  const atStartup = closureOf(program, startupSeeds);
  const perSocket = closureOf(program, sockets);
  // Streamlit runs a page from top to bottom whenever somebody opens it or touches something there.
  const pages = program.pages.map((uri) => ({ uri, index: -1 }));
  // An agent runs its tools when it answers, and a graph its nodes, wherever they are put together.
  const tools = sockets.length + others.length > 0 ? agentFunctions(program) : [];
  const perCall = closureOf(program, [...others, ...pages, ...tools]);
  const inRequest = (key: string): boolean => perCall.has(key) || perSocket.has(key);
  return {
    handlers: [...others, ...sockets],
    inRequest: (uri, within) => inRequest(keyOf({ uri, index: within })),
    inSocket: (uri, within) => {
      const key = keyOf({ uri, index: within });
      return perSocket.has(key) && !perCall.has(key);
    },
    of: (uri, within, inMainGuard) => {
      if (within < 0) {
        if (inMainGuard && !(program.asScript && uri === program.entry)) return 'unreached';
        if (program.pages.includes(uri)) return 'request';
        return program.atStart.has(uri) ? 'import' : 'lazy';
      }
      const key = keyOf({ uri, index: within });
      if (atImport.has(key)) return 'import';
      if (atStartup.has(key)) return 'startup';
      return inRequest(key) ? 'request' : 'unreached';
    },
  };
}
