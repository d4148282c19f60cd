import { equalValues, input, query } from './query.ts';
import type { Uri } from './span.ts';
import { ancestors } from './uri.ts';

/** Values that hold for everything below a folder, until a folder further down has one of its own. Tracked. */
export interface FolderMap<T> {
  /** `undefined` takes the folder's value away. The folder `''` stands for everything. */
  readonly set: (folder: Uri, value: T | undefined) => void;
  /** The value of the folder, or of the nearest folder above it that has one. */
  nearest(folder: Uri): T | undefined;
  /** All values by folder. */
  entries(): ReadonlyMap<Uri, T>;
}

/** Creates an empty map. */
export function createFolderMap<T>(): FolderMap<T> {
  const values = input<ReadonlyMap<Uri, T>>(new Map());
  const nearest = query((folder: Uri): T | undefined => {
    const all = values.get();
    if (all.size === 0) return undefined;
    // What the command line says holds everywhere.
    if (all.size === 1 && all.has('')) return all.get('');
    return all.get([...ancestors(folder), ''].find((at) => all.has(at)) ?? '');
  });
  return {
    set: (folder, value) => {
      const old = values.get();
      if (equalValues(old.get(folder), value)) return;
      const next = new Map(old);
      if (value === undefined) next.delete(folder);
      else next.set(folder, value);
      values.set(next);
    },
    nearest,
    entries: () => values.get(),
  };
}
