import type { Uri } from '../../base/span.ts';
import type { PassedObject, PythonCall } from '../../facts/python/module.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import type { Value } from '../../facts/python/value.ts';

/** A function of one of the program's files. */
export interface FunctionRef {
  readonly uri: Uri;
  readonly index: number;
}

/** What one caller passes. */
export interface ArgumentSite {
  /** The file that the value stands in. */
  readonly uri: Uri;
  /** The argument, or the parameter's default where it is left out. */
  readonly value: Value | undefined;
  readonly passed?: PassedObject;
}

interface CallSite {
  readonly uri: Uri;
  readonly call: PythonCall;
}

/** What the callers of a function pass as a parameter; `undefined` where other code may pass something else. */
export type ArgumentsOf = (uri: Uri, fn: number, position: number) => readonly ArgumentSite[] | undefined;

/** Finds the callers of functions; `targetOf` gives the function that a call runs. All calls are looked at on the first question. */
export function createCallers(
  files: ReadonlyMap<Uri, PythonFacts>,
  targetOf: (uri: Uri, call: PythonCall) => FunctionRef | undefined,
): ArgumentsOf {
  let callers: ReadonlyMap<string, readonly CallSite[]> | undefined;
  const callersOf = (key: string): readonly CallSite[] => {
    if (callers === undefined) {
      const map = new Map<string, CallSite[]>();
      for (const [uri, facts] of files) {
        for (const call of facts.calls) {
          const target = targetOf(uri, call);
          if (target === undefined) continue;
          const of = `${target.uri}#${target.index}`;
          const list = map.get(of);
          if (list === undefined) map.set(of, [{ uri, call }]);
          else list.push({ uri, call });
        }
      }
      callers = map;
    }
    return callers.get(key) ?? [];
  };
  return (uri, fn, position) => {
    const facts = files.get(uri);
    const made = facts?.functions[fn];
    const parameter = made?.parameters[position];
    if (facts === undefined || made === undefined || parameter === undefined) return undefined;
    // What hands it on as a value, and what a framework calls, may pass anything.
    if (facts.references.some((r) => r.index === fn) || facts.routes.some((r) => r.handler === fn)) return undefined;
    const own = made.className !== undefined && /^(?:self|cls)$/.test(made.parameters[0]?.name ?? '') ? 1 : 0;
    const sites: ArgumentSite[] = [];
    for (const site of callersOf(`${uri}#${fn}`)) {
      const { call } = site;
      if (call.open) return undefined;
      const named = call.keywords.find((k) => k.name === parameter.name);
      const value = named?.value ?? call.args[position - own];
      if (value === undefined && parameter.default === undefined) return undefined;
      const passed = call.passes?.find((p) => p.to === (named === undefined ? position - own : named.name));
      sites.push({
        uri: value === undefined ? uri : site.uri,
        value: value ?? parameter.default,
        ...(passed === undefined ? {} : { passed }),
      });
    }
    return sites.length === 0 ? undefined : sites;
  };
}
