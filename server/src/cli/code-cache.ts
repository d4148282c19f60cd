import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { getHeapCodeStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { holdOptimizer, releaseOptimizer } from './tiering.ts';

// Compiling our program takes Node longer than one file takes to be checked. V8 can keep what it compiled; why Node's own
// `module.enableCompileCache` is not used: docs/decisions/0005-compiled-code.md.

/** When a program that keeps running writes its code, in milliseconds; by then what a start needs is compiled. */
const WRITE_AFTER = 5_000;
/** So many files are kept, the newest: of the command line and the server, with more than one Node and an older build. */
const KEPT = 8;

/** While the code in the cache is that young, in milliseconds, runs look whether they compiled much that it does not hold. */
const YOUNG = 7 * 24 * 3_600_000;
/** So much of it makes writing the code again worth while, in bytes of bytecode. Each run compiles half of that for Node's own modules. */
const MUCH = 128_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs of this user keep what they can do without. `undefined`: there is no such place. */
function cacheRoot(env: Environment): string | undefined {
  if (process.platform === 'win32') return env['LOCALAPPDATA'];
  // An empty variable counts as unset; so says the XDG Base Directory Specification.
  const home = env['HOME'] || homedir();
  if (home === '') return undefined;
  return process.platform === 'darwin'
    ? join(home, 'Library', 'Caches')
    : env['XDG_CACHE_HOME'] || join(home, '.cache');
}

/** The folder of our code: made where it is missing, and only one that nobody but this user can write to. */
function ownFolder(env: Environment): string | undefined {
  const root = cacheRoot(env);
  if (root === undefined || (env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '') return undefined;
  try {
    const folder = join(root, 'cloud-run-preflight');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0) ? folder : undefined;
  } catch {
    return undefined;
  }
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Bytes of the bytecode that V8 holds. */
function bytecodeSize(): number {
  return getHeapCodeStatistics().bytecode_and_metadata_size;
}

function isYoung(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs < YOUNG;
  } catch {
    return false;
  }
}

/** Writes in one step, so that a program that starts meanwhile never reads half of it. */
function write(file: string, data: Uint8Array): void {
  try {
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, data, { mode: 0o600 });
    renameSync(partial, file);
    const folder = dirname(file);
    const all = readdirSync(folder).map((name) => join(folder, name));
    const byAge = all.map((path) => ({ path, time: statSync(path).mtimeMs })).sort((a, b) => b.time - a.time);
    for (const { path } of byAge.slice(KEPT)) rmSync(path);
  } catch {
    // The next start compiles again.
  }
}

/**
 * Runs a CommonJS program in this process as if Node had loaded it, with the code that V8 compiled for it in an earlier run; the first
 * run writes that code into the user's cache folder, and runs of the first days that needed much else write it again. `build` names the
 * content of the program: V8 itself compares little more than its length. V8 optimises nothing until the program says by `releaseOptimizer` that it pays.
 * What goes wrong with the cache costs time and nothing else. The program must not `import()` at run time: V8 11 forgets how
 * to in code that it did not compile itself. On continuous integration nothing is written: each run is the first.
 */
export function runCached(program: string, build: string, env: Environment = process.env): void {
  holdOptimizer();
  const folder = ownFolder(env);
  const file = folder === undefined ? undefined : join(folder, `${build}-${process.versions.v8}-${process.arch}`);
  const cachedData = file === undefined ? undefined : read(file);
  // Bundles are of ASCII alone (scripts/build.mjs).
  const source = readFileSync(program, 'latin1');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: program,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (file !== undefined && (env['CI'] ?? '') === '') {
    let written = false;
    const keep = (): void => {
      if (written) return;
      written = true;
      // V8 takes code only under the flags that it was written under.
      holdOptimizer();
      write(file, script.createCachedData());
      releaseOptimizer();
    };
    if (cachedData === undefined || script.cachedDataRejected === true) {
      setTimeout(keep, WRITE_AFTER).unref();
      process.once('exit', keep);
    } else if (isYoung(file)) {
      const before = bytecodeSize();
      process.once('exit', () => {
        if (bytecodeSize() - before > MUCH) keep();
      });
    }
  }
  const module = { exports: {} };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run(module.exports, createRequire(program), module, program, dirname(program));
}
