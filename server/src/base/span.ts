/**
 * A file's identity inside the core: `scheme://authority/path` with the path percent-decoded and `/` as separator.
 * Adapters convert to and from editor URIs (lsp/convert.ts) and paths (cli/); the core never sees an encoded one.
 */
export type Uri = string;

/** A half-open range of UTF-16 offsets in one file. LSP positions exist in lsp/convert.ts only. */
export interface Span {
  readonly uri: Uri;
  readonly start: number;
  readonly end: number;
}

/** A half-open range of UTF-16 offsets, where the file is known from the context (inside one file's facts). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A value with the range that it was read from. */
export interface Located<T> extends Range {
  readonly value: T;
}

/** Joins a file and a range in it. */
export function spanOf(uri: Uri, range: Range): Span {
  return { uri, start: range.start, end: range.end };
}

/** Whether `offset` lies in the range; the end counts, so that a caret behind the last character is inside. */
export function contains(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** Whether two ranges share at least one character (or touch, when one of them is empty). */
export function overlaps(a: Range, b: Range): boolean {
  return a.start === a.end || b.start === b.end
    ? a.start <= b.end && b.start <= a.end
    : a.start < b.end && b.start < a.end;
}
