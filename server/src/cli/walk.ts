import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CONFIG_NAME } from '../engine/config-file.ts';
import { type IgnoreLayer, isIgnored, layersAbove, layersInside, readIgnoreFile } from './ignore-files.ts';
import { isInside } from './paths.ts';
import { findRepository, reasonOf } from './roots.ts';

/** How to walk. */
export interface WalkOptions {
  readonly gitignore: boolean;
  /** What users left out; holds in addition to .gitignore and is not undone by it. */
  readonly exclude: readonly IgnoreLayer[];
  /** Called for a folder with a configuration file, before its files are listed; gives what that file leaves out. */
  readonly configured: (file: string, folder: string) => IgnoreLayer | undefined;
  /** Called now and then with the number of files found so far. */
  readonly progress: (files: number) => void;
}

/** Names below a folder, in a stable order. */
export interface WalkResult {
  readonly files: readonly string[];
  /** Folders that cannot be read, with the reason. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
  /** Links that were not followed: folders, and files outside. */
  readonly links: readonly string[];
}

/** Folders of other tools: what lies in them was not written by the project's people. */
const FOREIGN: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  'site-packages',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.terraform',
  '.gradle',
  '.next',
  '.nuxt',
  '.yarn',
  '.pnpm-store',
  '.cache',
  '.eggs',
]);

interface Visit {
  readonly path: string;
  readonly git: readonly IgnoreLayer[];
  readonly exclude: readonly IgnoreLayer[];
}

/**
 * Lists the files below a folder. Links to folders are not followed, so loops cannot happen; links to files count where
 * they lead to a file inside `root`. `root` is absolute and without links.
 */
export function walk(root: string, options: WalkOptions): WalkResult {
  const files: string[] = [];
  const problems: { path: string; reason: string }[] = [];
  const links: string[] = [];
  const first = options.gitignore ? layersAbove(root, findRepository(root)) : [];
  const open: Visit[] = [{ path: root, git: first, exclude: options.exclude }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const entries = list(visit.path, problems);
    if (visit.path !== root && entries.some((entry) => entry.name === 'pyvenv.cfg')) continue;
    const { git, exclude } = withOwnLayers(visit, entries, options);
    const folders: Visit[] = [];
    for (const entry of entries) {
      const path = visit.path.endsWith(sep) ? visit.path + entry.name : visit.path + sep + entry.name;
      if (entry.isDirectory()) {
        if (FOREIGN.has(entry.name) || isIgnored(git, path, true) || isIgnored(exclude, path, true)) continue;
        folders.push({ path, git: layersInside(git, path), exclude });
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        if (isIgnored(git, path, false) || isIgnored(exclude, path, false)) continue;
        if (entry.isFile() || leadsInside(root, path)) files.push(path);
        else links.push(path);
      }
    }
    while (folders.length > 0) {
      const next = folders.pop();
      if (next !== undefined) open.push(next);
    }
    options.progress(files.length);
  }
  return { files, problems, links };
}

function list(path: string, problems: { path: string; reason: string }[]): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    problems.push({ path, reason: reasonOf(error) });
    return [];
  }
}

function withOwnLayers(visit: Visit, entries: readonly Dirent[], options: WalkOptions): Pick<Visit, 'git' | 'exclude'> {
  let { git, exclude } = visit;
  for (const { name } of entries) {
    if (name === '.gitignore' && options.gitignore) {
      const layer = readIgnoreFile(join(visit.path, name), visit.path);
      if (layer !== undefined) git = [...git, layer];
    } else if (name === CONFIG_NAME) {
      const layer = options.configured(join(visit.path, name), visit.path);
      if (layer !== undefined) exclude = [...exclude, layer];
    }
  }
  return { git, exclude };
}

function leadsInside(root: string, path: string): boolean {
  try {
    const real = realpathSync(path);
    return isInside(root, real) && statSync(real).isFile();
  } catch {
    return false;
  }
}
