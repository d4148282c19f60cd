import process from 'node:process';
import type { CliIo, Sink } from './io.ts';
import { productPage } from './product.ts';
import { run } from './run.ts';

// Entry of the command line: dist/cli.main.js, which dist/cli.js starts.

function sink(stream: NodeJS.WriteStream): Sink {
  return { write: (text) => void stream.write(text), tty: stream.isTTY === true };
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin)
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Ends without noise when the reader of our output is gone (`… | head`). */
function endQuietly(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
}

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);

const io: CliIo = {
  cwd: process.cwd(),
  env: process.env,
  stdout: sink(process.stdout),
  stderr: sink(process.stderr),
  stdin: readAll,
  rulePage: (rule) => productPage(rule),
  now: () => performance.now(),
  stopped: new Promise((resolve) => {
    if (!process.argv.includes('--watch')) return;
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  }),
};

// No process.exit: what was written to a pipe must arrive.
run(process.argv.slice(2), io).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`cloud-run-preflight: internal error: ${String(error)}\n`);
    process.exitCode = 2;
  },
);
