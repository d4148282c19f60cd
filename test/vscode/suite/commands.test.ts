import * as vscode from 'vscode';
import { equal, match, ok } from '../harness/assert.ts';
import { closeEditors, extension, fileUri, finding, openFile, until } from '../harness/editor.ts';

interface Contributions {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Whether a Markdown preview is open. */
function previewIsOpen(): boolean {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.some((input) => input instanceof vscode.TabInputWebview && input.viewType.includes('markdown.preview'));
}

describe('commands', () => {
  before(async () => {
    await openFile('flask-localhost/Dockerfile');
    await finding(fileUri('flask-localhost/Dockerfile'), 'localhost-bind');
  });
  afterEach(closeEditors);

  it('are all registered', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension().packageJSON as Contributions;
    equal(
      contributes.commands.filter(({ command }) => !known.has(command)),
      [],
    );
  });

  it('a rule page opens as a Markdown preview', async () => {
    await vscode.commands.executeCommand('cloudRunPreflight.showRule', 'localhost-bind');
    await until('the preview', previewIsOpen);
  });

  it('a topic opens as a Markdown preview', async () => {
    await vscode.commands.executeCommand('cloudRunPreflight.showTopic', 'sigterm');
    await until('the preview', previewIsOpen);
  });

  it('pages hold the text of the rule and of the topic, and of nothing else', async () => {
    const read = async (path: string): Promise<string> => {
      const uri = vscode.Uri.from({ scheme: 'cloud-run-preflight', path });
      return (await vscode.workspace.openTextDocument(uri)).getText();
    };
    match(await read('/rules/localhost-bind.md'), /^# localhost-bind\n/);
    match(await read('/topics/sigterm.md'), /^# .*SIGTERM/i);
    match(await read('/rules/no-such-rule.md'), /There is no rule/);
    equal(await read('/topics/..%2f..%2fpackage.md'), '');
  });

  it('an argument that is no name opens nothing', async () => {
    await vscode.commands.executeCommand('cloudRunPreflight.showRule', '../../x');
    ok(!previewIsOpen(), 'no preview is open');
  });

  it('an error is explained with what is found in the files, and follows them', async () => {
    const message = 'The user-provided container failed to start and listen on the port';
    const uri = vscode.Uri.from({ scheme: 'cloud-run-error', path: '/Error explained.md', query: message });
    await vscode.commands.executeCommand('cloudRunPreflight.explainError', message);
    await until('the preview', previewIsOpen);
    const page = await vscode.workspace.openTextDocument(uri);
    match(page.getText(), /^# The container did not start/);
    match(page.getText(), /\[flask\\-localhost\/Dockerfile\\:\d+\]\(<\/flask-localhost\/Dockerfile#L\d+>\)/);
    const editor = await openFile('flask-localhost/Dockerfile');
    const found = page.getText();
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), 'FROM scratch\n'));
    await until(
      'the page without the finding',
      () => page.getText() !== found && !page.getText().includes('flask-localhost/Dockerfile'),
    );
  });

  it('lint workspace checks files that nobody opened', async () => {
    await vscode.commands.executeCommand('cloudRunPreflight.lintWorkspace');
    await finding(fileUri('flask-localhost/Dockerfile'), 'localhost-bind');
  });

  it('the server can be restarted, and finds the same again', async () => {
    const uri = fileUri('flask-localhost/Dockerfile');
    await openFile('flask-localhost/Dockerfile');
    await vscode.commands.executeCommand('cloudRunPreflight.restart');
    await finding(uri, 'localhost-bind');
    await vscode.commands.executeCommand('cloudRunPreflight.showOutput');
  });
});
