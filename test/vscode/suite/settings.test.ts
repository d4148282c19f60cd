import * as vscode from 'vscode';
import { equal } from '../harness/assert.ts';
import { closeEditors, finding, noFinding, openFile } from '../harness/editor.ts';

const dockerfile = 'flask-localhost/Dockerfile';

/** Set a setting of the extension in the workspace; undefined removes it. */
function configure(key: string, value: unknown): Thenable<void> {
  const target = vscode.ConfigurationTarget.Workspace;
  return vscode.workspace.getConfiguration('cloudRunPreflight').update(key, value, target);
}

describe('settings', () => {
  afterEach(async () => {
    await configure('enable', undefined);
    await configure('rules', undefined);
    await closeEditors();
  });

  it('switch everything off and on without a restart', async () => {
    const { document } = await openFile(dockerfile);
    await finding(document.uri, 'localhost-bind');
    await configure('enable', false);
    await noFinding(document.uri, 'localhost-bind');
    await configure('enable', undefined);
    await finding(document.uri, 'localhost-bind');
  });

  it('change the severity of one rule', async () => {
    const { document } = await openFile(dockerfile);
    await finding(document.uri, 'localhost-bind');
    await configure('rules', { 'localhost-bind': 'off' });
    await noFinding(document.uri, 'localhost-bind');
    await configure('rules', { 'localhost-bind': 'hint' });
    equal((await finding(document.uri, 'localhost-bind')).severity, vscode.DiagnosticSeverity.Hint);
  });
});
