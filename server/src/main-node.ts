import process from 'node:process';
import { serveNode } from './lsp/serve-node.ts';

// Entry of the server process: dist/server-node.main.js, which dist/server-node.js starts.
const named = process.argv.slice(2).some((arg) => /^--(?:node-ipc|socket|pipe)\b/.test(arg));
serveNode(named ? 'command-line' : 'stdio');
