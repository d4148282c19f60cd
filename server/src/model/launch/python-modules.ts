import type { Uri } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import type { PythonFacts } from '../../facts/python/python.ts';
import type { Value } from '../../facts/python/value.ts';
import type { FactsReader } from '../facts-reader.ts';
import type { ImageFiles } from '../image-files.ts';
import { joinDirectory } from './image-path.ts';

/** Looks up Python modules in the image. */
export interface ModuleFinder {
  /** The file of a dotted module name, looked up in these folders of the image. */
  find(name: string, roots: readonly string[]): Uri | undefined;
  /** The value that an imported name has in its own file; see `ValueContext.imported`. */
  imported(uri: Uri, name: string): { readonly uri: Uri; readonly value: Value } | undefined;
  /** The file of a module as a file of the build context imports it. */
  from(uri: Uri, module: string): Uri | undefined;
}

/** Modules of an image; `roots` are the folders of the image on `sys.path` that matter for imports in code. */
export function moduleFinder(reader: FactsReader, files: ImageFiles, roots: readonly string[]): ModuleFinder {
  const find = (name: string, folders: readonly string[]): Uri | undefined => {
    const path = name.split('.').join('/');
    for (const folder of folders) {
      for (const candidate of [`${path}.py`, `${path}/__init__.py`]) {
        const file = files.find(joinDirectory(folder, candidate) ?? '');
        if (file?.kind === 'file') return file.uri;
      }
    }
    return undefined;
  };
  const inContext = (folder: Uri, module: string): Uri | undefined => {
    const path = module.split('.').join('/');
    return [`${path}.py`, `${path}/__init__.py`]
      .map((p) => joinPath(folder, `./${p}`))
      .find((uri) => reader.exists(uri));
  };
  const from = (uri: Uri, module: string): Uri | undefined => {
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    if (dots > 0) {
      let folder = dirname(uri);
      for (let i = 1; i < dots; i++) folder = dirname(folder);
      const rest = module.slice(dots);
      return rest === '' ? inContext(folder, '__init__') : inContext(folder, rest);
    }
    // The folders above the importing file first: whichever of them is on the path, the nearest match is the module meant.
    const imageMatch = find(module, roots);
    if (imageMatch !== undefined) return imageMatch;
    let folder = dirname(uri);
    for (let i = 0; i < 4; i++) {
      const found = inContext(folder, module);
      if (found !== undefined) return found;
      const parent = dirname(folder);
      if (parent === folder || !folder.startsWith(reader.folderOf(uri))) break;
      folder = parent;
    }
    return undefined;
  };
  return {
    find,
    from,
    imported: (uri, name) => {
      const dot = name.lastIndexOf('.');
      if (dot <= 0) return undefined;
      const file = from(uri, name.slice(0, dot));
      const value = file === undefined ? undefined : valueOfName(reader.python(file), name.slice(dot + 1));
      if (file !== undefined && value !== undefined) return { uri: file, value };
      return attributeOf(reader, from, uri, name);
    },
  };
}

/** The only assignment of a module-level name. */
function valueOfName(facts: PythonFacts | undefined, name: string): Value | undefined {
  const assignment = facts?.assignments.find((a) => a.name === name);
  return assignment !== undefined && assignment.times === 1 && !assignment.conditional ? assignment.value : undefined;
}

/** `settings.PORT` with `settings = Settings()`, a class of the other file with a field PORT. */
function attributeOf(
  reader: FactsReader,
  from: ModuleFinder['from'],
  uri: Uri,
  name: string,
): { readonly uri: Uri; readonly value: Value } | undefined {
  const parts = name.split('.');
  const field = parts.pop();
  const object = parts.pop();
  if (field === undefined || object === undefined || parts.length === 0) return undefined;
  const file = from(uri, parts.join('.'));
  const facts = file === undefined ? undefined : reader.python(file);
  if (file === undefined || facts === undefined) return undefined;
  const assigned = facts.assignments.find((a) => a.name === object && a.times === 1 && !a.conditional);
  const className = assigned === undefined ? object : assigned.type;
  const owner = facts.classes.find((c) => c.name === className);
  // A base that another file of the project declares may read its fields from the environment.
  if (owner === undefined || owner.bases.some((base) => isOwnModule(from, file, base))) return undefined;
  const found = owner.fields.find((f) => f.name === field);
  return found?.value === undefined ? undefined : { uri: file, value: found.value };
}

/** Whether a class name comes from another file of the project. */
function isOwnModule(from: ModuleFinder['from'], uri: Uri, name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot >= 0 && from(uri, name.slice(0, Math.max(dot, 1))) !== undefined;
}
