import { oncePer } from '../../base/once.ts';
import type { Range } from '../../base/span.ts';
import type { FieldSpec, TypeName } from '../../catalog/field-types.ts';
import { fieldOf, innerType } from '../../catalog/fields.ts';
import type { YamlEntry, YamlNode, YamlPath, YamlScalar } from '../../syntax/yaml-types.ts';
import { provesAbsence } from '../../syntax/yaml-walk.ts';
import type { ManifestDocument, ManifestFacts } from './types.ts';

/** A key or list item of a manifest with what the field table says about it. Plain data for validation and features. */
export interface ManifestNode {
  /** Keys and indexes from the document's root. */
  readonly path: YamlPath;
  /** The key; empty for list items. */
  readonly name: string;
  /** The type of the map that holds the key; for list items the type of the list's owner. `undefined` in free maps. */
  readonly owner: TypeName | undefined;
  /** The field of the key, or of the list that holds the item; `undefined` where the table knows none. */
  readonly field: FieldSpec | undefined;
  /** The free map (annotations, labels, strings) that holds the key, by its field. */
  readonly freeMap: FieldSpec | undefined;
  readonly isItem: boolean;
  /** Whether the list that holds this item holds plain strings. */
  readonly inStrings: boolean;
  /** The key; for list items the dash or the item's first character. */
  readonly keyAt: Range;
  /** The whole entry or item. */
  readonly range: Range;
  readonly value: YamlNode | undefined;
  readonly entry: YamlEntry | undefined;
  /** The type of the value where it is a typed map. */
  readonly type: TypeName | undefined;
  /** Keys of the value where it is a map. */
  readonly keys: readonly string[];
  /** Keys of the map that holds this one, itself included; empty for list items. */
  readonly siblings: readonly string[];
  /** Whether a key that is not in `keys` is proved to be missing. */
  readonly complete: boolean;
  /** The text stands elsewhere (alias, merge): no edit is possible here. */
  readonly elsewhere: boolean;
}

/** The scalar of a node, `undefined` for maps, lists and empty values. */
export function scalarOf(node: ManifestNode): YamlScalar | undefined {
  return node.value?.kind === 'scalar' ? node.value : undefined;
}

/**
 * Everything that a document says, outermost first, the root included. Text behind the first syntax error is left out: what stands
 * there may hang on the wrong parent. Below fields that the table does not know nothing is visited.
 */
export const manifestNodes: (facts: ManifestFacts, document: ManifestDocument) => readonly ManifestNode[] =
  oncePer(nodesOf);

function nodesOf(facts: ManifestFacts, document: ManifestDocument): readonly ManifestNode[] {
  const limit = facts.file.errorFrom ?? Number.POSITIVE_INFINITY;
  const walk: Walk = { out: [], limit, facts, sound: facts.file.brokenFrom === undefined };
  const { root, kindAt } = document;
  const node: ManifestNode = {
    path: [],
    name: '',
    owner: undefined,
    field: undefined,
    freeMap: undefined,
    isItem: false,
    inStrings: false,
    keyAt: kindAt,
    range: plain(root),
    value: root,
    entry: undefined,
    type: document.kind,
    siblings: [],
    keys: keysOf(root),
    complete: isComplete(walk, root, root),
    elsewhere: false,
  };
  walk.out.push(node);
  visit(walk, node);
  return walk.out;
}

interface Walk {
  readonly out: ManifestNode[];
  readonly limit: number;
  readonly facts: ManifestFacts;
  readonly sound: boolean;
}

const NONE: readonly string[] = [];

function keysOf(value: YamlNode | undefined): readonly string[] {
  return value?.kind === 'map' ? value.entries.map((e) => e.key.text) : NONE;
}

function isComplete(walk: Walk, value: YamlNode | undefined, range: Range): boolean {
  return walk.sound || provesAbsence(walk.facts.file, walk.facts.text, value ?? range);
}

function visit(walk: Walk, parent: ManifestNode): void {
  const { value } = parent;
  if (value?.kind === 'map') {
    const free = parent.field?.type.kind === 'map' ? parent.field : undefined;
    if (parent.type !== undefined || free !== undefined) visitMap(walk, parent, value.entries, free);
  } else if (value?.kind === 'seq' && parent.field?.type.kind === 'list' && !parent.isItem) {
    visitList(walk, parent, parent.field);
  }
}

function visitMap(walk: Walk, parent: ManifestNode, entries: readonly YamlEntry[], free: FieldSpec | undefined): void {
  const elsewhere = parent.elsewhere || parent.value?.alias !== undefined;
  for (const entry of entries) {
    if (entry.key.dynamic || entry.start >= walk.limit) continue;
    const name = entry.key.text;
    const field = parent.type === undefined ? undefined : fieldOf(parent.type, name);
    // Written out: copying an object of this size with a spread takes ten times as long.
    const node: ManifestNode = {
      path: [...parent.path, name],
      name,
      owner: parent.type,
      field,
      freeMap: free,
      isItem: false,
      inStrings: false,
      keyAt: plain(entry.key),
      range: plain(entry),
      value: entry.value,
      entry,
      type: field?.type.kind === 'object' ? field.type.type : undefined,
      siblings: parent.keys,
      keys: keysOf(entry.value),
      complete: isComplete(walk, entry.value, entry),
      elsewhere: elsewhere || entry.merged,
    };
    walk.out.push(node);
    visit(walk, node);
  }
}

function visitList(walk: Walk, parent: ManifestNode, list: FieldSpec): void {
  const { value } = parent;
  if (value?.kind !== 'seq') return;
  const elsewhere = parent.elsewhere || value.alias !== undefined;
  for (const [i, item] of value.items.entries()) {
    const range = plain(value.itemRanges[i] ?? value);
    if (range.start >= walk.limit) continue;
    const node: ManifestNode = {
      path: [...parent.path, i],
      name: '',
      owner: parent.owner,
      field: list,
      freeMap: undefined,
      isItem: true,
      inStrings: list.type.kind === 'list' && list.type.of === 'string',
      keyAt: itemStart(item, range),
      range,
      value: item,
      entry: undefined,
      type: innerType(list.type),
      siblings: NONE,
      keys: keysOf(item),
      complete: isComplete(walk, item, range),
      elsewhere,
    };
    walk.out.push(node);
    visit(walk, node);
  }
}

/** A short place to point to for a list item: its first key, else its first character. */
function itemStart(item: YamlNode | undefined, range: Range): Range {
  const first = item?.kind === 'map' && item.alias === undefined ? item.entries.find((e) => !e.merged) : undefined;
  return first === undefined ? { start: range.start, end: Math.min(range.start + 1, range.end) } : plain(first.key);
}

function plain(range: Range): Range {
  return { start: range.start, end: range.end };
}
