import type { Uri } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import { type ConsoleScript, lockFacts, pipfileFacts, pyprojectFacts } from '../../facts/pyproject.ts';
import { isAtLeast, type PackageRequirement, requirementsFacts } from '../../facts/requirements.ts';
import type { FactsReader } from '../facts-reader.ts';

/** The Python packages of a project, lock files first, since the first entry of a name decides. */
export interface Packages {
  readonly list: readonly PackageRequirement[];
  /** At least one file that names packages was read. */
  readonly found: boolean;
  readonly scripts: readonly (ConsoleScript & { readonly uri: Uri })[];
  /** Folders that hold the project's own packages when it is installed (`src`), as folders of the build context. */
  readonly folders: readonly Uri[];
}

const LOCKS = ['uv.lock', 'poetry.lock', 'pdm.lock'];

/** Reads the files that name packages in a folder of the build context. */
export function packagesIn(reader: FactsReader, folder: Uri | undefined): Packages {
  if (folder === undefined) return { list: [], found: false, scripts: [], folders: [] };
  const names = reader.filesIn(folder);
  const list: PackageRequirement[] = [];
  // One by one: `push(...list)` throws for the very long ones.
  const add = (packages: readonly PackageRequirement[]): void => {
    for (const found of packages) list.push(found);
  };
  const scripts: (ConsoleScript & { uri: Uri })[] = [];
  const folders: Uri[] = [];
  for (const name of LOCKS.filter((n) => names.includes(n))) {
    const uri = joinPath(folder, name);
    const text = reader.text(uri);
    if (text !== undefined) add(lockFacts(uri, text).packages);
  }
  const visited = new Set<Uri>();
  const requirements = (uri: Uri): void => {
    const text = visited.has(uri) || visited.size > 20 ? undefined : reader.text(uri);
    visited.add(uri);
    if (text === undefined) return;
    const facts = requirementsFacts(uri, text);
    add(facts.packages);
    for (const include of facts.includes) requirements(joinPath(dirname(uri), `./${include.path}`));
  };
  for (const name of names.filter(
    (n) => /^(?:requirements|constraints).*\.txt$/.test(n) && !/dev|test|lint|doc/.test(n),
  ))
    requirements(joinPath(folder, name));
  const pyproject = names.includes('pyproject.toml') ? joinPath(folder, 'pyproject.toml') : undefined;
  const text = pyproject === undefined ? undefined : reader.text(pyproject);
  if (pyproject !== undefined && text !== undefined) {
    const facts = pyprojectFacts(pyproject, text);
    add(facts.packages);
    for (const script of facts.scripts) scripts.push({ ...script, uri: pyproject });
    for (const path of facts.packageFolders) folders.push(joinPath(folder, `./${path}`));
  }
  if (folders.length === 0 && names.includes('setup.py')) folders.push(joinPath(folder, './src'));
  const pipfile = names.includes('Pipfile') ? reader.text(joinPath(folder, 'Pipfile')) : undefined;
  if (pipfile !== undefined) add(pipfileFacts(joinPath(folder, 'Pipfile'), pipfile).packages);
  return { list, found: list.length > 0, scripts, folders };
}

/** The file of a module of the project itself, where it is installed from its `src` folder, and that folder. */
export function installedModule(
  reader: FactsReader,
  packages: Packages,
  module: string,
): { readonly uri: Uri; readonly folder: Uri } | undefined {
  const path = module.split('.').join('/');
  for (const folder of packages.folders) {
    const uri = [`${path}.py`, `${path}/__init__.py`]
      .map((file) => joinPath(folder, `./${file}`))
      .find((file) => reader.exists(file));
    if (uri !== undefined) return { uri, folder };
  }
  return undefined;
}

/** Whether the installed version is at least this one; an unpinned package is installed in its newest version. */
export function installedAtLeast(packages: Packages, name: string, version: string): boolean | undefined {
  const decided = isAtLeast(packages.list, name, version);
  if (decided !== undefined) return decided;
  return packages.found ? true : undefined;
}
