import type { Range } from '../base/span.ts';

/** A key of a `key = value` line, or the names of a `[table]` line. The range covers the names without brackets. */
export interface TomlKey extends Range {
  /** The full path, table included. */
  readonly path: readonly string[];
  readonly table: boolean;
  /** The value as written on this line, without a comment; `undefined` for tables. */
  readonly value?: Range;
}

const NAME = /[ \t]*(?:([A-Za-z0-9_-]+)|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')[ \t]*/y;

/** The names of a dotted key at `start`. */
function readPath(
  text: string,
  start: number,
): { readonly names: readonly string[]; readonly range: Range; readonly next: number } | undefined {
  const names: string[] = [];
  let at = start;
  let end = start;
  for (;;) {
    NAME.lastIndex = at;
    const match = NAME.exec(text);
    if (match === null) return undefined;
    names.push(match[1] ?? match[2] ?? match[3] ?? '');
    at += match[0].length;
    end = at - (/[ \t]*$/.exec(match[0])?.[0].length ?? 0);
    if (text[at] !== '.') break;
    at++;
  }
  const lead = /^[ \t]*/.exec(text.slice(start, end))?.[0].length ?? 0;
  return { names, range: { start: start + lead, end }, next: at };
}

/**
 * Finds keys line by line. Best effort: names inside inline tables are not listed,
 * and of a repeated `[[table]]` every occurrence is.
 */
export function tomlKeys(text: string): readonly TomlKey[] {
  const keys: TomlKey[] = [];
  let table: readonly string[] = [];
  for (let at = 0; at < text.length; ) {
    while (at < text.length && /[ \t\r\n]/.test(text.charAt(at))) at++;
    if (text[at] === '[') {
      const double = text[at + 1] === '[';
      const path = readPath(text, at + (double ? 2 : 1));
      if (path !== undefined) {
        table = path.names;
        keys.push({ path: table, table: true, ...path.range });
      }
      at = lineEnd(text, at);
      continue;
    }
    const path = text[at] === '#' ? undefined : readPath(text, at);
    if (path === undefined || text[path.next] !== '=') {
      at = lineEnd(text, at);
      continue;
    }
    const value = valueRange(text, path.next + 1);
    keys.push({ path: [...table, ...path.names], table: false, value, ...path.range });
    at = lineEnd(text, value.end);
  }
  return keys;
}

function lineEnd(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed + 1;
}

/** From the first character of a value to its end: brackets and strings may span lines. */
function valueRange(text: string, from: number): Range {
  let start = from;
  while (text[start] === ' ' || text[start] === '\t') start++;
  let depth = 0;
  let end = start;
  for (let i = start; i < text.length; ) {
    const c = text.charAt(i);
    if (c === '#') {
      if (depth === 0) break;
      i = lineEnd(text, i) - 1;
      if (text[i] !== '\n') break;
      continue;
    }
    if (c === '\n' && depth === 0) break;
    const quote = /["']/.test(c) ? stringEnd(text, i) : i + 1;
    if (c === '[' || c === '{') depth++;
    else if (c === ']' || c === '}') depth--;
    i = quote;
    if (!/\s/.test(c)) end = i;
  }
  return { start: Math.min(start, end), end };
}

/** The offset behind a string; an unfinished one ends with its line, or the file for `"""`. */
function stringEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  const triple = text.startsWith(quote.repeat(3), start);
  const close = triple ? quote.repeat(3) : quote;
  for (let i = start + close.length; i < text.length; i++) {
    if (text.startsWith(close, i)) return i + close.length;
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === '\n' && !triple) return i;
  }
  return text.length;
}
