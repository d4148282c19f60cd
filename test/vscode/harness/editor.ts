/** What a suite does in VS Code: open files of the workspace, wait for what the extension shows. */
import * as vscode from 'vscode';

/** The `source` of every diagnostic of this extension. */
const source = 'cloud-run';

/** How long a wait lasts at most, in milliseconds. */
const boundMs = 20_000;

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('cloud-run-preflight.cloud-run-preflight');
  if (found === undefined) throw new Error('VS Code does not know the extension');
  return found;
}

/** A file of the workspace, `path` relative to its folder, with `/`. */
export function fileUri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Write a file of the workspace, which is a copy that tests may change. */
export async function writeFile(path: string, text: string): Promise<vscode.Uri> {
  const uri = fileUri(path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Remove a file or folder of the workspace. */
export async function removeFile(path: string): Promise<void> {
  await vscode.workspace.fs.delete(fileUri(path), { recursive: true });
}

/** Open a file of the workspace in an editor. */
export async function openFile(path: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  return vscode.window.showTextDocument(document, { preview: false });
}

/** Close all editors, without saving and without a question. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    // It reverts what is active, and a preview that is still opening may become that in between.
    await until(`${document.uri.path} without edits`, async () => {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      // An untitled one stays as it is, and goes with its editor.
      return document.isUntitled || document.isClosed || !document.isDirty;
    });
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** The findings of this extension on a file, as VS Code holds them now. */
export function findingsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === source);
}

/** The rule of a finding. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const code = diagnostic.code;
  return String(typeof code === 'object' ? code.value : code);
}

/** The rules that a file violates now, sorted. */
export function rulesOn(uri: vscode.Uri): readonly string[] {
  return findingsOf(uri).map(ruleOf).sort();
}

/**
 * Wait until `probe` gives a value.
 * @param what what is awaited, for the message of the error
 * @param probe asked every 50 ms; `undefined` and `false` mean not yet
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Thenable<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + boundMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${boundMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Wait until the extension reports a finding of `rule` on the file. */
export function finding(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return until(`a ${rule} finding on ${uri.path}`, () =>
    findingsOf(uri).find((diagnostic) => ruleOf(diagnostic) === rule),
  );
}

/**
 * Wait until the extension underlines exactly `text` for `rule`. After an edit this is the way to wait: until the next
 * answer arrives the editor still holds the findings of the older text.
 */
export function findingAt(document: vscode.TextDocument, rule: string, text: string): Promise<vscode.Diagnostic> {
  return until(`a ${rule} finding at ${text} in ${document.uri.path}`, () =>
    findingsOf(document.uri).find(
      (diagnostic) => ruleOf(diagnostic) === rule && document.getText(diagnostic.range) === text,
    ),
  );
}

/** Wait until the file has no finding of `rule`. */
export async function noFinding(uri: vscode.Uri, rule: string): Promise<void> {
  await until(`no ${rule} finding on ${uri.path}`, () => !rulesOn(uri).includes(rule));
}
