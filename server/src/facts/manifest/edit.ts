import { type Span, spanOf } from '../../base/span.ts';
import { appendItem, columnOf, insertAt, removePath, type YamlEdit } from '../../syntax/yaml-edit.ts';
import { yamlQuoted, yamlScalar } from '../../syntax/yaml-quote.ts';
import type { YamlEntry, YamlMap, YamlPath } from '../../syntax/yaml-types.ts';
import { entryOf, nodeAt } from '../../syntax/yaml-walk.ts';
import type { ManifestDocument, ManifestFacts } from './types.ts';

/** Replaces the text of `at`. Same shape as the edits of fixes. */
export interface ManifestEdit {
  readonly at: Span;
  readonly newText: string;
}

/** An edit of the manifest; none that reaches a break, behind which the tree is a guess. */
function edit(facts: ManifestFacts, made: YamlEdit | undefined): readonly ManifestEdit[] | undefined {
  if (made === undefined || made.end >= (facts.file.errorFrom ?? Infinity)) return undefined;
  return [{ at: spanOf(facts.uri, made), newText: made.newText }];
}

/** Removes the key or item at a path, and what it leaves empty above it. */
export function removeAt(
  facts: ManifestFacts,
  document: ManifestDocument,
  path: YamlPath,
): readonly ManifestEdit[] | undefined {
  return edit(facts, removePath(facts.text, document.root, path));
}

/** Sets `key` to a YAML value under a path of keys: replaces the value where the key is there, else adds it with the maps it needs. */
export function setAt(
  facts: ManifestFacts,
  document: ManifestDocument,
  path: YamlPath,
  key: string,
  value: string,
): readonly ManifestEdit[] | undefined {
  const parent = nodeAt(document.root, path);
  const entry = entryOf(parent, key);
  if (entry === undefined) return edit(facts, insertAt(facts.text, document.root, path, quotedKey(key), value));
  if (entry.merged || parent?.alias !== undefined || entry.value?.alias !== undefined) return undefined;
  if (entry.value === undefined) return edit(facts, { start: entry.end, end: entry.end, newText: ` ${value}` });
  return edit(facts, { start: entry.value.start, end: entry.value.end, newText: value });
}

/** Adds an item to the list under `key`, with the list where it is not there yet. `value` is the YAML of a map, one key a line. */
export function appendTo(
  facts: ManifestFacts,
  document: ManifestDocument,
  path: YamlPath,
  key: string,
  value: string,
): readonly ManifestEdit[] | undefined {
  const list = nodeAt(document.root, [...path, key]);
  if (list?.kind === 'seq') return edit(facts, appendItem(facts.text, list, value));
  if (list !== undefined) return undefined;
  const lines = value.split('\n').map((line, i) => `${i === 0 ? '  - ' : '    '}${line}`);
  return edit(facts, insertAt(facts.text, document.root, path, key, `\n${lines.join('\n')}`));
}

/** Sets a key to a text, quoted where YAML would read something else. */
export function setText(
  facts: ManifestFacts,
  document: ManifestDocument,
  path: YamlPath,
  key: string,
  text: string,
): readonly ManifestEdit[] | undefined {
  return setAt(facts, document, path, key, yamlScalar(text));
}

/** Sets a key to a text in double quotes, as annotations need it. */
export function setQuoted(
  facts: ManifestFacts,
  document: ManifestDocument,
  path: YamlPath,
  key: string,
  text: string,
): readonly ManifestEdit[] | undefined {
  return setAt(facts, document, path, key, yamlQuoted(text));
}

function quotedKey(key: string): string {
  return /^[\w./-]+$/.test(key) ? key : yamlQuoted(key);
}

/** Renames a key in its place. */
export function renameKey(facts: ManifestFacts, entry: YamlEntry, name: string): readonly ManifestEdit[] | undefined {
  if (entry.merged) return undefined;
  return [{ at: spanOf(facts.uri, { start: entry.key.start, end: entry.key.end }), newText: quotedKey(name) }];
}

/**
 * Moves keys of one map to a map elsewhere, with their text (comments inside, quotes) as it is. `undefined` where one of them is
 * already there, or where text would have to move that stands somewhere else.
 */
export function moveTo(
  facts: ManifestFacts,
  document: ManifestDocument,
  from: YamlPath,
  keys: readonly string[],
  to: YamlPath,
  rename?: (key: string) => string,
): readonly ManifestEdit[] | undefined {
  const { text } = facts;
  const source = nodeAt(document.root, from);
  const target = nodeAt(document.root, to);
  if (source?.kind !== 'map' || source.alias !== undefined) return undefined;
  const entries = keys.map((key) => entryOf(source, key));
  const all = keys.length === source.entries.length;
  const lines: string[] = [];
  const named: string[] = [];
  for (const entry of entries) {
    if (entry === undefined || entry.merged) return undefined;
    const name = rename?.(entry.key.text) ?? entry.key.text;
    if (entryOf(target, name) !== undefined) return undefined;
    const rest = text.slice(entry.key.end, entry.end).replace(/^[ \t]*:[ \t]*/, '');
    lines.push(outdent(rest, columnOf(text, entry.key.start)));
    named.push(quotedKey(name));
  }
  // The map stays and gets the missing levels: what takes an emptied map away would take the target below it away, too.
  if (all && target === undefined && from.every((step, i) => to[i] === step))
    return nest(facts, source, to.slice(from.length), named, lines);
  const removal = all
    ? removePath(text, document.root, keys.length === 1 ? [...from, keys[0] ?? ''] : from)
    : undefined;
  const removals = all ? [removal] : keys.map((key) => removePath(text, document.root, [...from, key]));
  const insertion = insertAt(text, document.root, to, named[0] ?? '', joinKeys(named, lines));
  if (insertion === undefined || removals.some((r) => r === undefined)) return undefined;
  return joinEdits([...removals, insertion].flatMap((e) => edit(facts, e) ?? []));
}

/** Puts all keys of a block map below further maps: `containers` becomes `template: spec: containers`. */
function nest(
  facts: ManifestFacts,
  source: YamlMap,
  levels: YamlPath,
  names: readonly string[],
  values: readonly string[],
): readonly ManifestEdit[] | undefined {
  const { text } = facts;
  const [first] = source.entries;
  const last = source.entries.at(-1);
  if (first === undefined || last === undefined || text[source.start] === '{') return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const column = columnOf(text, first.key.start);
  const pad = (level: number): string => ' '.repeat(column + 2 * level);
  const outer = levels.map((level, i) => `${i === 0 ? '' : pad(i)}${level}:`);
  const inner = joinKeys(names, values).split('\n');
  const opening = `${names[0] ?? ''}:${(inner[0] ?? '') === '' ? '' : ' '}${inner[0] ?? ''}`;
  const body = [opening, ...inner.slice(1)].map((line) => (line === '' ? '' : `${pad(levels.length)}${line}`));
  const newText = [...outer, ...body].join(eol);
  return [{ at: spanOf(facts.uri, { start: first.key.start, end: last.end }), newText }];
}

/**
 * Edits that belong together. Lines that are added right behind lines that are removed take their place, since an insertion inside a
 * removal has no meaning. `undefined` where edits overlap in any other way.
 */
export function joinEdits(edits: readonly ManifestEdit[]): readonly ManifestEdit[] | undefined {
  const removals = edits.filter((e) => e.at.start < e.at.end);
  const out: ManifestEdit[] = [...removals];
  for (const insertion of edits.filter((e) => e.at.start === e.at.end)) {
    const i = out.findIndex((r) => r.at.start < insertion.at.start && insertion.at.start < r.at.end);
    const into = out[i];
    if (into === undefined) out.push(insertion);
    else {
      const [eol = ''] = /^\r?\n/.exec(insertion.newText) ?? [];
      if (into.newText !== '' || eol === '') return undefined;
      out[i] = { at: into.at, newText: `${insertion.newText.slice(eol.length)}${eol}` };
    }
  }
  const overlap = out.some((a, i) => out.some((b, j) => i < j && a.at.start < b.at.end && b.at.start < a.at.end));
  return overlap ? undefined : out;
}

/** The value of the first key, followed by the other keys as lines of their own. */
function joinKeys(names: readonly string[], values: readonly string[]): string {
  return values
    .map((value, i) =>
      i === 0 ? value : `${names[i] ?? ''}:${value.startsWith('\n') || value === '' ? '' : ' '}${value}`,
    )
    .join('\n');
}

/** Lines of a value relative to the column of its key, with LF. */
function outdent(value: string, column: number): string {
  const [first = '', ...rest] = value.split(/\r\n|\n|\r/);
  const body = rest.map((line) => (line.slice(0, column).trim() === '' ? line.slice(column) : line.trimStart()));
  return first.trim() === '' ? ['', ...body].join('\n') : [first, ...body].join('\n');
}
