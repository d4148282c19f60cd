import { createAnalysis } from '../api.ts';
import { createClientHost } from './client-host.ts';
import { createServer } from './server.ts';

/** Serves the client that started this web worker, over the worker's message channel. */
export async function serveWorker(): Promise<void> {
  // Its part for browsers is loaded in browsers only: each part makes the library its own.
  const { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } = await import(
    'vscode-languageserver/browser'
  );
  const scope = self as unknown as DedicatedWorkerGlobalScope;
  const connection = createConnection(
    ProposedFeatures.all,
    new BrowserMessageReader(scope),
    new BrowserMessageWriter(scope),
  );
  // The connection hands out messages with setTimeout(0) as well, so the order is kept; a message channel would overtake it.
  createServer(connection, createClientHost(connection), { createAnalysis, defer: (then) => void setTimeout(then, 0) });
}
