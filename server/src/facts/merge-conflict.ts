import type { Range } from '../base/span.ts';

// What git leaves in a file while a merge waits for a person: two sides (with the style `diff3`, and what both came from) between markers.

/** A conflict, from its first marker to the end of its last one. */
export interface MergeConflict extends Range {
  /** The line of the first marker. */
  readonly marker: Range;
  /** All that is not the side of the current branch: markers, the other side, the common ancestor. */
  readonly rest: readonly Range[];
}

const START = '<<<<<<< ';
const ANY_MARKER = /^(?:(<{7}) [^\r\n]*|(\|{7})(?: [^\r\n]*)?|(={7})|(>{7})(?: [^\r\n]*)?)\r?$/gm;
const NONE: readonly MergeConflict[] = [];

/** The conflicts of a text that are not resolved. Markers that do not follow each other as git writes them are text like any other. */
export function mergeConflicts(text: string): readonly MergeConflict[] {
  if (!text.includes(START)) return NONE;
  const conflicts: MergeConflict[] = [];
  let start: Range | undefined;
  /** Where the current side ends. */
  let side: number | undefined;
  let isSplit = false;
  for (const match of text.matchAll(ANY_MARKER)) {
    const [line, begins, ancestor, splits] = match;
    const marker = { start: match.index, end: match.index + line.replace(/\r$/, '').length };
    if (begins !== undefined) {
      start = marker;
      side = undefined;
      isSplit = false;
    } else if (start === undefined) continue;
    else if (ancestor !== undefined) side ??= marker.start;
    else if (splits !== undefined) {
      side ??= marker.start;
      isSplit = true;
    } else if (isSplit && side !== undefined) {
      const rest = [start, { start: side, end: marker.end }];
      conflicts.push({ start: start.start, end: marker.end, marker: start, rest });
      start = undefined;
    }
  }
  return conflicts;
}

/** The text as the current branch has it, at the same offsets: blanks stand for the rest of each conflict. Line breaks stay. */
export function currentSide(text: string): string {
  let result = '';
  let done = 0;
  for (const { start, end } of mergeConflicts(text).flatMap(({ rest }) => rest)) {
    result += text.slice(done, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    done = end;
  }
  return done === 0 ? text : result + text.slice(done);
}
