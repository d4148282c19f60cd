import type { Located } from '../base/span.ts';
import { parseToml, type TomlValue, tomlAt } from '../syntax/toml.ts';

/** Which rules a ruff configuration turns on and off, as codes or prefixes of codes. */
export interface RuffSelection {
  /** `select` and `extend-select`, each with its place. */
  readonly selected: readonly Located<string>[];
  readonly ignored: readonly string[];
  /** The configuration that it builds on, as a path relative to the file. */
  readonly extends?: string;
}

/**
 * Reads the ruff configuration of a `ruff.toml` (`prefix` empty) or a `pyproject.toml` (`tool`, `ruff`); `undefined`
 * where the file has none, so that one in a folder above holds.
 */
export function ruffSelection(text: string, prefix: readonly string[]): RuffSelection | undefined {
  const document = parseToml(text);
  if (document.value === undefined || tomlAt(document, prefix) === undefined) return undefined;
  const places = [['lint', 'select'], ['lint', 'extend-select'], ['select'], ['extend-select']];
  const listAt = (path: readonly string[]): readonly string[] => textsOf(tomlAt(document, [...prefix, ...path]));
  const selected = places.flatMap((path) => {
    const full = [...prefix, ...path];
    const key = document.keys.find((k) => k.path.length === full.length && k.path.every((p, i) => p === full[i]));
    return listAt(path).map((code) => {
      const start = text.indexOf(code, key?.start ?? 0);
      return { value: code, start, end: start + code.length };
    });
  });
  const base = tomlAt(document, [...prefix, 'extend']);
  return {
    selected,
    ignored: [['lint', 'ignore'], ['lint', 'extend-ignore'], ['ignore'], ['extend-ignore']].flatMap(listAt),
    ...(typeof base === 'string' ? { extends: base } : {}),
  };
}

/** The entry that turns a rule on; as in ruff, the longest fitting code decides. */
export function ruffSelects(selection: RuffSelection, code: string): Located<string> | undefined {
  const weight = (entry: string): number => (entry === 'ALL' ? 0 : code.startsWith(entry) ? entry.length : -1);
  const off = Math.max(-1, ...selection.ignored.map(weight));
  return selection.selected.find((entry) => entry.start >= 0 && weight(entry.value) > off);
}

function textsOf(value: TomlValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.flatMap((item) => (typeof item === 'string' ? [item] : [])) : [];
}
