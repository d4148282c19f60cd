import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Scalar } from 'yaml';
import type { Range } from '../base/span.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from './yaml-types.ts';

/** Nodes a document may expand to through aliases; beyond it aliases are not followed any more. */
const MAX_EXPANDED = 50_000;

/** What one conversion needs and remembers; made anew per file. */
export interface Conversion {
  /** The text as the user wrote it. */
  readonly source: string;
  readonly templates: readonly Range[];
  /** Aliases that lead nowhere, to themselves, or to too much. */
  readonly badAliases: Range[];
  /** Duplicate keys with the first one. */
  readonly duplicates: { readonly first: Range; readonly second: Range }[];
  /** Start of keys and entries that are generated or merged from something unknown. */
  readonly unknownEntries: number[];
  readonly anchors: Map<string, YamlNode>;
  readonly sizes: Map<YamlNode, number>;
  expanded: number;
}

/** A conversion for one file. */
export function newConversion(source: string, templates: readonly Range[]): Conversion {
  return {
    source,
    templates,
    badAliases: [],
    duplicates: [],
    unknownEntries: [],
    anchors: new Map(),
    sizes: new Map(),
    expanded: 0,
  };
}

/** The document's contents as a plain tree. */
export function convertDocument(c: Conversion, doc: Document): YamlNode | undefined {
  c.anchors.clear();
  return convert(c, doc.contents);
}

function convert(c: Conversion, node: unknown): YamlNode | undefined {
  c.expanded++;
  if (isAlias(node)) return convertAlias(c, node.source, rangeOf(node.range));
  if (isScalar(node)) return remember(c, node.anchor, convertScalar(c, node));
  if (isMap(node)) return remember(c, node.anchor, convertMap(c, node));
  if (isSeq(node)) return remember(c, node.anchor, convertSeq(c, node));
  return undefined;
}

function remember<T extends YamlNode>(c: Conversion, anchor: string | undefined, node: T | undefined): T | undefined {
  if (anchor === undefined || node === undefined) return node;
  const named = { ...node, anchor };
  c.anchors.set(anchor, named);
  c.sizes.set(named, sizeOf(c, node));
  return named;
}

function convertAlias(c: Conversion, name: string, at: Range): YamlNode {
  const target = c.anchors.get(name);
  const size = target === undefined ? 0 : sizeOf(c, target);
  if (target === undefined || c.expanded + size > MAX_EXPANDED) {
    c.badAliases.push(at);
    c.unknownEntries.push(at.start);
    return { kind: 'scalar', ...at, value: null, text: '', style: 'plain', dynamic: true };
  }
  c.expanded += size;
  const node = { ...target, alias: { value: name, ...at } };
  c.sizes.set(node, size);
  return node;
}

/** Number of nodes that a walk over `node` meets, aliases followed. */
function sizeOf(c: Conversion, node: YamlNode): number {
  const cached = c.sizes.get(node);
  if (cached !== undefined) return cached;
  let size = 1;
  if (node.kind === 'map') for (const e of node.entries) size += 1 + (e.value === undefined ? 0 : sizeOf(c, e.value));
  if (node.kind === 'seq') for (const item of node.items) size += item === undefined ? 1 : sizeOf(c, item);
  c.sizes.set(node, size);
  return size;
}

function rangeOf(range: readonly number[] | null | undefined): Range {
  const start = range?.[0] ?? 0;
  return { start, end: Math.max(start, range?.[1] ?? start) };
}

const STYLES: Readonly<Record<string, YamlScalar['style']>> = {
  QUOTE_DOUBLE: 'double',
  QUOTE_SINGLE: 'single',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

function convertScalar(c: Conversion, node: Scalar): YamlScalar | undefined {
  const full = rangeOf(node.range);
  const style = STYLES[node.type ?? ''] ?? 'plain';
  if (style === 'plain' && full.start === full.end) return undefined;
  const range = style === 'block' ? trimEnd(c.source, full) : full;
  const raw = c.source.slice(range.start, range.end);
  const dynamic = touchesTemplate(c.templates, range);
  const decoded = node.source ?? String(node.value);
  const masked = dynamic || (style === 'plain' && (raw.startsWith('%') || raw.startsWith('@')));
  const text = masked ? (style === 'single' || style === 'double' ? raw.slice(1, -1) : raw) : decoded;
  return { kind: 'scalar', ...range, value: scalarValue(node.value, text), text, style, dynamic };
}

function scalarValue(value: unknown, text: string): YamlScalar['value'] {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return typeof value === 'bigint' ? Number(value) : text;
}

function trimEnd(source: string, range: Range): Range {
  let end = range.end;
  while (end > range.start && /\s/.test(source.charAt(end - 1))) end--;
  return { start: range.start, end };
}

function touchesTemplate(templates: readonly Range[], range: Range): boolean {
  let low = 0;
  let high = templates.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((templates[mid]?.end ?? 0) <= range.start) low = mid + 1;
    else high = mid;
  }
  const found = templates[low];
  return found !== undefined && found.start < range.end;
}

function convertSeq(
  c: Conversion,
  node: { items: unknown[]; flow?: boolean; range?: readonly number[] | null },
): YamlSeq {
  const range = trimEnd(c.source, rangeOf(node.range));
  const flow = node.flow === true;
  const items: (YamlNode | undefined)[] = [];
  const itemRanges: Range[] = [];
  // A block sequence starts at its first dash; from there each dash is looked for behind the item before.
  let at = range.start;
  for (const raw of node.items) {
    const item = isPair(raw) ? convertMap(c, { items: [raw], flow: true }) : convert(c, raw);
    const own = isCollection(raw) || isScalar(raw) || isAlias(raw) ? rangeOf(raw.range) : undefined;
    const start = flow ? (own?.start ?? item?.start ?? at) : dashFrom(c.source, at, own?.start ?? range.end);
    const end = Math.max(start + (flow ? 0 : 1), item === undefined ? start : (item.alias?.end ?? item.end));
    items.push(item);
    itemRanges.push({ start, end });
    at = end;
  }
  return { kind: 'seq', ...range, flow, items, itemRanges };
}

/** The dash of an item: the first one behind `from` that stands first on its line or starts the sequence. */
function dashFrom(source: string, from: number, limit: number): number {
  for (let i = from; i < limit; i++) {
    const ch = source.charAt(i);
    if (ch === '#') {
      const eol = source.indexOf('\n', i);
      if (eol < 0) break;
      i = eol;
    } else if (ch === '-') return i;
  }
  return Math.min(from, limit);
}

function convertMap(
  c: Conversion,
  node: { items: unknown[]; flow?: boolean; range?: readonly number[] | null },
): YamlMap {
  const entries: YamlEntry[] = [];
  const merges: (YamlNode | undefined)[] = [];
  const seen = new Map<string, YamlScalar>();
  for (const pair of node.items) {
    if (!isPair(pair)) continue;
    const key = convertKey(c, pair.key);
    if (key === undefined) continue;
    const value = convert(c, pair.value);
    if (key.text === '<<' && key.style === 'plain') {
      merges.push(value);
      if (value?.kind === 'scalar' && value.dynamic) c.unknownEntries.push(key.start);
      continue;
    }
    const first = seen.get(key.text);
    if (key.dynamic) c.unknownEntries.push(key.start);
    else if (first === undefined) seen.set(key.text, key);
    else
      c.duplicates.push({ first: { start: first.start, end: first.end }, second: { start: key.start, end: key.end } });
    entries.push({ key, value, start: key.start, end: entryEnd(c.source, key, value), merged: false });
  }
  for (const from of merges) addMerged(c, from, entries, seen);
  const whole = node.range === undefined || node.range === null ? undefined : trimEnd(c.source, rangeOf(node.range));
  const start = whole?.start ?? entries[0]?.start ?? 0;
  return { kind: 'map', start, end: whole?.end ?? entries.at(-1)?.end ?? start, flow: node.flow === true, entries };
}

function convertKey(c: Conversion, key: unknown): YamlScalar | undefined {
  if (isScalar(key)) {
    const scalar = convertScalar(c, key);
    return scalar === undefined ? undefined : remember(c, key.anchor, scalar);
  }
  if (!isCollection(key) && !isAlias(key)) return undefined;
  const range = rangeOf(key.range);
  const text = c.source.slice(range.start, range.end);
  return { kind: 'scalar', ...range, value: text, text, style: 'plain', dynamic: true };
}

function entryEnd(source: string, key: YamlScalar, value: YamlNode | undefined): number {
  if (value !== undefined) return Math.max(key.end, value.alias?.end ?? value.end);
  let at = key.end;
  while (at < source.length && (source.charAt(at) === ' ' || source.charAt(at) === '\t')) at++;
  return source.charAt(at) === ':' ? at + 1 : key.end;
}

function addMerged(
  c: Conversion,
  from: YamlNode | undefined,
  entries: YamlEntry[],
  seen: Map<string, YamlScalar>,
): void {
  if (from?.kind === 'seq') {
    for (const item of from.items) if (item?.kind === 'map') addMerged(c, item, entries, seen);
    return;
  }
  if (from?.kind !== 'map') return;
  for (const entry of from.entries) {
    if (seen.has(entry.key.text)) continue;
    seen.set(entry.key.text, entry.key);
    c.expanded += entry.value === undefined ? 1 : sizeOf(c, entry.value);
    entries.push({ ...entry, merged: true });
  }
}
