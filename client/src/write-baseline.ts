import { FileType, type QuickPickItem, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { BASELINE, type BaselineAnswer } from '../../server/src/lsp/protocol.ts';
import { pickFolder } from './configuration-file.ts';
import type { RunningClient } from './pages.ts';

// The command "Write Baseline": today's findings are left out from now on. Nothing is written before the user agrees.

type Plan = Extract<BaselineAnswer, { readonly kind: 'plan' }>;

/** Asks whether these files are to be written. */
async function isAgreed({ files, configuration }: Plan): Promise<boolean> {
  const findings = files.reduce((sum, file) => sum + file.findings, 0);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const names = [...files, ...(configuration === null ? [] : [configuration])].map(({ uri }) =>
    workspace.asRelativePath(Uri.parse(uri)),
  );
  const write: QuickPickItem = {
    label: `Write ${names.join(' and ')}`,
    detail: `${findings === 1 ? '1 finding is' : `${findings} findings are`} left out from then on, ${added} of them new.`,
  };
  const choice = await window.showQuickPick([write, { label: 'Write nothing' }], {
    title: 'Write Baseline',
    placeHolder: 'A finding that is left out comes back when its line changes.',
    ignoreFocusOut: true,
  });
  return choice === write;
}

/** Throws where a link stands on the way from a folder to a file in it: it may lead out of the project. */
async function checkLinks(folder: Uri, file: Uri): Promise<void> {
  let at = folder;
  for (const part of file.path.slice(folder.path.length).split('/')) {
    if (part === '') continue;
    at = Uri.joinPath(at, part);
    const type = await workspace.fs.stat(at).then(
      (stat) => stat.type,
      () => FileType.Unknown,
    );
    if ((type & FileType.SymbolicLink) !== 0) throw new Error(`${workspace.asRelativePath(at)} is a link.`);
  }
}

/** Makes a file end with some text, through its editor where it is open; makes the file where there is none. */
async function append(uri: Uri, text: string): Promise<void> {
  const isThere = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!isThere) return workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await workspace.openTextDocument(uri);
  const edit = new WorkspaceEdit();
  edit.insert(uri, document.lineAt(document.lineCount - 1).range.end, text);
  if (!(await workspace.applyEdit(edit)) || !(await document.save())) throw new Error('the editor refused the change');
}

/** Writes the baselines of a workspace folder. */
export async function writeBaseline(client: RunningClient): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) return;
  const answer = await (await client()).sendRequest<BaselineAnswer | null>(BASELINE, { folder: folder.toString() });
  if (answer === null) {
    void window.showInformationMessage('The workspace is not checked yet. Try again in a moment.');
    return;
  }
  if (answer.kind === 'refused') {
    void window.showErrorMessage(answer.reason);
    return;
  }
  if (!(await isAgreed(answer))) return;
  try {
    const { files, configuration } = answer;
    const named = configuration === null ? files : [...files, configuration];
    for (const { uri } of named) await checkLinks(folder, Uri.parse(uri));
    for (const { uri, text } of files) await workspace.fs.writeFile(Uri.parse(uri), new TextEncoder().encode(text));
    if (configuration !== null) await append(Uri.parse(configuration.uri), configuration.append);
  } catch (error) {
    void window.showErrorMessage(`Not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
