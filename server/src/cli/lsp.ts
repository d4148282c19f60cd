import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from './io.ts';

/** The server's program: beside the bundled command line (a CommonJS module), or beside its compiled sources. */
const BUNDLE = 'server-node.js';
const SOURCE = join('..', 'main-node.js');

/**
 * Starts the language server in this process, over standard input and output. It is a program of its own, so that the
 * other commands need not load it.
 */
export async function startServer(program: string | undefined = process.argv[1]): Promise<void> {
  const folder = dirname(realpathSync(program ?? '.'));
  const bundle = join(folder, BUNDLE);
  // Code that was kept between runs cannot import any more (Node 20: "A dynamic import callback was not specified").
  if (existsSync(bundle)) createRequire(bundle)(bundle);
  else if (existsSync(join(folder, SOURCE))) await import(pathToFileURL(join(folder, SOURCE)).href);
  else throw new Failure('The language server is missing beside this program. Install the package again.');
}
