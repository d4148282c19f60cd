import type { Uri } from '../../base/span.ts';
import type { FileAccess } from '../../facts/python/types.ts';
import { covers, type DiskPath, isTemporary } from './path.ts';
import { keyOf } from './phases.ts';
import type { PythonProgram } from './program.ts';

// Folders that keep what users send, by their name and by what the program does with the files.

/** An access to the file system with the path that it means. */
export interface PlacedAccess {
  readonly uri: Uri;
  readonly access: FileAccess;
  readonly path: DiskPath | undefined;
}

/** Whether the program deletes every file that its functions write, so that an upload folder is scratch space. */
export function cleansUp(program: PythonProgram): boolean {
  const writes = [...program.files.values()].flatMap((facts) =>
    facts.files.filter((access) => access.kind === 'write' && access.within >= 0 && !access.scoped),
  );
  return writes.length > 0 && writes.every((access) => access.removedInSameFunction);
}

const uploadName = /^(?:[a-z\d]+[-_])*uploads?(?:[-_](?:files?|dir|folder))?$|^uploaded(?:[-_]\w+)?$/i;
// Scratch space by name: nobody expects it to last.
const scratchName = /(?:^|[-_])(?:te?mp|scratch|cache)(?:[-_]|$)/i;

/** The folder that a path of a write keeps uploads in, by its name or by what is written. */
export function uploadFolder(
  path: DiskPath,
  write: Omit<PlacedAccess, 'path'>,
  program: PythonProgram,
): DiskPath | undefined {
  const parts = path.text.split('/');
  const folders = parts.slice(0, -1);
  if (parts.slice(isTemporary(path) ? 2 : 0).some((part) => scratchName.test(part))) return undefined;
  const at = folders.findLastIndex((part) => uploadName.test(part));
  if (at >= 0) return { ...path, text: parts.slice(0, at + 1).join('/') };
  if (isTemporary(path)) return undefined;
  // A name that changes with the file, in a folder that does not, and that is made for the files: `/app/data`, not `/app`.
  const isFixed = folders.length > 2 && !folders.join('/').includes('*');
  return isFixed && parts.at(-1)?.includes('*') === true && writesUpload(write, program)
    ? { ...path, text: folders.join('/') }
    : undefined;
}

/** Whether what is written comes from the request: `request.files["a"].save(…)`, a function that gets an `UploadFile`. */
function writesUpload({ uri, access }: Omit<PlacedAccess, 'path'>, program: PythonProgram): boolean {
  const facts = program.files.get(uri);
  if (/^(?:flask|quart)\.request\.files\b/.test(facts?.calls[access.call]?.callee ?? '')) return true;
  return (facts?.functions[access.within]?.parameters ?? []).some(({ annotation }) =>
    /(?:^|\.)UploadFile$/.test(annotation ?? ''),
  );
}

const handsOn = /(?:^|[._])(?:upload_(?:from_\w+|file\w*|blob\w*|to_\w+)|fput_object|put_object)$/;

/** Whether what a request writes into an upload folder stays there: nothing removes it or hands it to a storage. */
export function isKept(
  folder: DiskPath,
  write: PlacedAccess,
  accesses: readonly PlacedAccess[],
  program: PythonProgram,
  handlers: () => readonly ReadonlySet<string>[],
): boolean {
  if (cleansUp(program)) return false;
  const writer = keyOf({ uri: write.uri, index: write.access.within });
  const together = handlers().filter((reached) => reached.has(writer));
  const isNear = (uri: Uri, index: number): boolean => together.some((reached) => reached.has(keyOf({ uri, index })));
  const removed = accesses.some(
    ({ uri, access, path }) =>
      access.kind === 'remove' && (path === undefined ? isNear(uri, access.within) : covers(folder, path)),
  );
  if (removed) return false;
  return ![...program.files].some(([uri, facts]) =>
    facts.calls.some((call) => handsOn.test(call.text) && isNear(uri, call.within)),
  );
}
