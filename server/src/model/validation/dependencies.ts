import { isRecord } from '../../facts/manifest/json.ts';

/** The value of the container-dependencies annotation; `undefined` where it is not an object of lists of names. */
export function dependencyMap(value: unknown): ReadonlyMap<string, readonly string[]> | undefined {
  if (!isRecord(value)) return undefined;
  const out = new Map<string, readonly string[]>();
  for (const [name, list] of Object.entries(value)) {
    if (!Array.isArray(list) || !list.every((item): item is string => typeof item === 'string')) return undefined;
    out.set(name, list);
  }
  return out;
}

/** A circle of dependencies, first name repeated at the end; `undefined` where there is none. */
export function dependencyCycle(map: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const from = path.indexOf(name);
    if (from >= 0) return [...path.slice(from), name];
    if (done.has(name)) return undefined;
    done.add(name);
    for (const next of map.get(name) ?? []) {
      const found = visit(next, [...path, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const name of map.keys()) {
    const found = visit(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
