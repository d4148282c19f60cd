/** Asking VS Code for what a person asks with the keyboard: code actions, edits. */
import * as vscode from 'vscode';
import { until } from './editor.ts';

/** Whether VS Code took a question back: it does when a provider comes or goes meanwhile, as while extensions start. */
function isCanceled(error: unknown): boolean {
  return error instanceof Error && error.message === 'Canceled';
}

/** The code actions of a kind at a range, as the editor would offer them; a question that was taken back is asked again. */
export async function actionsAt(
  uri: vscode.Uri,
  range: vscode.Range,
  kind?: string,
): Promise<readonly vscode.CodeAction[]> {
  return until('code actions', async () => {
    try {
      const found = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
        kind,
      );
      return found ?? [];
    } catch (error) {
      if (isCanceled(error)) return undefined;
      throw error;
    }
  });
}

/** Do what a code action says. */
export async function apply(action: vscode.CodeAction): Promise<void> {
  if (action.edit !== undefined && !(await vscode.workspace.applyEdit(action.edit))) {
    throw new Error(`the edit of "${action.title}" was refused`);
  }
  if (action.command === undefined) return;
  await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

/** Replace the first occurrence of a text in an open document, as if typed. */
export async function replaceText(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const offset = document.getText().indexOf(before);
  if (offset < 0) throw new Error(`${document.uri.path} does not contain ${before}`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + before.length));
  edit.replace(document.uri, range, after);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the edit was refused');
}
