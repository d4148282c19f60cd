import type { ExtensionContext } from 'vscode';
import { activateExtension, type Host, type Running } from './client.ts';

// Entry of both extension hosts, in one bundle: nearly all of it is the library of the language client, which they share.

let host: Host | undefined;
let extension: Running | undefined;

/** Called by VS Code when an activation event fires. */
export async function activate(context: ExtensionContext): Promise<void> {
  // Asked like this because something may have put a `process` into a web worker.
  host =
    'importScripts' in globalThis
      ? (await import('./web.ts')).webHost(context)
      : (await import('./node.ts')).nodeHost(context);
  extension = activateExtension(context, host);
}

/** Called by VS Code before it ends the host. */
export async function deactivate(): Promise<void> {
  await extension?.stop();
  host?.end();
}
