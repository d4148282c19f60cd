import * as vscode from 'vscode';
import { match, ok } from '../harness/assert.ts';
import { closeEditors, extension, fileUri, finding, openFile, removeFile, until } from '../harness/editor.ts';

interface Contributions {
  readonly contributes: {
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly title: string;
      readonly steps: readonly { readonly description: string; readonly completionEvents: readonly string[] }[];
    }[];
  };
}

const CONFIG = '.cloud-run-preflight.yaml';

const labels = (): readonly string[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
const openText = (path: string): string | undefined =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.path.endsWith(path))?.document.getText();

describe('walkthrough', () => {
  const { walkthroughs } = (extension().packageJSON as Contributions).contributes;
  before(async () => {
    await openFile('flask-localhost/Dockerfile');
    await finding(fileUri('flask-localhost/Dockerfile'), 'localhost-bind');
    await closeEditors();
  });
  afterEach(closeEditors);

  it('opens', async () => {
    const [walkthrough] = walkthroughs;
    ok(walkthrough !== undefined, 'there is one');
    await vscode.commands.executeCommand(
      'workbench.action.openWalkthrough',
      `${extension().id}#${walkthrough.id}`,
      false,
    );
    // The tab of every walkthrough has this name.
    await until('the walkthrough', () => labels().includes('Welcome'));
  });

  it('names commands and settings that VS Code has', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    for (const { description, completionEvents } of walkthroughs.flatMap(({ steps }) => steps)) {
      for (const [, command = ''] of description.matchAll(/\]\(command:([\w.]+)/g)) ok(known.has(command), command);
      for (const event of completionEvents) {
        const [kind, name = ''] = event.split(':');
        if (kind !== 'onSettingChanged') continue;
        const setting = vscode.workspace.getConfiguration().inspect(name);
        ok(setting?.defaultValue !== undefined, name);
      }
    }
  });

  it('creates the configuration file once, and opens it', async () => {
    try {
      await vscode.commands.executeCommand('cloudRunPreflight.createConfiguration');
      match(await until('the file', () => openText(CONFIG)), /^# Cloud Run Preflight:/);
      await vscode.workspace.fs.writeFile(fileUri(CONFIG), new TextEncoder().encode('rules: {}\n'));
      await closeEditors();
      await vscode.commands.executeCommand('cloudRunPreflight.createConfiguration');
      await until('the file as it was', () => openText(CONFIG) === 'rules: {}\n');
    } finally {
      await closeEditors();
      await removeFile(CONFIG);
    }
  });

  it('opens the page about CI, with links that lead somewhere', async () => {
    await vscode.commands.executeCommand('cloudRunPreflight.showCi');
    await until('the preview', () => labels().some((label) => label.includes('ci.md')));
    const uri = vscode.Uri.from({ scheme: 'cloud-run-preflight', path: '/guides/ci.md' });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    match(text, /^# In CI\n/);
    match(text, /\]\(https:\/\/github\.com\/[\w/-]+\/blob\/main\/docs\/cli\.md\)/);
    ok(!/\]\((?!https:)/.test(text), 'no link leads into a file that does not ship');
  });

  it('shows what will run although no file is open: of the app that is picked', async () => {
    const shown = vscode.commands.executeCommand('cloudRunPreflight.inspect');
    // The list needs a moment to open; accepting before does nothing.
    await until('the page', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return labels().some((label) => label.includes('What will run'));
    });
    await shown;
  });
});
