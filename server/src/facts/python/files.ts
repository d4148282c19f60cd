import { type FileCall, fileCalls, writingMethods } from '../../catalog/python-writes.ts';
import { argument, keyword, lastPart, type PythonCore } from './core.ts';
import { fileOfUrl, isNoFile } from './database-url.ts';
import { fileSettings } from './file-settings.ts';
import type { PythonCall } from './module.ts';
import type { FileAccess } from './types.ts';
import { stringOf, textual, truthOf, type Value } from './value.ts';

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
  return [...accesses.map((a) => (removed(a) ? { ...a, removedInSameFunction: true } : a)), ...fileSettings(core)];
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

/** A name that another file sets, or a caller. */
function isSetElsewhere(path: Value): boolean {
  return path.kind === 'name' && (path.imported || path.parameter !== undefined);
}
