import { basename } from '../../base/uri.ts';
import type { FillIn } from './assigned.ts';
import { literal, unquote } from './command-text.ts';
import { isWindowsScript, windowsFolderAt } from './windows-folder.ts';

// The folder in which a command of a script, Makefile, workflow or README runs: what `cd` said before it in the same shell.

/** Where the shell that runs the command at `at` began: scripts run from the top, a recipe or a step has a shell of its own. */
function shellStart(uri: string, text: string, at: number): number {
  const name = basename(uri).toLowerCase();
  const before = text.slice(0, at);
  if (/\.(?:sh|bash|zsh)$/.test(name)) return 0;
  if (/\.ya?ml$/.test(name)) return Math.max(before.lastIndexOf('run:'), before.lastIndexOf('- |'), 0);
  if (/\.(?:md|markdown)$/.test(name)) return Math.max(before.lastIndexOf('```'), 0);
  // The line, with those that a backslash joins to it.
  let start = before.lastIndexOf('\n');
  while (start > 0 && /\\\r?$/.test(before.slice(Math.max(0, start - 2), start)))
    start = before.lastIndexOf('\n', start - 1);
  return start + 1;
}

/** No script nests its quotes deeper. */
const MOST = 12;

/** Behind what begins before `from`: `"…"`, `'…'` or `$(…)`, with others inside. */
function endOf(text: string, from: number, closing: string, depth = 0): number {
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === closing) return i + 1;
    if (closing === "'") continue;
    if (char === '\\') i++;
    else if (depth < MOST && text.startsWith('$(', i)) i = endOf(text, i + 2, ')', depth + 1) - 1;
    else if (depth < MOST && closing === ')' && (char === '"' || char === "'"))
      i = endOf(text, i + 1, char, depth + 1) - 1;
  }
  return text.length;
}

/** The commands of a shell in order, and the brackets of subshells. */
function* statements(text: string): Iterable<string> {
  let begin = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '\\') i++;
    else if (char === '"' || char === "'") i = endOf(text, i + 1, char) - 1;
    else if (text.startsWith('$(', i)) i = endOf(text, i + 2, ')') - 1;
    else if (char === '#' && /[\s;]/.test(text[i - 1] ?? ' ')) {
      yield text.slice(begin, i);
      const newline = text.indexOf('\n', i);
      i = newline < 0 ? text.length : newline;
      begin = i + 1;
    } else if (/[;&|()\n]/.test(char)) {
      yield text.slice(begin, i);
      if (char === '(' || char === ')') yield char;
      begin = i + 1;
    }
  }
}

const CHANGE =
  /^\s*(?:(?:then|do|else|if|!|@|run:|-)\s*|[{]\s*)*(cd|pushd|popd)(?:[ \t]+(?:-[LP]|--))?(?:[ \t]+(.*))?$/s;

/**
 * The folder in which the command at an offset runs, relative to where the script lies or is run (`.` where nothing changes it);
 * `undefined` where it is not known. What `fill` knows of variables counts as written.
 */
export function folderAt(uri: string, text: string, at: number, fill: FillIn): string | undefined {
  if (isWindowsScript(uri)) return windowsFolderAt(text, at);
  const before = text.slice(shellStart(uri, text, at), at);
  if (!/\b(?:cd|pushd)\b/.test(before)) return '.';
  let folder: string | undefined = '.';
  const left: (string | undefined)[] = [];
  const outer: (string | undefined)[] = [];
  for (const statement of statements(before)) {
    if (statement === '(') outer.push(folder);
    else if (statement === ')') folder = outer.length > 0 ? outer.pop() : folder;
    else {
      const [, verb, to = ''] = CHANGE.exec(statement) ?? [];
      if (verb === undefined) continue;
      const back = verb === 'popd' || to.trim() === '-';
      const next: string | undefined = back ? left.pop() : entered(folder, to.trim(), fill);
      if (!back || verb === 'cd') left.push(folder);
      folder = next;
    }
  }
  return folder;
}

/** The folder after `cd to`. */
function entered(folder: string | undefined, to: string, fill: FillIn): string | undefined {
  const written = unquote(to);
  const path = fill(written);
  if (literal(path) === undefined || /^[/~]|\s/.test(path)) return undefined;
  // A variable that holds a folder of the script begins there, wherever the shell is by then.
  if (written.startsWith('$')) return path.startsWith('.') ? path : undefined;
  return folder === undefined ? undefined : `${folder}/${path}`;
}
