import { strict as assert } from 'node:assert';
import { resolve } from 'node:path';
import type { ReadFileAnswer } from '../../server/src/lsp/protocol.ts';
import { connectClient, type TestClient } from '../lsp/harness.ts';
import { type RunningWorker, runInWorker } from './worker-host.ts';

// dist/server.js in a scope without Node. `npm run build` must have run.

const BUNDLE = resolve(import.meta.dirname, '..', '..', '..', 'dist', 'server.js');
const FOLDER = 'vscode-vfs://github/owner/repo';
const DOCKERFILE = `${FOLDER}/app/Dockerfile`;

const FILES: Readonly<Record<string, ReadFileAnswer>> = {
  [DOCKERFILE]: {
    kind: 'text',
    text: 'FROM python:3.13-slim\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n',
  },
  [`${FOLDER}/app/main.py`]: { kind: 'text', text: 'from flask import Flask\napp = Flask(__name__)\n' },
  [`${FOLDER}/old/Dockerfile`]: {
    kind: 'text',
    text: 'FROM python:3.13-slim\nCMD ["gunicorn", "--bind", "localhost:80", "main:app"]\n',
  },
  [`${FOLDER}/old/main.py`]: { kind: 'text', text: 'app = None\n' },
  [`${FOLDER}/old/.cloud-run-preflight.yaml`]: {
    kind: 'text',
    text: 'rules: { fixed-port: off, single-sync-worker: off }\nbaseline: known.json\n',
  },
  [`${FOLDER}/old/known.json`]: {
    kind: 'text',
    text: '{"version":1,"findings":[{"path":"Dockerfile","rule":"localhost-bind","fingerprint":"768167a4d8457fbe60046502b4b0e7c3"}]}',
  },
  [`${FOLDER}/app/logo.yaml`]: { kind: 'binary' },
  [`${FOLDER}/app/forbidden.yaml`]: { kind: 'failed', reason: 'NoPermissions' },
};

describe('lsp worker', () => {
  let worker: RunningWorker;
  let client: TestClient;
  const asked: string[] = [];

  before(async () => {
    worker = runInWorker(BUNDLE);
    client = await connectClient(worker.reader, worker.writer, {
      folders: [FOLDER],
      initializationOptions: { companion: true },
      answers: {
        'cloudRunPreflight/listFiles': ({ uri }: { uri: string }) => ({
          uris: Object.keys(FILES).filter((file) => file === uri || file.startsWith(`${uri}/`)),
          truncated: false,
        }),
        'cloudRunPreflight/readFile': ({ uri }: { uri: string }) => {
          asked.push(uri);
          return FILES[uri] ?? { kind: 'absent' };
        },
      },
    });
  });
  after(async () => {
    client.dispose();
    await worker.stop();
  });

  it('reads through the client and publishes', async () => {
    await client.until('a finding', () => client.shown(DOCKERFILE).some(({ code }) => code === 'localhost-bind'));
    assert.ok(asked.includes(DOCKERFILE));
    assert.ok(asked.every((uri) => uri in FILES));
    assert.deepEqual(worker.errors, []);
  });

  it('leaves out what a baseline lists, until its line changes', async () => {
    const old = `${FOLDER}/old/Dockerfile`;
    assert.deepEqual(client.shown(old), []);
    const said = (): string => JSON.stringify(client.statuses.at(-1) ?? '');
    await client.until('the status', () => said().includes('1 older finding is left out by the baseline'));
    client.open(old, 'FROM python:3.13-slim\nCMD ["gunicorn", "--bind", "localhost:81", "main:app"]\n');
    await client.settled();
    assert.deepEqual(
      client.shown(old).map(({ code }) => code),
      ['localhost-bind'],
    );
  });

  it('follows edits', async () => {
    client.open(DOCKERFILE, 'FROM python:3.13-slim\nCMD ["gunicorn", "main:app"]\n', 'dockerfile', 2);
    await client.settled();
    assert.ok(!client.shown(DOCKERFILE).some(({ code }) => code === 'localhost-bind'));
  });

  it('says which file could not be read', () => {
    assert.ok(client.logs.some((line) => /forbidden\.yaml cannot be read: NoPermissions/.test(line)));
  });
});
