import { strict as assert } from 'node:assert';
import { statusOf } from '../../server/src/lsp/status.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

const A = 'file:///a';
const B = 'file:///b';
const ASKS = {
  workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
};
const HOST_FILES = { 'file:///a/Dockerfile': 'BAD', 'file:///b/Dockerfile': 'BAD' };

describe('lsp settings', () => {
  let client: TestClient;
  afterEach(() => client.dispose());

  const severities = (): readonly (number | undefined)[] =>
    [A, B].map((folder) => client.shown(`${folder}/Dockerfile`)[0]?.severity);

  it('are read for each folder, and again when they change', async () => {
    const rules: Record<string, string> = { [A]: 'error', [B]: 'hint' };
    client = await startServer(createFakeAnalysis(), createMemoryHost(HOST_FILES), {
      capabilities: ASKS,
      folders: [A, B],
      configuration: (scope) => ({ rules: { 'bad-word': rules[scope ?? ''] ?? 'off' } }),
    });
    await client.settled();
    assert.deepEqual(severities(), [1, 4]);
    assert.ok(client.registrations.some(({ method }) => method === 'workspace/didChangeConfiguration'));
    rules[A] = 'off';
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    await client.settled();
    assert.deepEqual(severities(), [undefined, 4]);
  });

  it('come with initializationOptions from editors that are not asked', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost(HOST_FILES), {
      folders: [A],
      initializationOptions: { settings: { rules: { 'bad-word': 'information' } } },
    });
    await client.settled();
    assert.deepEqual(severities(), [3, undefined]);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { cloudRunPreflight: { enable: false } },
    });
    await client.settled();
    assert.deepEqual(severities(), [undefined, undefined]);
  });

  it('initializationOptions may be the section itself, and hold where the editor answers nothing', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost(HOST_FILES), {
      capabilities: ASKS,
      folders: [A],
      initializationOptions: { rules: { 'bad-word': 'error' } },
    });
    await client.settled();
    assert.deepEqual(severities(), [1, undefined]);
  });

  it('wrong ones are logged and shown, the defaults stay', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost(HOST_FILES), {
      capabilities: ASKS,
      folders: [A],
      initializationOptions: { companion: true },
      configuration: () => ({ enable: 'yes', rules: { 'no-such-rule': 'off' } }),
    });
    await client.settled();
    assert.deepEqual(severities(), [2, undefined]);
    assert.ok(client.logs.includes('cloudRunPreflight.enable must be true or false.'));
    assert.ok(client.logs.includes('cloudRunPreflight.rules: there is no rule "no-such-rule".'));
    assert.deepEqual(client.statuses.at(-1), {
      state: 'error',
      counts: { error: 0, warning: 1, information: 0, hint: 0 },
      message: 'cloudRunPreflight.rules: there is no rule "no-such-rule".',
    });
  });

  it('the status counts problems', async () => {
    const host = createMemoryHost({ 'file:///a/Dockerfile': 'BAD BAD' });
    client = await startServer(createFakeAnalysis(), host, {
      folders: [A],
      initializationOptions: { companion: true },
    });
    await client.settled();
    client.open(`${A}/Dockerfile`, 'BAD');
    await client.settled();
    client.change(`${A}/Dockerfile`, 2, '');
    await client.settled();
    const messages = client.statuses.map((status) => (status as { state: string; message: string }).message);
    assert.deepEqual(messages, ['2 problems', '1 problem', 'No problems']);
  });

  it('the status names hints apart, as the list of problems leaves them out', () => {
    const none = { error: 0, warning: 0, information: 0, hint: 0 };
    assert.deepEqual(statusOf({ ...none, hint: 1 }, 0, []), {
      state: 'ok',
      counts: { ...none, hint: 1 },
      message: 'No problems, 1 hint',
    });
    assert.equal(
      statusOf({ ...none, error: 1, information: 1, hint: 2 }, 1, []).message,
      '2 problems, 2 hints. 1 older finding is left out by the baseline.',
    );
  });

  it('folders come and go', async () => {
    client = await startServer(createFakeAnalysis(), createMemoryHost(HOST_FILES), {
      capabilities: ASKS,
      folders: [A],
    });
    await client.settled();
    assert.deepEqual(severities(), [2, undefined]);
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: B, name: 'b' }], removed: [{ uri: A, name: 'a' }] },
    });
    await client.settled();
    assert.deepEqual(severities(), [undefined, 2]);
  });
});
