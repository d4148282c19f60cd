import type { Uri } from '../../base/span.ts';
import { basename, dirname, joinPath } from '../../base/uri.ts';
import type { PythonCall, PythonImport } from '../../facts/python/module.ts';
import { maxPythonLength } from '../../facts/python/python.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import { stringOf, type Value } from '../../facts/python/value.ts';
import type { Launch } from '../launch-types.ts';
import { createNames, type Names } from './names.ts';

/** The files that a program may consist of; the workspace's reader is one. */
export interface PythonFiles {
  python(uri: Uri): PythonFacts | undefined;
  exists(uri: Uri): boolean;
  /** Bytes of a file with weights, where the host said so. */
  sizeOf?(uri: Uri): number | undefined;
  /** Names of the files in a folder. */
  filesIn?(folder: Uri): readonly string[];
  /** Names of the folders in a folder. Without it every import is looked up file by file. */
  foldersIn?(folder: Uri): readonly string[];
  /** The program of a key (`programOfKey`), put together once for all deployables and rules until one of its files changes. */
  readonly program?: (key: string) => PythonProgram;
}

/** The Python files that a command reaches, and how names lead from one to another. */
export interface PythonProgram extends Names {
  readonly entry: Uri;
  /** The entry runs as `__main__`. */
  readonly asScript: boolean;
  readonly files: ReadonlyMap<Uri, PythonFacts>;
  /** The files that are read at start; the others are imported inside functions. */
  readonly atStart: ReadonlySet<Uri>;
  /** Further scripts of a Streamlit app, which it runs when somebody opens them. */
  readonly pages: readonly Uri[];
  /** The file of a dotted module name, as imported by file `from` (leading dots are relative). */
  readonly moduleFile: (from: Uri, module: string) => Uri | undefined;
  /** What it was read from. */
  readonly source: PythonFiles;
  /** What was worked out from it so far, made once and shared (python-phases.ts). */
  readonly derived: Map<string, unknown>;
}

const maxFiles = 300;

/** Each launch is asked for its program by many rules. */
const keys = new WeakMap<Launch, string>();

/** The program of a launch; `undefined` where its first Python file is not known. */
export function programOf(launch: Launch, files: PythonFiles): PythonProgram | undefined {
  if (launch.entry.kind === 'unknown') return undefined;
  const entry = launch.entry.value;
  if (files.python(entry) === undefined) return undefined;
  let key = keys.get(launch);
  if (key === undefined) {
    key = JSON.stringify(keyOf(launch, entry));
    keys.set(launch, key);
  }
  return files.program === undefined ? programOfKey(key, files) : files.program(key);
}

function keyOf(launch: Launch, entry: Uri): ProgramKey {
  return [entry, runsAsScript(launch, entry), launch.importRoots, settingsModule(launch)];
}

/** The module that DJANGO_SETTINGS_MODULE names: `null` where nothing sets it, `false` where it is not known what it is set to. */
type SettingsModule = string | false | null;

type ProgramKey = readonly [entry: Uri, asScript: boolean, importRoots: readonly Uri[], settings: SettingsModule];

function settingsModule(launch: Launch): SettingsModule {
  const value = launch.environment.find(({ name }) => name === 'DJANGO_SETTINGS_MODULE')?.value;
  return value === undefined ? null : value.kind === 'known' && value.value;
}

/** The program that a key names; keys are made and read here alone. */
export function programOfKey(key: string, files: PythonFiles): PythonProgram {
  const [entry, asScript, importRoots, settings] = JSON.parse(key) as ProgramKey;
  return createProgram(entry, asScript, importRoots, files, settings);
}

function runsAsScript(launch: Launch, entry: Uri): boolean {
  const server = launch.server.kind === 'known' ? launch.server.value : undefined;
  if (server !== undefined) return server.startedBy === 'code';
  const words = launch.argv.kind === 'known' ? launch.argv.value.map((word) => word.value) : [];
  if (words.some((word) => word.endsWith('.py') && basename(word) === basename(entry))) return true;
  const module = words[words.indexOf('-m') + 1] ?? '';
  const stem = basename(entry) === '__main__.py' ? basename(dirname(entry)) : basename(entry).replace(/\.py$/, '');
  return words.includes('-m') && module.split('.').at(-1) === stem;
}

/** Follows imports from a file. `importRoots` are the folders on the module path, most specific first. */
export function createProgram(
  entry: Uri,
  asScript: boolean,
  importRoots: readonly Uri[],
  source: PythonFiles,
  settings: SettingsModule = null,
): PythonProgram {
  const folders = [...new Set([...(asScript ? [dirname(entry)] : []), ...importRoots, dirname(entry)])];
  const files = new Map<Uri, PythonFacts>();
  const atStart = new Set<Uri>();

  const fileAt = (path: Uri): Uri | undefined =>
    [`${path}.py`, joinPath(path, '__init__.py')].find((uri) => source.exists(uri));
  const baseOf = (from: Uri, level: number): Uri => {
    let folder = dirname(from);
    for (let i = 1; i < level; i++) folder = dirname(folder);
    return folder;
  };
  const pathsOf = (from: Uri, level: number, module: string): readonly Uri[] => {
    const path = module.split('.').join('/');
    if (level > 0) return [module === '' ? baseOf(from, level) : joinPath(baseOf(from, level), path)];
    return folders.map((folder) => joinPath(folder, path));
  };
  const modules = new Map<string, Uri | undefined>();
  const moduleFile = (from: Uri, module: string): Uri | undefined => {
    const key = module.startsWith('.') ? `${dirname(from)}:${module}` : module;
    if (!modules.has(key)) modules.set(key, searchModule(from, module));
    return modules.get(key);
  };
  const searchModule = (from: Uri, module: string): Uri | undefined => {
    const level = /^\.*/.exec(module)?.[0].length ?? 0;
    for (const path of pathsOf(from, level, module.slice(level))) {
      const found = fileAt(path);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const roots = new Map<string, boolean>();
  // Most imports are libraries: one look at the folders spares a look for each of their modules.
  const mayBeLocal = (root: string): boolean => {
    const known = roots.get(root);
    if (known !== undefined) return known;
    const found =
      source.foldersIn === undefined ||
      moduleFile(entry, root) !== undefined ||
      folders.some((folder) => source.foldersIn?.(folder).includes(root) === true);
    roots.set(root, found);
    return found;
  };
  const targetsOf = (from: Uri, imported: PythonImport): readonly Uri[] => {
    const dot = imported.module.indexOf('.');
    const root = dot < 0 ? imported.module : imported.module.slice(0, dot);
    if (imported.level === 0 && !mayBeLocal(root)) return [];
    const dots = '.'.repeat(imported.level);
    const parts = imported.module === '' ? [] : imported.module.split('.');
    const names = parts.map((_, i) => dots + parts.slice(0, i + 1).join('.'));
    if (imported.level > 0) names.unshift(dots);
    if (imported.name !== undefined && imported.name !== '*')
      names.push(`${dots}${[...parts, imported.name].join('.')}`);
    return names.flatMap((name) => moduleFile(from, name) ?? []);
  };

  const pages = streamlitPages(entry, source);
  const queue = [{ uri: entry, start: true }, ...pages.map((uri) => ({ uri, start: false }))];
  const follow = (uri: Uri | undefined, start: boolean): void => {
    if (uri !== undefined) queue.push({ uri, start });
  };
  for (let next = queue.shift(); next !== undefined && files.size < maxFiles; next = queue.shift()) {
    const { uri, start } = next;
    if (files.has(uri) && (!start || atStart.has(uri))) continue;
    const facts = source.python(uri);
    if (facts === undefined) continue;
    files.set(uri, facts);
    if (start) atStart.add(uri);
    for (const imported of facts.imports) {
      if (imported.guarded === 'type-checking') continue;
      if (imported.guarded === 'main' && !(asScript && uri === entry)) continue;
      for (const target of targetsOf(uri, imported)) follow(target, start && imported.within < 0);
    }
    for (const module of namedModules(facts, settings)) follow(moduleFile(entry, module), start);
  }

  return {
    entry,
    asScript,
    files,
    atStart,
    pages,
    moduleFile,
    source,
    derived: new Map(),
    ...createNames({ entry, files, moduleFile }),
  };
}

/**
 * The pages of a Streamlit app beside its first script: those that `st.Page` names, else the files in the folder `pages`
 * (documentation of Streamlit 1.51, read 2026-11).
 */
function streamlitPages(entry: Uri, source: PythonFiles): readonly Uri[] {
  const facts = source.python(entry);
  if (facts?.apps.some((app) => app.framework === 'streamlit') !== true) return [];
  const folder = dirname(entry);
  const named = facts.calls.flatMap((call) => {
    const page = call.callee === 'streamlit.Page' ? stringOf(call.args[0] ?? argumentNamed(call, 'page')) : undefined;
    return page?.endsWith('.py') === true ? [joinPath(folder, `./${page}`)] : [];
  });
  const files = facts.calls.some((call) => call.callee === 'streamlit.navigation')
    ? named
    : (source.filesIn?.(joinPath(folder, 'pages')) ?? [])
        .filter((name) => name.endsWith('.py'))
        .map((name) => joinPath(folder, `pages/${name}`));
  return [...new Set(files)].filter((uri) => source.exists(uri));
}

function argumentNamed(call: PythonCall, name: string): Value | undefined {
  return call.keywords.find((k) => k.name === name)?.value;
}

/** Modules that are named by text: `uvicorn.run("main:app")`, Django's settings and URL modules. */
function namedModules(facts: PythonFacts, settings: SettingsModule): readonly string[] {
  const names: string[] = [];
  for (const start of facts.serverStarts) {
    const app = stringOf(start.app);
    if (app !== undefined && /^[\w.]+:[\w.]+/.test(app)) names.push(app.split(':')[0] ?? '');
  }
  for (const call of facts.calls) names.push(...djangoModules(call, settings));
  const urls = facts.assignments.find((a) => a.name === 'ROOT_URLCONF');
  const module = stringOf(urls?.value);
  if (module !== undefined) names.push(module);
  return names.filter((name) => /^\w+(?:\.\w+)*$/.test(name));
}

function djangoModules(call: PythonCall, settings: SettingsModule): readonly string[] {
  const [first, second] = call.args;
  if (call.callee === 'os.environ.setdefault' && stringOf(first) === 'DJANGO_SETTINGS_MODULE')
    return settings === false ? [] : [settings ?? stringOf(second) ?? ''];
  return call.callee === 'django.urls.include' ? [stringOf(first) ?? ''] : [];
}

/** Whether a Python file is so long that nothing is read from it; hosts say so. */
export function isTooLongPython(uri: Uri, text: string): boolean {
  return uri.endsWith('.py') && text.length > maxPythonLength;
}

/** A value that is worked out from a program once and kept with it. */
export function derive<T>(program: PythonProgram, name: string, make: () => T): T {
  // What was kept under a name is what its `make` gave; that may be nothing.
  if (program.derived.has(name)) return program.derived.get(name) as T;
  const made = make();
  program.derived.set(name, made);
  return made;
}
