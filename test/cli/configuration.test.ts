import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalysis } from '../../server/src/api.ts';
import { toUri } from '../../server/src/cli/paths.ts';
import { run } from '../../server/src/cli/run.ts';
import { openSession } from '../../server/src/cli/session.ts';
import type { InspectReport } from '../../server/src/features/inspect.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

// The configuration file on the command line, with the real engine: the scenarios have a fake one.

const DOCKERFILE = 'FROM python:3.12-slim\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';
const MANIFEST =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: front\nspec:\n  template:\n    spec:\n      containers:\n      - image: gcr.io/p/x\n';

describe('cli configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    writeTree(folder, {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.cloud-run-preflight.yaml':
        'rules: { localhost-bind: hint }\nexclude: [old/]\napps:\n  - { dockerfile: build/image.txt, manifest: deploy/x.yaml }\n  - { name: api, dockerfile: api/Dockerfile }\ndefaults: { memory: 1Gi, cpu: 500m, concurrency: 7 }\n',
      'build/image.txt': DOCKERFILE,
      'deploy/x.yaml': MANIFEST,
      'api/Dockerfile': DOCKERFILE,
      'old/Dockerfile': DOCKERFILE,
      'strict/.cloud-run-preflight.yaml': 'rules: { localhost-bind: warning }\n',
      'strict/Dockerfile': DOCKERFILE,
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const play = async (cwd: string, ...argv: readonly string[]): Promise<string> => {
    const io = testIo(join(folder, cwd));
    await run(argv, io, () => Promise.resolve(createAnalysis));
    assert.equal(io.err.join(''), '');
    return io.out.join('');
  };
  const severities = async (cwd: string, ...more: readonly string[]): Promise<readonly string[]> => {
    const text = await play(cwd, 'check', '--format', 'jsonl', '--select', 'localhost-bind', ...more);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { path: string; severity: string })
      .map(({ path, severity }) => `${path} ${severity}`);
  };
  const deployables = async (cwd: string): Promise<readonly string[]> => {
    const report = JSON.parse(await play(cwd, 'inspect', '--format', 'json')) as InspectReport;
    return report.deployables.map(({ name, concurrency, containers }) => {
      const { dockerfile, cpu, memoryBytes } = containers[0] ?? {};
      return `${name}: ${dockerfile}, ${cpu} vCPU, ${(memoryBytes ?? 0) / 2 ** 20} MiB, ${concurrency} requests`;
    });
  };

  it('joins apps and fills in defaults', async () => {
    assert.deepEqual(await deployables('.'), [
      'api: api/Dockerfile, 0.5 vCPU, 1024 MiB, 7 requests',
      'front: build/image.txt, 1 vCPU, 512 MiB, 80 requests',
      'strict: strict/Dockerfile, 1 vCPU, 512 MiB, 80 requests',
    ]);
  });

  it('counts from a folder further down, too', async () => {
    assert.deepEqual(await deployables('api'), ['api: Dockerfile, 0.5 vCPU, 1024 MiB, 7 requests']);
  });

  it('is read again while watching: changed, and gone', () => {
    const io = testIo(folder);
    const options = {
      paths: [],
      exclude: [],
      gitignore: true,
      config: undefined,
      quiet: true,
      progress: false,
      debug: false,
    };
    const session = openSession({ io, options, choice: { select: [], levels: {} }, createAnalysis, lasting: true });
    const seen = (): readonly unknown[] => {
      const uri = toUri(join(folder, 'api', 'Dockerfile'));
      const found = session.analysis.findings(uri).find(({ rule }) => rule === 'localhost-bind');
      const app = session.analysis.inspect(uri).deployables[0];
      return [found?.severity, app?.name, app?.concurrency];
    };
    assert.deepEqual(seen(), ['hint', 'api', 7]);
    writeTree(folder, { '.cloud-run-preflight.yaml': 'defaults: { concurrency: 9 }\n' });
    session.refresh();
    assert.deepEqual(seen(), ['error', 'api', 9]);
    rmSync(join(folder, '.cloud-run-preflight.yaml'));
    session.refresh();
    assert.deepEqual(seen(), ['error', 'api', 80]);
    assert.ok(!session.files.has(toUri(join(folder, '.cloud-run-preflight.yaml'))));
  });

  it('sets levels by the nearest file, below the command line', async () => {
    assert.deepEqual(await severities('.'), [
      'api/Dockerfile hint',
      'build/image.txt hint',
      'strict/Dockerfile warning',
    ]);
    assert.deepEqual(await severities('.', '--severity', 'localhost-bind=info', 'api', 'strict'), [
      'api/Dockerfile info',
      'strict/Dockerfile info',
    ]);
    assert.deepEqual(await severities('.', '--config', 'strict/.cloud-run-preflight.yaml', 'api', 'old'), [
      'api/Dockerfile warning',
      'old/Dockerfile warning',
    ]);
  });
});
