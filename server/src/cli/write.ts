import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from './io.ts';
import { printable } from './printable.ts';
import { reasonOf } from './roots.ts';

/** Replaces a file in one step, so that a reader never sees half of it and a full disk loses nothing; keeps its mode. */
export function writeWhole(path: string, text: string): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const mode = modeOf(path);
    writeFileSync(partial, text, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
    renameSync(partial, path);
  } catch (error) {
    remove(partial);
    throw new Failure(`${printable(path)}: not written, ${reasonOf(error)}`);
  }
}

/** What cannot be removed was not written either. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The reason why it could not be written is told.
  }
}

/** Writes a report or a baseline; its folder is made where it is missing. */
export function writeOutput(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new Failure(`${printable(path)}: not written, ${reasonOf(error)}`);
  }
  writeWhole(path, text);
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o7777;
  } catch {
    return undefined;
  }
}
