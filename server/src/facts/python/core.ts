import type { Folder } from './folder.ts';
import type { FunctionIndex, PythonCall, PythonClass, PythonFunction, PythonImport } from './module.ts';
import type { Value } from './value.ts';

/** What the readers of one subject (routes, servers, files …) work on. */
export interface PythonCore {
  readonly folder: Folder;
  readonly imports: readonly PythonImport[];
  readonly calls: readonly PythonCall[];
  readonly functions: readonly PythonFunction[];
  readonly classes: readonly PythonClass[];
}

/** The keyword argument, first of the names that is given. */
export function keyword(call: PythonCall | undefined, ...names: readonly string[]): Value | undefined {
  return call?.keywords.find((k) => names.includes(k.name))?.value;
}

/** The argument at a position, or by one of its names. */
export function argument(
  call: PythonCall | undefined,
  position: number,
  ...names: readonly string[]
): Value | undefined {
  return keyword(call, ...names) ?? (position < 0 ? undefined : call?.args[position]);
}

/** The last part of a dotted name. */
export function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** Whether a module (or one below it) is imported anywhere in the file. */
export function importsModule(imports: readonly PythonImport[], module: string): boolean {
  return imports.some((i) => i.level === 0 && (i.module === module || i.module.startsWith(`${module}.`)));
}

/** The function behind a value: an index in this file, or a dotted name of another one; lambdas and unknowns give -1 without name. */
export function handlerOf(value: Value | undefined): {
  readonly handler: FunctionIndex;
  readonly handlerName?: string;
} {
  if (value?.kind === 'function') return { handler: value.index };
  if (value?.kind === 'name' && value.imported) return { handler: -1, handlerName: value.name };
  return { handler: -1 };
}

/** Whether a call runs the functions that it is given: a thread, a loop, a command line. A framework runs its handlers much later. */
export function runsItsArguments(call: PythonCall): boolean {
  return runners.test(lastPart(call.text));
}

const runners =
  /^(?:run|Thread|Process|Timer|submit|map|starmap|to_thread|run_in_executor|run_in_threadpool|run_sync|run_until_complete|Fire|partial|create_task|ensure_future|gather|start_soon|spawn|start_new_thread|call_soon|apply_async|apply|init|wrapper|run_process)$/;

/**
 * The functions reached from the given calls: called directly, passed to something that runs them, and from there on.
 * Nested functions are reached when they are called or passed.
 */
export function reachFrom(core: PythonCore, start: (call: PythonCall) => boolean): ReadonlySet<FunctionIndex> {
  const reached = new Set<FunctionIndex>();
  const byFunction = new Map<FunctionIndex, PythonCall[]>();
  const queue: PythonCall[] = [];
  for (const call of core.calls) {
    if (start(call)) queue.push(call);
    const list = byFunction.get(call.within);
    if (list === undefined) byFunction.set(call.within, [call]);
    else list.push(call);
  }
  const visit = (index: FunctionIndex): void => {
    if (reached.has(index)) return;
    reached.add(index);
    queue.push(...(byFunction.get(index) ?? []));
  };
  for (let call = queue.pop(); call !== undefined; call = queue.pop()) {
    if (call.local !== undefined) visit(call.local);
    if (!runsItsArguments(call)) continue;
    for (const value of [...call.args, ...call.keywords.map((k) => k.value)])
      if (value.kind === 'function') visit(value.index);
  }
  return reached;
}
