import { type Known, valueOf } from '../base/known.ts';
import { contains, type Range, type Uri } from '../base/span.ts';
import { isRecord, parseJson } from '../facts/manifest/json.ts';
import type { ManifestDocument, ManifestFacts } from '../facts/manifest/types.ts';

/** A place where a manifest names a container or volume. */
export interface NamedPlace {
  readonly what: 'container' | 'volume';
  readonly name: string;
  /** The name alone, without quotes. */
  readonly range: Range;
  /** The place that gives the name; the others refer to it. */
  readonly declares: boolean;
}

/** Annotations whose JSON names containers. */
const NAMING: readonly string[] = ['run.googleapis.com/container-dependencies', 'run.googleapis.com/base-images'];

function bare(text: string, uri: Uri, value: Known<string>): Range | undefined {
  if (value.kind !== 'known' || value.at === undefined || value.at.uri !== uri) return undefined;
  const { start, end } = value.at;
  const raw = text.slice(start, end);
  const quoted = /^(?:"[^"\\]*"|'[^']*')$/.test(raw);
  const inner = quoted ? { start: start + 1, end: end - 1 } : { start, end };
  // Escapes and block scalars: the text is not the name.
  return text.slice(inner.start, inner.end) === value.value ? inner : undefined;
}

/** The container names inside the JSON of an annotation; nothing where the text is escaped or is no JSON. */
function inJson(text: string, uri: Uri, value: Known<string>, known: ReadonlySet<string>): readonly NamedPlace[] {
  const range = bare(text, uri, value);
  const json = valueOf(value);
  if (range === undefined || json === undefined || !isRecord(parseJson(json))) return [];
  const out: NamedPlace[] = [];
  for (const match of json.matchAll(/"([^"\\]*)"/g)) {
    const name = match[1] ?? '';
    const start = range.start + match.index + 1;
    if (known.has(name))
      out.push({ what: 'container', name, range: { start, end: start + name.length }, declares: false });
  }
  return out;
}

/** Every place of a document that names a container or a volume. */
export function namedPlaces(facts: ManifestFacts, document: ManifestDocument): readonly NamedPlace[] {
  const { text, uri } = facts;
  const out: NamedPlace[] = [];
  const add = (what: NamedPlace['what'], value: Known<string>, declares: boolean): void => {
    const range = bare(text, uri, value);
    const name = valueOf(value);
    if (range !== undefined && name !== undefined && name !== '') out.push({ what, name, range, declares });
  };
  for (const container of document.containers) {
    add('container', container.name, true);
    for (const mount of container.mounts) add('volume', mount.name, false);
  }
  for (const volume of document.volumes) add('volume', volume.name, true);
  const names = new Set(document.containers.flatMap((c) => valueOf(c.name) ?? []));
  for (const annotation of document.annotations)
    if (NAMING.includes(annotation.key.value)) out.push(...inJson(text, uri, annotation.value, names));
  return out.filter((one, i) => out.findIndex((other) => other.range.start === one.range.start) === i);
}

/** A name under the caret, with the document that it belongs to. */
export interface NameAt {
  readonly facts: ManifestFacts;
  readonly document: ManifestDocument;
  readonly place: NamedPlace;
  readonly all: readonly NamedPlace[];
}

/** The name at an offset of a Cloud Run manifest. */
export function nameAt(facts: ManifestFacts | undefined, offset: number): NameAt | undefined {
  const document = facts?.documents.find((d) => d.isCloudRun && contains(d, offset));
  if (facts === undefined || document === undefined) return undefined;
  const all = namedPlaces(facts, document);
  const place = all.find(({ range }) => contains(range, offset));
  return place === undefined ? undefined : { facts, document, place, all };
}
