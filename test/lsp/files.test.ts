import { strict as assert } from 'node:assert';
import { createFakeAnalysis, type FakeAnalysis } from './fake-analysis.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost, type MemoryHost } from './memory-host.ts';

const FOLDER = 'file:///ws';
const DOCKERFILE = 'file:///ws/app/Dockerfile';
const MANIFEST = 'file:///ws/app/service.yaml';
const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;

describe('lsp files', () => {
  let client: TestClient;
  let host: MemoryHost;
  let analysis: FakeAnalysis;
  afterEach(() => client.dispose());

  const start = async (files: Parameters<typeof createMemoryHost>[0] = {}): Promise<void> => {
    host = createMemoryHost(files);
    analysis = createFakeAnalysis();
    client = await startServer(analysis, host, {
      folders: [FOLDER],
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    await client.settled();
  };
  const tell = async (...changes: readonly (readonly [string, number])[]): Promise<void> => {
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: changes.map(([uri, type]) => ({ uri, type })),
    });
    await client.settled();
  };
  const counts = (): readonly number[] => [DOCKERFILE, MANIFEST].map((uri) => client.shown(uri).length);

  it('loads what is wanted, and what that wants, and nothing else', async () => {
    await start({ [DOCKERFILE]: '# needs service.yaml', [MANIFEST]: 'BAD', 'file:///ws/app/other.yaml': 'BAD' });
    assert.deepEqual(host.reads, [DOCKERFILE, MANIFEST]);
    assert.deepEqual(counts(), [0, 1]);
  });

  it('the buffer wins over the disk', async () => {
    await start({ [DOCKERFILE]: 'BAD', [MANIFEST]: 'BAD' });
    client.open(DOCKERFILE, '# needs service.yaml');
    client.open(MANIFEST, 'BAD BAD BAD', 'yaml');
    await client.settled();
    assert.deepEqual(counts(), [0, 3]);
    host.files.set(MANIFEST, '');
    await tell([MANIFEST, CHANGED], [DOCKERFILE, CHANGED]);
    assert.deepEqual(counts(), [0, 3]);
    client.close(MANIFEST);
    await client.settled();
    assert.deepEqual(counts(), [0, 0]);
  });

  it('asks the client to watch names of all files and content of some', async () => {
    await start();
    const watch = client.registrations.find(({ method }) => method === 'workspace/didChangeWatchedFiles');
    assert.ok(watch);
    const { watchers } = watch.registerOptions as { watchers: { globPattern: string; kind: number }[] };
    assert.deepEqual(watchers[0], { globPattern: '**/*', kind: CREATED + 4 });
    assert.ok(watchers.slice(1).every(({ kind }) => kind === 2));
    assert.ok(watchers.some(({ globPattern }) => globPattern.includes('Dockerfile')));
  });

  it('finds out how large files with weights are, without reading them', async () => {
    const [weights, added] = ['file:///ws/app/net.pt', 'file:///ws/app/model.joblib'];
    await start({ [DOCKERFILE]: 'FROM x', [weights]: 'x'.repeat(2000) });
    assert.deepEqual([...analysis.measured()], [[weights, 2000]]);
    host.files.set(added, 'x'.repeat(3000));
    await tell([added, CREATED]);
    assert.deepEqual(Object.fromEntries(analysis.measured()), { [weights]: 2000, [added]: 3000 });
    host.files.delete(weights);
    host.files.delete(added);
    await tell([weights, DELETED], [added, DELETED]);
    assert.equal(analysis.measured().size, 0);
    assert.deepEqual(host.reads, [DOCKERFILE]);
  });

  it('reads a changed file again', async () => {
    await start({ [DOCKERFILE]: 'FROM x' });
    host.files.set(DOCKERFILE, 'BAD');
    await tell([DOCKERFILE, CHANGED]);
    assert.deepEqual(counts(), [1, 0]);
  });

  it('takes up a new file, and clears one that is gone', async () => {
    await start({ [DOCKERFILE]: '# needs service.yaml' });
    host.files.set(MANIFEST, 'BAD');
    await tell([MANIFEST, CREATED]);
    assert.deepEqual(counts(), [0, 1]);
    host.files.delete(MANIFEST);
    await tell([MANIFEST, DELETED]);
    assert.deepEqual(counts(), [0, 0]);
    assert.deepEqual(analysis.indexed(), [DOCKERFILE]);
  });

  it('a file that is replaced in one step counts as it is then', async () => {
    await start({ [DOCKERFILE]: 'FROM x' });
    host.files.set(DOCKERFILE, 'BAD');
    await tell([DOCKERFILE, DELETED], [DOCKERFILE, CREATED]);
    assert.deepEqual(counts(), [1, 0]);
  });

  it('a folder that disappears takes its findings with it; others stay', async () => {
    await start({ [DOCKERFILE]: 'BAD', 'file:///ws/b/Dockerfile': 'BAD', 'file:///ws/application/Dockerfile': 'BAD' });
    assert.equal(client.published.length, 3);
    host.files.delete(DOCKERFILE);
    await tell(['file:///ws/app', DELETED]);
    assert.deepEqual(counts(), [0, 0]);
    assert.deepEqual(analysis.indexed(), ['file:///ws/application/Dockerfile', 'file:///ws/b/Dockerfile']);
    assert.equal(client.shown('file:///ws/application/Dockerfile').length, 1);
    assert.equal(client.published.length, 4);
  });

  it('a folder that appears brings its files', async () => {
    await start();
    host.files.set(DOCKERFILE, '# needs service.yaml');
    host.files.set(MANIFEST, 'BAD');
    await tell(['file:///ws/app', CREATED]);
    assert.deepEqual(counts(), [0, 1]);
  });

  it('the whole workspace folder may disappear', async () => {
    await start({ [DOCKERFILE]: 'BAD' });
    host.files.clear();
    await tell([FOLDER, DELETED]);
    assert.deepEqual(counts(), [0, 0]);
    assert.deepEqual(analysis.indexed(), []);
  });

  it('ignores what tools make', async () => {
    await start();
    host.files.set('file:///ws/node_modules/x/Dockerfile', 'BAD');
    await tell(['file:///ws/node_modules/x/Dockerfile', CREATED], ['file:///elsewhere/Dockerfile', CREATED]);
    assert.deepEqual(analysis.indexed(), []);
    assert.deepEqual(client.published, []);
  });

  it('a file that cannot be read is a log line, and the other findings stay', async () => {
    await start({
      [DOCKERFILE]: '# needs forbidden.yaml\n# needs large.yaml\n# needs binary.yaml\n# needs service.yaml\n',
      'file:///ws/app/forbidden.yaml': { kind: 'failed', reason: 'EACCES' },
      'file:///ws/app/large.yaml': { kind: 'too-large', bytes: 6_000_000 },
      'file:///ws/app/binary.yaml': { kind: 'binary' },
      [MANIFEST]: 'BAD',
    });
    assert.deepEqual(counts(), [0, 1]);
    const lines = client.logs.join('\n');
    assert.match(lines, /forbidden\.yaml cannot be read: EACCES/);
    assert.match(lines, /large\.yaml is larger than 1 MB/);
    assert.match(lines, /binary\.yaml is a binary file/);
  });

  it('says once that nothing is taken from a very long Python file', async () => {
    const long = 'file:///ws/app/data.py';
    await start({ [DOCKERFILE]: '# needs data.py\n', [long]: `x = 1\n${' '.repeat(1_000_000)}` });
    await tell([long, CHANGED]);
    assert.equal(client.logs.filter((line) => /data\.py is longer than 1 MB/.test(line)).length, 1);
  });

  it('files outside the workspace are never read', async () => {
    await start({ 'file:///other/service.yaml': 'BAD' });
    client.open('file:///other/Dockerfile', '# needs service.yaml\nBAD');
    await client.settled();
    assert.deepEqual(host.reads, []);
    assert.equal(client.shown('file:///other/Dockerfile').length, 1);
  });

  it('without a folder the open buffers alone count', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost({ [MANIFEST]: 'BAD' }));
    client.open(DOCKERFILE, '# needs service.yaml');
    client.open(MANIFEST, 'BAD BAD', 'yaml');
    await client.settled();
    assert.deepEqual(counts(), [0, 2]);
  });

  it('a read that throws does not stop the other files', async () => {
    host = createMemoryHost({ [DOCKERFILE]: '# needs service.yaml', [MANIFEST]: 'BAD' });
    const read = host.read;
    const failing = {
      ...host,
      read: (uri: string) => (uri === MANIFEST ? Promise.reject(new Error('gone')) : read(uri)),
    };
    client = await startServer(createFakeAnalysis(), failing, { folders: [FOLDER] });
    client.open('file:///ws/b/Dockerfile', 'BAD');
    await client.until('the finding', () => client.shown('file:///ws/b/Dockerfile').length === 1);
  });
});
