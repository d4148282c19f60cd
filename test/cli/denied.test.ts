import { strict as assert } from 'node:assert';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Failure } from '../../server/src/cli/io.ts';
import { findRoots } from '../../server/src/cli/roots.ts';
import { writeOutput } from '../../server/src/cli/write.ts';
import { temporaryFolder, writeTree } from './scenario.ts';

// What the system refuses: named in one line, never an internal error. Windows has no such modes.

/** Somebody without rights of their own; the superuser may read and write everything. */
const NOBODY = 65_534;

function asNobody<T>(work: () => T): T {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

function messageOf(work: () => unknown): string {
  try {
    asNobody(work);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error.message;
  }
  return assert.fail('nothing was refused');
}

if (process.platform !== 'win32') {
  describe('what may not be read or written', () => {
    let folder = '';
    before(() => {
      folder = temporaryFolder();
      chmodSync(folder, 0o755);
      writeTree(folder, { Dockerfile: 'FROM a\n', 'closed/Dockerfile': 'FROM a\n', 'open/Dockerfile': 'FROM a\n' });
      chmodSync(join(folder, 'Dockerfile'), 0o000);
      chmodSync(join(folder, 'closed'), 0o000);
    });
    after(() => {
      chmodSync(join(folder, 'closed'), 0o755);
      rmSync(folder, { recursive: true, force: true });
    });

    it('ends the run where an argument names it', () => {
      const named = (path: string) => messageOf(() => findRoots(folder, [path]));
      assert.equal(named('Dockerfile'), 'Dockerfile: permission denied.');
      assert.equal(named('closed'), 'closed: permission denied.');
      assert.equal(named('closed/Dockerfile'), 'closed/Dockerfile: permission denied.');
      assert.deepEqual(asNobody(() => findRoots(folder, ['open'])).notes, []);
    });

    it('is no place for a report', () => {
      chmodSync(join(folder, 'open'), 0o555);
      writeFileSync(join(folder, 'file'), '');
      for (const path of ['closed/report.json', 'open/report.json', 'file/report.json'])
        assert.match(
          messageOf(() => writeOutput(join(folder, path), '{}')),
          /report\.json: not written, /,
        );
    });
  });
}
