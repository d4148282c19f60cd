import type { Range } from '../base/span.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlPath, YamlSeq, YamlStep } from './yaml-types.ts';
import { entryOf, nodeAt } from './yaml-walk.ts';

/** Replaces `start`–`end` by `newText`. */
export interface YamlEdit extends Range {
  readonly newText: string;
}

/** The line break that the text uses. */
export function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Column (UTF-16 units from the line's start) of an offset. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStartOf(text, offset);
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStartOf(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function lineEndOf(text: string, offset: number): number {
  const rest = /[\r\n]/.exec(text.slice(offset));
  return rest === null ? text.length : offset + rest.index;
}

function nextLineOf(text: string, offset: number): number {
  const end = lineEndOf(text, offset);
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
}

/** Spaces by which the file indents a nested mapping: the first nested one decides, 2 where there is none. */
export function indentUnit(text: string, root: YamlNode | undefined): number {
  if (root?.kind !== 'map') return 2;
  for (const entry of root.entries) {
    const inner = entry.value;
    if (entry.merged || inner?.kind !== 'map' || inner.flow || inner.alias !== undefined) continue;
    const width = columnOf(text, inner.start) - columnOf(text, entry.start);
    if (width > 0 && width <= 8) return width;
  }
  return 2;
}

/**
 * Adds `key: value` behind the last entry of a map, in the map's style and indentation. `value` is YAML for block context; its
 * further lines are indented relative to the key. `undefined` where the text of the map is not here (aliased) or cannot be extended.
 */
export function insertKey(text: string, map: YamlMap, key: string, value: string): YamlEdit | undefined {
  if (map.alias !== undefined) return undefined;
  const own = map.entries.filter((e) => !e.merged);
  const last = own.at(-1);
  const first = own[0];
  if (map.flow) {
    if (value.includes('\n')) return undefined;
    const at = last?.end ?? map.start + 1;
    return { start: at, end: at, newText: last === undefined ? `${key}: ${value}` : `, ${key}: ${value}` };
  }
  if (last === undefined || first === undefined) return undefined;
  const at = lineEndOf(text, last.end);
  const pad = ' '.repeat(columnOf(text, first.start));
  return { start: at, end: at, newText: eolOf(text) + indentLines(`${key}:${spaced(value)}`, pad, eolOf(text)) };
}

function spaced(value: string): string {
  return value === '' || value.startsWith('\n') ? value : ` ${value}`;
}

function indentLines(lines: string, pad: string, eol: string): string {
  return lines
    .split('\n')
    .map((line) => (line === '' ? line : pad + line))
    .join(eol);
}

/** Adds `key: value` under a path of keys, creating the maps that are missing on the way. */
export function insertAt(
  text: string,
  root: YamlNode | undefined,
  path: YamlPath,
  key: string,
  value: string,
): YamlEdit | undefined {
  const unit = indentUnit(text, root);
  for (let depth = path.length; depth >= 0; depth--) {
    const node = nodeAt(root, path.slice(0, depth));
    const missing = path.slice(depth);
    if (missing.some((step) => typeof step !== 'string')) return undefined;
    if (node?.kind === 'map') {
      if (node.flow && missing.length > 0)
        return insertKey(text, node, String(missing[0]), flowOf(missing, key, value));
      return insertKey(
        text,
        node,
        String(missing[0] ?? key),
        nest(missing.slice(1), missing.length > 0 ? key : '', value, unit),
      );
    }
    if (node !== undefined) return undefined;
    // `annotations:` with nothing behind it: the entry exists, its value does not.
    const entry = entryOf(nodeAt(root, path.slice(0, depth - 1)), String(path[depth - 1]));
    if (depth > 0 && entry !== undefined && !entry.merged) {
      const pad = ' '.repeat(columnOf(text, entry.start) + unit);
      const body = missing.length > 0 ? nestLines([...missing, key], value, unit) : `${key}:${spaced(value)}`;
      const at = lineEndOf(text, entry.end);
      return { start: at, end: at, newText: eolOf(text) + indentLines(body, pad, eolOf(text)) };
    }
  }
  return undefined;
}

function nest(rest: readonly YamlStep[], key: string, value: string, unit: number): string {
  if (key === '') return value;
  return `\n${indentLines(nestLines([...rest, key], value, unit), ' '.repeat(unit), '\n')}`;
}

function nestLines(keys: readonly YamlStep[], value: string, unit: number): string {
  const [head, ...tail] = keys;
  if (tail.length === 0) return `${String(head)}:${spaced(value)}`;
  return `${String(head)}:\n${indentLines(nestLines(tail, value, unit), ' '.repeat(unit), '\n')}`;
}

function flowOf(missing: readonly YamlStep[], key: string, value: string): string {
  const inner = [...missing.slice(1), key].reduceRight<string>((acc, step) => `{${String(step)}: ${acc}}`, '\0');
  return inner.replace('\0', value);
}

/** Adds an item behind the last one of a list of lines with dashes; `value` is YAML for block context. `undefined` for any other list. */
export function appendItem(text: string, seq: YamlSeq, value: string): YamlEdit | undefined {
  const last = seq.itemRanges.at(-1);
  if (seq.alias !== undefined || seq.flow || last === undefined) return undefined;
  const at = lineEndOf(text, last.end);
  const eol = eolOf(text);
  const lines = indentLines(value, '  ', '\n').replace(/^ {2}/, '- ');
  return { start: at, end: at, newText: eol + indentLines(lines, ' '.repeat(columnOf(text, last.start)), eol) };
}

/** Removes the entry or item at a path, together with maps and lists above it that it leaves empty. */
export function removePath(text: string, root: YamlNode | undefined, path: YamlPath): YamlEdit | undefined {
  let end = path.length;
  for (; end > 1; end--) {
    const parent = nodeAt(root, path.slice(0, end - 1));
    if (parent?.alias !== undefined || childCount(parent) > 1) break;
  }
  const parent = nodeAt(root, path.slice(0, end - 1));
  const step = path[end - 1];
  if (parent === undefined || step === undefined || parent.alias !== undefined) return undefined;
  if (parent.kind === 'map' && typeof step === 'string') {
    const entry = entryOf(parent, step);
    return entry === undefined ? undefined : removeEntry(text, parent, entry);
  }
  if (parent.kind === 'seq' && typeof step === 'number') return removeItem(text, parent, step);
  return undefined;
}

function childCount(node: YamlNode | undefined): number {
  return node?.kind === 'map' ? node.entries.length : node?.kind === 'seq' ? node.items.length : 0;
}

/** Removes one entry of a map. The map may end up empty; `removePath` looks after that. */
export function removeEntry(text: string, map: YamlMap, entry: YamlEntry): YamlEdit | undefined {
  if (entry.merged || map.alias !== undefined) return undefined;
  const ranges = map.entries.filter((e) => !e.merged);
  return removeOne(text, map, ranges, ranges.indexOf(entry));
}

/** Removes one item of a sequence. */
export function removeItem(text: string, seq: YamlSeq, index: number): YamlEdit | undefined {
  return seq.alias === undefined ? removeOne(text, seq, seq.itemRanges, index) : undefined;
}

function removeOne(
  text: string,
  parent: YamlMap | YamlSeq,
  all: readonly Range[],
  index: number,
): YamlEdit | undefined {
  const range = all[index];
  if (range === undefined) return undefined;
  const next = all[index + 1];
  const previous = all[index - 1];
  if (parent.flow) {
    if (next !== undefined) return { start: range.start, end: next.start, newText: '' };
    return { start: previous?.end ?? range.start, end: range.end, newText: '' };
  }
  const lineStart = lineStartOf(text, range.start);
  if (text.slice(lineStart, range.start).trim() !== '') {
    // First on the line of its list item (`- name: x`): the next entry takes its place.
    return next === undefined
      ? { ...bare(range), newText: '{}' }
      : { start: range.start, end: next.start, newText: '' };
  }
  const after = nextLineOf(text, range.end);
  if (after >= text.length && !/[\r\n]$/.test(text) && lineStart > 0) {
    const before = text.startsWith('\r\n', lineStart - 2) ? lineStart - 2 : lineStart - 1;
    return { start: before, end: text.length, newText: '' };
  }
  return { start: lineStart, end: after, newText: '' };
}

function bare(range: Range): Range {
  return { start: range.start, end: range.end };
}
