import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// The programs that people start, and the code that they keep between runs (server/src/cli/code-cache.ts). `npm run build` must have run.

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const CLI = join(ROOT, 'dist', 'cli.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
/** Caches below what the environment calls the user's folder. */
const CACHES: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'Library/Caches', win32: '.' };
/** Permissions, and folders that others can write to, are for systems that have users. */
const hasUsers = process.getuid !== undefined;

describe('compiled code', () => {
  let home = '';
  let folder = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'preflight-cache-'));
    folder = join(home, CACHES[process.platform] ?? '.cache', 'cloud-run-preflight');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const kept = (): readonly string[] => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  const path = (): string => join(folder, kept()[0] ?? 'nothing');
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(process.execPath, [CLI, ...args], {
      env: { HOME: home, LOCALAPPDATA: home, ...env },
      encoding: 'utf8',
      input: '',
    });
  /** Runs the command line, which has to work whatever lies in the cache. */
  const run = (env: Readonly<Record<string, string>> = {}): void => {
    const { stdout, stderr, status } = start(['--version'], env);
    assert.deepEqual({ stdout, stderr, status }, { stdout: `cloud-run-preflight ${version}\n`, stderr: '', status: 0 });
  };

  it('is written by the first run, for this user alone, and read by the next', () => {
    run();
    assert.equal(kept().length, 1);
    if (hasUsers) {
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      assert.equal(statSync(path()).mode & 0o777, 0o600);
    }
    const before = statSync(path()).mtimeMs;
    run();
    assert.equal(kept().length, 1);
    assert.equal(statSync(path()).mtimeMs, before, 'accepted as it is');
  });

  it('grows by what later runs need, and then stays', () => {
    run();
    const sample = join(ROOT, 'samples', 'clean');
    const sizes = [sample, sample, sample].map((folder) => {
      assert.equal(start(['check', folder]).status, 0);
      return statSync(path());
    });
    assert.equal(kept().length, 1);
    assert.deepEqual(
      sizes.map(({ mtimeMs }) => mtimeMs === sizes[0]?.mtimeMs),
      [true, true, true],
      'written by the first of them only',
    );
    const small = sizes[0]?.size ?? 0;
    rmSync(path());
    run();
    assert.ok(statSync(path()).size < small / 2);
  });

  it('does all that the program does', () => {
    for (let i = 0; i < 2; i++) {
      const check = start(['check', '--format', 'json', join(ROOT, 'samples', 'clean')]);
      assert.deepEqual({ stderr: check.stderr, status: check.status }, { stderr: '', status: 0 });
      // The server ends when its input does.
      const lsp = start(['lsp', '--stdio']);
      assert.deepEqual({ stderr: lsp.stderr, status: lsp.status }, { stderr: '', status: 1 });
    }
    assert.equal(kept().length, 2, 'of the command line and of the server');
  });

  it('imports nothing at run time, which compiled code cannot', () => {
    for (const name of ['cli.main.js', 'server.js'])
      assert.doesNotMatch(readFileSync(join(ROOT, 'dist', name), 'latin1'), /\bimport\(/, name);
  });

  it('loads late what the library of the server hardly uses', () => {
    const text = readFileSync(join(ROOT, 'dist', 'server.js'), 'latin1');
    for (const name of ['crypto', 'child_process']) {
      assert.ok(text.includes(`("node:${name}")[`), name);
      assert.ok(!text.includes(`("${name}")`), name);
    }
  });

  it('is replaced where V8 refuses it', () => {
    run();
    const whole = statSync(path()).size;
    writeFileSync(path(), readFileSync(path()).subarray(0, 1000));
    run();
    assert.ok(statSync(path()).size > whole / 2);
    writeFileSync(path(), 'no code');
    run();
    assert.ok(statSync(path()).size > whole / 2);
  });

  it('of old builds is removed', () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let i = 0; i < 12; i++) {
      writeFileSync(join(folder, `old-${i}`), '');
      utimesSync(join(folder, `old-${i}`), i, i);
    }
    run();
    assert.equal(kept().length, 8);
    assert.deepEqual(
      kept()
        .filter((name) => name.startsWith('old-'))
        .sort(),
      ['old-10', 'old-11', 'old-5', 'old-6', 'old-7', 'old-8', 'old-9'],
    );
  });

  it('is neither read nor written in a folder that others can write to', () => {
    if (!hasUsers) return;
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    run();
    assert.deepEqual(kept(), []);
  });

  it('is not kept on continuous integration, where the user says so, or where there is no place', () => {
    run({ CI: 'true' });
    run({ NODE_DISABLE_COMPILE_CACHE: '1' });
    assert.deepEqual(kept(), []);
    const file = join(home, 'file');
    writeFileSync(file, '');
    run({ HOME: file, LOCALAPPDATA: file, XDG_CACHE_HOME: '' });
  });
});
