import { strict as assert } from 'node:assert';
import { createAnalysis } from '../../server/src/api.ts';
import { createFakeAnalysis, type FakeAnalysis } from './fake-analysis.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost, type MemoryHost } from './memory-host.ts';

const FOLDER = 'file:///ws';
const CONFIG = `${FOLDER}/.cloud-run-preflight.yaml`;
const INNER = `${FOLDER}/api/.cloud-run-preflight.yaml`;
const API = `${FOLDER}/api/Dockerfile`;
const WEB = `${FOLDER}/web/Dockerfile`;
const OLD = `${FOLDER}/old/Dockerfile`;
const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;

describe('lsp configuration file', () => {
  let client: TestClient;
  let host: MemoryHost;
  let analysis: FakeAnalysis;
  afterEach(() => client.dispose());

  const start = async (files: Readonly<Record<string, string>>, settings?: unknown): Promise<void> => {
    host = createMemoryHost({ [API]: 'BAD', [WEB]: 'BAD', [OLD]: 'BAD', ...files });
    analysis = createFakeAnalysis();
    client = await startServer(analysis, host, {
      folders: [FOLDER],
      capabilities: { workspace: { workspaceFolders: true } },
      ...(settings === undefined ? {} : { initializationOptions: { settings } }),
    });
    await client.settled();
  };
  const tell = async (uri: string, text: string | undefined): Promise<void> => {
    const type = text === undefined ? DELETED : host.files.has(uri) ? CHANGED : CREATED;
    if (text === undefined) host.files.delete(uri);
    else host.files.set(uri, text);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
    await client.settled();
  };
  /** Severities in api, web and old; 0: no finding. */
  const severities = (): readonly number[] => [API, WEB, OLD].map((uri) => client.shown(uri)[0]?.severity ?? 0);
  /** What is wrong in a configuration file, as `line:column message`. */
  const faults = (uri = CONFIG): readonly string[] =>
    client.shown(uri).map((d) => {
      assert.equal(d.source, 'cloud-run');
      assert.equal(d.code, 'configuration');
      assert.equal(d.severity, 1);
      return `${d.range.start.line}:${d.range.start.character} ${typeof d.message === 'string' ? d.message : ''}`;
    });

  it('the nearest one holds, and the editor wins over it', async () => {
    await start({ [CONFIG]: 'rules: { bad-word: hint }\n', [INNER]: 'rules: { bad-word: error }\n' }, { rules: {} });
    assert.deepEqual(severities(), [1, 4, 4]);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { cloudRunPreflight: { rules: { 'bad-word': 'information' } } },
    });
    await client.settled();
    assert.deepEqual(severities(), [3, 3, 3]);
  });

  it('follows the disk: created, changed, deleted', async () => {
    await start({});
    assert.deepEqual(severities(), [2, 2, 2]);
    await tell(CONFIG, 'rules: { bad-word: hint }\n');
    assert.deepEqual(severities(), [4, 4, 4]);
    await tell(INNER, 'rules: { bad-word: off }\n');
    assert.deepEqual(severities(), [0, 4, 4]);
    await tell(CONFIG, 'rules: { bad-word: error }\n');
    assert.deepEqual(severities(), [0, 1, 1]);
    await tell(INNER, undefined);
    assert.deepEqual(severities(), [1, 1, 1]);
    await tell(CONFIG, undefined);
    assert.deepEqual(severities(), [2, 2, 2]);
  });

  it('the buffer wins over the disk, while it is open', async () => {
    await start({ [CONFIG]: 'rules: { bad-word: hint }\n' });
    client.open(CONFIG, 'rules: { bad-word: error }\n', 'yaml');
    await client.settled();
    assert.deepEqual(severities(), [1, 1, 1]);
    await tell(CONFIG, 'rules: { bad-word: off }\n');
    assert.deepEqual(severities(), [1, 1, 1]);
    client.change(CONFIG, 2, 'rules: { bad-word: information }\n');
    await client.settled();
    assert.deepEqual(severities(), [3, 3, 3]);
    client.close(CONFIG);
    await client.settled();
    assert.deepEqual(severities(), [0, 0, 0]);
  });

  it('names its faults while it is typed, and the rest of it holds', async () => {
    await start({ [CONFIG]: '# ours\nrulez: {}\nrules:\n  bad-wrod: off\n  bad-word: hint\n' });
    assert.deepEqual(faults(), [
      '1:0 There is no key "rulez" here. Did you mean "rules"?',
      '3:2 There is no rule "bad-wrod". Did you mean "bad-word"?',
    ]);
    assert.deepEqual(severities(), [4, 4, 4]);
    client.open(CONFIG, 'rules:\n  bad-word: loud\n', 'yaml', 7);
    await client.settled();
    assert.deepEqual(faults(), ['1:12 The level of "bad-word" must be error, warning, info, hint, off or default.']);
    assert.equal(client.published.findLast(({ uri }) => uri === CONFIG)?.version, 7);
    client.change(CONFIG, 8, 'rules:\n  bad-word: error\n');
    await client.settled();
    assert.deepEqual(faults(), []);
    client.close(CONFIG);
    await client.settled();
    assert.equal(faults().length, 2);
    await tell(CONFIG, undefined);
    assert.deepEqual(faults(), []);
  });

  it('names files of apps that are not there, until they are', async () => {
    await start({ [CONFIG]: 'apps:\n  - { dockerfile: api/Dockerfile, manifest: api/service.yaml }\n' });
    assert.deepEqual(faults(), ['1:44 There is no file "api/service.yaml"; paths start at the folder of this file.']);
    await tell(`${FOLDER}/api/service.yaml`, '');
    assert.deepEqual(faults(), []);
  });

  it('excluded files are not checked, neither from the disk nor open', async () => {
    await start({ [CONFIG]: 'exclude: [old/]\n' });
    assert.deepEqual(severities(), [2, 2, 0]);
    assert.ok(!host.reads.includes(OLD));
    assert.ok(!analysis.indexed().includes(OLD));
    client.open(OLD, 'BAD BAD');
    await client.settled();
    assert.deepEqual(severities(), [2, 2, 0]);
    client.change(OLD, 2, 'BAD');
    await tell(CONFIG, 'exclude: [/web]\n');
    assert.deepEqual(severities(), [2, 0, 2]);
    await tell(CONFIG, "exclude: ['*', '!api', '!api/Dockerfile']\n");
    assert.deepEqual(severities(), [2, 0, 0]);
    await tell(INNER, 'exclude: [Dockerfile]\n');
    assert.deepEqual(severities(), [0, 0, 0]);
    await tell(INNER, undefined);
    await tell(CONFIG, undefined);
    assert.deepEqual(severities(), [2, 2, 2]);
  });

  it('one in an excluded folder does not count', async () => {
    const inside = `${FOLDER}/old/.cloud-run-preflight.yaml`;
    await start({ [CONFIG]: 'exclude: [old/]\n', [inside]: 'rulez: {}\n' });
    assert.deepEqual(faults(inside), []);
    await tell(CONFIG, '');
    assert.equal(faults(inside).length, 1);
  });

  it('goes with its folder', async () => {
    await start({ [CONFIG]: 'rulez: {}\n' });
    assert.equal(faults().length, 1);
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: FOLDER, name: 'ws' }] },
    });
    await client.settled();
    assert.deepEqual([...severities(), ...faults()], [0, 0, 0]);
  });

  it('above the folder counts, too, until a nearer one does', async () => {
    host = createMemoryHost({ [CONFIG]: 'rules: { bad-word: hint }\nrulez: {}\nexclude: [api/old/]\n', [API]: 'BAD' });
    host.files.set(`${FOLDER}/api/old/Dockerfile`, 'BAD');
    client = await startServer(createFakeAnalysis(), host, { folders: [`${FOLDER}/api`] });
    await client.settled();
    assert.deepEqual(severities(), [4, 0, 0]);
    assert.deepEqual(client.shown(`${FOLDER}/api/old/Dockerfile`), []);
    assert.equal(faults().length, 1);
    client.open(CONFIG, 'rules: { bad-word: error }\n', 'yaml');
    await client.settled();
    assert.deepEqual([...severities(), ...faults()], [1, 0, 0]);
    client.close(CONFIG);
    await client.settled();
    assert.deepEqual(severities(), [4, 0, 0]);
    await tell(INNER, '');
    assert.deepEqual(severities(), [2, 0, 0]);
  });

  it('joins the files of an app, with the real engine', async () => {
    host = createMemoryHost({
      [CONFIG]: 'apps: [{ dockerfile: build/image, manifest: run/x.yaml }]\n',
      [`${FOLDER}/build/image`]: 'FROM python:3.12\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n',
      [`${FOLDER}/run/x.yaml`]:
        'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  template:\n    spec:\n      containers:\n      - image: gcr.io/p/y\n',
    });
    client = await startServer(createAnalysis(), host, { folders: [FOLDER] });
    await client.settled();
    const codes = (): readonly unknown[] => client.shown(`${FOLDER}/build/image`).map(({ code }) => code);
    assert.ok(codes().includes('localhost-bind'));
    client.open(CONFIG, '', 'yaml');
    await client.settled();
    assert.deepEqual(codes(), []);
  });
});
