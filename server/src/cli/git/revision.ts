import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitLinks, type ObjectStore } from './object.ts';
import type { Repository } from './repository.ts';

const ID = /^[0-9a-f]{40}$/;
const MOST_LINKS = 10;

/** The commit that a name stands for: branch, tag, remote branch, id or its beginning, `HEAD`, with any number of `~n` and `^n`. */
export function resolveCommit(repository: Repository, objects: ObjectStore, name: string): string | undefined {
  const [, base = '', steps = ''] = /^(.*?)((?:[~^]\d*)*)$/.exec(name) ?? [];
  let id = peel(objects, namedId(repository, objects, base === '@' ? 'HEAD' : base));
  for (const [, sign, digits] of steps.matchAll(/([~^])(\d*)/g)) {
    const count = digits === '' ? 1 : Number(digits);
    if (count > 100_000) return undefined;
    if (sign === '^') id = count === 0 ? id : parentOf(objects, id, count - 1);
    else for (let i = 0; i < count && id !== undefined; i++) id = parentOf(objects, id, 0);
  }
  return id;
}

function parentOf(objects: ObjectStore, id: string | undefined, index: number): string | undefined {
  const commit = id === undefined ? undefined : objects.read(id);
  return commit?.type === 'commit' ? commitLinks(commit).parents[index] : undefined;
}

/** Follows tags to their commit. */
function peel(objects: ObjectStore, id: string | undefined): string | undefined {
  let at = id;
  for (let i = 0; i < MOST_LINKS && at !== undefined; i++) {
    const found = objects.read(at);
    if (found?.type === 'commit') return at;
    if (found?.type !== 'tag') return undefined;
    at = /^object ([0-9a-f]{40})$/m.exec(found.bytes.toString('latin1'))?.[1];
  }
  return undefined;
}

function namedId(repository: Repository, objects: ObjectStore, name: string): string | undefined {
  // A name must not lead out of git's folder.
  if (name === '' || name.split('/').includes('..') || name.startsWith('/') || name.includes('\0')) return undefined;
  for (const prefix of ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/']) {
    const id = readRef(repository, prefix + name, 0);
    if (id !== undefined) return id;
  }
  const remote = readRef(repository, `refs/remotes/${name}/HEAD`, 0);
  if (remote !== undefined) return remote;
  if (ID.test(name)) return name;
  if (!/^[0-9a-f]{4,39}$/.test(name)) return undefined;
  const commits = objects.startingWith(name).filter((id) => objects.read(id)?.type === 'commit');
  return commits.length === 1 ? commits[0] : undefined;
}

function readRef(repository: Repository, ref: string, depth: number): string | undefined {
  if (depth > MOST_LINKS) return undefined;
  const text =
    firstLine(join(repository.own, ref)) ?? firstLine(join(repository.common, ref)) ?? packedRef(repository, ref);
  if (text === undefined) return undefined;
  const link = /^ref: (refs\/[^\0]+)$/.exec(text)?.[1];
  if (link !== undefined && !link.split('/').includes('..')) return readRef(repository, link, depth + 1);
  return ID.test(text) ? text : undefined;
}

function firstLine(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').split('\n')[0]?.trim();
  } catch {
    return undefined;
  }
}

function packedRef(repository: Repository, ref: string): string | undefined {
  try {
    for (const line of readFileSync(join(repository.common, 'packed-refs'), 'utf8').split('\n')) {
      if (line.slice(41).trimEnd() === ref && line.charAt(40) === ' ') return line.slice(0, 40);
    }
  } catch {
    return undefined;
  }
  return undefined;
}
