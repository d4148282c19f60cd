import type { Located, Uri } from '../base/span.ts';
import { parseShell } from '../syntax/shell.ts';
import type { ShellScript } from '../syntax/shell-tree.ts';

/** A script file such as an entrypoint. */
export interface ScriptFacts {
  readonly uri: Uri;
  /**
   * The program of the first line, without folder and version: `sh`, `bash`, `dash`, `ash`, `zsh`, `python`, `node` …
   * The range covers the whole line behind `#!`. Absent: there is no such line.
   */
  readonly interpreter?: Located<string>;
  /** The arguments on the first line, such as `-e` of `#!/bin/sh -e`. */
  readonly interpreterArguments: readonly string[];
  /** The script of a shell, or of a file without a first line that names another program; else absent. */
  readonly shell?: ShellScript;
  /** Lines end in CRLF, with which the kernel does not find the program of the first line. */
  readonly crlf: boolean;
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh', 'busybox']);

/** Reads a script file. Total: any text gives facts. */
export function scriptFacts(uri: Uri, text: string): ScriptFacts {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const first = /^#![ \t]*([^\r\n]*)/.exec(text.slice(start, start + 1000));
  const crlf = /^[^\n]*\r\n/.test(text);
  if (first === null) return { uri, interpreterArguments: [], shell: parseShell(text), crlf };
  const words = (first[1] ?? '').split(/[ \t]+/).filter((w) => w !== '');
  let at = 0;
  if (/(?:^|\/)env$/.test(words[0] ?? '')) {
    at = 1;
    while (/^-|=/.test(words[at] ?? '')) at++;
  }
  const name = programName(words[at] ?? '');
  const interpreter = { value: name, start: start + 2, end: start + first[0].length };
  const base = { uri, interpreter, interpreterArguments: words.slice(at + 1), crlf };
  return SHELLS.has(name) || name === '' ? { ...base, shell: parseShell(text) } : base;
}

/** `/usr/bin/python3.12` is `python`. */
function programName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(?:-?\d+(?:\.\d+)*)$/, '');
}
