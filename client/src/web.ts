import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import type { Host } from './client.ts';
import { ID, NAME } from './names.ts';

// Loaded in the web worker extension host only. What it imports is loaded then, too: nothing that main.ts has already.

/** The server is a web worker. */
export function webHost({ extensionUri }: ExtensionContext): Host {
  const script = Uri.joinPath(extensionUri, 'dist', 'server.js').toString(true);
  let worker: Worker | undefined;
  const server = () => {
    worker?.terminate();
    worker = new Worker(script, { name: NAME });
    // Transports, not the worker itself: hosts replace `Worker`, and the library tells the two apart with instanceof.
    return Promise.resolve({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
  };
  return {
    create: (options) => new LanguageClient(ID, NAME, server, options),
    runtime: `web worker, ${navigator.userAgent}`,
    end: () => worker?.terminate(),
  };
}
