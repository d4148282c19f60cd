import type { Range } from '../base/span.ts';

// What lines and columns alone say about a manifest. Completion works in text that no parser accepts.

/** How a file is laid out. */
export interface ManifestStyle {
  /** Columns per level. */
  readonly step: number;
  /** Columns of a dash behind its key: 0 or `step`. */
  readonly dash: number;
  readonly newline: '\n' | '\r\n';
}

/**
 * The layout that the file already has; two columns and indented dashes where it shows none. Long lines are passed over, since each
 * colon in one would be tried to the line's end.
 */
export function styleOf(text: string): ManifestStyle {
  const nested = /^( *)[^\s#-][^\n]{0,200}:[ \t]{0,20}(?:#[^\n]{0,200})?\r?\n( +)[^\s#-]/m.exec(text);
  const width = (nested?.[2]?.length ?? 0) - (nested?.[1]?.length ?? 0);
  const step = width >= 2 && width <= 8 ? width : 2;
  const list = /^( *)[^\s#-][^\n]{0,200}:[ \t]{0,20}(?:#[^\n]{0,200})?\r?\n( *)-(?=\s)/m.exec(text);
  const flat = list !== null && list[1]?.length === list[2]?.length;
  return { step, dash: flat ? 0 : step, newline: text.includes('\r\n') ? '\r\n' : '\n' };
}

/** A line that has a key. */
export interface KeyLine extends Range {
  /** Column of the key, behind dashes. */
  readonly column: number;
  /** Column of the outermost dash, or of the key. */
  readonly first: number;
  readonly key: string;
  /** The plain text behind the colon, without quotes and comment. */
  readonly value: string;
}

/** Keys are short: the bound keeps a line of a megabyte from being tried at every colon. */
const LINE =
  /^( *)((?:- +)*)(?:"([^"\n]{0,200})"|'([^'\n]{0,200})'|([^\s#"'{[][^\n]{0,200}?))[ \t]*:(?:[ \t]+([^\r\n]*))?(?=\r?$)/gm;

/** The lines of a range of the text that have a key. */
export function keyLines(text: string, range: Range): readonly KeyLine[] {
  const out: KeyLine[] = [];
  for (const match of text.slice(range.start, range.end).matchAll(LINE)) {
    const [whole, lead = '', dashes = '', double, single, plain, rest = ''] = match;
    const start = range.start + match.index;
    out.push({
      start,
      end: start + whole.length,
      first: lead.length,
      column: lead.length + dashes.length,
      key: double ?? single ?? plain ?? '',
      value: unquoted(rest),
    });
  }
  return out;
}

function unquoted(raw: string): string {
  const quoted = /^(?:"([^"]*)"|'([^']*)')/.exec(raw);
  return quoted === null ? raw.replace(/(?:^|[ \t])#.*$/, '').trim() : (quoted[1] ?? quoted[2] ?? '');
}

/** The value of another key of the map that holds `offset`, whose keys stand at `column`. */
export function siblingValue(
  lines: readonly KeyLine[],
  offset: number,
  column: number,
  key: string,
): string | undefined {
  const at = lines.findLastIndex((line) => line.start <= offset);
  for (let i = at; i >= 0; i--) {
    const line = lines[i];
    if (line === undefined || line.column < column) break;
    if (line.column === column && line.key === key) return line.value;
    // The dash starts the map.
    if (line.column === column && line.first < column) break;
  }
  for (const line of lines.slice(at + 1)) {
    if (line.first < column) break;
    if (line.column === column && line.key === key) return line.value;
  }
  return undefined;
}

/** The `name` of every item of the lists that stand under `key`. */
export function namesUnder(lines: readonly KeyLine[], key: string): readonly string[] {
  const out: string[] = [];
  for (const [i, head] of lines.entries()) {
    if (head.key !== key || head.value !== '') continue;
    let item: number | undefined;
    for (const line of lines.slice(i + 1)) {
      if (line.first < head.column || (line.first === head.column && line.column === line.first)) break;
      if (item === undefined) {
        if (line.first === line.column) break;
        item = line.column;
      }
      if (line.column === item && line.key === 'name' && line.value !== '') out.push(line.value);
    }
  }
  return [...new Set(out)];
}

/** The document (between `---` lines) that holds an offset. */
export function documentAt(text: string, offset: number): Range {
  let start = 0;
  for (const mark of text.matchAll(/^---(?=\s|$)[^\n]*(?:\n|$)/gm)) {
    const end = mark.index + mark[0].length;
    if (end <= offset) start = end;
    else if (mark.index >= offset) return { start, end: mark.index };
  }
  return { start, end: text.length };
}
