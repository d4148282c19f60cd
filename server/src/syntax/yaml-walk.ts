import { contains, type Range } from '../base/span.ts';
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlPath, YamlStep } from './yaml-types.ts';

/** The entry of a key; the last one where a key stands twice, as readers take it. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  const own = node.entries.findLast((e) => e.key.text === key && !e.merged);
  return own ?? node.entries.find((e) => e.key.text === key);
}

/** The value of a key, `undefined` where the key or its value is missing. */
export function valueOfKey(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entryOf(node, key)?.value;
}

/** The node at a path of keys and indexes. */
export function nodeAt(root: YamlNode | undefined, path: YamlPath): YamlNode | undefined {
  let node = root;
  for (const step of path) {
    if (typeof step === 'string') node = valueOfKey(node, step);
    else node = node?.kind === 'seq' ? node.items[step] : undefined;
  }
  return node;
}

/** The map at a path. */
export function mapAt(root: YamlNode | undefined, path: YamlPath): YamlMap | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'map' ? node : undefined;
}

/** Whether the absence of a key in `node` is a fact, not an effect of broken or generated text in or right behind it. */
export function provesAbsence(file: YamlFile, text: string, node: Range): boolean {
  const broken = file.brokenFrom;
  if (broken === undefined) return true;
  if (node.end >= broken) return false;
  // What stands directly behind the node may belong to it: only sound text there closes it.
  const gap = /^(?:\s|#[^\n]*)*/.exec(text.slice(node.end, broken))?.[0].length ?? 0;
  return node.end + gap < broken;
}

/** Where an offset lies in a file's tree. */
export interface YamlLocation {
  /** Index of the document. */
  readonly document: number;
  /** Path of the node, ending with the key or index whose key or value holds the offset. */
  readonly path: YamlPath;
  /** The innermost entry that holds the offset; `undefined` inside list items that are scalars, and at the root. */
  readonly entry: YamlEntry | undefined;
  /** The innermost node: the key's scalar when the offset is on a key. */
  readonly node: YamlNode | undefined;
  readonly on: 'key' | 'value' | 'between';
}

/** The place of an offset in the parsed tree; `undefined` outside of every document. Aliased and merged content is not entered. */
export function locate(file: YamlFile, offset: number): YamlLocation | undefined {
  const index = file.documents.findLastIndex((d) => d.start <= offset && d.root !== undefined);
  const root = file.documents[index]?.root;
  if (root === undefined || !contains(root, offset)) return undefined;
  const path: YamlStep[] = [];
  let entry: YamlEntry | undefined;
  let node: YamlNode = root;
  for (;;) {
    const at = { document: index, path, entry, node };
    if (node.kind === 'scalar' || node.alias !== undefined) return { ...at, on: 'value' };
    if (node.kind === 'map') {
      const found: YamlEntry | undefined = node.entries.find((e) => !e.merged && contains(e, offset));
      if (found === undefined) return { ...at, on: 'between' };
      path.push(found.key.text);
      entry = found;
      if (contains(found.key, offset)) return { document: index, path, entry, node: found.key, on: 'key' };
      if (found.value === undefined || !contains(aliasOr(found.value), offset)) {
        return { document: index, path, entry, node: found.value, on: 'between' };
      }
      node = found.value;
    } else {
      const i = node.itemRanges.findIndex((r) => contains(r, offset));
      const item: YamlNode | undefined = node.items[i];
      if (i < 0) return { ...at, on: 'between' };
      path.push(i);
      entry = undefined;
      if (item === undefined || !contains(aliasOr(item), offset)) {
        return { document: index, path, entry, node: item, on: 'between' };
      }
      node = item;
    }
  }
}

function aliasOr(node: YamlNode): Range {
  return node.alias ?? node;
}

/** Every entry and item below a node, in source order, with its path; aliases are followed (their expansion is bounded). */
export function* walk(root: YamlNode | undefined, path: YamlPath = []): Generator<YamlVisit> {
  if (root?.kind === 'map') {
    for (const entry of root.entries) {
      const at = [...path, entry.key.text];
      yield { path: at, node: entry.value, entry, parent: root, range: entry };
      yield* walk(entry.value, at);
    }
  } else if (root?.kind === 'seq') {
    for (const [i, node] of root.items.entries()) {
      const at = [...path, i];
      yield { path: at, node, entry: undefined, parent: root, range: root.itemRanges[i] ?? root };
      yield* walk(node, at);
    }
  }
}

/** One stop of a walk. */
export interface YamlVisit {
  readonly path: YamlPath;
  readonly node: YamlNode | undefined;
  readonly entry: YamlEntry | undefined;
  readonly parent: YamlNode;
  readonly range: Range;
}
