import type { Range } from '../base/span.ts';

/** One line of a uWSGI configuration: a key with its value, as written. A key alone has the value `true`. */
export interface UwsgiLine extends Range {
  readonly key: string;
  readonly value: string;
}

const LINE = /^[ \t]*(\[[^\]\n]*\]|[^\s=#;[][^=\n]*?)[ \t]*(?:=[ \t]*([^\n]*?))?[ \t\r]*$/gm;

/** The lines of a section; several sections of the same name are one. Placeholders are not expanded. */
export function uwsgiIni(text: string, section: string): readonly UwsgiLine[] {
  const out: UwsgiLine[] = [];
  let inside = false;
  for (const match of text.matchAll(LINE)) {
    const [whole, key = '', value = ''] = match;
    if (key.startsWith('[')) {
      inside = key === `[${section}]`;
      continue;
    }
    if (!inside) continue;
    const start = match.index + (value === '' ? whole.indexOf(key) : whole.lastIndexOf(value));
    out.push({ key, value, start, end: start + (value === '' ? key : value).length });
  }
  return out;
}
