import { strict as assert } from 'node:assert';
import type { Analysis } from '../../server/src/api.ts';
import { processorMs } from '../kit/processor-time.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

const URI = 'file:///a/Dockerfile';
const POSITION = { line: 0, character: 0 };
const RANGE = { start: POSITION, end: POSITION };

describe('lsp robustness', () => {
  let client: TestClient;
  afterEach(() => client.dispose());

  const start = async (analysis: Analysis = createFakeAnalysis()): Promise<void> => {
    client = await startServer(analysis, createMemoryHost());
  };
  /** The server still works. */
  const works = async (): Promise<void> => {
    client.open('file:///z/Dockerfile', 'BAD');
    await client.settled();
    assert.equal(client.shown('file:///z/Dockerfile').length, 1);
  };

  it('an exception in a question is a log line and an empty answer', async () => {
    await start();
    client.open(URI, 'BOOM BAD');
    const textDocument = { uri: URI };
    assert.equal(await client.connection.sendRequest('textDocument/hover', { textDocument, position: POSITION }), null);
    assert.equal(
      await client.connection.sendRequest('textDocument/codeAction', {
        textDocument,
        range: RANGE,
        context: { diagnostics: [] },
      }),
      null,
    );
    assert.equal(await client.connection.sendRequest('textDocument/inlayHint', { textDocument, range: RANGE }), null);
    assert.ok(client.logs.some((line) => line.startsWith('hover: Error: boom')));
    await works();
  });

  it('an exception in the analysis is a log line, and the next text is analysed', async () => {
    const fake = createFakeAnalysis();
    let broken = true;
    await start({
      ...fake,
      touched: () => {
        if (broken) throw new Error('broken rule');
        return fake.touched();
      },
    });
    client.open(URI, 'BAD');
    await client.until('the log line', () => client.logs.some((line) => line.includes('broken rule')));
    broken = false;
    await works();
    assert.equal(client.shown(URI).length, 1);
  });

  it('rules that failed are logged by name', async () => {
    let failures = [{ rule: 'bad-word', error: 'TypeError: x' }];
    const analysis = { ...createFakeAnalysis(), failures: () => failures.splice(0) };
    await start(analysis);
    await works();
    assert.ok(client.logs.some((line) => line.includes('bad-word: TypeError: x')));
    failures = [];
  });

  const strange: readonly (readonly [string, unknown])[] = [
    ['textDocument/hover', { textDocument: { uri: 'file:///none' }, position: POSITION }],
    ['textDocument/hover', { textDocument: { uri: 17 }, position: POSITION }],
    ['textDocument/hover', {}],
    ['textDocument/hover', { textDocument: { uri: URI } }],
    ['textDocument/codeAction', { textDocument: { uri: URI } }],
    ['textDocument/codeAction', { textDocument: { uri: URI }, range: RANGE, context: null }],
    ['textDocument/inlayHint', { textDocument: null }],
    ['workspace/executeCommand', { command: 'no.such.command' }],
    ['workspace/executeCommand', { command: 'cloudRunPreflight.showRule' }],
    ['cloudRunPreflight/rulePage', {}],
    ['cloudRunPreflight/inspect', { uri: '::' }],
  ];
  it('strange requests get an answer', async () => {
    await start();
    client.open(URI, 'BAD');
    for (const [method, params] of strange) {
      const answer: unknown = await client.connection.sendRequest(method, params);
      assert.ok(answer === null || typeof answer === 'object', `${method} ${JSON.stringify(params)}`);
    }
    await works();
  });

  it('strange notifications end nothing', async () => {
    await start();
    const send = (method: string, params: unknown): void => void client.connection.sendNotification(method, params);
    send('textDocument/didChange', {
      textDocument: { uri: 'file:///never-opened', version: 4 },
      contentChanges: [{ text: 'BAD' }],
    });
    send('textDocument/didChange', { textDocument: {} });
    send('textDocument/didClose', { textDocument: { uri: 'file:///never-opened' } });
    send('textDocument/didOpen', {
      textDocument: { uri: 'no uri', languageId: 'dockerfile', version: 1, text: 'BAD' },
    });
    send('textDocument/didOpen', {
      textDocument: { uri: 'git:/a/Dockerfile?%7B%7D', languageId: 'dockerfile', version: 1, text: 'BAD' },
    });
    send('textDocument/didOpen', null);
    send('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: 'file:///x', type: 99 },
        { uri: '', type: 1 },
      ],
    });
    send('workspace/didChangeWatchedFiles', {});
    send('workspace/didChangeConfiguration', null);
    send('cloudRunPreflight/unknown', {});
    await works();
    assert.equal(client.published.length, 1, 'nothing was published for files that are none');
  });

  it('a cancelled request ends', async () => {
    await start();
    client.open(URI, 'BAD');
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      'textDocument/hover',
      { textDocument: { uri: URI }, position: POSITION },
      source.token,
    );
    source.cancel();
    await Promise.allSettled([answer]);
    await works();
  });

  it('a file above 5 MB is named and not checked, until it shrinks', async () => {
    await start();
    const text = `BAD ${'x'.repeat(5 * 1024 * 1024)}`;
    const spent = await processorMs(async () => {
      client.open(URI, text);
      await client.settled();
    });
    assert.ok(spent < 3_000, `${spent} ms`);
    assert.deepEqual(
      client.shown(URI).map(({ severity, code, message }) => ({ severity, code, message })),
      [
        {
          severity: 3,
          code: 'file-too-large',
          message: 'Not checked by Cloud Run Preflight: the file is larger than 5 MB.',
        },
      ],
    );
    assert.ok(client.logs.some((line) => line.includes('is larger than 5 MB')));
    client.change(URI, 2, 'BAD');
    await client.settled();
    assert.deepEqual(
      client.shown(URI).map(({ code }) => code),
      ['bad-word'],
    );
  });

  it('shuts down in order', async () => {
    await start();
    client.open(URI, 'BAD');
    assert.equal(await client.connection.sendRequest('shutdown'), null);
  });
});
