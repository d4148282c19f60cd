import * as vscode from 'vscode';
import { equal } from '../harness/assert.ts';
import { closeEditors, fileUri, finding, findingsOf, noFinding, openFile, ruleOf, until } from '../harness/editor.ts';

describe('settings', () => {
  const uri = () => fileUri('flask-localhost/Dockerfile');
  const set = (key: string, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration('cloudRunPreflight').update(key, value, vscode.ConfigurationTarget.Workspace);

  before(async () => {
    await openFile('flask-localhost/Dockerfile');
    await finding(uri(), 'localhost-bind');
  });
  afterEach(async () => {
    await set('rules', undefined);
    await set('enable', undefined);
    await set('hover.enable', undefined);
    await finding(uri(), 'localhost-bind');
  });
  after(closeEditors);

  it('a rule can be switched off while the editor runs', async () => {
    await set('rules', { 'localhost-bind': 'off' });
    await noFinding(uri(), 'localhost-bind');
  });

  it('a rule can have another severity', async () => {
    await set('rules', { 'localhost-bind': 'hint' });
    await until('a hint', () =>
      findingsOf(uri()).some((d) => ruleOf(d) === 'localhost-bind' && d.severity === vscode.DiagnosticSeverity.Hint),
    );
  });

  it('everything can be switched off', async () => {
    await set('enable', false);
    await until('no findings', () => findingsOf(uri()).length === 0);
  });

  it('hovers can be switched off', async () => {
    const { range } = await finding(uri(), 'localhost-bind');
    const hovers = (): Thenable<vscode.Hover[]> =>
      vscode.commands.executeCommand('vscode.executeHoverProvider', uri(), range.start);
    await until('a hover', async () => (await hovers()).length > 0);
    await set('hover.enable', false);
    await until('no hover', async () => (await hovers()).length === 0);
  });

  it('say their defaults', () => {
    const configuration = vscode.workspace.getConfiguration('cloudRunPreflight');
    equal([configuration.get('enable'), configuration.get('inlayHints.enable')], [true, false]);
  });
});
