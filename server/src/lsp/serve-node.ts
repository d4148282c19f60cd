import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createAnalysis } from '../api.ts';
import { createNodeHost } from './node-host.ts';
import { createServer } from './server.ts';
import { wholeMessages } from './whole-messages.ts';

/** Where the pages lie: beside the folder of the bundle. */
function docsFolder(): string | undefined {
  const script = process.argv[1];
  if (script === undefined) return undefined;
  try {
    // Package managers start programs through links.
    return join(dirname(dirname(realpathSync(script))), 'docs');
  } catch {
    return undefined;
  }
}

/**
 * Serves the client that started this process: over standard input and output, or over what the command line names
 * (`--node-ipc`, `--pipe=…`, `--socket=…`). The process ends with the client.
 * `onOpenChecked`: as in `ServerOptions`.
 */
export async function serveNode(transport: 'stdio' | 'command-line', onOpenChecked: () => void): Promise<void> {
  // Its part for Node is loaded in Node only: each part makes the library its own.
  const { createConnection, ProposedFeatures } = await import('vscode-languageserver/node');
  const connection =
    transport === 'stdio'
      ? createConnection(ProposedFeatures.all, process.stdin, wholeMessages(process.stdout))
      : createConnection(ProposedFeatures.all);
  // A fault in one answer must not end the server.
  const report = (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  createServer(connection, createNodeHost(docsFolder()), { createAnalysis, defer: setImmediate, onOpenChecked });
}
