import process from 'node:process';
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateExtension, ID, NAME, type Running } from './client.ts';

// Entry of the Node extension host: the server is a process of its own.

let extension: Running | undefined;

/** Called by VS Code when an activation event fires. */
export function activate(context: ExtensionContext): void {
  const server = {
    module: Uri.joinPath(context.extensionUri, 'dist', 'server-node.js').fsPath,
    transport: TransportKind.ipc,
  };
  const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6019'] } };
  const runtime = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  extension = activateExtension(
    context,
    (options) => new LanguageClient(ID, NAME, { run: server, debug }, options),
    runtime,
  );
}

/** Called by VS Code before it ends the host. */
export function deactivate(): Promise<void> | undefined {
  return extension?.stop();
}
