import * as vscode from 'vscode';
import { equal, match, ok } from '../harness/assert.ts';
import {
  closeEditors,
  extension,
  fileUri,
  finding,
  openFile,
  removeFile,
  until,
  writeFile,
} from '../harness/editor.ts';

const CONFIG = '.cloud-run-preflight.yaml';
const BASELINE = 'known.json';

describe('debug information', () => {
  const set = (value: unknown): Thenable<void> =>
    vscode.workspace
      .getConfiguration('cloudRunPreflight')
      .update('inlayHints.enable', value, vscode.ConfigurationTarget.Workspace);
  const print = (): Thenable<string> => vscode.commands.executeCommand('cloudRunPreflight.printDebugInformation');

  before(async () => {
    await openFile('flask-localhost/Dockerfile');
    await finding(fileUri('flask-localhost/Dockerfile'), 'localhost-bind');
    await writeFile(BASELINE, '{ "version": 1, "findings": [] }');
    await writeFile(CONFIG, `baseline: ${BASELINE}\n`);
    await set(true);
  });
  after(async () => {
    await set(undefined);
    await removeFile(CONFIG);
    await removeFile(BASELINE);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await closeEditors();
  });

  it('says what runs where, and how it is doing', async () => {
    const text = await until('the configuration file', async () => {
      const found = await print();
      return found.includes(CONFIG) && found;
    });
    const { version } = extension().packageJSON as { readonly version: string };
    const lines = text.split('\n');
    equal(lines[0], `Cloud Run Preflight ${version}`);
    ok(
      lines.some((line) => line.startsWith(`VS Code ${vscode.version} (`)),
      'the version of VS Code',
    );
    match(text, 'importScripts' in globalThis ? /^Extension host: web worker, /m : /^Extension host: Node \d+\./m);
    match(text, /^Server: running, started \d{4}-\d\d-\d\dT[\d:.]+Z, ready after \d+ ms$/m);
    match(text, /^Workspace: 1 folders, schemes: [\w-]+, (not )?trusted$/m);
    match(text, /^Files: \d+ listed, \d+ read; apps: [1-9]\d*$/m);
    match(text, /^Findings: [1-9]\d* errors, .*; 0 left out by baselines$/m);
    match(text, /^First check: \d+ ms; slowest check since then: /m);
    match(text, /^Configuration files: \.cloud-run-preflight\.yaml with baseline known\.json$/m);
    match(
      text,
      /^Settings that differ from their defaults: .*cloudRunPreflight\.inlayHints\.enable = true \(workspace\)/m,
    );
    match(text, /^Other extensions for the same files: /m);
    match(text, /^Rules that failed: none$/m);
  });

  it('shows the same in the output', async () => {
    const text = await print();
    const line = text.split('\n').find((found) => found.startsWith('Server: ')) ?? '';
    const output = await until('the output', () =>
      vscode.window.visibleTextEditors
        .map(({ document }) => document)
        .find(({ uri }) => uri.scheme === 'output' && uri.path.includes('Cloud Run Preflight')),
    );
    // The code-server host lacks the native library that writes log files, so that only the web host shows their text.
    if ('importScripts' in globalThis) await until('its text', () => output.getText().includes(line));
  });

  it('holds no text of files and no path above the workspace folder', async () => {
    const text = await print();
    ok(!text.includes('gunicorn') && !text.includes('FROM '), 'no text of files');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.path ?? '';
    ok(!text.includes(folder) && !text.includes(folder.slice(0, folder.lastIndexOf('/'))), 'no absolute path');
  });
});
