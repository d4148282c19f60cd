import { strict as assert } from 'node:assert';
import { workspaceFiles } from '../../scripts/bench/workspace.ts';
import { type Analysis, type AnalysisOptions, createAnalysis } from '../../server/src/api.ts';
import type { FileHost } from '../../server/src/lsp/file-host.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost, type MemoryHost } from './memory-host.ts';

// The start in a workspace of many apps: the open file first, everything else behind it, nothing shown that goes away again.

const FOLDER = 'file:///many';
const APPS = 30;
const FILES = Object.fromEntries(
  Object.entries(workspaceFiles(APPS)).map(([path, text]) => [`${FOLDER}/${path}`, text]),
);
const OPEN = `${FOLDER}/app-4/Dockerfile`;
const MANIFEST = `${FOLDER}/app-4/service.yaml`;
const text = (uri: string): string => FILES[uri] ?? assert.fail(uri);

/** The disk as the web worker has it, and as the Node server has it. */
const HOSTS: Readonly<Record<string, (host: MemoryHost) => FileHost>> = {
  'a host that waits for files': (host) => host,
  'a host that reads at once': (host) => ({
    ...host,
    readNow: (uri) => {
      host.reads.push(uri);
      const found = host.files.get(uri);
      return typeof found === 'string' ? { kind: 'text', text: found } : { kind: 'absent' };
    },
  }),
};

const described = (client: TestClient, uri: string): readonly string[] =>
  client.shown(uri).map(({ code, severity }) => `${severity ?? 0} ${code ?? ''}`);

for (const [name, hostOf] of Object.entries(HOSTS)) {
  describe(`lsp start with ${name}`, () => {
    let disk: MemoryHost;
    let client: TestClient;
    /** Steps of work on the whole workspace so far. */
    let steps = 0;
    /** Keeps the work on the whole workspace from going on, however slow the client is. */
    let held = false;
    /** Files whose findings were told before the first step, and what was read until then. */
    let told: string[] = [];
    let readForThem: readonly string[] | undefined;
    /** What was told when the server said that what is open has been checked, and the steps until then. */
    let openChecked: { readonly told: readonly string[]; readonly steps: number } | undefined;
    /** Lets the server list its folder: from then on it works. */
    let begin = (): void => {};

    const create = (options: AnalysisOptions): Analysis => {
      const analysis = createAnalysis(options);
      return {
        ...analysis,
        firstFindings: (uris) => {
          const found = analysis.firstFindings(uris);
          if (found !== undefined && analysis.loading().length === 0 && steps === 0) told.push(...uris);
          return found;
        },
        earlyFindings: (uri) => {
          const found = analysis.earlyFindings(uri);
          if (found !== undefined && analysis.loading().length === 0 && steps === 0) told.push(uri);
          return found;
        },
        *steps() {
          readForThem ??= [...disk.reads];
          for (const step of analysis.steps()) {
            while (held) yield;
            steps++;
            yield step;
          }
        },
      };
    };
    beforeEach(async () => {
      steps = 0;
      held = false;
      told = [];
      readForThem = undefined;
      openChecked = undefined;
      disk = createMemoryHost(FILES);
      const host = hostOf(disk);
      const begun = new Promise<void>((done) => {
        begin = done;
      });
      const list: FileHost['list'] = async (uri) => {
        await begun;
        return host.list(uri);
      };
      client = await startServer(create, { ...host, list }, { folders: [FOLDER] }, () => {
        openChecked ??= { told: [...told], steps };
      });
    });
    afterEach(() => client.dispose());

    it('publishes what is open before it works on the rest, and the same afterwards', async () => {
      client.open(OPEN, text(OPEN));
      client.open(MANIFEST, text(MANIFEST), 'yaml');
      // Messages are handled in their order, and completion waits for nothing.
      const position = { line: 0, character: 0 };
      await client.connection.sendRequest('textDocument/completion', { textDocument: { uri: OPEN }, position });
      begin();
      await client.settled();
      assert.deepEqual(new Set(told), new Set([OPEN, MANIFEST]));
      assert.deepEqual(openChecked, { told, steps: 0 }, 'from here on V8 may optimise');
      assert.deepEqual(
        [...new Set(readForThem?.filter((uri) => uri.endsWith('.py')))].sort(),
        [`${FOLDER}/app-4/main.py`, `${FOLDER}/app-4/settings.py`],
        'of Python, what these files start',
      );
      assert.ok(steps > APPS);
      for (const uri of [OPEN, MANIFEST]) {
        const all = client.published.filter((params) => params.uri === uri).map(({ diagnostics }) => diagnostics);
        assert.ok(all.length > 0);
        for (const diagnostics of all) assert.deepEqual(diagnostics, client.shown(uri));
      }
      assert.ok(client.shown(`${FOLDER}/app-9/Dockerfile`).length > 0);
    });

    it('publishes what the app beside open Python says of it before it works on the rest', async () => {
      const uri = `${FOLDER}/app-4/main.py`;
      client.open(uri, text(uri), 'python');
      begin();
      await client.until('the first diagnostics', () => client.published.length > 0);
      const [first] = client.published;
      assert.equal(first?.uri, uri);
      assert.deepEqual(told, [uri]);
      await client.settled();
      assert.ok(steps > APPS);
      assert.deepEqual(first.diagnostics, client.shown(uri));
    });

    it('answers keys before the rest is done', async () => {
      held = true;
      begin();
      client.open(OPEN, text(OPEN));
      await client.until('the first diagnostics', () => client.published.length > 0);
      client.change(OPEN, 2, text(OPEN).replace(/^CMD .*$/m, 'CMD ["gunicorn", "--bind", "0.0.0.0:9000", "main:app"]'));
      await client.until('an answer to the key', () => client.published.some(({ version }) => version === 2));
      const others = client.published.filter(({ uri }) => uri !== OPEN);
      assert.deepEqual(others, [], 'nothing else is published yet');
      held = false;
      assert.ok(described(client, OPEN).some((line) => line.includes('fixed-port')));
      await client.settled();
      assert.ok(described(client, OPEN).some((line) => line.includes('fixed-port')));
      assert.ok(client.published.some(({ uri }) => uri !== OPEN));
    });

    it('keeps requests waiting that need the whole workspace, and answers them then', async () => {
      begin();
      client.open(OPEN, text(OPEN));
      const line = text(OPEN)
        .split('\n')
        .findIndex((l) => l.startsWith('CMD'));
      const position = { line, character: 30 };
      const hover: unknown = await client.connection.sendRequest('textDocument/hover', {
        textDocument: { uri: OPEN },
        position,
      });
      assert.ok(hover !== null);
      assert.ok(steps > APPS);
    });
  });
}
