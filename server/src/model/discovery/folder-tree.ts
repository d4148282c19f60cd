import type { Uri } from '../../base/span.ts';
import { basename, dirname } from '../../base/uri.ts';

/** Names of what lies directly in a folder, sorted. */
export interface FolderEntry {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** A folder that does not exist. */
export const EMPTY_FOLDER: FolderEntry = { files: [], folders: [] };
/** All folders that hold files, and those above them. */
export function listFolders(uris: Iterable<Uri>): ReadonlyMap<Uri, FolderEntry> {
  const files = new Map<Uri, Set<string>>();
  const folders = new Map<Uri, Set<string>>();
  const addTo = (map: Map<Uri, Set<string>>, key: Uri, name: string): boolean => {
    const set = map.get(key);
    if (set === undefined) map.set(key, new Set([name]));
    else if (set.has(name)) return false;
    else set.add(name);
    return true;
  };
  for (const uri of uris) {
    let folder = dirname(uri);
    addTo(files, folder, basename(uri));
    for (let parent = dirname(folder); parent !== folder; parent = dirname(folder)) {
      if (!addTo(folders, parent, basename(folder))) break;
      folder = parent;
    }
  }
  const out = new Map<Uri, FolderEntry>();
  for (const key of new Set([...files.keys(), ...folders.keys()])) {
    out.set(key, { files: [...(files.get(key) ?? [])].sort(), folders: [...(folders.get(key) ?? [])].sort() });
  }
  return out;
}
