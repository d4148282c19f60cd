import { strict as assert } from 'node:assert';
import type { ClientCapabilities, CodeAction } from 'vscode-languageserver';
import { createAnalysis } from '../../server/src/api.ts';
import { startServer, type TestClient } from './harness.ts';
import { createMemoryHost } from './memory-host.ts';

// Quick fixes that make a file: a Procfile for a project that is deployed from source.

const FOLDER = 'file:///ws';
const FILES = {
  'deploy.sh': 'gcloud run deploy api --source .\n',
  'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
  'requirements.txt': 'flask\ngunicorn\n',
};

describe('lsp quick fixes that make a file', () => {
  let client: TestClient;
  afterEach(() => client.dispose());

  const fixes = async (workspaceEdit: NonNullable<ClientCapabilities['workspace']>['workspaceEdit']) => {
    const files = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`${FOLDER}/${name}`, text]));
    client = await startServer(createAnalysis(), createMemoryHost(files), {
      capabilities: { workspace: { workspaceFolders: true, ...(workspaceEdit ? { workspaceEdit } : {}) } },
      folders: [FOLDER],
    });
    client.open(`${FOLDER}/requirements.txt`, FILES['requirements.txt'], 'pip-requirements');
    await client.until('a finding', () => client.shown(`${FOLDER}/requirements.txt`).length > 0);
    const all = await client.connection.sendRequest<readonly CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: `${FOLDER}/requirements.txt` },
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
      context: { diagnostics: [] },
    });
    return all.filter(({ title }) => title.startsWith('Write a Procfile'));
  };

  it('make it before they write it', async () => {
    const [fix] = await fixes({ documentChanges: true, resourceOperations: ['create'] });
    const uri = `${FOLDER}/Procfile`;
    const start = { line: 0, character: 0 };
    assert.deepEqual(fix?.edit, {
      documentChanges: [
        { kind: 'create', uri },
        {
          textDocument: { uri, version: null },
          edits: [
            {
              range: { start, end: start },
              newText: 'web: gunicorn --bind :$PORT --threads 8 --timeout 0 main:app\n',
            },
          ],
        },
      ],
    });
  });

  it('are not offered to clients that make no files', async () => {
    assert.deepEqual(await fixes({ documentChanges: true, resourceOperations: ['rename'] }), []);
    client.dispose();
    assert.deepEqual(await fixes({ resourceOperations: ['create'] }), []);
    client.dispose();
    assert.deepEqual(await fixes(undefined), []);
  });
});
