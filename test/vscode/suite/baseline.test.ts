import * as vscode from 'vscode';
import { replaceText } from '../harness/actions.ts';
import { equal } from '../harness/assert.ts';
import {
  closeEditors,
  fileUri,
  finding,
  findingAt,
  findingsOf,
  openFile,
  removeFile,
  until,
} from '../harness/editor.ts';

const CONFIG = '.cloud-run-preflight.yaml';
const BASELINE = 'known-findings.json';
const FILE = 'flask-localhost/Dockerfile';

describe('baseline', () => {
  const read = async (path: string): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri(path)));

  before(async () => {
    await openFile(FILE);
    await finding(fileUri(FILE), 'localhost-bind');
  });
  after(async () => {
    await closeEditors();
    await removeFile(CONFIG);
    await removeFile(BASELINE);
    await finding(fileUri(FILE), 'localhost-bind');
  });

  it('writes nothing before the user agrees', async () => {
    const asked = vscode.commands.executeCommand('cloudRunPreflight.writeBaseline');
    let done = false;
    void asked.then(() => {
      done = true;
    });
    await until('the end of the question', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return done;
    });
    const names = (await vscode.workspace.fs.readDirectory(fileUri(''))).map(([name]) => name);
    equal(
      names.filter((name) => name === CONFIG || name === BASELINE),
      [],
    );
  });

  it('leaves out today’s findings once it is written', async () => {
    const asked = vscode.commands.executeCommand('cloudRunPreflight.writeBaseline');
    // The list needs a moment to open; accepting before does nothing.
    await until('no finding', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return findingsOf(fileUri(FILE)).length === 0;
    });
    await asked;
    equal(await read(CONFIG), `baseline: ${BASELINE}\n`);
    equal((JSON.parse(await read(BASELINE)) as { readonly version: number }).version, 1);
  });

  it('a finding comes back when its line is edited, and goes when that is undone', async () => {
    const { document } = await openFile(FILE);
    await replaceText(document, '127.0.0.1:8080', '127.0.0.1:8081');
    await findingAt(document, 'localhost-bind', '127.0.0.1');
    await replaceText(document, '127.0.0.1:8081', '127.0.0.1:8080');
    await until('no finding', () => findingsOf(document.uri).length === 0);
  });

  it('is followed: without the configuration everything is back', async () => {
    await vscode.workspace.fs.writeFile(fileUri(CONFIG), new TextEncoder().encode('rules: {}\n'));
    await finding(fileUri(FILE), 'localhost-bind');
  });
});
