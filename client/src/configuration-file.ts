import { type ExtensionContext, FileSystemError, Uri, window, workspace } from 'vscode';

// The command "Create Configuration File": what a project agrees on begins with a file in which everything is a comment.

/** The configuration file's name; the server knows what is in it. */
const NAME = '.cloud-run-preflight.yaml';

/** The workspace folder that a command is about: the only one, or the one that the user picks. */
export async function pickFolder(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void window.showInformationMessage('Open a folder first: the file belongs in it.');
    return undefined;
  }
  return folders.length === 1 ? folders[0]?.uri : (await window.showWorkspaceFolderPick())?.uri;
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

/** Opens the configuration file of a workspace folder. Where there is none, it is made of the template that ships with the extension. */
export async function createConfigurationFile({ extensionUri }: ExtensionContext): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) return;
  const uri = Uri.joinPath(folder, NAME);
  try {
    if (!(await exists(uri))) {
      const template = Uri.joinPath(extensionUri, 'docs', 'schema', 'cloud-run-preflight.template.yaml');
      await workspace.fs.writeFile(uri, await workspace.fs.readFile(template));
    }
    await window.showTextDocument(uri, { preview: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`${NAME} was not written: ${reason}`);
  }
}
