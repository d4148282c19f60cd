import process from 'node:process';
import { releaseOptimizer } from './cli/tiering.ts';
import { serveNode } from './lsp/serve-node.ts';
import { serveWorker } from './lsp/serve-worker.ts';

// Entry of the server in both hosts, in one bundle: dist/server.js. A web worker runs it as it is; in Node dist/server-node.js starts it.

// Asked like this because something may have put a `process` into a web worker.
if ('importScripts' in globalThis) void serveWorker();
else {
  const named = process.argv.slice(2).some((arg) => /^--(?:node-ipc|socket|pipe)\b/.test(arg));
  void serveNode(named ? 'command-line' : 'stdio', releaseOptimizer);
}
