import { strict as assert } from 'node:assert';
import { createAnalysis } from '../../server/src/api.ts';
import { VITALS, type VitalsAnswer } from '../../server/src/lsp/protocol.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

const FOLDER = 'file:///home/ada/ws';
const DOCKERFILE = `${FOLDER}/api/Dockerfile`;
const TEXT = 'FROM python:3.12-slim\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';

describe('lsp vitals', () => {
  let client: TestClient;
  afterEach(() => client.dispose());

  const vitals = async (): Promise<VitalsAnswer> => {
    const answer = await client.connection.sendRequest<VitalsAnswer | null>(VITALS);
    assert.ok(answer !== null);
    return answer;
  };

  it('tell what was read, found and left out, and which files hold', async () => {
    const host = createMemoryHost({
      [DOCKERFILE]: TEXT,
      [`${FOLDER}/notes.txt`]: 'secret',
      [`${FOLDER}/.cloud-run-preflight.yaml`]:
        'rules: { fixed-port: off, single-sync-worker: off }\nbaseline: known.json\n',
      [`${FOLDER}/known.json`]: '{"version":1,"findings":[]}',
      [`${FOLDER}/api/.cloud-run-preflight.yaml`]: 'rules: { fixed-port: off, single-sync-worker: off }\n',
    });
    client = await startServer(createAnalysis, host, {
      folders: [FOLDER],
      initializationOptions: { settings: { rules: { 'no-such-rule': 'off' } } },
    });
    await client.settled();
    const before = await vitals();
    assert.deepEqual(before.files, { listed: 5, read: 4 });
    assert.equal(before.apps, 1);
    assert.deepEqual(before.counts, { error: 1, warning: 0, information: 0, hint: 0 });
    assert.equal(before.leftOut, 0);
    assert.deepEqual(before.configurations, [
      { file: `${FOLDER}/.cloud-run-preflight.yaml`, baseline: `${FOLDER}/known.json` },
      { file: `${FOLDER}/api/.cloud-run-preflight.yaml`, baseline: null },
    ]);
    assert.ok((before.firstCheck ?? 0) > 0);
    assert.deepEqual(before.failures, []);
    assert.equal(before.faults.length, 1);
    assert.match(before.faults[0] ?? '', /no-such-rule/);
    assert.doesNotMatch(JSON.stringify(before), /secret|gunicorn/);
    client.open(DOCKERFILE, `${TEXT}# more\n`);
    await client.settled();
    const { slowest } = await vitals();
    assert.equal(slowest?.file, DOCKERFILE);
    assert.ok(slowest.milliseconds > 0);
  });

  it('name the slowest check, and rules that threw', async () => {
    const analysis = createFakeAnalysis();
    let thrown = 0;
    const failures = (): readonly { rule: string; error: string }[] =>
      thrown++ < 2
        ? [
            { rule: 'bad-word', error: 'boom' },
            { rule: `model of ${DOCKERFILE}`, error: 'boom' },
          ]
        : [];
    client = await startServer(
      { ...analysis, failures, deployables: () => [] },
      createMemoryHost({ [DOCKERFILE]: 'BAD' }),
      {
        folders: [FOLDER],
      },
    );
    await client.settled();
    for (const [version, ms] of [
      [1, 0],
      [2, 60],
      [3, 0],
    ] as const) {
      analysis.slow(ms);
      const file = `${FOLDER}/${version}/Dockerfile`;
      client.open(file, 'BAD');
      await client.settled();
    }
    const answer = await vitals();
    assert.equal(answer.slowest?.file, `${FOLDER}/2/Dockerfile`);
    assert.ok(answer.slowest.milliseconds >= 60);
    assert.deepEqual(answer.failures, [
      { rule: 'bad-word', count: 2 },
      { rule: 'model', count: 2 },
    ]);
  });

  it('answer at once while nothing is known yet', async () => {
    const host = createMemoryHost({ [DOCKERFILE]: TEXT });
    let release = (): void => undefined;
    const listed = new Promise<void>((resolve) => {
      release = resolve;
    });
    client = await startServer(
      createAnalysis,
      { ...host, list: (uri) => listed.then(() => host.list(uri)) },
      { folders: [FOLDER] },
    );
    const { apps, counts, leftOut, firstCheck, slowest } = await vitals();
    assert.deepEqual([apps, counts, leftOut, firstCheck, slowest], [null, null, null, null, null]);
    release();
    await client.settled();
    assert.equal((await vitals()).apps, 1);
  });
});
