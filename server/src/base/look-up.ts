/** Finds items of a table by one of their names; of several the first. The index is made by the first question: most runs ask about few tables. */
export function lookUp<T>(
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
): (name: string) => T | undefined {
  let index: Map<string, T> | undefined;
  return (name) => {
    if (index === undefined) {
      index = new Map();
      for (const item of items) for (const own of namesOf(item)) if (!index.has(own)) index.set(own, item);
    }
    return index.get(name);
  };
}
