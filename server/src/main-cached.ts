import { dirname, join } from 'node:path';
import { runCached } from './cli/code-cache.ts';

// Entry of dist/server-node.js and dist/cli.js: starts the program that lies beside it.

/** The name of that program's file, put in by the build. */
declare const PROGRAM: string;

/** A name of that program's content, put in by the build. */
declare const PROGRAM_BUILD: string;

runCached(join(dirname(import.meta.filename), PROGRAM), PROGRAM_BUILD);
