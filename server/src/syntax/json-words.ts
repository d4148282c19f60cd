import type { Range } from '../base/span.ts';
import { joinTexts, type MappedText, type Segment, sliceText, sourceRange, sourceStart } from './mapped-text.ts';

/** A string of a JSON array. The range includes the quotes, `inner` does not. */
export interface JsonWord extends Range {
  readonly inner: Range;
  /** The decoded string with its way back into the file. */
  readonly source: MappedText;
}

/**
 * Reads a JSON array of strings, as Docker does: strictly, with nothing behind it.
 * `undefined` for anything else, which Docker then takes as plain text.
 */
export function jsonWords(body: MappedText): readonly JsonWord[] | undefined {
  const { text } = body;
  if (!/^\s*\[/.test(text) || !isStringArray(text)) return undefined;
  // The text is valid JSON, so a string ends at the first quote that is not escaped.
  const words: JsonWord[] = [];
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
    const start = match.index;
    const end = start + match[0].length;
    words.push({
      inner: sourceRange(body, start + 1, end - 1),
      source: decode(body, start + 1, end - 1),
      ...sourceRange(body, start, end),
    });
  }
  return words;
}

function isStringArray(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((v) => typeof v === 'string');
  } catch {
    return false;
  }
}

/** Decodes the inside of a valid JSON string. */
function decode(body: MappedText, start: number, end: number): MappedText {
  const { text } = body;
  if (!text.slice(start, end).includes('\\')) return sliceText(body, start, end);
  const pieces: MappedText[] = [];
  let from = start;
  for (let i = text.indexOf('\\', start); i >= 0 && i < end; i = text.indexOf('\\', from)) {
    if (i > from) pieces.push(sliceText(body, from, i));
    const length = text.charAt(i + 1) === 'u' ? 6 : 2;
    const value: unknown = JSON.parse(`"${text.slice(i, i + length)}"`);
    const range = sourceRange(body, i, i + length);
    const segment: Segment = { at: 0, length: 1, source: range.start, sourceLength: range.end - range.start };
    pieces.push({ text: String(value), segments: [segment], origin: range.start });
    from = i + length;
  }
  if (from < end) pieces.push(sliceText(body, from, end));
  return joinTexts(pieces, sourceStart(body, start));
}

/**
 * Whether text that `jsonWords` refuses was meant as an array: `['a', 'b']`, `[gunicorn, app]`, `["a" "b"]`, `["a", `.
 * The shell's test command `[ -f x ]` is not.
 */
export function looksLikeArray(text: string): boolean {
  return (
    /^\s*\[[^\s[]/.test(text) || /^\s*\[\s+(?:"[^"\n]*(?:"\s*(?:[,\]]|$)|$)|'[^'\n]*(?:'\s*(?:[,\]]|$)|$))/.test(text)
  );
}
