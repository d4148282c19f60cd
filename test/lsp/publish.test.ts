import { strict as assert } from 'node:assert';
import { createFakeAnalysis } from './fake-analysis.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

const FOLDER = 'file:///w%20s';
const DOCKERFILE = `${FOLDER}/Dockerfile`;
const MANIFEST = `${FOLDER}/service.yaml`;

function words(client: TestClient, uri: string): readonly string[] {
  return client
    .shown(uri)
    .map(({ range, message }) => `${range.start.line}:${range.start.character} ${JSON.stringify(message)}`);
}

describe('lsp publishing', () => {
  let client: TestClient;
  afterEach(() => client.dispose());

  it('publishes a diagnostic with everything that the editor shows', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost());
    client.open(DOCKERFILE, 'FROM x\n# BAD\n', 'dockerfile', 7);
    await client.settled();
    assert.deepEqual(client.published, [
      {
        uri: DOCKERFILE,
        version: 7,
        diagnostics: [
          {
            range: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } },
            severity: 2,
            source: 'cloud-run',
            code: 'bad-word',
            message: 'BAD is written here.',
            data: { rule: 'bad-word', version: 7 },
            codeDescription: { href: 'https://example.test/bad' },
            tags: [1],
          },
        ],
      },
    ]);
  });

  it('says nothing about a clean file', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost());
    client.open(DOCKERFILE, 'FROM x\n');
    await client.settled();
    assert.deepEqual(client.published, []);
  });

  it('an edit in the Dockerfile changes what the manifest shows, with related information', async () => {
    const host = createMemoryHost({ 'file:///w s/service.yaml': 'BAD', 'file:///w s/Dockerfile': 'FROM x' });
    client = await startServer(createFakeAnalysis(), host, { folders: [FOLDER] });
    client.open(DOCKERFILE, 'FROM x');
    await client.settled();
    assert.deepEqual(words(client, MANIFEST), []);
    client.change(DOCKERFILE, 2, '# needs service.yaml');
    await client.settled();
    assert.deepEqual(words(client, MANIFEST), ['0:0 "BAD is written here."']);
    const last = client.published.at(-1);
    assert.equal(last?.version, undefined, 'a file that is not open has no version');
    assert.deepEqual(last?.diagnostics[0]?.relatedInformation, [
      {
        message: 'It is needed here.',
        location: { uri: DOCKERFILE, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } },
      },
    ]);
    client.change(DOCKERFILE, 3, 'FROM x');
    await client.settled();
    assert.deepEqual(words(client, MANIFEST), []);
  });

  it('a newer version drops the older answer, and a burst is one publication', async () => {
    const analysis = createFakeAnalysis();
    client = await startServer(analysis, createMemoryHost());
    client.open(DOCKERFILE, 'BAD');
    await client.settled();
    const before = analysis.rounds();
    for (let version = 2; version <= 30; version++) client.change(DOCKERFILE, version, `BAD ${'BAD '.repeat(version)}`);
    await client.settled();
    const versions = client.published.map(({ version }) => version);
    assert.equal(versions.at(-1), 30);
    assert.equal(client.shown(DOCKERFILE).length, 31);
    assert.ok(analysis.rounds() - before < 10, `29 changes took ${analysis.rounds() - before} rounds`);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => (a ?? 0) - (b ?? 0)),
    );
  });

  it('a slow analysis waits for a pause in typing', async () => {
    const analysis = createFakeAnalysis();
    client = await startServer(analysis, createMemoryHost());
    analysis.slow(500);
    client.open(DOCKERFILE, 'BAD');
    await client.settled();
    const started = performance.now();
    client.change(DOCKERFILE, 2, 'BAD BAD');
    await client.settled();
    assert.ok(performance.now() - started > 400, 'waits about as long as the last analysis took');
    const next = performance.now();
    client.change(DOCKERFILE, 3, 'BAD');
    await client.settled();
    assert.ok(performance.now() - next < 400, 'and no longer once it is quick again');
  });

  it('clears what it showed when the file is closed and lies nowhere', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost());
    client.open('untitled:Untitled-1', 'BAD');
    await client.settled();
    assert.equal(client.shown('untitled:Untitled-1').length, 1);
    client.close('untitled:Untitled-1');
    await client.settled();
    assert.equal(client.shown('untitled:Untitled-1').length, 0);
    assert.equal(client.published.length, 2);
  });

  it('goes back to the disk when a file is closed unsaved', async () => {
    const host = createMemoryHost({ 'file:///w s/Dockerfile': 'BAD' });
    client = await startServer(createFakeAnalysis(), host, { folders: [FOLDER] });
    client.open(DOCKERFILE, 'FROM x');
    await client.settled();
    assert.equal(client.shown(DOCKERFILE).length, 0);
    client.close(DOCKERFILE);
    await client.settled();
    assert.equal(client.shown(DOCKERFILE).length, 1);
  });

  it('uses the spelling of the editor, and takes back its own', async () => {
    const host = createMemoryHost({ 'file:///c:/ws/Dockerfile': 'BAD' });
    client = await startServer(createFakeAnalysis(), host, { folders: ['file:///C:/ws'] });
    await client.settled();
    assert.equal(client.shown('file:///c%3A/ws/Dockerfile').length, 1);
    client.open('file:///C:/ws/Dockerfile', 'BAD');
    await client.settled();
    assert.equal(client.shown('file:///c%3A/ws/Dockerfile').length, 0);
    assert.equal(client.shown('file:///C:/ws/Dockerfile').length, 1);
  });

  it('language ids decide what a document is, unknown ones leave it to the name', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost());
    client.open('file:///a/web.container', 'BAD', 'dockerfile');
    client.open('file:///a/Dockerfile', 'BAD', 'plaintext');
    client.open('file:///b/Dockerfile', 'BAD', 'python');
    await client.settled();
    assert.deepEqual(
      ['file:///a/web.container', 'file:///a/Dockerfile', 'file:///b/Dockerfile'].map(
        (uri) => client.shown(uri).length,
      ),
      [1, 1, 0],
    );
  });

  it('applies incremental edits', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost());
    client.open(DOCKERFILE, 'FROM x\r\nRUN b\r\n');
    const at = (line: number, character: number) => ({ line, character });
    void client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: DOCKERFILE, version: 2 },
      contentChanges: [
        { range: { start: at(1, 4), end: at(1, 5) }, text: '😀 BA' },
        { range: { start: at(1, 9), end: at(1, 9) }, text: 'D' },
      ],
    });
    await client.settled();
    assert.deepEqual(words(client, DOCKERFILE), ['1:7 "BAD is written here."']);
  });
});
