import type { Range } from '../base/span.ts';
import { configKeys, type FileCall, fileCalls, writingMethods } from '../catalog/python-writes.ts';
import { argument, keyword, lastPart, type PythonCore } from './python-core.ts';
import type { PythonCall } from './python-module.ts';
import type { FileAccess } from './python-types.ts';
import { stringOf, truthOf, type Value } from './python-value.ts';

const textual = new Set<Value['kind']>(['string', 'template', 'here', 'env', 'either', 'argument']);

/** All accesses to the file system that have a known API. */
export function readFiles(core: PythonCore): readonly FileAccess[] {
  const accesses = core.calls.flatMap((call, index) => accessOf(call, index));
  const removals = new Set([
    ...accesses.flatMap((a) =>
      a.kind === 'remove' && a.path !== undefined ? [removalKey(a.path, a.within, core)] : [],
    ),
    ...handedToRemoval(core),
  ]);
  // `handle, path = mkstemp()` takes the result apart, so that the name alone says nothing: any removal by name counts.
  const removesLocal = new Set(
    accesses.flatMap((a) => (a.kind === 'remove' && a.path?.kind === 'name' && !a.path.imported ? [a.within] : [])),
  );
  const removed = (access: FileAccess): boolean => {
    if (access.kind === 'remove') return true;
    const paths = [access.path, ...resultsOf(access, core)];
    if (paths.some((path) => path !== undefined && removals.has(removalKey(path, access.within, core)))) return true;
    return access.kind === 'temporary' && removesLocal.has(access.within);
  };
  return [...accesses.map((a) => (removed(a) ? { ...a, removedInSameFunction: true } : a)), ...settings(core)];
}

// `delete_local_file`, `cleanup`, `rmtree`, `unlink_quietly`.
const removing = /^_*(?:safe_|async_|try_)?(?:delete|remove|clean|unlink|rm|discard|purge)/i;

/** What a function gives to a helper that removes files: `cleanup(path)`, `tasks.add_task(os.remove, path)`. */
function handedToRemoval(core: PythonCore): readonly string[] {
  return core.calls.flatMap((call) => {
    const [first, ...rest] = call.args;
    const name = lastPart(call.text);
    const helper = first?.kind === 'name' || first?.kind === 'function' ? nameOf(first, core) : '';
    const later = (name === 'add_task' || name === 'BackgroundTask') && removing.test(helper);
    const args = later ? rest : removing.test(name) ? call.args : [];
    return args.map((arg) => removalKey(arg, call.within, core));
  });
}

function nameOf(value: Value, core: PythonCore): string {
  if (value.kind === 'function') return core.functions[value.index]?.name ?? '';
  return value.kind === 'name' ? lastPart(value.name) : '';
}

/** A temporary file is removed by the name that received it (`path = tempfile.mkdtemp()`), or by the `.name` of its object. */
function resultsOf(access: FileAccess, core: PythonCore): readonly Value[] {
  if (access.kind !== 'temporary') return [];
  const { range, callee } = core.calls[access.call] ?? { range: access.range };
  const made = { range, origin: range };
  const result: Value = { kind: 'call', call: access.call, ...made };
  return callee === undefined ? [result] : [result, { kind: 'name', name: callee, imported: true, ...made }];
}

function removalKey(path: Value, within: number, core: PythonCore): string {
  return `${within}:${pathKey(path, core)}`;
}

/** A text that is equal for expressions that mean the same path in one function. */
function pathKey(path: Value, core: PythonCore): string {
  if (path.kind === 'string') return path.value;
  if (path.kind === 'template')
    return path.parts.map((part) => (typeof part === 'string' ? part : `{${pathKey(part, core)}}`)).join('');
  if (path.kind === 'here') return `here${path.up}`;
  if (path.kind === 'env') return `env ${path.name}`;
  if (path.kind === 'call') return `call ${path.call}`;
  if (path.kind === 'name') return `name ${path.name.replace(/\.name$/, '')}`;
  return core.folder.module.text.slice(path.origin.start, path.origin.end);
}

function accessOf(call: PythonCall, index: number): readonly FileAccess[] {
  const known = call.callee === undefined ? undefined : fileCalls.get(call.callee);
  if (known !== undefined) return knownAccess(call, index, known);
  const ofPath = pathMethod(call);
  if (ofPath !== undefined) return knownAccess(call, index, ofPath);
  const method = call.receiver === undefined ? undefined : writingMethods.get(lastPart(call.text));
  if (method === undefined) return [];
  const path =
    method.path < 0
      ? call.receiver?.value
      : argument(call, method.path, 'path', 'path_or_buf', 'fp', 'filename', 'dst');
  if (path === undefined || !(textual.has(path.kind) || isSetElsewhere(path))) return [];
  return [accessAt(call, index, 'write', method.api, path)];
}

// What is called on a folder that another file names counts where nothing else has a method of that name.
const onPathsOnly = new Set(['unlink', 'read_text', 'read_bytes', 'write_text', 'write_bytes', 'iterdir']);

/** A method of `pathlib.Path` on a path whose type this file does not tell: `(settings.folder / name).open("wb")`. */
function pathMethod(call: PythonCall): FileCall | undefined {
  const name = lastPart(call.text);
  const object = call.receiver?.value;
  if (object === undefined || (!textual.has(object.kind) && !(isSetElsewhere(object) && onPathsOnly.has(name))))
    return undefined;
  return fileCalls.get(`pathlib.Path.${name}`);
}

function knownAccess(call: PythonCall, index: number, known: FileCall): readonly FileAccess[] {
  const path = known.path < 0 ? call.receiver?.value : argument(call, known.path, ...(known.names ?? []));
  const api = known.api ?? call.callee ?? call.text;
  if (known.kind === 'temporary') {
    const kept = truthOf(keyword(call, 'delete', 'delete_on_close')) === false;
    return [{ ...accessAt(call, index, 'temporary', api, keyword(call, 'dir')), scoped: call.contextManager && !kept }];
  }
  if (known.kind === 'database') return database(call, index, api, path, known);
  if (path === undefined && known.kind !== 'remove') return [];
  if (known.mode === undefined) return [accessAt(call, index, known.kind, api, path)];
  const mode = stringOf(argument(call, known.mode.position, 'mode')) ?? known.mode.default;
  const given = argument(call, known.mode.position, 'mode');
  if (given !== undefined && given.kind !== 'string') return [];
  const writes = /[wax+]/.test(mode);
  return [{ ...accessAt(call, index, writes ? 'write' : 'read', api, path), append: mode.includes('a') }];
}

function accessAt(call: PythonCall, index: number, kind: FileAccess['kind'], api: string, path?: Value): FileAccess {
  return {
    kind,
    api,
    ...(path === undefined ? {} : { path, pathRange: path.range }),
    within: call.within,
    call: index,
    scoped: false,
    removedInSameFunction: false,
    append: false,
    range: call.range,
  };
}

const sqliteUrl = /^(?:file:)?sqlite(?:\+\w+)?:\/\/(?:\/|$)|^duckdb:\/\/\//;

/** The file of a database URL; `undefined` for servers, `:memory:` and anything that is not certain. */
export function fileOfUrl(url: Value): Value | undefined {
  if (url.kind === 'string') {
    const scheme = sqliteUrl.exec(url.value);
    if (scheme === null) return undefined;
    const file = url.value.slice(scheme[0].length).replace(/\?.*$/, '');
    return file === '' || file.includes(':memory:') ? undefined : { ...url, value: file };
  }
  if (url.kind === 'template') {
    const [first, ...rest] = url.parts;
    if (typeof first !== 'string') return undefined;
    const scheme = sqliteUrl.exec(first);
    return scheme === null ? undefined : { ...url, parts: [first.slice(scheme[0].length), ...rest] };
  }
  if (url.kind === 'env') {
    const file = url.default === undefined ? undefined : fileOfUrl(url.default);
    return file === undefined ? undefined : { ...url, default: file };
  }
  if (url.kind === 'either') {
    const values = url.values.flatMap((value) => fileOfUrl(value) ?? []);
    return values.length === url.values.length ? { ...url, values } : undefined;
  }
  return undefined;
}

function database(
  call: PythonCall,
  index: number,
  api: string,
  path: Value | undefined,
  { url, vectors, writesItself }: FileCall,
): readonly FileAccess[] {
  if (path === undefined) return [];
  const open = url === true && isSetElsewhere(path);
  const file = url === true && !open ? fileOfUrl(path) : path;
  if (file === undefined || isNoFile(file)) return [];
  const access = accessAt(call, index, 'database', api, file);
  return [
    {
      ...access,
      ...(open ? { url: true as const } : {}),
      ...(vectors === true ? { vectors } : {}),
      ...(writesItself === true ? { writesItself } : {}),
    },
  ];
}

/** A database in memory, or one that a server holds. */
export function isNoFile(path: Value): boolean {
  return (
    path.kind === 'string' && (path.value === '' || path.value.includes(':memory:') || /^\w+:\/\//.test(path.value))
  );
}

/** A name that another file sets, or a caller. */
function isSetElsewhere(path: Value): boolean {
  return path.kind === 'name' && (path.imported || path.parameter !== undefined);
}

/** `app.config["UPLOAD_FOLDER"] = …`, `SQLALCHEMY_DATABASE_URI`, Django's `DATABASES`. */
function settings(core: PythonCore): readonly FileAccess[] {
  const { module, fold } = core.folder;
  const out: FileAccess[] = [];
  const add = (kind: 'upload-folder' | 'database', api: string, value: Value, within: number, range: Range): void => {
    const path = kind === 'database' && api !== 'DATABASES' && api !== 'DATABASE' ? fileOfUrl(value) : value;
    if (path === undefined || !textual.has(path.kind)) return;
    const flags = { scoped: false, removedInSameFunction: false, append: false };
    out.push({ kind, api, path, pathRange: value.range, within, call: -1, ...flags, range });
  };
  for (const { target, value, scope, range } of module.stores) {
    const key = target.kind === 'subscript' && target.index.kind === 'constant' ? String(target.index.value) : '';
    const kind = configKeys.get(key);
    if (kind !== undefined) add(kind, key, fold(value, scope), scope.function, range);
  }
  // Configuration objects: `app.config.update(UPLOAD_FOLDER=…)`, `class Config: SQLALCHEMY_DATABASE_URI = …`.
  for (const call of core.calls) {
    if (!/(?:^|\.)config\.(?:update|from_mapping)$/.test(call.text)) continue;
    for (const { name, value, range } of call.keywords) {
      const kind = configKeys.get(name);
      if (kind !== undefined) add(kind, name, value, call.within, range);
    }
  }
  for (const { names } of [module.scope, ...module.classes.map((made) => made.scope)]) {
    for (const [name, bindings] of names) {
      const kind = name === 'DATABASE' ? undefined : configKeys.get(name);
      const assigned = kind === undefined ? [] : bindings.filter((binding) => binding.kind === 'assign');
      const last = assigned.at(-1);
      if (kind === undefined || last === undefined) continue;
      // Where a condition chooses, the last branch is the one without the other host; a server among the databases may be the choice.
      const values = assigned.map((binding) => fold(binding.value, binding.scope));
      const value = values.at(-1);
      if (value === undefined || (kind === 'database' && values.some((one) => fileOfUrl(one) === undefined))) continue;
      add(kind, name, value, -1, last.range);
    }
  }
  const databases = module.scope.names.get('DATABASES')?.[0];
  const tree = databases?.kind === 'assign' ? fold(databases.value, databases.scope) : undefined;
  for (const entry of tree?.kind === 'dict' ? tree.entries : []) {
    if (entry.value.kind !== 'dict') continue;
    const field = (name: string) =>
      entry.value.kind === 'dict' ? entry.value.entries.find((e) => stringOf(e.key) === name)?.value : undefined;
    const name = field('NAME');
    if (stringOf(field('ENGINE'))?.endsWith('sqlite3') === true && name !== undefined)
      add('database', 'DATABASES', name, -1, entry.value.range);
  }
  return out;
}
