import process from 'node:process';
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { Host } from './client.ts';
import { ID, NAME } from './names.ts';

// Loaded in the Node extension host only. What it imports is loaded then, too: nothing that main.ts has already.

/** The server is a process of its own. */
export function nodeHost({ extensionUri }: ExtensionContext): Host {
  const server = {
    module: Uri.joinPath(extensionUri, 'dist', 'server-node.js').fsPath,
    transport: TransportKind.ipc,
  };
  const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6019'] } };
  return {
    create: (options) => new LanguageClient(ID, NAME, { run: server, debug }, options),
    runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    end: () => undefined,
  };
}
