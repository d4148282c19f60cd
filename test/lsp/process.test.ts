import { strict as assert } from 'node:assert';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { connectClient, type TestClient } from './harness.ts';

// The server as editors start it: dist/, a process, standard input and output. `npm run build` must have run.

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const SAMPLES = pathToFileURL(join(ROOT, 'samples')).href;
const FLASK = `${SAMPLES}/flask-localhost/Dockerfile`;

/** How editors start it. */
const COMMANDS: readonly (readonly string[])[] = [
  ['dist/server-node.js', '--stdio'],
  ['dist/server-node.js'],
  ['dist/cli.js', 'lsp', '--stdio'],
];

describe('lsp process', () => {
  let server: ChildProcessWithoutNullStreams;
  let stderr: string;
  let ended: Promise<number | null>;

  const start = async (args: readonly string[]): Promise<TestClient> => {
    stderr = '';
    server = spawn(process.execPath, [...args], { cwd: ROOT });
    server.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    ended = new Promise((done) => server.once('exit', done));
    return connectClient(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin), {
      folders: [SAMPLES],
    });
  };
  afterEach(() => server.kill());

  for (const args of COMMANDS) {
    it(`${args.join(' ')} checks the samples and ends when it is told to`, async () => {
      const client = await start(args);
      await client.until('a finding', () => client.shown(FLASK).length > 0);
      await client.settled();
      assert.ok(client.shown(FLASK).some(({ code }) => code === 'localhost-bind'));
      assert.deepEqual(client.shown(`${SAMPLES}/clean/Dockerfile`), []);
      await client.connection.sendRequest('shutdown');
      await client.connection.sendNotification('exit');
      assert.equal(await ended, 0);
      assert.equal(stderr, '');
    });
  }

  it('answers from the buffer, and shows the pages that ship with it', async () => {
    const client = await start(['dist/server-node.js', '--stdio']);
    client.open(FLASK, 'FROM python:3.13-slim\nCMD ["gunicorn", "main:app"]\n', 'dockerfile', 5);
    await client.settled();
    assert.ok(!client.shown(FLASK).some(({ code }) => code === 'localhost-bind'));
    const topic: unknown = await client.connection.sendRequest('cloudRunPreflight/topicPage', { name: 'sigterm' });
    assert.match(String(topic), /^# /);
    const rule: unknown = await client.connection.sendRequest('cloudRunPreflight/rulePage', { name: 'localhost-bind' });
    assert.equal(rule, readFileSync(join(ROOT, 'docs/rules/localhost-bind.md'), 'utf8'));
  });

  it('ends when the editor is gone', async () => {
    await start(['dist/server-node.js', '--stdio']);
    server.stdin.end();
    assert.equal(await ended, 1);
  });

  it('survives a message that is no JSON', async () => {
    const client = await start(['dist/server-node.js', '--stdio']);
    server.stdin.write('Content-Length: 3\r\n\r\n{x}');
    await client.settled();
  });

  const malformed = [
    '{}',
    '[]',
    'null',
    '"text"',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","method":5}',
    '{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}',
    '{"jsonrpc":"2.0","id":999999,"result":1}',
    '{"jsonrpc":"2.0","id":999999,"error":"none"}',
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":[1,2,3]}',
    '{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///x","version":"2"},"contentChanges":7}}',
    '{"jsonrpc":"2.0","method":"$/cancelRequest","params":null}',
    '{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[null,{"uri":5}]}}',
    '{"jsonrpc":"2.0","method":"workspace/didChangeWorkspaceFolders","params":{}}',
  ];
  it('survives messages that are none of the protocol', async () => {
    const client = await start(['dist/server-node.js', '--stdio']);
    for (const message of malformed) {
      server.stdin.write(`Content-Length: ${message.length}\r\n\r\n${message}`);
      await client.settled();
    }
    assert.equal(server.exitCode, null);
  });

  it('after a crash a new process takes over the buffers', async () => {
    const text = 'FROM python:3.13-slim\nCOPY . .\nCMD ["flask", "run"]\n';
    const shown: (readonly unknown[])[] = [];
    for (let version = 7; version < 9; version++) {
      const client = await start(['dist/server-node.js', '--stdio']);
      client.open(FLASK, text, 'dockerfile', version);
      await client.settled();
      shown.push(client.shown(FLASK).map(({ code, range }) => ({ code, range })));
      server.kill('SIGKILL');
      assert.equal(await ended, null);
      client.dispose();
    }
    assert.ok((shown[0]?.length ?? 0) > 0);
    assert.deepEqual(shown[1], shown[0]);
  });
});
