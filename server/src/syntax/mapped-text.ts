import type { Range } from '../base/span.ts';

/**
 * A stretch of text copied from a file. Both lengths are equal for a plain copy;
 * they differ for an escape such as the JSON `\"`, where the whole source stands for the whole text.
 */
export interface Segment {
  /** Where the stretch begins in the derived text. */
  readonly at: number;
  readonly length: number;
  /** Where it begins in the file. */
  readonly source: number;
  readonly sourceLength: number;
}

/**
 * Text derived from a file (line continuations removed, escapes decoded) that still knows where each character stood.
 * Plain data, so that facts may hold it. Segments are in order and cover the text without gaps.
 */
export interface MappedText {
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Where an empty text stands. */
  readonly origin: number;
}

/** The part of a file between two offsets, as it is. */
export function plainText(file: string, start = 0, end = file.length): MappedText {
  const segments = end > start ? [{ at: 0, length: end - start, source: start, sourceLength: end - start }] : [];
  return { text: file.slice(start, end), segments, origin: start };
}

/** The index of the segment that holds the character at `offset`; the first or last one for offsets outside. */
function indexAt(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((segments[mid]?.at ?? 0) <= offset) low = mid;
    else high = mid - 1;
  }
  return low;
}

function isPlain(segment: Segment): boolean {
  return segment.length === segment.sourceLength;
}

/** The offset in the file of the character at `offset` of the derived text; behind the last character: its end. */
export function sourceStart(mapped: MappedText, offset: number): number {
  if (offset >= mapped.text.length) return sourceEnd(mapped, mapped.text.length);
  const segment = mapped.segments[indexAt(mapped.segments, offset)];
  if (segment === undefined) return mapped.origin;
  return isPlain(segment) ? segment.source + Math.max(0, offset) - segment.at : segment.source;
}

/** The offset in the file behind the character that ends at `end` of the derived text. */
export function sourceEnd(mapped: MappedText, end: number): number {
  const last = Math.min(end, mapped.text.length) - 1;
  const segment = last < 0 ? undefined : mapped.segments[indexAt(mapped.segments, last)];
  if (segment === undefined) return mapped.segments[0]?.source ?? mapped.origin;
  return isPlain(segment) ? segment.source + last + 1 - segment.at : segment.source + segment.sourceLength;
}

/** The range in the file of `[start, end)` of the derived text; an empty range stays empty. */
export function sourceRange(mapped: MappedText, start: number, end: number): Range {
  const from = sourceStart(mapped, start);
  return { start: from, end: end > start ? Math.max(from, sourceEnd(mapped, end)) : from };
}

/** `[start, end)` of the derived text as a derived text of its own. */
export function sliceText(mapped: MappedText, start: number, end = mapped.text.length): MappedText {
  const segments: Segment[] = [];
  for (let i = indexAt(mapped.segments, start); i < mapped.segments.length; i++) {
    const s = mapped.segments[i];
    if (s === undefined || s.at >= end) break;
    const from = Math.max(s.at, start);
    const to = Math.min(s.at + s.length, end);
    if (from >= to) continue;
    const plain = isPlain(s);
    segments.push({
      at: from - start,
      length: to - from,
      source: plain ? s.source + from - s.at : s.source,
      sourceLength: plain ? to - from : s.sourceLength,
    });
  }
  return { text: mapped.text.slice(start, end), segments, origin: sourceStart(mapped, start) };
}

/** Puts derived texts of the same file behind one another. */
export function joinTexts(pieces: readonly MappedText[], origin: number): MappedText {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const segments: Segment[] = [];
  let text = '';
  for (const piece of pieces) {
    for (const s of piece.segments) {
      const { length, source, sourceLength } = s;
      segments.push({ at: s.at + text.length, length, source, sourceLength });
    }
    text += piece.text;
  }
  return { text, segments, origin };
}

/** The text without the tabs that begin its lines, as `<<-` asks for. */
export function withoutTabs(mapped: MappedText): MappedText {
  return without(mapped, /^\t+/gm);
}

/** The text without the matches of a global pattern. */
export function without(mapped: MappedText, pattern: RegExp): MappedText {
  const pieces: MappedText[] = [];
  let from = 0;
  for (const match of mapped.text.matchAll(pattern)) {
    if (match.index > from) pieces.push(sliceText(mapped, from, match.index));
    from = match.index + match[0].length;
  }
  if (from === 0) return mapped;
  pieces.push(sliceText(mapped, from));
  return joinTexts(pieces, mapped.origin);
}

/** The range in the file of the whole derived text. */
export function fullRange(mapped: MappedText): Range {
  return sourceRange(mapped, 0, mapped.text.length);
}
