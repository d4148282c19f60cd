import { strict as assert } from 'node:assert';
import { createAnalysis } from '../../server/src/api.ts';
import type { ReadFileAnswer } from '../../server/src/lsp/protocol.ts';
import { processorMs } from '../kit/processor-time.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost, type MemoryHost } from './memory-host.ts';

// Bad input through the whole server with the real core: the findings of a sound app beside it stay, nothing is published
// for what is none of our business, and nothing throws (an exception would be a log line with a stack).

const FOLDER = 'file:///ws';
const GOOD = `${FOLDER}/good/Dockerfile`;
const WRONG = 'FROM python:3.13-slim\nCOPY . .\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';
const MAIN = 'from flask import Flask\n\napp = Flask(__name__)\n';

/** A manifest; `env` stands below its container. */
function manifest(env: string, top = ''): string {
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
${top}spec:
  template:
    spec:
      containers:
        - image: europe-west1-docker.pkg.dev/p/r/shop
          env:
${env}`;
}

const PORT = '            - name: PORT\n              value: "1"\n';

describe('lsp bad input', () => {
  let client: TestClient;
  let host: MemoryHost;
  afterEach(() => client.dispose());

  const start = async (files: Readonly<Record<string, string | ReadFileAnswer>>): Promise<void> => {
    // A second Dockerfile, so that no manifest can claim the only one of the folder.
    const other = `${FOLDER}/other/Dockerfile`;
    host = createMemoryHost({ [GOOD]: WRONG, [`${FOLDER}/good/main.py`]: MAIN, [other]: 'FROM scratch\n' });
    for (const [path, content] of Object.entries(files)) host.files.set(`${FOLDER}/${path}`, content);
    client = await startServer(createAnalysis(), host, { folders: [FOLDER] });
    await client.settled();
  };
  const rules = (path: string): readonly unknown[] => client.shown(`${FOLDER}/${path}`).map(({ code }) => code);
  /** The sound app still has its finding, and no exception was logged. */
  const sound = (): void => {
    assert.ok(rules('good/Dockerfile').includes('localhost-bind'));
    assert.deepEqual(
      client.logs.filter((line) => /\n\s+at |Error/.test(line)),
      [],
    );
  };

  const broken: readonly (readonly [string, string])[] = [
    ['an instruction cut off', 'FROM'],
    ['no FROM', ' ENV A=$B\nCMD ["gunicorn"'],
    ['an open exec form', 'FROM python:3.13\nCMD ["gunicorn", "--bind'],
    ['an open quote in a shell', 'FROM python:3.13\nCMD gunicorn --bind "127.0.0.1'],
    ['an open heredoc', 'FROM python:3.13\nRUN <<EOF\npip install x\n'],
    ['a NUL and control characters', 'FROM python:3.13\u0000\nCMD \u0007[\u001b"x"]\n'],
    ['continuations to the end', 'FROM python:3.13\nCMD \\\n\\\n\\\n'],
    ['nothing', ''],
    ['only a BOM', '\ufeff'],
    ['a lone surrogate', 'FROM python:3.13\nCMD ["\ud800", "gunicorn"]\n'],
  ];
  for (const [what, text] of broken) {
    it(`a Dockerfile with ${what}`, async () => {
      await start({ 'odd/Dockerfile': text });
      client.open(`${FOLDER}/odd/Dockerfile`, text);
      await client.settled();
      sound();
    });
  }

  it('tabs and half-typed YAML', async () => {
    const text = manifest(PORT);
    await start({ 'odd/service.yaml': text });
    assert.deepEqual(rules('odd/service.yaml'), ['reserved-name']);
    client.open(`${FOLDER}/odd/service.yaml`, text, 'yaml');
    let version = 1;
    for (const tail of ['\t', '\tx: [', '  "', '- name: {', "            - name: '", '&a', '*nobody', '<<: *x']) {
      version += 1;
      client.change(`${FOLDER}/odd/service.yaml`, version, `${text}${tail}`);
      await client.settled();
      sound();
    }
    client.change(`${FOLDER}/odd/service.yaml`, version + 1, text);
    await client.settled();
    assert.deepEqual(rules('odd/service.yaml'), ['reserved-name']);
  });

  it('line ends and a byte order mark change nothing', async () => {
    const plain = WRONG;
    await start({});
    const ranges: unknown[] = [];
    let version = 0;
    client.open(GOOD, '', 'dockerfile', version);
    for (const text of [plain, plain.replaceAll('\n', '\r\n')]) {
      version += 1;
      client.change(GOOD, version, text);
      await client.settled();
      ranges.push(client.shown(GOOD).find(({ code }) => code === 'localhost-bind')?.range);
    }
    assert.deepEqual(ranges, [ranges[0], ranges[0]]);
    assert.notEqual(ranges[0], undefined);
    client.change(GOOD, version + 1, `\ufeff${plain}`);
    await client.settled();
    sound();
  });

  it('anchors and merge keys', async () => {
    const env =
      '            - &port\n              name: PORT\n              value: "1"\n            - <<: *port\n              name: LEVEL\n';
    await start({ 'odd/service.yaml': manifest(env) });
    assert.ok(rules('odd/service.yaml').includes('reserved-name'));
    sound();
  });

  it('duplicate keys', async () => {
    await start({ 'odd/service.yaml': manifest(PORT, '  name: other\n') });
    assert.deepEqual(rules('odd/service.yaml'), ['yaml-syntax', 'reserved-name']);
    sound();
  });

  it('binary files, files above 5 MB, and files that nobody may read', async () => {
    await start({
      'odd/service.yaml': { kind: 'failed', reason: 'EACCES' },
      'odd/job.yaml': { kind: 'too-large', bytes: 6_000_000 },
      'odd/Dockerfile': { kind: 'binary' },
    });
    sound();
    const lines = client.logs.join('\n');
    for (const name of [
      'service.yaml cannot be read: EACCES',
      'job.yaml is larger than 1 MB',
      'Dockerfile is a binary file',
    ]) {
      assert.ok(lines.includes(name), `${name} in:\n${lines}`);
    }
  });

  it('5 MB in the editor are refused for little time', async () => {
    await start({});
    const spent = await processorMs(async () => {
      client.open(`${FOLDER}/odd/Dockerfile`, `${WRONG}${'# x\n'.repeat(1_400_000)}`);
      await client.settled();
    });
    assert.ok(spent < 2_000, `${spent} ms`);
    assert.deepEqual(rules('odd/Dockerfile'), ['file-too-large']);
    sound();
  });

  it('YAML above 1 MB is refused, in the editor with a note', async () => {
    const long = `${manifest(PORT)}${'# x = 1\n'.repeat(170_000)}`;
    await start({ 'odd/service.yaml': long });
    assert.ok(client.logs.some((line) => line.includes('odd/service.yaml is larger than 1 MB')));
    client.open(`${FOLDER}/odd/service.yaml`, long, 'yaml');
    await client.settled();
    assert.deepEqual(
      client.shown(`${FOLDER}/odd/service.yaml`).map(({ message, severity }) => ({ message, severity })),
      [{ message: 'Not checked by Cloud Run Preflight: the file is larger than 1 MB.', severity: 3 }],
    );
    sound();
  });

  it('a buffer that is no file, and one that was never saved', async () => {
    await start({});
    client.open('untitled:Untitled-1', WRONG);
    client.open(`${FOLDER}/new/Dockerfile`, WRONG);
    client.open(`${FOLDER}/new/main.py`, MAIN, 'python');
    await client.settled();
    const codes = (uri: string): readonly unknown[] => client.shown(uri).map(({ code }) => code);
    assert.ok(codes('untitled:Untitled-1').includes('localhost-bind'));
    assert.ok(codes(`${FOLDER}/new/Dockerfile`).includes('localhost-bind'));
    sound();
  });

  it('notebooks and stub files say nothing, and nobody reads them', async () => {
    const code = 'from flask import Flask\napp = Flask(__name__)\napp.run(host="127.0.0.1")\n';
    await start({
      'odd/Dockerfile': 'FROM python:3.13-slim\nCOPY . .\nCMD ["python", "main.py"]\n',
      'odd/main.pyi': code,
      'odd/main.ipynb': JSON.stringify({ cells: [{ cell_type: 'code', source: code }] }),
    });
    const cell = 'vscode-notebook-cell:/ws/odd/main.ipynb#W0';
    client.open(cell, code, 'python');
    client.open(`${FOLDER}/odd/main.pyi`, code, 'python');
    await client.settled();
    for (const uri of [cell, `${FOLDER}/odd/main.pyi`, `${FOLDER}/odd/main.ipynb`])
      assert.deepEqual(client.shown(uri), []);
    assert.ok(!host.reads.some((uri) => /\.(?:pyi|ipynb)$/.test(uri)));
    sound();
  });

  it('nothing outside of the folder is ever asked for', async () => {
    const outside = [
      'file:///etc/passwd',
      'file:///secret.py',
      'file:///etc/profile.sh',
      'file:///secret.txt',
      'file:///secret/service.yaml',
    ];
    await start({
      'odd/Dockerfile':
        'FROM python:3.13-slim\nCOPY ../../secret.py /app/\nCOPY ../../../../../etc/passwd /app/main.py\nCOPY file:///secret.py /app/x.py\nADD /secret.py .\nCOPY . /app\nWORKDIR /app\nENTRYPOINT ["./start.sh"]\nCMD ["gunicorn", "-c", "../../secret.py", "--chdir", "/../..", "secret:app"]\n',
      'odd/start.sh': '#!/bin/sh\n. /etc/profile.sh\n. ../../etc/profile.sh\nexec "$@"\n',
      'odd/main.py': 'from ....secret import x\nimport secret\nopen("file:///secret.py")\n',
      'odd/requirements.txt': '-r ../../secret.txt\n-r /secret.txt\n-r file:///secret.txt\n-c ../../../etc/passwd\n',
      'odd/.cloud-run-preflight.yaml':
        'apps:\n  - dockerfile: ../../secret.py\n    manifest: /secret/service.yaml\n    entry: file:///secret.py\n',
      'odd/service.yaml': manifest(PORT),
    });
    for (const uri of outside) host.files.set(uri, 'secret = 1\n');
    await client.connection.sendRequest('cloudRunPreflight/lintWorkspace');
    await client.settled();
    for (const path of ['odd/Dockerfile', 'odd/main.py', 'odd/service.yaml', 'odd/requirements.txt']) {
      const textDocument = { uri: `${FOLDER}/${path}` };
      for (const line of [0, 1, 2, 3, 7, 8]) {
        const params = { textDocument, position: { line, character: 9 } };
        await client.connection.sendRequest('textDocument/hover', params);
        await client.connection.sendRequest('textDocument/definition', params);
      }
    }
    assert.ok(host.reads.length > 3);
    assert.deepEqual(
      host.reads.filter((uri) => !uri.startsWith(`${FOLDER}/`)),
      [],
    );
    sound();
  });

  it('a folder that disappears', async () => {
    await start({ 'gone/Dockerfile': WRONG, 'gone/main.py': MAIN });
    assert.ok(rules('gone/Dockerfile').includes('localhost-bind'));
    host.files.delete(`${FOLDER}/gone/Dockerfile`);
    host.files.delete(`${FOLDER}/gone/main.py`);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: `${FOLDER}/gone`, type: 3 }],
    });
    await client.settled();
    assert.deepEqual(rules('gone/Dockerfile'), []);
    sound();
  });

  const foreign: Readonly<Record<string, string>> = {
    'deployment.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - image: x\n          env:\n            - { name: PORT, value: "1" }\n',
    'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n',
    'compose.yaml': 'services:\n  web:\n    image: nginx\n    environment: { PORT: 80 }\n',
    'templates/service.yaml':
      'apiVersion: {{ .Values.api }}\nkind: Service\nspec:\n  {{- toYaml .Values.spec | nindent 2 }}\n\tbad: tab\n',
    'cloudbuild.yaml': 'steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, .]\n',
    'broken.yaml': 'a: [\nb: "\n\t- c\n',
  };
  it('YAML that is none of our business gives nothing', async () => {
    await start(Object.fromEntries(Object.entries(foreign).map(([path, text]) => [`foreign/${path}`, text])));
    assert.deepEqual(
      client.published.map(({ uri }) => uri),
      [GOOD],
    );
    sound();
  });
});
