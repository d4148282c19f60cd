import type { Range } from '../base/span.ts';
import { appendTo, joinEdits, type ManifestEdit } from '../facts/manifest/edit.ts';
import { podSpecPath } from '../facts/manifest/manifest.ts';
import type { ManifestAnnotation, ManifestDocument, ManifestFacts, ManifestLevel } from '../facts/manifest/types.ts';

/** A fix of a manifest, in the form that rules hand on. */
export interface ManifestFix {
  readonly title: string;
  readonly safety: 'safe' | 'suggestion';
  readonly edits: readonly ManifestEdit[];
}

type Edits = readonly ManifestEdit[] | undefined;

/** A fix out of edits; none where one of them is not possible (aliased text, brackets over lines). */
export function manifestFix(
  title: string,
  safety: ManifestFix['safety'],
  ...parts: readonly Edits[]
): ManifestFix | undefined {
  const edits: ManifestEdit[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    edits.push(...part);
  }
  const joined = joinEdits(edits);
  return joined === undefined || joined.length === 0 ? undefined : { title, safety, edits: joined };
}

/** Replaces a range of the manifest. */
export function replaceText(facts: ManifestFacts, range: Range, newText: string): readonly ManifestEdit[] {
  return [{ at: { uri: facts.uri, start: range.start, end: range.end }, newText }];
}

/** Path of a container in its document. */
export function containerPath(document: ManifestDocument, index: number): readonly (string | number)[] {
  return [...podSpecPath(document.kind), 'containers', index];
}

/**
 * Mounts a new volume into a container: edits of `volumes` and `volumeMounts`. `source` is the YAML of the volume without its name.
 * `undefined` where the manifest is not written in lines, or has an empty list.
 */
export function addVolume(
  facts: ManifestFacts,
  document: ManifestDocument,
  container: number,
  volume: { readonly name: string; readonly path: string; readonly source: string },
): readonly ManifestEdit[] | undefined {
  const taken = new Set(document.volumes.flatMap((v) => (v.name.kind === 'known' ? [v.name.value] : [])));
  let { name } = volume;
  for (let i = 2; taken.has(name); i++) name = `${volume.name}-${i}`;
  const mounted = appendTo(
    facts,
    document,
    containerPath(document, container),
    'volumeMounts',
    `name: ${name}\nmountPath: ${volume.path}`,
  );
  const made = appendTo(facts, document, podSpecPath(document.kind), 'volumes', `name: ${name}\n${volume.source}`);
  const [inner, outer] = [mounted?.[0], made?.[0]];
  if (inner === undefined || outer === undefined) return undefined;
  // Both behind the last line of the document: the deeper one comes first.
  const together = inner.at.start === outer.at.start && inner.at.end === outer.at.end;
  return together ? [{ at: inner.at, newText: inner.newText + outer.newText }] : joinEdits([inner, outer]);
}

/** The annotation of a key on a level (on any where none is named). */
export function findAnnotation(
  document: ManifestDocument,
  key: string,
  level?: ManifestLevel,
): ManifestAnnotation | undefined {
  return document.annotations.find((a) => a.key.value === key && (level === undefined || a.level === level));
}

/** The known text of an annotation. */
export function annotationText(document: ManifestDocument, key: string, level?: ManifestLevel): string | undefined {
  const found = findAnnotation(document, key, level);
  return found?.value.kind === 'known' ? found.value.value : undefined;
}

/** The known whole number of an annotation. */
export function annotationNumber(document: ManifestDocument, key: string, level?: ManifestLevel): number | undefined {
  const text = annotationText(document, key, level);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Range of an annotation's value, of its key where there is none. */
export function annotationValueRange(annotation: ManifestAnnotation): Range {
  return annotation.value.kind === 'known' && annotation.value.at !== undefined ? annotation.value.at : annotation.key;
}

/** A path in words: `spec.template.spec.containers[]`. */
export function describePath(path: readonly (string | number)[]): string {
  const text = path.reduce<string>(
    (acc, step) => (typeof step === 'number' ? `${acc}[]` : acc === '' ? step : `${acc}.${step}`),
    '',
  );
  return text === '' ? 'the document' : text;
}
