import type { Range, Uri } from '../base/span.ts';
import type { Edit } from './rule.ts';

// Edits in commands and Terraform resources that deploy.

function lineAround(text: string, { start, end }: Range): Range {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  return { start: from, end: newline < 0 ? text.length : newline + 1 };
}

/** Whether nothing else stands on the lines of a range. */
function standsAlone(text: string, range: Range): boolean {
  const line = lineAround(text, range);
  return text.slice(line.start, range.start).trim() === '' && text.slice(range.end, line.end).trim() === '';
}

/** Takes away whole lines. Undefined where something else stands on them. */
export function dropLines(uri: Uri, text: string, range: Range): Edit | undefined {
  return standsAlone(text, range) ? { at: { uri, ...lineAround(text, range) }, newText: '' } : undefined;
}

/** Takes an item out of a list of `A=1,B=2`, or the line that it has for itself. Undefined for the only item. */
export function dropItem(uri: Uri, text: string, { start, end }: Range): Edit | undefined {
  if (text[start - 1] === ',') return { at: { uri, start: start - 1, end }, newText: '' };
  if (text[end] === ',') return { at: { uri, start, end: end + 1 }, newText: '' };
  return dropLines(uri, text, { start, end });
}

/** Writes something else for a text inside a range. Undefined where it does not stand there exactly once. */
export function replaceIn(uri: Uri, text: string, range: Range, old: string, newText: string): Edit | undefined {
  const at = text.indexOf(old, range.start);
  const isOnly = at >= range.start && at + old.length <= range.end && text.slice(at + 1, range.end).indexOf(old) < 0;
  return isOnly ? { at: { uri, start: at, end: at + old.length }, newText } : undefined;
}
