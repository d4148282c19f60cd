import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createAnalysis } from '../../server/src/api.ts';
import { run } from '../../server/src/cli/run.ts';
import type { FileHost } from '../../server/src/lsp/file-host.ts';
import { createNodeHost } from '../../server/src/lsp/node-host.ts';
import { BASELINE, type BaselineAnswer, type StatusParams } from '../../server/src/lsp/protocol.ts';
import { temporaryFolder, testIo, writeTree } from '../cli/scenario.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

// The baseline that a configuration file names, in the server: over a disk that it reads itself, and over one that it asks for.

const DOCKERFILE = 'FROM python:3.12-slim\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';
const OTHER = 'FROM python:3.12-slim\nHEALTHCHECK CMD true\nCMD ["gunicorn", "--bind", "127.0.0.1:9000", "main:app"]\n';
const RULES = 'rules: { fixed-port: off, single-sync-worker: off }\n';
const CONFIG = `${RULES}baseline: ci/known.json\nexclude: [ci/]\n`;
const NAMES = ['node', 'memory'] as const;

for (const name of NAMES)
  describe(`lsp baseline, ${name} host`, () => {
    let folder: string;
    let host: FileHost;
    let memory: ReturnType<typeof createMemoryHost> | undefined;
    let client: TestClient;

    const rootUri = (root: string): string => (root === '.' ? pathToFileURL(folder).href : uriOf(root));
    const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;
    const put = (path: string, text: string): void => {
      writeTree(folder, { [path]: text });
      memory?.files.set(uriOf(path), text);
    };
    const tell = async (path: string, type: 1 | 2 | 3): Promise<void> => {
      const changes = [{ uri: uriOf(path), type }];
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
      await client.settled();
    };
    const start = async (root = '.'): Promise<void> => {
      client = await startServer((options) => createAnalysis(options), host, {
        folders: [rootUri(root)],
        initializationOptions: { companion: true },
      });
      await client.settled();
    };
    const shown = (path: string): readonly string[] => client.shown(uriOf(path)).map(({ code }) => String(code));
    const all = (): readonly string[] => [...shown('Dockerfile'), ...shown('api/Dockerfile')].sort();
    const fault = (path = '.cloud-run-preflight.yaml'): string =>
      client
        .shown(uriOf(path))
        .map(
          ({ code, range, message }) =>
            `${code} ${range.start.line}:${range.start.character} ${typeof message === 'string' ? message : message.value}`,
        )
        .join('\n');
    // The status follows the findings.
    const says = (text: string): Promise<unknown> =>
      client.until(text, () => (client.statuses.at(-1) as StatusParams | undefined)?.message === text);
    const play = async (...argv: readonly string[]): Promise<string> => {
      const io = testIo(folder);
      await run(argv, io, () => Promise.resolve(createAnalysis));
      return io.out.join('');
    };
    /** What the command line says of the same files. */
    const cli = async (): Promise<readonly string[]> => {
      const text = await play('check', '--format', 'jsonl');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { rule: string }).rule)
        .sort();
    };
    const writeBaseline = async (): Promise<void> => {
      await play('check', '--update-baseline');
      put('ci/known.json', readFileSync(join(folder, 'ci/known.json'), 'utf8'));
    };

    beforeEach(() => {
      folder = temporaryFolder();
      mkdirSync(join(folder, '.git'));
      memory = name === 'memory' ? createMemoryHost() : undefined;
      host = memory ?? createNodeHost();
      put('.cloud-run-preflight.yaml', CONFIG);
      put('Dockerfile', DOCKERFILE);
      put('api/Dockerfile', OTHER);
    });
    afterEach(() => {
      client.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    it('leaves out what the command line wrote, and says how many', async () => {
      await writeBaseline();
      await start();
      assert.deepEqual(all(), []);
      assert.equal(fault(), '');
      await says('No problems. 3 older findings are left out by the baseline.');
    });

    it('an edit of the line brings its finding back, an edit elsewhere does not', async () => {
      await writeBaseline();
      await start();
      const moved = `# moved\n${OTHER}`;
      client.open(uriOf('api/Dockerfile'), moved);
      await client.settled();
      assert.deepEqual(all(), []);
      const edited = moved.replace(':9000', ':9001');
      client.change(uriOf('api/Dockerfile'), 2, edited);
      await client.settled();
      const now = all();
      assert.deepEqual(now, ['localhost-bind']);
      await says('1 problem. 2 older findings are left out by the baseline.');
      put('api/Dockerfile', edited);
      assert.deepEqual(await cli(), now);
      const actions = await client.connection.sendRequest<readonly { title: string }[]>('textDocument/codeAction', {
        textDocument: { uri: uriOf('api/Dockerfile') },
        range: { start: { line: 2, character: 0 }, end: { line: 2, character: 5 } },
        context: { diagnostics: [] },
      });
      assert.deepEqual(
        actions.filter(({ title }) => /HEALTHCHECK/.test(title)),
        [],
      );
    });

    it('follows the baseline: missing, written, changed, broken, deleted', async () => {
      await start();
      const everything = all();
      assert.equal(everything.length, 3);
      assert.equal(
        fault(),
        'configuration 1:10 There is no baseline "ci/known.json", so nothing is left out. "cloud-run-preflight check --update-baseline" writes it.',
      );
      await writeBaseline();
      await tell('ci/known.json', 1);
      assert.deepEqual([all(), fault()], [[], '']);
      const lines = readFileSync(join(folder, 'ci/known.json'), 'utf8');
      put('ci/known.json', lines.replace(/ {4}.*healthcheck-ignored.*\n/, ''));
      await tell('ci/known.json', 2);
      assert.deepEqual([all(), fault()], [['healthcheck-ignored'], '']);
      assert.deepEqual(await cli(), ['healthcheck-ignored']);
      put('ci/known.json', '{');
      await tell('ci/known.json', 2);
      assert.deepEqual(all(), everything);
      assert.match(fault(), /^configuration 1:10 "ci\/known\.json" is not a baseline, so nothing is left out\./);
      rmSync(join(folder, 'ci'), { recursive: true });
      memory?.files.delete(uriOf('ci/known.json'));
      await tell('ci/known.json', 3);
      assert.deepEqual(all(), everything);
      assert.match(fault(), /There is no baseline/);
    });

    it('follows the configuration, also while it is typed', async () => {
      await writeBaseline();
      await start();
      client.open(uriOf('.cloud-run-preflight.yaml'), `${RULES}baseline:\n`, 'yaml');
      await client.settled();
      assert.equal(all().length, 3);
      client.change(uriOf('.cloud-run-preflight.yaml'), 2, `${RULES}baseline: ../known.json\n`);
      await client.settled();
      assert.equal(fault(), 'configuration 1:10 This must be a path below the folder of this file.');
      client.change(uriOf('.cloud-run-preflight.yaml'), 3, `${RULES}baseline: ci/known.json\n`);
      await client.settled();
      assert.deepEqual([all(), fault()], [[], '']);
    });

    it('one further down takes its place', async () => {
      await writeBaseline();
      put('api/.cloud-run-preflight.yaml', RULES);
      await start();
      assert.deepEqual(all(), ['healthcheck-ignored', 'localhost-bind']);
      assert.deepEqual(await cli(), all());
    });

    it('above the opened folder it counts as well', async () => {
      await writeBaseline();
      await start('api');
      assert.deepEqual(shown('api/Dockerfile'), []);
      await says('No problems. 2 older findings are left out by the baseline.');
    });

    /** What the editor would write; the configuration file with it, where it lacks the line. */
    const plan = async (root = '.'): Promise<BaselineAnswer> => {
      const answer = await client.connection.sendRequest<BaselineAnswer | null>(BASELINE, { folder: rootUri(root) });
      assert.ok(answer !== null);
      return answer;
    };
    const refused = async (root = '.'): Promise<string> => {
      const answer = await plan(root);
      return answer.kind === 'refused' ? answer.reason : assert.fail('it is not refused');
    };
    const planned = async (): Promise<Extract<BaselineAnswer, { readonly kind: 'plan' }>> => {
      const answer = await plan();
      return answer.kind === 'plan' ? answer : assert.fail(answer.reason);
    };

    it('is written by the editor as the command line writes it', async () => {
      put('web/.cloud-run-preflight.yaml', `${RULES}baseline: known.json\n`);
      put('web/Dockerfile', DOCKERFILE);
      await start();
      const fresh = await planned();
      assert.equal(fresh.configuration, null);
      await play('check', '--update-baseline');
      const written = (path: string): string => readFileSync(join(folder, path), 'utf8');
      assert.deepEqual(
        fresh.files.map(({ uri, text, findings, added }) => [uri, text, findings, added]),
        [
          [uriOf('ci/known.json'), written('ci/known.json'), 3, 3],
          [uriOf('web/known.json'), written('web/known.json'), 1, 1],
        ],
      );
      put('ci/known.json', written('ci/known.json'));
      await tell('ci/known.json', 1);
      const again = await planned();
      assert.deepEqual(
        again.files.map(({ text, findings, added }) => [text, findings, added]),
        [
          [written('ci/known.json'), 3, 0],
          [written('web/known.json'), 1, 1],
        ],
      );
    });

    it('is named in the configuration, where that does not', async () => {
      for (const config of [undefined, RULES, RULES.trimEnd()]) {
        if (config === undefined) {
          rmSync(join(folder, '.cloud-run-preflight.yaml'));
          memory?.files.delete(uriOf('.cloud-run-preflight.yaml'));
        } else put('.cloud-run-preflight.yaml', config);
        await start();
        const { files, configuration } = await planned();
        assert.ok(configuration !== null);
        assert.equal(configuration.uri, uriOf('.cloud-run-preflight.yaml'));
        const [file] = files;
        assert.equal(file?.uri, uriOf('known-findings.json'));
        assert.equal(file.findings, config === undefined ? 7 : 3);
        put('known-findings.json', file.text);
        put('.cloud-run-preflight.yaml', (config ?? '') + configuration.append);
        await tell('known-findings.json', 1);
        await tell('.cloud-run-preflight.yaml', config === undefined ? 1 : 2);
        assert.deepEqual([all(), fault(), await cli()], [[], '', []]);
        client.dispose();
        rmSync(join(folder, 'known-findings.json'));
        memory?.files.delete(uriOf('known-findings.json'));
      }
      await start();
    });

    it('is not written over what is no baseline, nor where it would not count', async () => {
      put('ci/known.json', '{ "precious": true }');
      await start();
      assert.match(await refused(), /^"known\.json" is not a baseline\./);
      client.open(uriOf('.cloud-run-preflight.yaml'), `${RULES}...\n`, 'yaml');
      await client.settled();
      assert.match(await refused(), /cannot be added to/);
      put('known-findings.json', '{}');
      await tell('known-findings.json', 1);
      client.change(uriOf('.cloud-run-preflight.yaml'), 2, RULES);
      await client.settled();
      assert.match(await refused(), /There is a file "known-findings\.json" already/);
      client.dispose();
      await start('api');
      assert.match(await refused('api'), /lies above it/);
    });

    if (name === 'node')
      it('never follows a link out of the folder of the configuration', async () => {
        await writeBaseline();
        put('web/.cloud-run-preflight.yaml', `${RULES}baseline: ci/known.json\n`);
        put('web/app/Dockerfile', DOCKERFILE);
        symlinkSync('../ci', join(folder, 'web/ci'));
        await start('web/app');
        assert.equal(shown('web/app/Dockerfile').length, 1);
        assert.ok(client.logs.some((line) => line.includes('web/ci/known.json cannot be read: it lies outside')));
      });
  });
