import { FileSystemError, FileType, RelativePattern, Uri, workspace } from 'vscode';
import {
  decodeFile,
  type FileParams,
  type FileSizesAnswer,
  type FileSizesParams,
  type ListFilesAnswer,
  MAX_FILE_SIZE,
  MAX_FILES,
  type ReadFileAnswer,
  SKIPPED_FOLDERS,
} from '../../server/src/lsp/protocol.ts';

// What the worker asks for: it has no disk. Everything goes through VS Code, so virtual workspaces work alike.

const SKIPPED = new Set(SKIPPED_FOLDERS);
const EXCLUDE = `**/{${SKIPPED_FOLDERS.join(',')}}/**`;
/** Folders that a walk looks into at most. */
const MAX_FOLDERS = 2_000;
const NONE: ListFilesAnswer = { uris: [], truncated: false };

/** Lists without a search provider, breadth first. */
async function walk(root: Uri): Promise<ListFilesAnswer> {
  const uris: string[] = [];
  const queue = [root];
  for (let seen = 0; seen < queue.length; seen++) {
    const folder = queue[seen];
    if (folder === undefined || seen >= MAX_FOLDERS || uris.length >= MAX_FILES) return { uris, truncated: true };
    // A folder that cannot be read hides what is in it, not the rest.
    const entries = await workspace.fs.readDirectory(folder).then(
      (found) => found,
      () => [],
    );
    for (const [name, type] of entries) {
      const uri = Uri.joinPath(folder, name);
      if (type === FileType.Directory && !SKIPPED.has(name)) queue.push(uri);
      else if ((type & FileType.File) !== 0) uris.push(uri.toString());
    }
  }
  return { uris, truncated: false };
}

/** The files below a folder of the workspace; a file gives itself. */
export async function listFiles(params: FileParams): Promise<ListFilesAnswer> {
  const uri = Uri.parse(params.uri);
  if (workspace.getWorkspaceFolder(uri) === undefined) return NONE;
  try {
    const { type } = await workspace.fs.stat(uri);
    if ((type & FileType.File) !== 0) return { uris: [uri.toString()], truncated: false };
  } catch {
    return NONE;
  }
  const found = await workspace.findFiles(new RelativePattern(uri, '**/*'), EXCLUDE, MAX_FILES + 1);
  // Where there is no search for a file system, it finds nothing.
  if (found.length === 0) return walk(uri);
  return { uris: found.slice(0, MAX_FILES).map((file) => file.toString()), truncated: found.length > MAX_FILES };
}

/** Bytes of files of the workspace; what cannot be had is left out. */
export async function fileSizes(params: FileSizesParams): Promise<FileSizesAnswer> {
  const sizes: Record<string, number> = {};
  for (const name of params.uris) {
    const uri = Uri.parse(name);
    if (workspace.getWorkspaceFolder(uri) === undefined) continue;
    const found = await workspace.fs.stat(uri).then(
      (stat) => stat,
      () => undefined,
    );
    if (found !== undefined) sizes[name] = found.size;
  }
  return { sizes };
}

/** The text of a file of the workspace. */
export async function readFile(params: FileParams): Promise<ReadFileAnswer> {
  const uri = Uri.parse(params.uri);
  if (workspace.getWorkspaceFolder(uri) === undefined)
    return { kind: 'failed', reason: 'it lies outside the workspace' };
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size > MAX_FILE_SIZE) return { kind: 'too-large', bytes: size };
    return decodeFile(await workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return { kind: 'absent' };
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
