import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalysis } from '../../server/src/api.ts';
import { run } from '../../server/src/cli/run.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

// Fixes that make a file, with the real engine: the scenarios have a fake one.

const PROCFILE = 'web: gunicorn --bind :$PORT --threads 8 --timeout 0 main:app\n';

describe('cli fixes that make a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    writeTree(folder, {
      '.git/HEAD': 'ref: refs/heads/main\n',
      'api/deploy.sh': 'gcloud run deploy api --source .\n',
      'api/main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
      'api/requirements.txt': 'flask\ngunicorn\n',
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const check = async (...options: readonly string[]): Promise<{ out: string; err: string; status: number }> => {
    const io = testIo(folder);
    const status = await run(['check', ...options], io, () => Promise.resolve(createAnalysis));
    return { out: io.out.join(''), err: io.err.join(''), status };
  };
  const procfile = (): string => join(folder, 'api', 'Procfile');

  it('--diff shows it as git does, and writes nothing', async () => {
    const { out, status } = await check('--diff', '--unsafe-fixes');
    assert.equal(out, `--- /dev/null\n+++ b/api/Procfile\n@@ -0,0 +1 @@\n+${PROCFILE}`);
    assert.equal(status, 1);
    assert.ok(!existsSync(procfile()));
  });

  it('--fix leaves it to --unsafe-fixes', async () => {
    const safe = await check('--fix');
    assert.ok(!existsSync(procfile()));
    assert.match(safe.out, /fix: Write a Procfile that starts gunicorn with 8 threads \(.*--unsafe-fixes\)/);
    const { out, err, status } = await check('--unsafe-fixes');
    assert.equal(readFileSync(procfile(), 'utf8'), PROCFILE);
    assert.match(out, /^No problems found/);
    assert.match(err, /^Applied 1 fix in 1 file\.$/m);
    assert.equal(status, 0);
  });

  it('reports say that the file is new', async () => {
    const { out } = await check('--format', 'json');
    const { findings } = JSON.parse(out) as { findings: readonly { fix?: { edits: readonly object[] } }[] };
    const start = { line: 1, column: 1 };
    assert.deepEqual(findings[0]?.fix?.edits, [
      { path: 'api/Procfile', range: { start, end: start }, newText: PROCFILE, creates: true },
    ]);
  });

  it('a file that git ignores, and that is there, stays as it is', async () => {
    writeTree(folder, { '.gitignore': 'Procfile\n', 'api/Procfile': 'worker: python worker.py\n' });
    await check('--unsafe-fixes');
    assert.equal(readFileSync(procfile(), 'utf8'), 'worker: python worker.py\n');
  });
});
