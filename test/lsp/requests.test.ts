import { strict as assert } from 'node:assert';
import type { CodeAction, Hover, InlayHint } from 'vscode-languageserver';
import { createFakeAnalysis } from './fake-analysis.ts';
import { type ClientOptions, startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

const URI = 'file:///w%20s/Dockerfile';
const TEXT = 'FROM x\n# BAD BAD\n';
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
const textDocument = { uri: URI };

describe('lsp requests', () => {
  let client: TestClient;
  afterEach(() => client.dispose());

  const start = async (text = TEXT, options: ClientOptions = {}): Promise<void> => {
    client = await startServer(createFakeAnalysis(), createMemoryHost(), options);
    client.open(URI, text, 'dockerfile', 3);
    await client.settled();
  };
  const actions = (
    context: { only?: string[]; diagnostics?: unknown[] } = {},
    range: unknown = WHOLE,
  ): Promise<CodeAction[] | null> =>
    client.connection.sendRequest('textDocument/codeAction', {
      textDocument,
      range,
      context: { diagnostics: client.shown(URI), ...context },
    });
  const hover = (line: number, character: number, uri = URI): Promise<Hover | null> =>
    client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });

  it('says what it can do', async () => {
    await start();
    const { capabilities } = client.initialized;
    assert.deepEqual(capabilities.codeActionProvider, {
      codeActionKinds: ['quickfix', 'source.fixAll.cloudRunPreflight'],
    });
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2 });
    assert.equal(capabilities.positionEncoding, 'utf-16');
    assert.deepEqual(capabilities.executeCommandProvider, { commands: ['cloudRunPreflight.showRule'] });
  });

  it('hovers on a finding, and is silent elsewhere', async () => {
    await start();
    assert.deepEqual(await hover(1, 3), {
      contents: { kind: 'markdown', value: '**The word is bad.**' },
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } },
    });
    assert.equal(await hover(0, 0), null);
    assert.equal(await hover(400, 4), null);
  });

  it('hovers link to the pages of our own client only', async () => {
    await start(TEXT, { initializationOptions: { companion: true } });
    const contents = (await hover(1, 3))?.contents as { value: string };
    assert.match(contents.value, /\[About bad-word\]\(command:cloudRunPreflight\.showRule\?%5B%22bad-word%22%5D\)/);
    assert.match(
      contents.value,
      /\[Topic: Words and letters\]\(command:cloudRunPreflight\.showTopic\?%5B%22words%22%5D\)/,
    );
  });

  it('quick fixes are linked, preferred and versioned', async () => {
    await start();
    const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } };
    const found = (await actions({ only: ['quickfix'] }, range)) ?? [];
    assert.deepEqual(
      found.map(({ title, kind, isPreferred }) => ({ title, kind, isPreferred })),
      [
        { title: 'Write GOOD', kind: 'quickfix', isPreferred: true },
        { title: 'Show documentation', kind: 'quickfix', isPreferred: undefined },
      ],
    );
    assert.deepEqual(found[0]?.diagnostics, [client.shown(URI)[0]]);
    assert.deepEqual(found[0]?.edit, {
      documentChanges: [
        {
          textDocument: { uri: URI, version: 3 },
          edits: [{ range: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } }, newText: 'GOOD' }],
        },
      ],
    });
    assert.deepEqual(found[1]?.command, {
      title: 'Show documentation',
      command: 'cloudRunPreflight.showRule',
      arguments: ['bad-word'],
    });
  });

  it('honours the kinds that are asked for', async () => {
    await start();
    const kinds = async (only?: string[]) =>
      ((await actions(only === undefined ? {} : { only })) ?? []).map(({ kind }) => kind);
    const fixAll = 'source.fixAll.cloudRunPreflight';
    assert.deepEqual(await kinds([fixAll]), [fixAll]);
    assert.deepEqual(await kinds(['source.fixAll']), [fixAll]);
    assert.deepEqual(await kinds(['source']), [fixAll]);
    assert.deepEqual(await kinds(['refactor']), []);
    assert.deepEqual(await kinds(['source.fixAll.other']), []);
    assert.deepEqual(await kinds(['source.organizeImports']), []);
    assert.deepEqual(await kinds(), ['quickfix', 'quickfix', fixAll, 'quickfix']);
  });

  it('fix all holds every safe edit, and no diagnostics', async () => {
    await start();
    const [all] = (await actions({ only: ['source.fixAll.cloudRunPreflight'] })) ?? [];
    assert.equal(all?.diagnostics, undefined);
    const [change] = all?.edit?.documentChanges ?? [];
    assert.equal(change !== undefined && 'edits' in change ? change.edits.length : 0, 2);
  });

  it('computes fixes from the text of now, whatever diagnostics the editor still shows', async () => {
    await start();
    const stale = client.shown(URI);
    client.change(URI, 4, 'FROM x\n#     BAD\n');
    const [fix] = (await actions({ only: ['quickfix'], diagnostics: [...stale] })) ?? [];
    assert.deepEqual(fix?.edit?.documentChanges?.[0], {
      textDocument: { uri: URI, version: 4 },
      edits: [{ range: { start: { line: 1, character: 6 }, end: { line: 1, character: 9 } }, newText: 'GOOD' }],
    });
  });

  it('gives unversioned edits to clients that know no others', async () => {
    await start(TEXT, { capabilities: {} });
    const [fix] = (await actions({ only: ['quickfix'] })) ?? [];
    assert.deepEqual(Object.keys(fix?.edit?.changes ?? {}), [URI]);
    assert.equal(fix?.edit?.documentChanges, undefined);
  });

  it('inlay hints follow the setting', async () => {
    let inlayHints = { enable: true };
    await start(TEXT, {
      capabilities: { workspace: { configuration: true, inlayHint: { refreshSupport: true } } },
      configuration: () => ({ inlayHints }),
    });
    const hints = (): Promise<InlayHint[] | null> =>
      client.connection.sendRequest('textDocument/inlayHint', { textDocument, range: WHOLE });
    assert.deepEqual(await hints(), [{ position: { line: 2, character: 0 }, label: ' → runs', kind: 1 }]);
    inlayHints = { enable: false };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.settled();
    assert.deepEqual(await hints(), []);
    assert.ok(client.logs.filter((line) => line === 'inlay refresh').length >= 2, 'the editor is told to ask again');
  });

  it('answers for rule pages, rules, the workspace and what runs', async () => {
    await start();
    const ask = (method: string, params?: unknown): Promise<unknown> => client.connection.sendRequest(method, params);
    assert.equal(await ask('cloudRunPreflight/rulePage', { name: 'bad-word' }), '# bad-word\n');
    assert.equal(await ask('cloudRunPreflight/topicPage', { name: 'words' }), null);
    assert.deepEqual(await ask('cloudRunPreflight/rules'), [
      { name: 'bad-word', summary: 'The word is bad.', severity: 'warning' },
    ]);
    assert.deepEqual(await ask('cloudRunPreflight/lintWorkspace'), {
      files: 1,
      counts: { error: 0, warning: 2, information: 0, hint: 0 },
    });
    assert.deepEqual(await ask('cloudRunPreflight/inspect', { uri: URI }), { deployables: [] });
  });

  it('the rule command opens the source where there is no page', async () => {
    await start();
    await client.connection.sendRequest('workspace/executeCommand', {
      command: 'cloudRunPreflight.showRule',
      arguments: ['bad-word'],
    });
    assert.ok(
      client.logs.some((line) => line.startsWith('shown: bad-word: The word is bad. https://example.test/bad')),
    );
  });
});
