import type { Uri } from '../../base/span.ts';
import { pullsWork } from '../../catalog/pull-calls.ts';
import { runsItsArguments } from '../../facts/python/core.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { PythonFacts, ServerStart } from '../../facts/python/python.ts';
import type { Value } from '../../facts/python/value.ts';
import type { FactsReader } from '../facts-reader.ts';
import { importedStart } from './imported-app.ts';
import type { ModuleFinder } from './python-modules.ts';

/** How a file is entered: run as `__main__`, imported, or by calling one of its functions. */
export type EntryMode =
  | { readonly kind: 'script' }
  | { readonly kind: 'import' }
  | { readonly kind: 'function'; readonly name: string };

/** A server start reached from the entry, with the file that holds it. */
export interface ReachedStart {
  readonly uri: Uri;
  readonly facts: PythonFacts;
  readonly start: ServerStart;
}

/** What the code does as far as it can be read. */
export interface EntryResult {
  readonly starts: readonly ReachedStart[];
  /** Everything reached could be read: without a start, it certainly starts no known server. */
  readonly complete: boolean;
  /** An endless loop is reached. */
  readonly loops: boolean;
  /** A call is reached that fetches work until somebody stops it: a subscription, a bot that polls. */
  readonly fetches: boolean;
  /** Another program may be started instead of the server in code, and it may be a server as well. */
  readonly otherProgram?: boolean;
}

const NOTHING: EntryResult = { starts: [], complete: false, loops: false, fetches: false };

const STARTS_PROGRAM = /^(?:subprocess\.(?:run|call|check_call|Popen)|os\.(?:system|exec[lv]p?e?))$/;

/** Functions that a call is given to run, `Thread(target=work)`. */
function given(call: PythonCall): readonly Value[] {
  return runsItsArguments(call) ? [...call.args, ...call.keywords.map((k) => k.value)] : [];
}

/** Functions of a file that run when it is entered, -1 for module level. */
function reachedFunctions(facts: PythonFacts, mode: EntryMode): ReadonlySet<number> {
  const reached = new Set<number>();
  if (mode.kind === 'function') {
    const index = facts.functions.findIndex((f) => f.qualifiedName === mode.name);
    if (index < 0) return reached;
    reached.add(index);
  } else reached.add(-1);
  for (let grown = true; grown; ) {
    grown = false;
    for (const call of facts.calls) {
      if (!reached.has(call.within)) continue;
      if (call.within === -1 && mode.kind === 'import' && call.inMainGuard) continue;
      const passed = given(call).flatMap((value) => (value.kind === 'function' ? [value.index] : []));
      for (const index of call.local === undefined ? passed : [call.local, ...passed]) {
        if (reached.has(index)) continue;
        reached.add(index);
        grown = true;
      }
    }
  }
  return reached;
}

/** Follows the code from an entry to the servers it starts, through functions of other files of the project. */
export function followEntry(
  reader: FactsReader,
  modules: ModuleFinder,
  uri: Uri,
  mode: EntryMode,
  depth = 4,
): EntryResult {
  const facts = reader.python(uri);
  if (facts === undefined || depth === 0) return NOTHING;
  const reached = reachedFunctions(facts, mode);
  const isReached = (place: { readonly within: number; readonly inMainGuard: boolean }): boolean =>
    reached.has(place.within) && !(place.within === -1 && place.inMainGuard && mode.kind === 'import');
  // The framework of an app from another file is known there only.
  const certain = (start: ServerStart): ServerStart =>
    start.api === 'flask.run' ? (importedStart(reader, modules, uri, facts, start.call) ?? start) : start;
  const own = facts.serverStarts.filter(isReached).map(certain);
  const elsewhere =
    own.length > 0
      ? []
      : facts.calls.flatMap((call, index) =>
          isReached(call) ? [importedStart(reader, modules, uri, facts, index)] : [],
        );
  const starts: ReachedStart[] = [...own, ...elsewhere].flatMap((start) =>
    start === undefined ? [] : [{ uri, facts, start }],
  );
  const loops = facts.endlessLoops.some(isReached);
  let fetches = facts.calls.some((call) => isReached(call) && staysForWork(call));
  if (starts.length > 0) {
    const otherProgram = facts.calls.some(
      (call) => call.conditional && isReached(call) && STARTS_PROGRAM.test(call.callee ?? ''),
    );
    return { starts, complete: true, loops, fetches, otherProgram };
  }
  const mayStay = facts.flagLoops?.some(isReached) === true;
  let complete = facts.unknownAfter === undefined && !mayStay && !facts.imports.some((i) => i.name === '*');
  let looping = loops;
  for (const call of facts.calls) {
    if (!isReached(call)) continue;
    const names = given(call).flatMap((value) => (value.kind === 'name' && value.imported ? [value.name] : []));
    if (call.callee !== undefined && call.local === undefined) names.unshift(call.callee);
    for (const name of names) {
      const target = functionOf(reader, modules, uri, name);
      if (target === undefined) continue;
      const inner = followEntry(reader, modules, target.uri, { kind: 'function', name: target.name }, depth - 1);
      if (inner.starts.length > 0) return inner;
      complete &&= inner.complete;
      looping ||= inner.loops;
      fetches ||= inner.fetches;
    }
  }
  // A module that is imported may start a server by itself, at its module level.
  for (const imported of facts.imports) {
    if (
      imported.within !== -1 ||
      imported.guarded === 'type-checking' ||
      (imported.guarded === 'main' && mode.kind === 'import')
    )
      continue;
    const file = modules.from(uri, '.'.repeat(imported.level) + imported.module);
    if (file === undefined || file === uri) continue;
    const inner = reader.python(file);
    const start = inner?.serverStarts.find((s) => s.reachedOnImport);
    if (inner !== undefined && start !== undefined)
      return { starts: [{ uri: file, facts: inner, start }], complete: true, loops: looping, fetches };
  }
  return { starts: [], complete, loops: looping, fetches };
}

/** Whether a call fetches work and does not come back; a single `pull` does. */
function staysForWork({ callee }: PythonCall): boolean {
  return callee !== undefined && pullsWork(callee) !== undefined && !callee.endsWith('.pull');
}

/** The function behind a dotted name, in another file of the project. */
function functionOf(
  reader: FactsReader,
  modules: ModuleFinder,
  uri: Uri,
  callee: string,
): { readonly uri: Uri; readonly name: string } | undefined {
  const dots = /^\.*/.exec(callee)?.[0] ?? '';
  const parts = callee.slice(dots.length).split('.');
  for (let cut = parts.length - 1; cut >= (dots === '' ? 1 : 0); cut--) {
    const module = dots + parts.slice(0, cut).join('.');
    const file = modules.from(uri, module);
    if (file === undefined || file === uri) continue;
    const name = parts.slice(cut).join('.');
    const facts = reader.python(file);
    if (facts?.functions.some((f) => f.qualifiedName === name)) return { uri: file, name };
    return undefined;
  }
  return undefined;
}

/** The start that decides: the first one, unless it may not run and others may run instead. */
export function decidingStart(result: EntryResult): ReachedStart | undefined {
  const [first] = result.starts;
  return (result.starts.length === 1 && result.otherProgram !== true) || first?.start.conditional === false
    ? first
    : undefined;
}
