import { strict as assert } from 'node:assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createAnalysis } from '../../server/src/api.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost, type MemoryHost } from './memory-host.ts';

// A long session with the real core: edits without end, folders that come and go, files that vanish without a word.

const DOCKERFILE = 'FROM python:3.13-slim\nCOPY . .\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';
const MAIN = 'from flask import Flask\n\napp = Flask(__name__)\n';

/** Edits in all, and between two looks at the server. */
const EDITS = 5_000;
const BATCH = 25;
/** Megabytes by which the heap may have grown after all of them. */
const GROWTH = 12;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapInMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

describe('lsp endurance', () => {
  let client: TestClient;
  let host: MemoryHost;
  afterEach(() => client.dispose());

  const start = async (folders: readonly string[], files: Readonly<Record<string, string>>): Promise<void> => {
    host = createMemoryHost(files);
    client = await startServer(createAnalysis(), host, {
      folders,
      capabilities: { workspace: { workspaceFolders: true, workspaceEdit: { documentChanges: true } } },
    });
    await client.settled();
  };
  const codes = (uri: string): readonly unknown[] => client.shown(uri).map(({ code }) => code);
  const noExceptions = (): void =>
    assert.deepEqual(
      client.logs.filter((line) => /\n\s+at /.test(line)),
      [],
    );

  it('5,000 edits leave nothing behind', async function () {
    this.timeout(300_000);
    const files = { 'file:///ws/a/Dockerfile': DOCKERFILE, 'file:///ws/a/main.py': MAIN };
    await start(['file:///ws'], files);
    const open = [
      { uri: 'file:///ws/a/Dockerfile', language: 'dockerfile', lines: 3 },
      { uri: 'file:///ws/a/main.py', language: 'python', lines: 3 },
    ];
    for (const { uri, language } of open) client.open(uri, files[uri as keyof typeof files], language);
    await client.settled();
    const edit = (i: number): void => {
      const { uri, lines } = open[i % open.length] ?? { uri: '', lines: 1 };
      // A word is typed into the text and taken out again, at another line each time.
      const line = Math.floor(i / 4) % lines;
      const range = { start: { line, character: 0 }, end: { line, character: i % 4 < 2 ? 0 : 2 } };
      void client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 + i },
        contentChanges: [{ range, text: i % 4 < 2 ? '# ' : '' }],
      });
    };
    let before = 0;
    for (let i = 0; i < EDITS; i++) {
      edit(i);
      if (i % BATCH === BATCH - 1) await client.settled();
      (client.published as unknown[]).length = 0;
      if (i === EDITS / 10) before = heapInMegabytes();
    }
    const growth = heapInMegabytes() - before;
    assert.ok(growth < GROWTH, `the heap grew by ${growth.toFixed(1)} MB`);
    client.change('file:///ws/a/Dockerfile', EDITS + 10, DOCKERFILE.replace('127.0.0.1', '0.0.0.0'));
    client.change('file:///ws/a/Dockerfile', EDITS + 11, DOCKERFILE);
    await client.settled();
    assert.ok(codes('file:///ws/a/Dockerfile').includes('localhost-bind'));
    noExceptions();
  });

  it('two folders with the same app are two apps', async () => {
    const files = Object.fromEntries(
      ['one', 'two'].flatMap((folder) => [
        [`file:///${folder}/Dockerfile`, DOCKERFILE],
        [`file:///${folder}/main.py`, MAIN],
      ]),
    );
    await start(['file:///one', 'file:///two'], files);
    client.open('file:///one/Dockerfile', DOCKERFILE.replace('127.0.0.1', '0.0.0.0'));
    await client.settled();
    assert.ok(!codes('file:///one/Dockerfile').includes('localhost-bind'));
    assert.ok(codes('file:///two/Dockerfile').includes('localhost-bind'));
    noExceptions();
  });

  it('a workspace folder that is added is checked, and forgotten when it is removed', async () => {
    const files = {
      'file:///one/Dockerfile': DOCKERFILE,
      'file:///two/Dockerfile': DOCKERFILE,
      'file:///two/main.py': MAIN,
    };
    await start(['file:///one'], files);
    assert.deepEqual(codes('file:///two/Dockerfile'), []);
    const change = async (added: readonly string[], removed: readonly string[]): Promise<void> => {
      const named = (uris: readonly string[]) => uris.map((uri) => ({ uri, name: uri }));
      await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: { added: named(added), removed: named(removed) },
      });
      await client.settled();
    };
    await change(['file:///two'], []);
    assert.ok(codes('file:///two/Dockerfile').includes('localhost-bind'));
    const reads = host.reads.length;
    await change([], ['file:///two']);
    assert.deepEqual(codes('file:///two/Dockerfile'), []);
    assert.ok(codes('file:///one/Dockerfile').includes('localhost-bind'));
    assert.ok(!host.reads.slice(reads).some((uri) => uri.startsWith('file:///two')));
    await change(['file:///two'], ['file:///one']);
    assert.ok(codes('file:///two/Dockerfile').includes('localhost-bind'));
    assert.deepEqual(codes('file:///one/Dockerfile'), []);
    noExceptions();
  });

  it('files that vanish without a word are noticed when the workspace is read again', async () => {
    await start(['file:///ws'], { 'file:///ws/Dockerfile': DOCKERFILE, 'file:///ws/main.py': MAIN });
    host.files.clear();
    const position = { line: 2, character: 2 };
    for (const method of ['textDocument/hover', 'textDocument/definition'])
      await client.connection.sendRequest(method, { textDocument: { uri: 'file:///ws/Dockerfile' }, position });
    await client.connection.sendRequest('cloudRunPreflight/lintWorkspace');
    await client.settled();
    assert.deepEqual(codes('file:///ws/Dockerfile'), []);
    noExceptions();
  });

  it('a burst of edits and questions, most of them cancelled, ends with the answer to the last text', async () => {
    await start(['file:///ws'], { 'file:///ws/main.py': MAIN });
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const uri = 'file:///ws/Dockerfile';
    client.open(uri, '');
    const asked: Promise<unknown>[] = [];
    for (let i = 0; i <= DOCKERFILE.length; i++) {
      client.change(uri, 2 + i, DOCKERFILE.slice(0, i));
      const source = new CancellationTokenSource();
      const params = { textDocument: { uri }, position: { line: 2, character: 8 } };
      asked.push(client.connection.sendRequest('textDocument/hover', params, source.token));
      if (i % 7 !== 0) source.cancel();
    }
    await Promise.allSettled(asked);
    await client.settled();
    assert.ok(codes(uri).includes('localhost-bind'));
    assert.equal(client.published.findLast((params) => params.uri === uri)?.version, 2 + DOCKERFILE.length);
    noExceptions();
  });
});
