import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from './io.ts';

/** The server's program: beside the bundled command line, or beside its compiled sources. */
const PROGRAMS = ['server-node.js', join('..', 'main.js')];

/**
 * Starts the language server in this process, over standard input and output. It is a program of its own, so that the
 * other commands need not load it.
 */
export function startServer(program: string | undefined = process.argv[1]): void {
  const folder = dirname(realpathSync(program ?? '.'));
  const found = PROGRAMS.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined)
    throw new Failure('The language server is missing beside this program. Install the package again.');
  // Programs that run from compiled code cannot import at run time (code-cache.ts).
  createRequire(found)(found);
}
