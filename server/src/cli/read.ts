import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { isInside } from './paths.ts';
import { reasonOf } from './roots.ts';

/** Larger files are not read, in bytes. Nothing that people write by hand comes near. */
export const MAX_BYTES = 5_000_000;

/**
 * The path without links. On Linux the system's own call says the same as Node's walk over the folders, at half the price. Elsewhere it
 * may write names in another case than the user, whom the paths of workspace folders follow.
 */
const realPath: (path: string) => string = process.platform === 'linux' ? realpathSync.native : realpathSync;

/** The text of a file, or why there is none. */
export type ReadResult =
  | {
      readonly kind: 'text';
      readonly text: string /** Whether writing the text back as UTF-8 keeps everything else as it was. */;
      readonly writable: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not a text file, or not a file at all: nothing to say about it. */
  | { readonly kind: 'skipped'; readonly reason: string };

/** Reads a file that lies in one of `folders` (absolute, without links) after its links are resolved. Never waits for a pipe or device. */
export function readText(folders: readonly string[], path: string): ReadResult {
  let descriptor: number | undefined;
  try {
    const real = realPath(path);
    if (!folders.some((folder) => isInside(folder, real)))
      return { kind: 'skipped', reason: 'it is a link that leads outside.' };
    descriptor = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { kind: 'skipped', reason: 'this is no regular file.' };
    if (stats.size > MAX_BYTES) return { kind: 'refused', reason: `larger than ${MAX_BYTES / 1_000_000} MB.` };
    return decode(readAll(descriptor, stats.size));
  } catch (error) {
    return { kind: 'refused', reason: reasonOf(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Bytes of files, without reading them; what cannot be had is left out. */
export function sizesOf(paths: readonly string[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const path of paths) {
    try {
      const stats = statSync(path);
      if (stats.isFile()) sizes.set(path, stats.size);
    } catch {
      // Gone, or in a folder that may not be read: its size is not known.
    }
  }
  return sizes;
}

function readAll(descriptor: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, bytes, filled, size - filled, null);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** Decodes the bytes of a file: UTF-8, or UTF-16 with a byte order mark. The mark stays in the text, as editors count it. */
export function decode(bytes: Uint8Array): ReadResult {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe)
    return { kind: 'text', text: new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes), writable: false };
  if (first === 0xfe && second === 0xff)
    return { kind: 'text', text: new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes), writable: false };
  if (bytes.subarray(0, 8192).includes(0)) return { kind: 'skipped', reason: 'this is a binary file.' };
  return {
    kind: 'text',
    text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    writable: isUtf8(bytes),
  };
}
