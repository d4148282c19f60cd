import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateExtension, ID, NAME, type Running } from './client.ts';

// Entry of the web worker extension host: the server is a web worker.

let extension: Running | undefined;
let worker: Worker | undefined;

/** Called by VS Code when an activation event fires. */
export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist', 'server-worker.js').toString(true);
  const server = () => {
    worker?.terminate();
    worker = new Worker(script, { name: NAME });
    // Transports, not the worker itself: hosts replace `Worker`, and the library tells the two apart with instanceof.
    return Promise.resolve({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
  };
  const runtime = `web worker, ${navigator.userAgent}`;
  extension = activateExtension(context, (options) => new LanguageClient(ID, NAME, server, options), runtime);
}

/** Called by VS Code before it ends the host. */
export async function deactivate(): Promise<void> {
  await extension?.stop();
  worker?.terminate();
}
