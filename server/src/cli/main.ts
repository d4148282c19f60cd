import process from 'node:process';
import type { CliIo, Sink } from './io.ts';
import { productPage } from './product.ts';
import { run } from './run.ts';
import { releaseOptimizer } from './tiering.ts';

// Entry of the command line: dist/cli.main.js, which dist/cli.js starts.

/** A standard stream; Node makes one, which takes milliseconds, when it is asked for the first time. */
function sink(name: 'stdout' | 'stderr'): Sink {
  let opened: NodeJS.WriteStream | undefined;
  const stream = (): NodeJS.WriteStream => {
    opened ??= process[name].on('error', endQuietly);
    return opened;
  };
  return {
    write: (text) => void stream().write(text),
    get tty() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().columns;
    },
  };
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

const io: CliIo = {
  cwd: process.cwd(),
  env: process.env,
  stdout: sink('stdout'),
  stderr: sink('stderr'),
  stdin: readAll,
  rulePage: (rule) => productPage(rule),
  now: () => performance.now(),
  onLong: releaseOptimizer,
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
