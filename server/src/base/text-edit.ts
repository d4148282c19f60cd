import type { Range } from './span.ts';

/** What makes one text of another: the range of the old text that is replaced, and by how much everything behind it moves. */
export interface TextEdit extends Range {
  readonly delta: number;
}

/** The smallest single edit between two texts. */
export function editBetween(old: string, text: string): TextEdit {
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && old.charCodeAt(old.length - 1 - tail) === text.charCodeAt(text.length - 1 - tail))
    tail++;
  return { start, end: old.length - tail, delta: text.length - old.length };
}
