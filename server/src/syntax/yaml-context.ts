import type { Range } from '../base/span.ts';
import type { YamlPath, YamlStep } from './yaml-types.ts';

// Where a caret stands, judged by lines and columns alone: a document that is broken at the caret (a key typed half, an open
// quote) still has a parent above it. Brackets that span lines are not followed.

/** What can be typed at an offset. */
export interface YamlContext {
  /** Path of the map (or, on an empty list item, of the item) that the caret is in. */
  readonly path: YamlPath;
  /** Whether a key or the value of `key` is being typed. */
  readonly on: 'key' | 'value';
  readonly key?: string;
  /** The key or value text that is there already and would be replaced. */
  readonly range: Range;
  /** The part of it before the caret. */
  readonly typed: string;
  /** Column that a key has here, in UTF-16 units. */
  readonly column: number;
  /** Keys that the map has already, the one being typed left out. */
  readonly siblings: readonly string[];
  /** The caret directly follows a dash: what is typed starts a new list item. */
  readonly item: boolean;
  /** The document (between `---` lines) that holds the caret. */
  readonly document: Range;
}

interface Line extends Range {
  readonly blank: boolean;
  /** Columns of the leading dashes. */
  readonly dashes: readonly number[];
  /** Column of the text behind dashes. */
  readonly column: number;
  readonly key?: { readonly text: string; readonly end: number; readonly valueStart: number };
  /** End of the text without a trailing comment. */
  readonly textEnd: number;
}

const KEY =
  /^(?:"([^"\\\n]*)"|'([^'\n]*)'|([^\s#"'[{&*!|>%@`,][^\n#]*?|[^\s#"'[{&*!|>%@`,][^\n]*?))[ \t]*:(?=[ \t]|$)[ \t]*/;

/** Describes the place of an offset. Total; works on any text. */
export function contextAt(text: string, offset: number): YamlContext {
  const document = documentAround(text, offset);
  const lines = readLines(text, document);
  const index = Math.max(
    0,
    lines.findLastIndex((l) => l.start <= offset),
  );
  const line = lines[index] ?? readLine(text, document.start, document.end);
  const caret = offset - line.start;
  const key = line.key;
  const onValue = key !== undefined && caret > key.end - line.start;
  const column = line.blank ? caret : line.column;
  const up = ancestors(lines, index, column, line);
  const siblings = [...up.siblings, ...below(lines, index, column)];
  const base = { path: up.path, column, siblings, document };
  if (onValue && key !== undefined) {
    const start = Math.min(key.valueStart, line.end);
    const range = { start: Math.min(start, offset), end: Math.max(line.textEnd, start, offset) };
    return { ...base, on: 'value', key: key.text, range, typed: text.slice(range.start, offset), item: false };
  }
  const start = line.blank ? offset : Math.min(line.start + line.column, offset);
  const end = line.blank ? offset : Math.max(offset, key?.end ?? line.textEnd);
  const item = line.dashes.length > 0;
  return { ...base, on: 'key', range: { start, end }, typed: text.slice(start, offset), item };
}

function documentAround(text: string, offset: number): Range {
  let start = 0;
  let end = text.length;
  for (const mark of text.matchAll(/^---(?=\s|$)[^\n]*(?:\n|$)/gm)) {
    if (mark.index + mark[0].length <= offset) start = mark.index + mark[0].length;
    else if (mark.index >= offset) {
      end = mark.index;
      break;
    }
  }
  return { start, end };
}

function readLines(text: string, document: Range): readonly Line[] {
  const out: Line[] = [];
  let at = document.start;
  for (;;) {
    const eol = text.indexOf('\n', at);
    const end = eol < 0 || eol >= document.end ? document.end : eol;
    out.push(readLine(text, at, end));
    if (eol < 0 || eol + 1 > document.end) return out;
    at = eol + 1;
    if (at === document.end && at !== text.length) return out;
  }
}

function readLine(text: string, start: number, end: number): Line {
  const raw = text.slice(start, end).replace(/\r$/, '');
  const lead = /^[ \t\uFEFF]*((?:-[ \t]+|-$)*)/.exec(raw);
  const column = lead?.[0].length ?? 0;
  const dashes: number[] = [];
  for (let i = column - (lead?.[1]?.length ?? 0); i < column; i++) if (raw.charAt(i) === '-') dashes.push(i);
  const rest = raw.slice(column);
  const comment = /(?:^|[ \t])#/.exec(rest);
  const kept = (comment === null ? rest : rest.slice(0, comment.index)).trimEnd();
  const blank = kept === '' && dashes.length === 0;
  const base = { start, end: start + raw.length, blank, dashes, column, textEnd: start + column + kept.length };
  const match = KEY.exec(rest);
  if (match === null || kept === '') return base;
  const name = match[1] ?? match[2] ?? match[3] ?? '';
  const keyLength = match[0].lastIndexOf(':');
  const keyEnd = start + column + keyLength;
  return { ...base, key: { text: name, end: keyEnd, valueStart: start + column + match[0].length } };
}

function ancestors(
  lines: readonly Line[],
  index: number,
  column: number,
  line: Line,
): { readonly path: YamlPath; readonly siblings: readonly string[] } {
  const path: YamlStep[] = [];
  const siblings: string[] = [];
  let limit = column;
  // Index of the list item that is being counted; undefined while the next thing above is a key.
  let item: number | undefined;
  const dash = (at: number): void => {
    if (item !== undefined && at === limit) item++;
    else if (at < limit) {
      if (item !== undefined) path.unshift(item);
      item = 0;
      limit = at;
    }
  };
  for (const at of [...line.dashes].reverse()) dash(at);
  for (let i = index - 1; i >= 0 && (limit > 0 || item !== undefined || path.length === 0); i--) {
    const above = lines[i];
    if (above === undefined || above.blank) continue;
    const key = above.key;
    if (key !== undefined) {
      if (item === undefined ? above.column < limit : above.column <= limit) {
        if (item !== undefined) path.unshift(item);
        item = undefined;
        path.unshift(key.text);
        limit = above.column;
      } else if (path.length === 0 && item === undefined && above.column === column) siblings.unshift(key.text);
    }
    for (const at of [...above.dashes].reverse()) dash(at);
  }
  if (item !== undefined) path.unshift(item);
  return { path, siblings };
}

function below(lines: readonly Line[], index: number, column: number): readonly string[] {
  const out: string[] = [];
  for (const line of lines.slice(index + 1)) {
    if (line.blank) continue;
    const first = line.dashes[0] ?? line.column;
    if (first < column) break;
    if (line.column === column && line.dashes.length === 0 && line.key !== undefined) out.push(line.key.text);
  }
  return out;
}
