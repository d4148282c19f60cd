import type { Uri } from '../base/span.ts';

/** Reads files again and again while they are edited. It has identity: it remembers the last parse of files that changed. */
export interface Reader<F> {
  read(uri: Uri, text: string): F;
  forget(uri: Uri): void;
}

/**
 * Creates a reader for a parser that is faster with the parse of an earlier version (`before`). The first parse of a file is not
 * kept, so that memory grows with the files that are edited only.
 */
export function createReader<P, F>(
  parse: (text: string, before: P | undefined) => P,
  factsOf: (uri: Uri, parsed: P) => F,
): Reader<F> {
  const seen = new Set<Uri>();
  const last = new Map<Uri, P>();
  return {
    read: (uri, text) => {
      const parsed = parse(text, last.get(uri));
      if (seen.has(uri)) last.set(uri, parsed);
      seen.add(uri);
      return factsOf(uri, parsed);
    },
    forget: (uri) => {
      seen.delete(uri);
      last.delete(uri);
    },
  };
}
