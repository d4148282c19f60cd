import { strict as assert } from 'node:assert';
import type {
  ClientCapabilities,
  CodeLens,
  CompletionItem,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  LocationLink,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { createAnalysis } from '../../server/src/api.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

const URI = 'file:///w%20s/service.yaml';
const DOCKERFILE = 'file:///w%20s/Dockerfile';
const textDocument = { uri: URI };
const TEXT = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - image: gcr.io/my-project/web
        name: app
        volumeMounts:
        - name: data
          mountPath: /d
        \n      volumes:
      - name: data
        emptyDir: {}
`;
const BARE = { line: 13, character: 8 };
const FULL: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true }, codeLens: { refreshSupport: true } },
  textDocument: {
    completion: {
      completionItem: {
        snippetSupport: true,
        insertTextModeSupport: { valueSet: [1, 2] },
        documentationFormat: ['markdown'],
      },
    },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    definition: { linkSupport: true },
  },
};

describe('lsp requests on manifests', () => {
  let client: TestClient;
  afterEach(() => client.dispose());

  const start = async (capabilities: ClientCapabilities = FULL, companion = true): Promise<void> => {
    client = await startServer(createAnalysis(), createMemoryHost(), {
      capabilities,
      initializationOptions: { companion },
      answers: { 'workspace/codeLens/refresh': () => null },
    });
    client.open(DOCKERFILE, 'FROM python:3.12\nCMD ["gunicorn", "--bind", ":8080", "main:app"]\n');
    client.open(URI, TEXT, 'yaml', 7);
    await client.settled();
  };
  const ask = <T>(method: string, params: object = {}): Promise<T> =>
    client.connection.sendRequest(`textDocument/${method}`, { textDocument, ...params });
  const complete = async (position: object, context?: object): Promise<readonly CompletionItem[]> =>
    (await ask<CompletionList | null>('completion', { position, ...(context === undefined ? {} : { context }) }))
      ?.items ?? [];

  it('says what it can do', async () => {
    await start();
    const { capabilities } = client.initialized;
    assert.deepEqual(capabilities.completionProvider, { triggerCharacters: [' ', '"'] });
    assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
    assert.deepEqual(capabilities.codeLensProvider, {});
    client.dispose();
    await start(FULL, false);
    assert.equal(client.initialized.capabilities.codeLensProvider, undefined);
  });

  it('completes with tab stops and its own indentation', async () => {
    await start();
    const env = (await complete(BARE)).find((item) => item.label === 'env');
    assert.deepEqual(env?.textEdit, { range: { start: BARE, end: BARE }, newText: 'env:\n        - name: $1' });
    assert.equal(env?.insertTextFormat, 2);
    assert.equal(env?.insertTextMode, 1);
    assert.equal(typeof env?.documentation === 'object' ? env.documentation.kind : '', 'markdown');
    assert.equal(env?.command?.command, undefined);
    const probe = (await complete(BARE)).find((item) => item.label === 'startupProbe');
    assert.equal(probe?.command?.command, 'editor.action.triggerSuggest');
  });

  it('completes in plain text, relative to the line, for editors that know no more', async () => {
    await start({}, false);
    const items = await complete(BARE);
    const env = items.find((item) => item.label === 'env');
    assert.deepEqual(env?.textEdit, { range: { start: BARE, end: BARE }, newText: 'env:\n- name: ' });
    assert.equal(env?.insertTextFormat, 1);
    assert.equal(env?.insertTextMode, undefined);
    assert.ok(items.every((item) => item.command === undefined && !/\$/.test(item.textEdit?.newText ?? '$')));
  });

  it('writes what belongs elsewhere too', async () => {
    await start();
    client.change(URI, 8, TEXT.replace('        volumeMounts:\n        - name: data\n          mountPath: /d\n', ''));
    const item = (await complete({ line: 10, character: 8 })).find((i) => i.label === 'volumeMounts with memory');
    assert.deepEqual(item?.additionalTextEdits, [
      {
        range: { start: { line: 11, character: 14 }, end: { line: 11, character: 14 } },
        newText: '\n      - name: scratch\n        emptyDir:\n          medium: Memory\n          sizeLimit: 256Mi',
      },
    ]);
  });

  it('follows the text at once, and leaves indentation and other files alone', async () => {
    await start();
    assert.deepEqual(await complete(BARE, { triggerKind: 2, triggerCharacter: ' ' }), []);
    client.change(URI, 8, 'apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  tr');
    assert.ok((await complete({ line: 3, character: 4 })).some((item) => item.label === 'traffic'));
    client.change(URI, 9, 'apiVersion: v1\nkind: Service\nspec:\n  tr');
    assert.deepEqual(await complete({ line: 3, character: 4 }), []);
    const other = { textDocument: { uri: DOCKERFILE }, position: { line: 0, character: 0 } };
    assert.equal(await ask('completion', other), null);
  });

  it('gives symbols as a tree or a list', async () => {
    await start();
    const tree = (await ask<DocumentSymbol[]>('documentSymbol')) ?? [];
    assert.deepEqual(
      tree.map((s) => [s.name, s.detail, s.children?.map((c) => c.name)]),
      [['web', 'Service', ['app', 'data']]],
    );
    assert.equal(await ask('documentSymbol', { textDocument: { uri: DOCKERFILE } }), null);
    client.dispose();
    await start({});
    const list = (await ask<SymbolInformation[]>('documentSymbol')) ?? [];
    assert.deepEqual(
      list.map((s) => `${s.containerName ?? ''}/${s.name}`),
      ['/web', 'web/app', 'app//d', 'web/data'],
    );
  });

  it('links the image', async () => {
    await start();
    const [link] = (await ask<DocumentLink[]>('documentLink')) ?? [];
    assert.equal(link?.target, 'https://gcr.io/my-project/web');
    assert.deepEqual(link?.range, { start: { line: 8, character: 15 }, end: { line: 8, character: 36 } });
  });

  it('goes from the image to the Dockerfile, and back', async () => {
    await start();
    const [there] = (await ask<LocationLink[]>('definition', { position: { line: 8, character: 20 } })) ?? [];
    assert.equal(there?.targetUri, DOCKERFILE);
    assert.equal(there?.targetRange.start.line, 1);
    const command = { textDocument: { uri: DOCKERFILE }, position: { line: 1, character: 8 } };
    const [back] = (await ask<LocationLink[]>('definition', command)) ?? [];
    assert.equal(back?.targetUri, URI);
    assert.deepEqual(back?.targetRange.start, { line: 8, character: 15 });
    assert.equal(await ask('definition', { position: { line: 0, character: 0 } }), null);
  });

  it('renames a volume, and says why it does not', async () => {
    await start();
    const position = { line: 11, character: 17 };
    assert.deepEqual(await ask('prepareRename', { position }), {
      range: { start: { line: 11, character: 16 }, end: { line: 11, character: 20 } },
      placeholder: 'data',
    });
    const edit = await ask<WorkspaceEdit>('rename', { position, newName: 'files' });
    const change = edit.documentChanges?.[0];
    assert.ok(change !== undefined && 'edits' in change);
    assert.deepEqual(change.textDocument, { uri: URI, version: 7 });
    assert.equal(change.edits.length, 2);
    await assert.rejects(ask('rename', { position, newName: 'Not This' }), /lower-case letters/);
    assert.equal(await ask('prepareRename', { position: { line: 0, character: 2 } }), null);
  });

  it('shows what will run above the name, and as a page', async () => {
    await start();
    const [lens] = (await ask<CodeLens[]>('codeLens')) ?? [];
    assert.equal(lens?.command?.title, 'What will run: gunicorn · 0.0.0.0:8080 · 1 request at a time');
    assert.deepEqual([lens?.command?.command, lens?.command?.arguments], ['cloudRunPreflight.inspect', [URI]]);
    const page = await client.connection.sendRequest<string>('cloudRunPreflight/inspectPage', { uri: URI });
    assert.match(page, /^# web\n\nA service, as /);
    assert.equal(await client.connection.sendRequest('cloudRunPreflight/inspectPage', { uri: 'file:///x' }), null);
    client.dispose();
    await start(FULL, false);
    assert.equal(await ask('codeLens'), null);
  });

  it('explains an error with links to what may be behind it', async () => {
    await start();
    const explain = (text: unknown, base?: string): Promise<{ known: boolean; page: string } | null> =>
      client.connection.sendRequest('cloudRunPreflight/errorPage', { text, base });
    const found = await explain('The request was aborted because there was no available instance.');
    assert.equal(found?.known, true);
    assert.match(
      found.page,
      /\*\*warning\*\* at \[[^\]]*\/Dockerfile\\:\d\]\(<[^>]+\/Dockerfile#L\d>\): .* \(`single-sync-worker`\)/,
    );
    const link = async (base: string): Promise<string | undefined> =>
      /\(<(.+?)>\)/.exec((await explain('no available instance', base))?.page ?? '')?.[1];
    const folder = DOCKERFILE.slice(0, DOCKERFILE.lastIndexOf('/'));
    assert.equal(await link(folder), '/Dockerfile#L2');
    assert.equal(await link(`${folder}/other/`), '/../Dockerfile#L2');
    assert.equal(await link('vscode-vfs://github/a'), `${DOCKERFILE}#L2`);
    assert.deepEqual(
      await client.connection.sendRequest('cloudRunPreflight/errorsInLine', { line: 'x no available instance' }),
      [{ start: 2, end: 23, title: 'No instance was free for the request' }],
    );
    assert.equal((await explain('hello'))?.known, false);
    assert.equal(await explain(3), null);
  });
});
