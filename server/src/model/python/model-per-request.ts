import type { Uri } from '../../base/span.ts';
import type { PythonCall, PythonFunction } from '../../facts/python/module.ts';
import type { ModelLoad, PythonFacts } from '../../facts/python/types.ts';
import { fateOf, valuesOf } from './call-fate.ts';
import type { FunctionRef } from './callers.ts';
import { isSameEachTime } from './model-source.ts';
import { callsOfFile, keyOf, phasesOf, targetOf } from './phases.ts';
import { derive, type PythonProgram } from './program.ts';

/** A model that is loaded again and again, although it is the same each time and nothing keeps it. */
export interface RepeatedLoad {
  readonly uri: Uri;
  readonly load: ModelLoad;
  /** What runs again: the function that answers a request, or `-1` of a script that Streamlit runs from top to bottom. */
  readonly root: FunctionRef;
  /** The calls that lead from there to the load, outermost first. */
  readonly through: readonly { readonly uri: Uri; readonly call: PythonCall }[];
}

interface Place {
  readonly uri: Uri;
  readonly load: ModelLoad;
  readonly through: RepeatedLoad['through'];
}

const maxDepth = 5;
const caches = /cache|memo|singleton|once|lazy/i;
// They run the function that they are given, now or soon, each time they are called.
const runners = /(?:^|\.)(?:to_thread|run_in_threadpool|run_sync|run_in_executor|add_task)$/;

/** The loads that each request repeats; with `reruns` those of the script, which Streamlit runs at each interaction. */
export function repeatedLoads(program: PythonProgram, reruns: boolean): readonly RepeatedLoad[] {
  return derive(program, reruns ? 'reloads of the script' : 'reloads', () => findRepeated(program, reruns));
}

function findRepeated(program: PythonProgram, reruns: boolean): readonly RepeatedLoad[] {
  if (![...program.files.values()].some((facts) => facts.models.length > 0)) return [];
  const roots = reruns
    ? [program.entry, ...program.pages].map((uri) => ({ uri, index: -1 }))
    : phasesOf(program).handlers;
  const found = new Map<string, RepeatedLoad>();
  const carried = createCarried(program);
  for (const root of roots) {
    const seen = new Set<string>();
    const report = ({ uri, load, through }: Place): void => {
      const key = `${uri}#${load.call}`;
      if (!found.has(key)) found.set(key, { uri, load, root, through });
    };
    const visit = (ref: FunctionRef, through: Place['through']): void => {
      const facts = program.files.get(ref.uri);
      if (facts === undefined || seen.has(keyOf(ref)) || through.length > maxDepth) return;
      seen.add(keyOf(ref));
      if (keepsResult(facts.functions[ref.index], facts)) return;
      for (const [call, index] of callsThatRun(program, facts, ref.index)) {
        const fate = fateOf(program, facts, index);
        const forgotten = fate === 'local' || (fate === 'caller' && through.length === 0);
        const load = facts.models.find((m) => m.call === index);
        if (load !== undefined && forgotten && isSameEachTime(program, ref.uri, load))
          report({ uri: ref.uri, load, through });
        const here = [...through, { uri: ref.uri, call }];
        const target = targetOf(program, ref.uri, call);
        if (target !== undefined) {
          visit(target, here);
          if (forgotten)
            for (const place of carried(target)) report({ ...place, through: [...here, ...place.through] });
        }
        for (const given of givenTo(program, ref.uri, call)) visit(given, here);
      }
    };
    visit(root, []);
  }
  return [...found.values()].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.load.call - b.load.call));
}

/** The functions that a call runs although others call it. */
function givenTo(program: PythonProgram, uri: Uri, call: PythonCall): readonly FunctionRef[] {
  if (!runners.test(call.text)) return [];
  return valuesOf(call).flatMap((value): readonly FunctionRef[] => {
    if (value.kind === 'function') return [{ uri, index: value.index }];
    const target = value.kind === 'name' && value.imported ? program.resolve(uri, value.name) : undefined;
    return target?.kind === 'function' ? [target] : [];
  });
}

/** The calls of a function that run whenever it does, or as the request decides. */
function callsThatRun(
  program: PythonProgram,
  facts: PythonFacts,
  within: number,
): readonly (readonly [PythonCall, number])[] {
  const calls = callsOfFile(program, facts).get(within) ?? [];
  return calls.flatMap((call) => {
    if (call.inLambda || call.once === true || call.exceptional === true || call.inMainGuard) return [];
    return [[call, facts.calls.indexOf(call)] as const];
  });
}

/** Whether what a function gives is remembered, or does not come back at once. */
function keepsResult(fn: PythonFunction | undefined, facts: PythonFacts): boolean {
  if (fn === undefined) return false;
  if (fn.decorators.some((decorator) => caches.test(decorator.name ?? decorator.text))) return true;
  if (fn.name !== '__init__') return false;
  // What decides how objects are made may give the one that is there already.
  const made = facts.classes.find((other) => other.name === fn.className);
  return (
    made?.replaced === true ||
    made?.bases.some((base) => /singleton|borg/i.test(base)) === true ||
    facts.functions.some((other) => other.className === fn.className && other.name === '__new__')
  );
}

/** The loads whose model a function gives to its caller: returned, or inside the object that it constructs. */
function createCarried(program: PythonProgram): (ref: FunctionRef) => readonly Place[] {
  const known = new Map<string, readonly Place[]>();
  const carried = (ref: FunctionRef): readonly Place[] => {
    const key = keyOf(ref);
    const before = known.get(key);
    if (before !== undefined) return before;
    // A function that calls itself gives nothing more.
    known.set(key, []);
    const facts = program.files.get(ref.uri);
    const fn = facts?.functions[ref.index];
    if (facts === undefined || fn === undefined || fn.yields || keepsResult(fn, facts)) return [];
    const places = callsThatRun(program, facts, ref.index).flatMap(([call, index]): readonly Place[] => {
      if (fateOf(program, facts, index) !== 'caller') return [];
      const load = facts.models.find((m) => m.call === index);
      if (load !== undefined)
        return isSameEachTime(program, ref.uri, load) ? [{ uri: ref.uri, load, through: [] }] : [];
      const target = targetOf(program, ref.uri, call);
      if (target === undefined) return [];
      return carried(target).map((place) => ({ ...place, through: [{ uri: ref.uri, call }, ...place.through] }));
    });
    known.set(key, places);
    return places;
  };
  return carried;
}
