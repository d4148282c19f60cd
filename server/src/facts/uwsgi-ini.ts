import type { Range } from '../base/span.ts';

/** One line of a uWSGI configuration: a key with its value, as written. A key alone has an empty value. */
export interface UwsgiLine extends Range {
  readonly key: string;
  readonly value: string;
}

/** The lines of a section; several sections of the same name are one. Placeholders are not expanded. */
export function uwsgiIni(text: string, section: string): readonly UwsgiLine[] {
  const out: UwsgiLine[] = [];
  let inside = false;
  let next = 0;
  for (const line of text.split('\n')) {
    const lineStart = next;
    next += line.length + 1;
    const equals = line.indexOf('=');
    const key = (equals < 0 ? line : line.slice(0, equals)).trim();
    if (key.startsWith('[')) inside = line.trim() === `[${section}]`;
    if (!inside || key === '' || /^[;#[]/.test(key)) continue;
    const value = equals < 0 ? '' : line.slice(equals + 1).trim();
    const start = lineStart + (value === '' ? line.indexOf(key) : line.indexOf(value, equals + 1));
    out.push({ key, value, start, end: start + (value === '' ? key : value).length });
  }
  return out;
}
