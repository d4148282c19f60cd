import type { Range } from '../base/span.ts';
import {
  DEEPEST,
  endsHere,
  type HclCursor,
  matchHere,
  skipBlank,
  skipBracket,
  skipExpression,
  skipOne,
  skipString,
} from './hcl-cursor.ts';

// The blocks and arguments of a Terraform file, as far as their values are written out. An own reader: docs/decisions/0007-terraform.md.

/** A value of an argument. */
export type HclValue = Range &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'number'; readonly text: string }
    | { readonly kind: 'flag'; readonly on: boolean }
    | { readonly kind: 'list'; readonly items: readonly HclValue[] }
    | { readonly kind: 'object'; readonly entries: readonly HclArgument[] }
    /** A string that Terraform puts something into; `text` is what stands between the quotes. */
    | { readonly kind: 'template'; readonly text: string }
    /** Any other expression. */
    | { readonly kind: 'open' }
  );

/** `name = value`, in a block or an object; the range covers both. */
export interface HclArgument extends Range {
  readonly name: string;
  readonly value: HclValue;
}

/** `type "label" { … }`; `head` is what stands before its brace. */
export interface HclBlock extends Range {
  readonly type: string;
  readonly labels: readonly string[];
  readonly head: Range;
  readonly arguments: readonly HclArgument[];
  readonly blocks: readonly HclBlock[];
}

const NAME = /[A-Za-z_][\w-]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** `[for …` and `{for …` are worked out by Terraform. */
const COMPREHENSION = /[[{]\s{0,40}for\b/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Reads the top-level blocks of a file. Total and linear; what is broken ends where its line or bracket ends. */
export function hclBlocks(text: string): readonly HclBlock[] {
  return body({ text, at: 0 }, 0).blocks;
}

function stringValue(cursor: HclCursor, depth: number): HclValue {
  const start = cursor.at;
  const dynamic = skipString(cursor, depth);
  const end = cursor.at;
  const inner = cursor.text.slice(start + 1, end - 1);
  if (dynamic) return { kind: 'template', text: inner, start, end };
  const unescaped = inner.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
  return { kind: 'text', text: unescaped.replace(/([$%])\1\{/g, '$1{'), start, end };
}

/** What stands between brackets, apart by commas or lines. */
function items<T>(cursor: HclCursor, close: string, read: () => T | undefined): readonly T[] {
  const out: T[] = [];
  for (cursor.at++; ; ) {
    skipBlank(cursor, true);
    if (cursor.at >= cursor.text.length) return out;
    if (cursor.text[cursor.at] === close) {
      cursor.at++;
      return out;
    }
    const before = cursor.at;
    const item = read();
    if (item !== undefined) out.push(item);
    skipBlank(cursor, false);
    if (cursor.text[cursor.at] === ',' || cursor.at === before) cursor.at++;
  }
}

/** A value that is written out, as far as it goes; operators may follow. */
function writtenValue(cursor: HclCursor, depth: number): HclValue | undefined {
  const start = cursor.at;
  const char = cursor.text[start];
  if (char === '"') return stringValue(cursor, depth);
  if ((char === '[' || char === '{') && depth < DEEPEST && matchHere(cursor, COMPREHENSION) === null) {
    if (char === '[') {
      const list = items(cursor, ']', () => anyValue(cursor, depth + 1));
      return { kind: 'list', items: list, start, end: cursor.at };
    }
    const entries = items(cursor, '}', () => entry(cursor, depth + 1));
    return { kind: 'object', entries, start, end: cursor.at };
  }
  if (char === '(' && depth < DEEPEST) {
    cursor.at++;
    skipBlank(cursor, true);
    const inner = writtenValue(cursor, depth + 1);
    skipBlank(cursor, true);
    if (inner !== undefined && cursor.text[cursor.at] === ')') {
      cursor.at++;
      return { ...inner, start, end: cursor.at };
    }
    cursor.at = start;
    return undefined;
  }
  const number = matchHere(cursor, NUMBER)?.[0];
  const word = number === undefined ? matchHere(cursor, NAME)?.[0] : undefined;
  if (number === undefined && word !== 'true' && word !== 'false') return undefined;
  cursor.at += (number ?? word ?? '').length;
  const range = { start, end: cursor.at };
  return number === undefined
    ? { kind: 'flag', on: word === 'true', ...range }
    : { kind: 'number', text: number, ...range };
}

function anyValue(cursor: HclCursor, depth: number): HclValue {
  const start = cursor.at;
  const found = writtenValue(cursor, depth);
  skipBlank(cursor, false);
  if (found !== undefined && endsHere(cursor)) return found;
  skipExpression(cursor, depth);
  return { kind: 'open', start, end: cursor.at };
}

/** `name = value` or `"name" : value` of an object. */
function entry(cursor: HclCursor, depth: number): HclArgument | undefined {
  const start = cursor.at;
  const quoted = cursor.text[start] === '"' ? stringValue(cursor, depth) : undefined;
  const word = quoted === undefined ? matchHere(cursor, NAME)?.[0] : undefined;
  cursor.at += word?.length ?? 0;
  const name = quoted?.kind === 'text' ? quoted.text : word;
  skipBlank(cursor, false);
  const sign = cursor.text[cursor.at];
  if (name === undefined || (sign !== '=' && sign !== ':')) {
    skipExpression(cursor, depth);
    return undefined;
  }
  return argument(cursor, name, start, depth);
}

/** From the sign behind the name on. */
function argument(cursor: HclCursor, name: string, start: number, depth: number): HclArgument {
  cursor.at++;
  skipBlank(cursor, false);
  const value = anyValue(cursor, depth);
  return { name, value, start, end: value.end };
}

/** The content of a block, behind its brace or from the beginning of the file. */
function body(cursor: HclCursor, depth: number): Pick<HclBlock, 'arguments' | 'blocks'> {
  const { text } = cursor;
  const found: HclArgument[] = [];
  const blocks: HclBlock[] = [];
  for (;;) {
    skipBlank(cursor, true);
    if (cursor.at >= text.length) return { arguments: found, blocks };
    const start = cursor.at;
    const name = matchHere(cursor, NAME)?.[0];
    if (name === undefined) {
      if (text[start] === '}' && depth > 0) {
        cursor.at++;
        return { arguments: found, blocks };
      }
      skipOne(cursor, depth);
      continue;
    }
    cursor.at += name.length;
    const labels: string[] = [];
    for (skipBlank(cursor, false); text[cursor.at] === '"'; skipBlank(cursor, false)) {
      const label = stringValue(cursor, depth);
      labels.push(label.kind === 'text' ? label.text : '');
    }
    if (text[cursor.at] === '=') found.push(argument(cursor, name, start, depth));
    else if (text[cursor.at] !== '{') skipExpression(cursor, depth);
    else if (depth >= DEEPEST) skipBracket(cursor, depth);
    else {
      const head = { start, end: cursor.at };
      cursor.at++;
      const inner = body(cursor, depth + 1);
      blocks.push({ type: name, labels, head, ...inner, start, end: cursor.at });
    }
  }
}
