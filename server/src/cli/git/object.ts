import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { GitObject, GitObjectType } from './git-object.ts';
import { openPack, type Pack } from './pack.ts';
import type { Repository } from './repository.ts';

/** Reads objects by id. */
export interface ObjectStore {
  readonly read: (id: string) => GitObject | undefined;
  /** Full ids that begin with `prefix` (at least 4 hexadecimal digits). */
  readonly startingWith: (prefix: string) => readonly string[];
}

/** The objects of a repository, loose and packed. Broken ones are as good as missing. */
export function openObjects(repository: Repository): ObjectStore {
  let packs: readonly Pack[] | undefined;
  const allPacks = (): readonly Pack[] => {
    packs ??= repository.objects.flatMap((folder) =>
      listed(join(folder, 'pack'))
        .filter((name) => name.endsWith('.idx'))
        .flatMap((name) => openPack(join(folder, 'pack', name)) ?? []),
    );
    return packs;
  };
  const read = (id: string): GitObject | undefined => {
    try {
      for (const folder of repository.objects) {
        const path = join(folder, id.slice(0, 2), id.slice(2));
        if (existsSync(path)) return parseLoose(inflateSync(readFileSync(path), { maxOutputLength: 64_000_000 }));
      }
      for (const pack of allPacks()) {
        const offset = pack.find(id);
        if (offset !== undefined) return pack.read(offset, read);
      }
    } catch {
      return undefined;
    }
    return undefined;
  };
  const startingWith = (prefix: string): readonly string[] => {
    const loose = repository.objects.flatMap((folder) =>
      listed(join(folder, prefix.slice(0, 2))).map((name) => prefix.slice(0, 2) + name),
    );
    return [
      ...new Set([
        ...loose.filter((id) => id.length === 40 && id.startsWith(prefix)),
        ...allPacks().flatMap((pack) => pack.startingWith(prefix)),
      ]),
    ];
  };
  return { read, startingWith };
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function parseLoose(bytes: Buffer): GitObject | undefined {
  const end = bytes.indexOf(0);
  const type = /^(commit|tree|blob|tag) \d+$/.exec(bytes.toString('latin1', 0, Math.max(0, end)))?.[1] as
    | GitObjectType
    | undefined;
  return type === undefined ? undefined : { type, bytes: bytes.subarray(end + 1) };
}

/** The tree of a commit, and its first parent. */
export function commitLinks(commit: GitObject): {
  readonly tree: string | undefined;
  readonly parents: readonly string[];
} {
  const head = commit.bytes.toString('latin1').split('\n\n')[0] ?? '';
  return {
    tree: /^tree ([0-9a-f]{40})$/m.exec(head)?.[1],
    parents: [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].flatMap((m) => m[1] ?? []),
  };
}

/** The id behind a name directly in a tree. */
export function treeEntry(tree: GitObject, name: string): string | undefined {
  const { bytes } = tree;
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    if (space < 0 || end < 0) return undefined;
    if (bytes.toString('utf8', space + 1, end) === name) return bytes.toString('hex', end + 1, end + 21);
    at = end + 21;
  }
  return undefined;
}
