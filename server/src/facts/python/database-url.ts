import type { Value } from './value.ts';

// Whether a database is a file, told by its URL.

const sqliteUrl = /^(?:file:)?sqlite(?:\+\w+)?:\/\/(?:\/|$)|^duckdb:\/\/\//;

/** The file of a database URL; `undefined` for servers, `:memory:` and anything that is not certain. */
export function fileOfUrl(url: Value): Value | undefined {
  if (url.kind === 'string') {
    const scheme = sqliteUrl.exec(url.value);
    if (scheme === null) return undefined;
    const file = url.value.slice(scheme[0].length).replace(/\?.*$/, '');
    return file === '' || file.includes(':memory:') ? undefined : { ...url, value: file };
  }
  if (url.kind === 'template') {
    const [first, ...rest] = url.parts;
    if (typeof first !== 'string') return undefined;
    const scheme = sqliteUrl.exec(first);
    return scheme === null ? undefined : { ...url, parts: [first.slice(scheme[0].length), ...rest] };
  }
  if (url.kind === 'env') {
    const file = url.default === undefined ? undefined : fileOfUrl(url.default);
    return file === undefined ? undefined : { ...url, default: file };
  }
  if (url.kind === 'either') {
    const values = url.values.flatMap((value) => fileOfUrl(value) ?? []);
    return values.length === url.values.length ? { ...url, values } : undefined;
  }
  return undefined;
}

/** A database in memory, or one that a server holds. */
export function isNoFile(path: Value): boolean {
  return (
    path.kind === 'string' && (path.value === '' || path.value.includes(':memory:') || /^\w+:\/\//.test(path.value))
  );
}
