import { parse, TomlError } from 'smol-toml';
import { lineStarts, offsetAt } from '../base/lines.ts';
import type { Located } from '../base/span.ts';
import { type TomlKey, tomlKeys } from './toml-keys.ts';

/** A TOML value; dates and times are given as their text. */
export type TomlValue = string | number | boolean | readonly TomlValue[] | TomlTable;

/** A TOML table. Read it with `tomlAt`, which knows that a name may be missing. */
export interface TomlTable {
  readonly [name: string]: TomlValue;
}

/** A parsed TOML file. The format has no partial reading: with a problem there is no value. */
export interface TomlDocument {
  readonly value?: TomlTable;
  readonly problems: readonly Located<string>[];
  /** Where keys and tables stand; also there when the file does not parse. */
  readonly keys: readonly TomlKey[];
}

/** Parses TOML. Never throws. */
export function parseToml(text: string): TomlDocument {
  const body = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const keys = tomlKeys(body);
  try {
    return { value: convertTable(parse(body)), problems: [], keys };
  } catch (error) {
    if (!(error instanceof TomlError)) {
      return { problems: [{ value: 'the file cannot be read', start: 0, end: 0 }], keys };
    }
    const position = { line: error.line - 1, column: Math.max(0, error.column - 1) };
    const start = offsetAt(lineStarts(body), position, body.length);
    // The library adds the lines around the place to its message.
    const message = error.message.split('\n')[0] ?? '';
    return { problems: [{ value: message.replace(/^Invalid TOML document: /, ''), start, end: start }], keys };
  }
}

function convert(value: unknown): TomlValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(convert);
  return typeof value === 'object' && value !== null ? convertTable(value) : String(value);
}

function convertTable(table: object): TomlTable {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, convert(value)]));
}

/** The value at a path of names, or `undefined` where there is none. */
export function tomlAt(document: TomlDocument, path: readonly string[]): TomlValue | undefined {
  let value: TomlValue | undefined = document.value;
  for (const name of path) {
    if (typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
    value = (value as TomlTable)[name];
  }
  return value;
}
