import type { Range } from '../base/span.ts';
import type { FieldSpec, TypeName } from '../catalog/field-types.ts';
import { fieldOf, innerType } from '../catalog/fields.ts';
import type { YamlEntry, YamlNode, YamlPath, YamlScalar } from '../syntax/yaml-types.ts';
import { provesAbsence } from '../syntax/yaml-walk.ts';
import type { ManifestDocument, ManifestFacts } from './manifest-types.ts';

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
export function manifestNodes(facts: ManifestFacts, document: ManifestDocument): readonly ManifestNode[] {
  const out: ManifestNode[] = [];
  const limit = facts.file.errorFrom ?? Number.POSITIVE_INFINITY;
  const add = (node: Omit<ManifestNode, 'keys' | 'complete'>): void => {
    if (node.range.start >= limit) return;
    const keys = node.value?.kind === 'map' ? node.value.entries.map((e) => e.key.text) : [];
    const complete = provesAbsence(facts.file, facts.text, node.value ?? node.range);
    out.push({ ...node, keys, complete });
    visit(node);
  };
  const visit = (parent: Omit<ManifestNode, 'keys' | 'complete'>): void => {
    const value = parent.value;
    const elsewhere = parent.elsewhere || value?.alias !== undefined;
    if (value?.kind === 'map') {
      const free = parent.field?.type.kind === 'map' ? parent.field : undefined;
      if (parent.type === undefined && free === undefined) return;
      const siblings = value.entries.map((e) => e.key.text);
      for (const entry of value.entries) {
        if (entry.key.dynamic) continue;
        const name = entry.key.text;
        const field = parent.type === undefined ? undefined : fieldOf(parent.type, name);
        add({
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
          siblings,
          elsewhere: elsewhere || entry.merged,
        });
      }
    } else if (value?.kind === 'seq' && parent.field?.type.kind === 'list' && !parent.isItem) {
      const list = parent.field;
      for (const [i, item] of value.items.entries()) {
        const range = plain(value.itemRanges[i] ?? value);
        add({
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
          siblings: [],
          elsewhere,
        });
      }
    }
  };
  add({
    path: [],
    name: '',
    owner: undefined,
    field: undefined,
    freeMap: undefined,
    isItem: false,
    inStrings: false,
    keyAt: document.kindAt,
    range: plain(document.root),
    value: document.root,
    entry: undefined,
    type: document.kind,
    siblings: [],
    elsewhere: false,
  });
  return out;
}

/** A short place to point to for a list item: its first key, else its first character. */
function itemStart(item: YamlNode | undefined, range: Range): Range {
  const first = item?.kind === 'map' && item.alias === undefined ? item.entries.find((e) => !e.merged) : undefined;
  return first === undefined ? { start: range.start, end: Math.min(range.start + 1, range.end) } : plain(first.key);
}

function plain(range: Range): Range {
  return { start: range.start, end: range.end };
}
