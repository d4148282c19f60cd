import { closeSync, existsSync, opendirSync, openSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { CONFIG_NAME } from '../engine/config-file.ts';
import { Failure } from './io.ts';
import { absolute, isInside } from './paths.ts';
import { printable } from './printable.ts';

/** A file or folder that the user named, without links. Findings are reported below it only. */
interface Target {
  readonly path: string;
  readonly folder: boolean;
}

/** What to read, and what to report on. All paths are absolute and without links. */
export interface Roots {
  /** Folders whose files may belong together; nothing outside of them is read. None lies inside another. */
  readonly folders: readonly string[];
  readonly targets: readonly Target[];
  /** Whether reports name files by absolute paths: all arguments were absolute, and none is the current folder. */
  readonly absolute: boolean;
  /** What was left out, in lines for people. */
  readonly notes: readonly string[];
}

/**
 * Finds the workspace folder of each argument: the nearest folder, from the argument up to the current folder, that
 * holds `.git` or a configuration file; else the argument itself (or the folder of a file). So `check api/Dockerfile`
 * at the top of a repository sees what `check` sees, and nothing above the current folder is ever read.
 * Throws a `Failure` when an argument cannot be read.
 */
export function findRoots(cwd: string, paths: readonly string[]): Roots {
  const folders: string[] = [];
  const targets: Target[] = [];
  const notes: string[] = [];
  const here = realpathSync(cwd);
  let named = paths.length > 0;
  for (const given of paths.length === 0 ? ['.'] : paths) {
    const path = absolute(cwd, given);
    const { real, stats } = look(path, given);
    const folder = stats.isDirectory();
    named &&= isAbsolute(given) && real !== here;
    if (!folder && !stats.isFile()) throw new Failure(`${printable(given)}: this is neither a file nor a folder.`);
    if (!folder && isInside(here, absolute(here, given)) && !isInside(here, real)) {
      notes.push(`${printable(given)}: not read, it is a link that leads out of the current folder.`);
      continue;
    }
    targets.push({ path: real, folder });
    folders.push(workspaceFolder(here, folder ? real : dirname(real)));
  }
  const distinct = [...new Set(folders)].sort();
  return {
    folders: distinct.filter((f) => !distinct.some((other) => other !== f && isInside(other, f))),
    targets,
    absolute: named,
    notes,
  };
}

function look(path: string, given: string): { readonly real: string; readonly stats: Stats } {
  try {
    const real = realpathSync(path);
    const stats = statSync(real);
    // What is named must be readable; what lies below a folder need not be.
    if (stats.isDirectory()) opendirSync(real).closeSync();
    else if (stats.isFile()) closeSync(openSync(real, 'r'));
    return { real, stats };
  } catch (error) {
    throw new Failure(`${printable(given)}: ${reasonOf(error)}`);
  }
}

/** Why the system refused to read something, for people. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file or folder.';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied.';
    case 'ELOOP':
      return 'its links lead in a circle.';
    case 'ENAMETOOLONG':
      return 'the name is too long.';
    case 'EISDIR':
      return 'this is a folder.';
    default:
      return `it cannot be read (${code === '' ? String(error) : code}).`;
  }
}

function workspaceFolder(cwd: string, folder: string): string {
  if (!isInside(cwd, folder)) return folder;
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git')) || existsSync(join(at, CONFIG_NAME))) return at;
    if (at === cwd) return folder;
  }
}

/** The root of the git repository that holds a folder: the nearest ancestor with `.git`. */
export function findRepository(folder: string): string | undefined {
  for (let at = folder; ; ) {
    if (existsSync(join(at, '.git'))) return at;
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
  }
}
