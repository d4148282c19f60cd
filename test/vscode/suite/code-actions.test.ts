import * as vscode from 'vscode';
import { actionsAt, apply } from '../harness/actions.ts';
import { equal, ok } from '../harness/assert.ts';
import {
  closeEditors,
  fileUri,
  finding,
  findingsOf,
  noFinding,
  openFile,
  removeFile,
  ruleOf,
  until,
  writeFile,
} from '../harness/editor.ts';

const TEXT = 'FROM python:3.13-slim\nCOPY . .\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';
const FIX_ALL = 'source.fixAll.cloudRunPreflight';

/** The actions of this extension on the localhost finding, as soon as they are there. */
async function actionsOnFinding(uri: vscode.Uri): Promise<readonly vscode.CodeAction[]> {
  const { range } = await finding(uri, 'localhost-bind');
  return until('code actions', async () => {
    const found = await actionsAt(uri, range, vscode.CodeActionKind.QuickFix.value);
    return found.length > 0 && found;
  });
}

describe('code actions', () => {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    await writeFile('fix/main.py', 'from flask import Flask\n\napp = Flask(__name__)\n');
    await writeFile('fix/Dockerfile', TEXT);
    editor = await openFile('fix/Dockerfile');
  });
  afterEach(async () => {
    await closeEditors();
    await removeFile('fix');
  });

  it('the documentation comes last, as a command', async () => {
    const last = (await actionsOnFinding(editor.document.uri)).filter(({ command }) => command !== undefined).at(-1);
    equal(last?.command?.command, 'cloudRunPreflight.showRule');
  });

  it('fix all mends the file, and is asked for by its own kind', async () => {
    const { uri } = editor.document;
    await finding(uri, 'localhost-bind');
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const all = await until('fix all', async () => {
      const found = await actionsAt(uri, whole, FIX_ALL);
      return found.length > 0 && found;
    });
    equal(
      all.map(({ kind }) => kind?.value),
      [FIX_ALL],
    );
    equal((await actionsAt(uri, whole, 'source.fixAll.other')).length, 0);
    ok(all[0] !== undefined, 'it is offered');
    await apply(all[0]);
    await noFinding(uri, 'localhost-bind');
  });

  it('a fix makes a file, and what it brings counts at once', async () => {
    await writeFile('fix/source/main.py', 'from flask import Flask\n\napp = Flask(__name__)\n');
    await writeFile('fix/source/deploy.sh', 'gcloud run deploy api --source .\n');
    await writeFile('fix/source/requirements.txt', 'flask\ngunicorn\n');
    const { document } = await openFile('fix/source/requirements.txt');
    const { range } = await finding(document.uri, 'single-sync-worker');
    const procfile = await until('the fix', async () => {
      const found = await actionsAt(document.uri, range, vscode.CodeActionKind.QuickFix.value);
      return found.find(({ title }) => title.startsWith('Write a Procfile'));
    });
    await apply(procfile);
    const made = await vscode.workspace.openTextDocument(fileUri('fix/source/Procfile'));
    equal(made.getText(), 'web: gunicorn --bind :$PORT --threads 8 --timeout 0 main:app\n');
    await noFinding(document.uri, 'single-sync-worker');
    await made.save();
  });

  it('fix all runs on save where it is configured', async () => {
    const configuration = vscode.workspace.getConfiguration('editor', {
      languageId: 'dockerfile',
      uri: editor.document.uri,
    });
    await configuration.update('codeActionsOnSave', { [FIX_ALL]: 'always' }, vscode.ConfigurationTarget.Workspace);
    try {
      await finding(editor.document.uri, 'localhost-bind');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# saved\n'));
      await finding(editor.document.uri, 'localhost-bind');
      ok(await editor.document.save(), 'the document is saved');
      ok(!editor.document.getText().includes('127.0.0.1'), editor.document.getText());
      await until(
        'no localhost finding',
        () => !findingsOf(editor.document.uri).some((d) => ruleOf(d) === 'localhost-bind'),
      );
    } finally {
      await configuration.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
