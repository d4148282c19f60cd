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
/** Lines of a long range that are shown: the first ones and the last. */
const MOST = 4;

/**
 * The lines of a range with what is underlined in each. Long lines are cut around the range, long ranges lose their
 * middle (`number` jumps). `lineText` gives a 1-based line without its end.
 */
export function frame(range: ReportRange, lineText: (line: number) => string): readonly FrameLine[] {
  const { start } = range;
  // A range that ends before the first character of a line ends with the line above.
  const end =
    range.end.column === 1 && range.end.line > start.line
      ? { line: range.end.line - 1, column: Number.POSITIVE_INFINITY }
      : range.end;
  const numbers: number[] = [];
  for (let line = start.line; line <= end.line && numbers.length < MOST - 1; line++) numbers.push(line);
  if (end.line > (numbers.at(-1) ?? end.line)) numbers.push(end.line);
  return numbers.map((number) => {
    const text = lineText(number);
    const first = text.search(/\S|$/);
    const from = number === start.line ? start.column - 1 : first;
    const to = number === end.line ? Math.min(end.column - 1, Math.max(text.length, from)) : text.length;
    const line = frameLine(number, text, Math.min(from, text.length), to);
    return number !== start.line && text.trim() === '' ? { ...line, length: 0 } : line;
  });
}

function frameLine(number: number, text: string, from: number, to: number): FrameLine {
  const left = from > BEFORE ? from - BEFORE : 0;
  const right = Math.min(text.length, Math.max(from + BEHIND, left));
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
