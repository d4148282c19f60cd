import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { createAnalysis } from './api.ts';
import { createClientHost } from './lsp/client-host.ts';
import { createServer } from './lsp/server.ts';

// Entry of the web worker: dist/server-worker.js.

const scope = self as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(scope),
  new BrowserMessageWriter(scope),
);
// The connection hands out messages with setTimeout(0) as well, so the order is kept; a message channel would overtake it.
createServer(connection, createClientHost(connection), { createAnalysis, defer: (then) => void setTimeout(then, 0) });
