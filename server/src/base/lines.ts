/** A zero-based position; `column` counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets of the first character of each line. Lines end at LF, CRLF or a lone CR, as in the LSP specification. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (c === 10 || c === 13) starts.push(i + 1);
  }
  return starts;
}

/** Converts an offset into a position; offsets outside the text are clamped. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((starts[mid] ?? 0) <= offset) low = mid;
    else high = mid - 1;
  }
  return { line: low, column: Math.max(0, offset - (starts[low] ?? 0)) };
}

/** Converts a position into an offset; positions outside the text are clamped to the line and to the text's end. */
export function offsetAt(starts: readonly number[], position: Position, length: number): number {
  if (position.line >= starts.length) return length;
  const start = starts[Math.max(0, position.line)] ?? 0;
  const next = starts[position.line + 1] ?? length;
  return Math.min(start + Math.max(0, position.column), next, length);
}
