import { type Known, known, unknown } from '../../base/known.ts';
import { type Located, type Range, spanOf, type Uri } from '../../base/span.ts';
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar } from '../../syntax/yaml-types.ts';
import { entryOf, provesAbsence } from '../../syntax/yaml-walk.ts';
import { hasSubstitution } from '../placeholder.ts';
import type { ManifestPair } from './types.ts';

/** What every reader below needs: the file, for spans and for what absence proves. */
export interface ManifestSource {
  readonly uri: Uri;
  readonly text: string;
  readonly file: YamlFile;
}

type Unknown = Extract<Known<never>, { readonly kind: 'unknown' }>;

/** Unknown for a key that is not in `parent`: absent where that is proved, unparsed behind a break. */
export function missing(source: ManifestSource, parent: YamlNode | undefined): Unknown {
  const proved =
    parent === undefined ? source.file.brokenFrom === undefined : provesAbsence(source.file, source.text, parent);
  return { kind: 'unknown', why: proved ? 'absent' : 'unparsed' };
}

/** A key's value through a reader; `missing` where the key is not there or empty. */
function readKey<T>(
  source: ManifestSource,
  parent: YamlNode | undefined,
  key: string,
  read: (node: YamlScalar) => Known<T>,
): Known<T> {
  const node = entryOf(parent, key)?.value;
  if (node === undefined) return missing(source, parent);
  if (node.kind !== 'scalar') return unknown('unparsed', spanOf(source.uri, node));
  if (node.dynamic || hasSubstitution(node.text)) return unknown('dynamic', spanOf(source.uri, node));
  return node.value === null && node.style === 'plain' ? missing(source, parent) : read(node);
}

/** A text, whatever scalar type it resolves to. */
export function readString(source: ManifestSource, parent: YamlNode | undefined, key: string): Known<string> {
  return readKey(source, parent, key, (node) => known(node.text, spanOf(source.uri, node)));
}

/** A number; quoted integers count too (jobs take `timeoutSeconds: "600"`), other text is unparsed. */
export function readNumber(source: ManifestSource, parent: YamlNode | undefined, key: string): Known<number> {
  return readKey(source, parent, key, (node) => {
    const span = spanOf(source.uri, node);
    if (typeof node.value === 'number') return known(node.value, span);
    return /^-?\d{1,15}$/.test(node.text) ? known(Number(node.text), span) : unknown('unparsed', span);
  });
}

/** A boolean; quoted ones count too. */
export function readBoolean(source: ManifestSource, parent: YamlNode | undefined, key: string): Known<boolean> {
  return readKey(source, parent, key, (node) => {
    const span = spanOf(source.uri, node);
    const text = node.text.toLowerCase();
    return text === 'true' || text === 'false' ? known(text === 'true', span) : unknown('unparsed', span);
  });
}

/** One scalar as text. `$X` stays text here: arguments and variables hold such text literally. */
export function textOf(source: ManifestSource, node: YamlNode | undefined, at: Range): Known<string> {
  if (node === undefined) return known('', spanOf(source.uri, at));
  const span = spanOf(source.uri, node);
  if (node.kind !== 'scalar') return unknown('unparsed', span);
  return node.dynamic || /\{\{|\{%|^%\w+%$/.test(node.text) ? unknown('dynamic', span) : known(node.text, span);
}

/** A list of texts. */
export function readStrings(
  source: ManifestSource,
  parent: YamlNode | undefined,
  key: string,
): Known<readonly Known<string>[]> {
  const entry = entryOf(parent, key);
  const node = entry?.value;
  if (entry === undefined || node === undefined) return missing(source, parent);
  const span = spanOf(source.uri, node);
  if (node.kind !== 'seq') return unknown(node.kind === 'scalar' && node.dynamic ? 'dynamic' : 'unparsed', span);
  if (!provesAbsence(source.file, source.text, node) && source.file.errorFrom !== undefined)
    return unknown('unparsed', span);
  return known(
    node.items.map((item, i) => textOf(source, item, node.itemRanges[i] ?? node)),
    span,
  );
}

/** The entries of a string map. */
export function readPairs(source: ManifestSource, node: YamlNode | undefined): readonly ManifestPair[] {
  if (node?.kind !== 'map') return [];
  return node.entries
    .filter((entry) => !entry.key.dynamic)
    .map((entry) => ({
      key: locate(entry.key),
      value: readKey(source, node, entry.key.text, (scalar) => known(scalar.text, spanOf(source.uri, scalar))),
      range: rangeOf(entry),
      entry,
    }));
}

/** The maps of a list, each with its range from the dash on. */
export function listOfMaps(
  node: YamlNode | undefined,
): readonly { readonly map: YamlMap; readonly range: Range; readonly index: number }[] {
  if (node?.kind !== 'seq') return [];
  return node.items.flatMap((map, index) => {
    const range = node.itemRanges[index];
    return map?.kind === 'map' && range !== undefined ? [{ map, range, index }] : [];
  });
}

/** A key with its text. */
export function locate(key: YamlScalar): Located<string> {
  return { value: key.text, start: key.start, end: key.end };
}

/** A plain range, without what else the value carries. */
export function rangeOf(of: Range): Range {
  return { start: of.start, end: of.end };
}

/** The range of an entry's key. */
export function keyRange(entry: YamlEntry): Range {
  return rangeOf(entry.key);
}
