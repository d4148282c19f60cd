import { type Dirent, readFileSync, realpathSync, statSync } from 'node:fs';
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Uri } from '../base/span.ts';
import { CONFIG_NAME } from '../engine/config-file.ts';
import type { FileHost, Listing } from './file-host.ts';
import { decodeFile, MAX_FILE_SIZE, MAX_FILES, type ReadFileAnswer, SKIPPED_FOLDERS } from './protocol.ts';
import { toCoreUri, toEditorUri } from './uri.ts';

const SKIPPED = new Set(SKIPPED_FOLDERS);
/** Folders that are read at the same time. */
const WIDTH = 16;
const GONE = new Set(['ENOENT', 'ENOTDIR']);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

const OUTSIDE: ReadFileAnswer = { kind: 'failed', reason: 'it lies outside the workspace' };

function unread(error: unknown): ReadFileAnswer {
  return GONE.has(codeOf(error)) ? { kind: 'absent' } : { kind: 'failed', reason: codeOf(error) };
}

/** The path of a `file:` URI; `undefined` for other schemes and for authorities that this system has no path for. */
function pathOf(uri: Uri): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(toEditorUri(uri));
  } catch {
    return undefined;
  }
}

function uriOf(path: string): Uri | undefined {
  return toCoreUri(pathToFileURL(path).href);
}

/** Names that paths and URIs spell alike. */
const PLAIN = /^[\w.-]+$/;

/** The same as `convert` for the files of a workspace, most of which share their folder: that is converted once. */
function byFolder<T extends string>(
  convert: (whole: string) => T | undefined,
  { from, to }: { readonly from: string; readonly to: string },
): (whole: string) => string | undefined {
  const folders = new Map<string, string | undefined>();
  return (whole) => {
    const cut = whole.lastIndexOf(from);
    const name = whole.slice(cut + 1);
    if (cut <= 0 || !PLAIN.test(name)) return convert(whole);
    const folder = whole.slice(0, cut);
    if (!folders.has(folder)) folders.set(folder, convert(folder));
    const converted = folders.get(folder);
    return converted === undefined || converted.endsWith(to) ? convert(whole) : converted + to + name;
  };
}

function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
}

/** The real path, where it lies inside one of the folders: a link must not lead the server out of the workspace. */
async function realPathInside(path: string, folders: readonly string[]): Promise<string | undefined> {
  const real = await realpath(path);
  return isInside(real, folders) ? real : undefined;
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** The root of the git repository that holds a folder. */
async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

interface Walk {
  readonly files: string[];
  readonly problems: string[];
  readonly roots: readonly string[];
}

/** Lists one folder; returns the folders in it. Folder links are not followed: their target is listed where it lies. */
async function listFolder(folder: string, walk: Walk): Promise<readonly string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!GONE.has(codeOf(error))) walk.problems.push(`cannot list ${folder}: ${codeOf(error)}`);
    return [];
  }
  // A Python environment, whatever it is called.
  if (entries.some((entry) => entry.name === 'pyvenv.cfg')) return [];
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const folders: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) folders.push(path);
    } else if (entry.isFile()) walk.files.push(path);
    else if (entry.isSymbolicLink()) {
      const inside = await realPathInside(path, walk.roots).catch(() => undefined);
      if (inside !== undefined && (await stat(inside)).isFile()) walk.files.push(path);
    }
  }
  return folders;
}

/** Breadth first, so that the bound cuts off what lies deepest. */
async function walkFolders(start: string, roots: readonly string[]): Promise<Walk> {
  const walk: Walk = { files: [], problems: [], roots };
  let level: readonly string[] = [start];
  while (level.length > 0 && walk.files.length <= MAX_FILES) {
    const next: string[] = [];
    for (let i = 0; i < level.length && walk.files.length <= MAX_FILES; i += WIDTH) {
      const found = await Promise.all(level.slice(i, i + WIDTH).map((folder) => listFolder(folder, walk)));
      for (const folders of found) for (const folder of folders) next.push(folder);
    }
    level = next;
  }
  return walk;
}

/** Reads the disk, inside the workspace folders only. `docs`: the folder with the pages that ship with the server. */
export function createNodeHost(docs?: string): FileHost {
  let roots: readonly string[] = [];
  const fileUri = byFolder(uriOf, { from: sep, to: '/' });
  const filePath = byFolder(pathOf, { from: '/', to: sep });

  const list = async (uri: Uri): Promise<Listing> => {
    const path = pathOf(uri);
    if (path === undefined) return { files: [], truncated: false, problems: [] };
    try {
      const real = await realPathInside(path, roots);
      if (real === undefined) return { files: [], truncated: false, problems: [] };
      if ((await stat(real)).isFile()) return { files: [uri], truncated: false, problems: [] };
    } catch (error) {
      const problems = GONE.has(codeOf(error)) ? [] : [`cannot list ${path}: ${codeOf(error)}`];
      return { files: [], truncated: false, problems };
    }
    const walk = await walkFolders(path, roots);
    const files = walk.files.slice(0, MAX_FILES).flatMap((file) => fileUri(file) ?? []);
    return { files, truncated: walk.files.length > MAX_FILES, problems: walk.problems };
  };

  const readInside = async (path: string, folders: readonly string[]): Promise<ReadFileAnswer> => {
    try {
      const real = await realPathInside(path, folders);
      if (real === undefined) return OUTSIDE;
      const { size, isFile } = await stat(real).then((s) => ({ size: s.size, isFile: s.isFile() }));
      // Reading a pipe or a device would wait for ever.
      if (!isFile) return { kind: 'absent' };
      if (size > MAX_FILE_SIZE) return { kind: 'too-large', bytes: size };
      return decodeFile(await readFile(real));
    } catch (error) {
      return unread(error);
    }
  };
  const readNow = (uri: Uri): ReadFileAnswer => {
    const path = filePath(uri);
    if (path === undefined) return { kind: 'absent' };
    try {
      const real = realpathSync.native(path);
      if (!isInside(real, roots)) return OUTSIDE;
      const stats = statSync(real);
      if (!stats.isFile()) return { kind: 'absent' };
      if (stats.size > MAX_FILE_SIZE) return { kind: 'too-large', bytes: stats.size };
      return decodeFile(readFileSync(real));
    } catch (error) {
      return unread(error);
    }
  };
  const read = async (uri: Uri): Promise<ReadFileAnswer> => {
    const path = pathOf(uri);
    return path === undefined ? { kind: 'absent' } : readInside(path, roots);
  };
  const sizes: FileHost['sizes'] = async (uris) => {
    const out = new Map<Uri, number>();
    for (const uri of uris) {
      const path = pathOf(uri);
      const real = path === undefined ? undefined : await realPathInside(path, roots).catch(() => undefined);
      const found = real === undefined ? undefined : await stat(real).catch(() => undefined);
      if (found?.isFile() === true) out.set(uri, found.size);
    }
    return out;
  };
  const configAbove: FileHost['configAbove'] = async (folder) => {
    const start = pathOf(folder);
    const top = start === undefined ? undefined : await repositoryOf(start);
    if (start === undefined || top === undefined) return undefined;
    for (let at = start; at !== top; ) {
      at = dirname(at);
      const path = join(at, CONFIG_NAME);
      const uri = uriOf(path);
      if (uri === undefined || !(await exists(path))) continue;
      return { uri, answer: await readInside(path, [await realpath(at)]) };
    }
    return undefined;
  };

  return {
    setFolders: async (folders) => {
      const paths = folders.flatMap((folder) => pathOf(folder) ?? []);
      // A folder that is gone keeps its name: nothing can be read in it, and it may come back.
      roots = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
    },
    list,
    read,
    sizes,
    readNow,
    configAbove,
    readBeside: async (config, uri) => {
      const [beside, path] = [pathOf(config), pathOf(uri)];
      if (beside === undefined || path === undefined) return { kind: 'absent' };
      return realpath(dirname(beside)).then((folder) => readInside(path, [folder]), unread);
    },
    ignoreCase: process.platform === 'win32' || process.platform === 'darwin',
    page: async (kind, name) => {
      if (docs === undefined || basename(name) !== name) return undefined;
      return readFile(join(docs, kind, `${name}.md`), 'utf8').catch(() => undefined);
    },
  };
}
