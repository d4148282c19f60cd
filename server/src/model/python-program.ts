import type { Uri } from '../base/span.ts';
import { basename, dirname, joinPath } from '../base/uri.ts';
import type { PythonCall, PythonImport } from '../facts/python-module.ts';
import type { PythonFacts } from '../facts/python-types.ts';
import { stringOf } from '../facts/python-value.ts';
import type { Launch } from './launch-types.ts';

/** The files that a program may consist of; the workspace's reader is one. */
export interface PythonFiles {
  python(uri: Uri): PythonFacts | undefined;
  exists(uri: Uri): boolean;
  /** Names of the folders in a folder. Without it every import is looked up file by file. */
  foldersIn?(folder: Uri): readonly string[];
  /** The program of a key (`programOfKey`), put together once for all deployables and rules until one of its files changes. */
  readonly program?: (key: string) => PythonProgram;
}

/** A function of one of the program's files. */
export interface FunctionRef {
  readonly uri: Uri;
  readonly index: number;
}

/** What a dotted name means across files. */
export type PythonTarget =
  | ({ readonly kind: 'function' } & FunctionRef)
  /** Something of a library; the path is complete, also through instances that another file makes. */
  | { readonly kind: 'external'; readonly path: string };

/** The Python files that a command reaches, and how names lead from one to another. */
export interface PythonProgram {
  readonly entry: Uri;
  /** The entry runs as `__main__`. */
  readonly asScript: boolean;
  readonly files: ReadonlyMap<Uri, PythonFacts>;
  /** The files that are read at start; the others are imported inside functions. */
  readonly atStart: ReadonlySet<Uri>;
  /** What a call of `name`, as `PythonCall.callee` gives it in file `from`, runs. */
  readonly resolve: (from: Uri, name: string) => PythonTarget | undefined;
  /** The file of a dotted module name, as imported by file `from` (leading dots are relative). */
  readonly moduleFile: (from: Uri, module: string) => Uri | undefined;
  /** What was worked out from it so far, made once and shared (python-phases.ts). */
  readonly derived: Map<string, unknown>;
}

const maxFiles = 300;

/** The program of a launch; `undefined` where its first Python file is not known. */
export function programOf(launch: Launch, files: PythonFiles): PythonProgram | undefined {
  if (launch.entry.kind === 'unknown') return undefined;
  const entry = launch.entry.value;
  if (files.python(entry) === undefined) return undefined;
  const key: ProgramKey = [entry, runsAsScript(launch, entry), launch.importRoots];
  return files.program === undefined ? createProgram(...key, files) : files.program(JSON.stringify(key));
}

type ProgramKey = readonly [entry: Uri, asScript: boolean, importRoots: readonly Uri[]];

/** The program that a key names; keys are made and read here alone. */
export function programOfKey(key: string, files: PythonFiles): PythonProgram {
  return createProgram(...(JSON.parse(key) as ProgramKey), files);
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

  const queue: { readonly uri: Uri; readonly start: boolean }[] = [{ uri: entry, start: true }];
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
    for (const module of namedModules(facts)) follow(moduleFile(entry, module), start);
  }

  const resolved = new Map<string, PythonTarget | undefined>();
  const resolve = (from: Uri, name: string, depth = 0): PythonTarget | undefined => {
    const key = `${from}:${name}`;
    const known = resolved.get(key);
    if (known !== undefined || resolved.has(key)) return known;
    const target = search(from, name, depth);
    resolved.set(key, target);
    return target;
  };
  const search = (from: Uri, name: string, depth: number): PythonTarget | undefined => {
    const level = /^\.*/.exec(name)?.[0].length ?? 0;
    const parts = name.slice(level).split('.');
    // A library's name is no file here, whatever is behind the first dot.
    if (level === 0 && !isLocal(parts[0] ?? '')) return { kind: 'external', path: name };
    for (let length = parts.length; length >= (level > 0 ? 0 : 1); length--) {
      const uri = moduleFile(from, '.'.repeat(level) + parts.slice(0, length).join('.'));
      const facts = uri === undefined ? undefined : files.get(uri);
      if (uri === undefined || facts === undefined) continue;
      return inFile(uri, facts, parts.slice(length), depth);
    }
    return level > 0 ? undefined : { kind: 'external', path: name };
  };

  const locals = new Map<string, boolean>();
  const isLocal = (root: string): boolean => {
    const known = locals.get(root);
    if (known !== undefined) return known;
    // A folder without __init__.py is a package too.
    const found = moduleFile(entry, root) !== undefined || [...files.keys()].some((uri) => uri.includes(`/${root}/`));
    locals.set(root, found);
    return found;
  };

  const inFile = (uri: Uri, facts: PythonFacts, rest: readonly string[], depth: number): PythonTarget | undefined => {
    const [first, ...more] = rest;
    if (first === undefined || depth > 5) return undefined;
    const index = facts.functions.findIndex((fn) => fn.qualifiedName === rest.join('.'));
    if (index >= 0) return { kind: 'function', uri, index };
    if (facts.classes.some((made) => made.name === first)) return methodOf(uri, facts, first, more);
    const imported = facts.imports.find((i) => i.within < 0 && i.alias === first && i.name !== '*');
    if (imported !== undefined) {
      const path = [imported.module, ...(imported.name === undefined ? [] : [imported.name])].filter((p) => p !== '');
      return resolve(uri, '.'.repeat(imported.level) + [...path, ...more].join('.'), depth + 1);
    }
    const type = facts.assignments.find((a) => a.name === first)?.type;
    if (type === undefined) return starred(uri, facts, rest, depth);
    const called = more.length === 0 ? [type, '__call__'] : [type, ...more];
    if (facts.classes.some((made) => made.name === type)) return methodOf(uri, facts, type, more);
    return resolve(uri, called.join('.'), depth + 1);
  };

  const methodOf = (uri: Uri, facts: PythonFacts, owner: string, rest: readonly string[]): PythonTarget | undefined => {
    // What follows a method is called on its result, which is something else.
    if (rest.length > 1) return undefined;
    const method = rest[0] ?? '__init__';
    const index = facts.functions.findIndex((fn) => fn.qualifiedName === `${owner}.${method}`);
    return index < 0 ? undefined : { kind: 'function', uri, index };
  };

  const starred = (uri: Uri, facts: PythonFacts, rest: readonly string[], depth: number): PythonTarget | undefined => {
    for (const imported of facts.imports) {
      if (imported.name !== '*') continue;
      const file = moduleFile(uri, '.'.repeat(imported.level) + imported.module);
      const other = file === undefined ? undefined : files.get(file);
      const found = file === undefined || other === undefined ? undefined : inFile(file, other, rest, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return {
    entry,
    asScript,
    files,
    atStart,
    resolve: (from, name) => resolve(from, name),
    moduleFile,
    derived: new Map(),
  };
}

/** Modules that are named by text: `uvicorn.run("main:app")`, Django's settings and URL modules. */
function namedModules(facts: PythonFacts): readonly string[] {
  const names: string[] = [];
  for (const start of facts.serverStarts) {
    const app = stringOf(start.app);
    if (app !== undefined && /^[\w.]+:[\w.]+/.test(app)) names.push(app.split(':')[0] ?? '');
  }
  for (const call of facts.calls) names.push(...djangoModules(call));
  const urls = facts.assignments.find((a) => a.name === 'ROOT_URLCONF');
  const module = stringOf(urls?.value);
  if (module !== undefined) names.push(module);
  return names.filter((name) => /^\w+(?:\.\w+)*$/.test(name));
}

function djangoModules(call: PythonCall): readonly string[] {
  const [first, second] = call.args;
  if (call.callee === 'os.environ.setdefault' && stringOf(first) === 'DJANGO_SETTINGS_MODULE')
    return [stringOf(second) ?? ''];
  return call.callee === 'django.urls.include' ? [stringOf(first) ?? ''] : [];
}

/** A value that is worked out from a program once and kept with it. */
export function derive<T>(program: PythonProgram, name: string, make: () => T): T {
  const known = program.derived.get(name) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  program.derived.set(name, made);
  return made;
}
