import { computed, getActiveSub, setActiveSub, signal } from 'alien-signals';

// The only importer of the signals library: everything above sees inputs and derived values.
// Why this library, and what it does not do: docs/decisions/0001-queries.md.

/** A value that the host sets; derived values that read it are recomputed when it changes. */
export interface Input<T> {
  get(): T;
  set(value: T): void;
}

/** Creates an input. Setting a value that is identical (`===`) changes nothing. */
export function input<T>(initial: T): Input<T> {
  const cell = signal<T>(initial);
  return { get: () => cell(), set: (value) => cell(value) };
}

/** A memoised function of one key, whose reads of inputs and other queries are tracked. */
export interface Query<K, V> {
  (key: K): V;
  /** Drops the memo of one key. */
  forget(key: K): void;
  /** How often a value was computed, for tests of what a keystroke costs. */
  computations(): number;
}

/** Whether inputs of the queries that are defined now can change; see `onUnchanging`. */
let changing = true;

/**
 * Runs `work`, whose inputs never change after a query has read them. Queries that are defined meanwhile keep their first values and
 * note nothing about what they read: an eighth less time for Dockerfiles alone, a twentieth for apps with Python.
 */
export function onUnchanging<T>(work: () => T): T {
  const before = changing;
  changing = false;
  try {
    return work();
  } finally {
    changing = before;
  }
}

/**
 * Defines a memoised query with early cut-off: a recomputed value that equals the old one (structurally) keeps the
 * old identity, and nothing downstream runs. `compute` receives the previous value for incremental work.
 * Queries must not depend on themselves; a cycle reads the previous value (`undefined` at first) instead of recursing.
 */
export function query<K, V>(compute: (key: K, previous: V | undefined) => V): Query<K, V> {
  return changing ? tracked(compute) : remembered(compute);
}

function tracked<K, V>(compute: (key: K, previous: V | undefined) => V): Query<K, V> {
  const cells = new Map<K, () => V>();
  let count = 0;
  const run = (key: K): V => {
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = computed<V>((previous) => {
        count++;
        const next = compute(key, previous);
        return previous !== undefined && equalValues(previous, next) ? previous : next;
      });
      cells.set(key, cell);
    }
    return cell();
  };
  return Object.assign(run, {
    forget: (key: K) => void cells.delete(key),
    computations: () => count,
  });
}

function remembered<K, V>(compute: (key: K, previous: V | undefined) => V): Query<K, V> {
  const values = new Map<K, V | undefined>();
  let count = 0;
  const run = (key: K): V => {
    const found = values.get(key);
    if (found !== undefined || values.has(key)) return found as V;
    count++;
    values.set(key, undefined);
    try {
      const value = compute(key, undefined);
      values.set(key, value);
      return value;
    } catch (error) {
      values.delete(key);
      throw error;
    }
  };
  return Object.assign(run, {
    forget: (key: K) => void values.delete(key),
    computations: () => count,
  });
}

/**
 * Queries over many files (a list of everything, a sum) whose readers are not woken by an edit that leaves the value as it was.
 * With a plain query each edit makes every reader of such a value look whether it changed, and that is the whole workspace.
 */
export interface Summaries {
  /** Defines one. Summaries may read those that were defined before them. */
  summary<K, V>(compute: (key: K) => V): (key: K) => V;
  /** Brings all of them up to date. Whoever changes inputs calls this before queries that read summaries are asked. */
  refresh(): void;
}

/** Creates a set of summaries that are refreshed together. A summary that is read outside of any query is always up to date. */
export function createSummaries(): Summaries {
  const updates: (() => void)[] = [];
  const refresh = (): void => {
    for (const update of updates) update();
  };
  function summary<K, V>(compute: (key: K) => V): (key: K) => V {
    if (!changing) return remembered(compute);
    const fresh = query(compute);
    const cells = new Map<K, Input<V>>();
    updates.push(() => {
      for (const [key, cell] of cells) cell.set(fresh(key));
    });
    return (key: K): V => {
      if (getActiveSub() === undefined) refresh();
      const cell = cells.get(key) ?? untracked(() => input(fresh(key)));
      cells.set(key, cell);
      return cell.get();
    };
  }
  return { refresh, summary };
}

/** Runs `read` without noting for the running query what it reads. */
export function untracked<T>(read: () => T): T {
  const running = setActiveSub(undefined);
  try {
    return read();
  } finally {
    setActiveSub(running);
  }
}

/**
 * Structural equality of plain values (primitives, arrays, plain objects, maps, sets). Functions and class instances
 * are equal only when identical. Facts are acyclic by construction, so no cycle check is needed.
 */
export function equalValues(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  // Runs over all facts at each key: loops make no garbage, callbacks and lists of keys make a fifth of a megabyte.
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equalValues(a[i], b[i])) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  if (prototype === Object.prototype || prototype === null) {
    return equalObjects(a as Record<string, unknown>, b as Record<string, unknown>);
  }
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a) if (!b.has(key) || !equalValues(value, b.get(key))) return false;
    return true;
  }
  if (!(a instanceof Set) || !(b instanceof Set) || a.size !== b.size) return false;
  for (const value of a) if (!b.has(value)) return false;
  return true;
}

function equalObjects(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  let surplus = 0;
  for (const key in left) {
    surplus++;
    const value = left[key];
    if (!equalValues(value, right[key]) || (value === undefined && !Object.hasOwn(right, key))) return false;
  }
  for (const _ in right) surplus--;
  return surplus === 0;
}
