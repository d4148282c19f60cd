import { strict as assert } from 'node:assert';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, writeTree } from './scenario.ts';

// The real program with the real engine, as users run it.
const ROOT = join(fileURLToPath(import.meta.url), '..', '..', '..', '..');
const PROGRAM = join(ROOT, 'out', 'server', 'src', 'cli', 'main.js');

const BROKEN =
  'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "--threads", "8", "main:app"]\n';

const started: ChildProcessWithoutNullStreams[] = [];

function start(args: readonly string[], cwd: string): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env: { ...process.env, NO_COLOR: '' } });
  started.push(child);
  return child;
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function end(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

function program(args: readonly string[], cwd: string, stdin = ''): Promise<Ended> {
  const child = start(args, cwd);
  child.stdin.end(stdin);
  return end(child);
}

/** Resolves when the text that `stream` gave so far satisfies `done`. */
function until(stream: NodeJS.ReadableStream, done: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer | string) => {
      text += chunk.toString();
      if (done(text)) resolve(text);
    });
  });
}

describe('cli process', function () {
  this.timeout(60_000);
  let folder = '';
  before(() => {
    folder = temporaryFolder();
    writeTree(folder, { 'api/Dockerfile': BROKEN, 'api/main.py': 'app = None\n' });
  });
  after(() => {
    for (const child of started) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints the version and knows wrong usage', async () => {
    const [version, wrong] = await Promise.all([program(['--version'], folder), program(['chekc'], folder)]);
    assert.match(version.stdout, /^cloud-run-preflight \d+\.\d+\.\d+\n$/);
    assert.deepEqual({ ...version, stdout: '' }, { status: 0, stdout: '', stderr: '' });
    assert.deepEqual(wrong, {
      status: 2,
      stdout: '',
      stderr: 'cloud-run-preflight: There is no command "chekc". Did you mean "check"?\n',
    });
  });

  it('says what runs and what it costs idle; the JSON keeps to its contract', async () => {
    const sample = join(ROOT, 'samples', 'fastapi-model');
    const [text, json] = await Promise.all([
      program(['inspect'], sample),
      program(['inspect', '--format', 'json'], sample),
    ]);
    assert.match(text.stdout, /^ {2}kept warm: {3}1 instance, about 26 USD a month idle \(.*\); at most 5; CPU only/m);
    assert.equal(json.status, 0);
    assert.ok(!json.stdout.includes('idleCost'), json.stdout);
  });

  it('explains an error message, and a log on standard input', async () => {
    const [message, log, nothing] = await Promise.all([
      program(['explain', 'The user-provided container failed to start and listen on the port'], folder),
      program(['explain', '-'], folder, 'INFO: ok\r\n\u001b[31m[CRITICAL] WORKER TIMEOUT (pid:4)\u001b[0m\n'),
      program(['explain', 'what', 'is', 'this'], folder),
    ]);
    assert.equal(message.status, 0);
    assert.match(message.stdout, /^# The container did not start and listen on its port\n\n> The user-provided/);
    assert.match(message.stdout, /^## In your files\n\nerror\[localhost-bind\]: .*\n --> api\/Dockerfile:3:29$/m);
    assert.match(log.stdout, /^> \[CRITICAL\] WORKER TIMEOUT \(pid:4\)$/m);
    assert.match(
      log.stdout,
      /^- api: gunicorn · 127\.0\.0\.1:8080 · 8 requests at a time; requests go to port 8080; memory 512 MiB$/m,
    );
    assert.equal(nothing.status, 2);
    assert.match(nothing.stderr, /^cloud-run-preflight: This message is none of those that are known\./);
  });

  it('reports the same bytes on every run, without colours and without noise', async () => {
    const [first, second] = [await program(['check'], folder), await program(['check'], folder)];
    assert.deepEqual(first, second);
    assert.equal(first.status, 1);
    assert.equal(first.stderr, '');
    assert.ok(first.stdout.includes('error[localhost-bind]') && !first.stdout.includes('\u001b'), first.stdout);
    assert.ok(first.stdout.includes(' --> api/Dockerfile:3:29\n'), first.stdout);
  });

  it('measures model files, and says what it does not look at', async () => {
    const home = temporaryFolder();
    try {
      writeTree(home, {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py':
          'import data\nimport torch\nfrom flask import Flask\napp = Flask(__name__)\nnet = torch.load("net.pt")\n',
        'data.py': `ROWS = 1\n${' '.repeat(1_000_000)}`,
        'net.pt': '',
      });
      // No bytes are written: most file systems keep only the length.
      truncateSync(join(home, 'net.pt'), 700 * 2 ** 20);
      const { stdout, stderr } = await program(['check', '--select', 'model-exceeds-memory'], home);
      assert.match(stdout, /net\.pt needs about 700 MiB, more than the 512 MiB/);
      assert.match(stderr, /data\.py: longer than 1 MB, so what this Python does is not looked at\./);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('mends standard input', async () => {
    const { status, stdout, stderr } = await program(
      ['check', '--fix', '--select', 'localhost-bind', '--stdin-filename', 'api/Dockerfile'],
      folder,
      BROKEN,
    );
    assert.deepEqual(
      { status, stdout, stderr },
      { status: 0, stdout: BROKEN.replace('127.0.0.1', '0.0.0.0'), stderr: '' },
    );
  });

  it('ends quietly when nobody reads any more', async () => {
    const big = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`a${i}/Dockerfile`, BROKEN]));
    writeTree(folder, Object.fromEntries(Object.entries(big).map(([path, text]) => [join('many', path), text])));
    const child = start(['check', '--format', 'json', 'many'], folder);
    child.stdin.end();
    child.stdout.destroy();
    const { stderr } = await end(child);
    rmSync(join(folder, 'many'), { recursive: true });
    assert.equal(stderr, '');
  });

  it('watches', async () => {
    const child = start(['check', '--watch', '--format', 'github', '--select', 'localhost-bind'], join(folder, 'api'));
    const ended = end(child);
    const again = until(child.stdout, (text) => text.split('title=localhost-bind').length > 2);
    await until(child.stderr, (text) => text.includes('Watching'));
    writeFileSync(join(folder, 'api', 'Dockerfile'), BROKEN.replace('127.0.0.1', 'localhost'));
    await again;
    writeFileSync(join(folder, 'api', 'Dockerfile'), BROKEN);
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    assert.ok(status === 0 || status === 1, `status ${status}`);
    // Reports for machines follow each other without a line between them.
    assert.match(stdout, /^(?:::.+\n)+$/);
    assert.equal(stderr, 'Watching for changes. End with Ctrl-C.\n');
  });

  it('serves an editor', async () => {
    const child = start(['lsp', '--stdio'], folder);
    const send = (message: object): void => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    const ended = end(child);
    const answer = until(child.stdout, (text) => text.includes('"capabilities"'));
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    await answer;
    const bye = until(child.stdout, (text) => text.includes('"id":2'));
    send({ id: 2, method: 'shutdown' });
    await bye;
    send({ method: 'exit' });
    assert.equal((await ended).status, 0);
  });
});
