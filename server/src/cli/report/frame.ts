import { harmless, printableCharacter } from '../printable.ts';
import type { ReportRange } from './report.ts';
import { textWidth } from './width.ts';

/** A line of source as it is shown, with the part that is underlined. */
export interface FrameLine {
  readonly number: number;
  readonly text: string;
  /** Columns before the underline, and its length; no underline where the length is 0. */
  readonly indent: number;
  readonly length: number;
}

/** How much of a long line is shown, in UTF-16 units before and behind the range's start. */
const BEFORE = 80;
const BEHIND = 120;
/** What stands before a line apart from its number (` | `), and the fewest columns that source is given. */
const GUTTER = 3;
const LEAST = 20;
/** Lines of a long range that are shown: the first ones and the last. */
const MOST = 4;

/**
 * The lines of a range with what is underlined in each. Long lines are cut around the range, long ranges lose their
 * middle (`number` jumps). `lineText` gives a 1-based line without its end; `columns` is the width of the terminal,
 * where a line that wraps would have its underline under another line.
 */
export function frame(range: ReportRange, lineText: (line: number) => string, columns?: number): readonly FrameLine[] {
  const { start } = range;
  // A range that ends before the first character of a line ends with the line above.
  const end =
    range.end.column === 1 && range.end.line > start.line
      ? { line: range.end.line - 1, column: Number.POSITIVE_INFINITY }
      : range.end;
  const numbers: number[] = [];
  for (let line = start.line; line <= end.line && numbers.length < MOST - 1; line++) numbers.push(line);
  if (end.line > (numbers.at(-1) ?? end.line)) numbers.push(end.line);
  const room =
    columns === undefined ? undefined : Math.max(columns - String(numbers.at(-1) ?? 0).length - GUTTER, LEAST);
  return numbers.map((number) => {
    const text = lineText(number);
    const first = text.search(/\S|$/);
    const from = number === start.line ? start.column - 1 : first;
    const to = number === end.line ? Math.min(end.column - 1, Math.max(text.length, from)) : text.length;
    const line = frameLine(number, text, Math.min(from, text.length), to, room);
    return number !== start.line && text.trim() === '' ? { ...line, length: 0 } : line;
  });
}

/** Which part of a line is shown: all of it where it fits, else the range with what stands around it. */
function windowOf(text: string, from: number, to: number, room: number | undefined): readonly [number, number] {
  if (room === undefined) return [Math.max(from - BEFORE, 0), Math.min(from + BEHIND, text.length)];
  if (text.length <= room) return [0, text.length];
  // A column is kept for each "…".
  const around = Math.max(room - 2 - (to - from), 0);
  const left = to < room ? 0 : Math.max(from - (around >> 1), 0);
  return [left, Math.min(left + room - (left === 0 ? 1 : 2), text.length)];
}

function frameLine(number: number, text: string, from: number, to: number, room: number | undefined): FrameLine {
  const [left, right] = windowOf(text, from, to, room);
  const cut = (a: number, b: number): string => {
    let out = '';
    for (const character of text.slice(a, b)) out += printableCharacter(character);
    return out;
  };
  const before = `${left > 0 ? '…' : ''}${cut(left, from)}`;
  const inside = cut(from, Math.min(to, right));
  const behind = `${cut(Math.min(to, right), right)}${right < text.length ? '…' : ''}`;
  return {
    number,
    // Each part alone, so that the underline stays under its text.
    text: `${harmless(before)}${harmless(inside)}${harmless(behind)}`.trimEnd().replaceAll('##[', '##\u00a0['),
    indent: textWidth(harmless(before)),
    length: Math.max(1, textWidth(harmless(inside))),
  };
}
