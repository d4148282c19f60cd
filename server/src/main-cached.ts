import { runCached } from './cli/code-cache.ts';

// Entry of dist/server-node.js and dist/cli.js: starts the program that lies beside it, `….main.js`.

/** A name of that program's content, put in by the build. */
declare const PROGRAM_BUILD: string;

/** Whether most runs of that program are short. */
declare const PROGRAM_IS_SHORT: boolean;

runCached(import.meta.filename.replace(/\.js$/, '.main.js'), PROGRAM_BUILD, PROGRAM_IS_SHORT);
