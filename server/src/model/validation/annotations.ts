import { nearest } from '../../base/edit-distance.ts';
import { oncePer } from '../../base/once.ts';
import type { Range } from '../../base/span.ts';
import type { AnnotationSpec } from '../../catalog/annotation-types.ts';
import {
  ANNOTATIONS,
  annotationOf,
  isRestrictedKey,
  LABELS,
  levelsFor,
  notAnAnnotation,
} from '../../catalog/annotations.ts';
import { type AnnotationLevel, levelPath } from '../../catalog/kinds.ts';
import type { ManifestAnnotation, ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';

/** An annotation or label that Cloud Run does not take as it stands. */
export type AnnotationIssue =
  | {
      readonly kind: 'misplaced';
      readonly annotation: ManifestAnnotation;
      readonly from: 'annotations' | 'labels';
      /** Where it belongs; `undefined` where this kind of resource does not have it. */
      readonly to: { readonly level: AnnotationLevel; readonly map: 'annotations' | 'labels' } | undefined;
      /** The same key at the right place, if it is there too. */
      readonly already: Range | undefined;
      /** Some pages show it at this place too. */
      readonly disputed: boolean;
    }
  | {
      readonly kind: 'unknown';
      readonly annotation: ManifestAnnotation;
      /** The annotation that was probably meant. */
      readonly near?: AnnotationSpec;
      /** What does this instead, in words. */
      readonly instead?: string;
      /** A Knative annotation that Cloud Run does not read. */
      readonly knative: boolean;
    };

/** Scaling of worker pools has a rule of its own. */
const SCALING =
  /^autoscaling\.knative\.dev\/|\/(?:minScale|maxScale|scaling-(?:cpu|concurrency)-target|overflow-scaling)$/;
/** Older pages show these under the template (facts §10 item 29). */
const DISPUTED = new Set([
  'run.googleapis.com/minScale',
  'run.googleapis.com/maxScale',
  'run.googleapis.com/custom-audiences',
]);

/** Misplaced and unknown annotations and labels of a document, in source order of their maps. */
export const annotationIssues: (facts: ManifestFacts, document: ManifestDocument) => readonly AnnotationIssue[] =
  oncePer(findIssues);

function findIssues(facts: ManifestFacts, document: ManifestDocument): readonly AnnotationIssue[] {
  const limit = facts.file.errorFrom ?? Number.POSITIVE_INFINITY;
  const sound = (a: ManifestAnnotation): boolean => a.range.start < limit;
  return [
    ...document.annotations.filter(sound).flatMap((a) => annotationIssue(document, a) ?? []),
    ...document.labels.filter(sound).flatMap((a) => labelIssue(document, a) ?? []),
  ];
}

function annotationIssue(document: ManifestDocument, annotation: ManifestAnnotation): AnnotationIssue | undefined {
  const key = annotation.key.value;
  const spec = annotationOf(key);
  if (spec === undefined) {
    const label = LABELS.find((l) => l.key === key && !l.output);
    if (label !== undefined) return misplacedLabel(document, annotation);
    return isRestrictedKey(key) ? unknownAnnotation(document, annotation) : undefined;
  }
  if (spec.stage === 'output' || spec.stage === 'hidden' || spec.stage === 'deprecated') return undefined;
  if (document.kind === 'WorkerPool' && SCALING.test(key)) return undefined;
  const levels = levelsFor(document.kind, spec);
  if (levels.includes(annotation.level)) return undefined;
  // What a worker pool's template does with a service's settings is not documented.
  if (document.kind === 'WorkerPool' && annotation.level === 'revision' && spec.levels.includes('revision'))
    return undefined;
  const level = levels[0];
  const to = level === undefined ? undefined : ({ level, map: 'annotations' } as const);
  const already = document.annotations.find((a) => a.key.value === key && levels.includes(a.level))?.range;
  return { kind: 'misplaced', annotation, from: 'annotations', to, already, disputed: DISPUTED.has(key) };
}

function misplacedLabel(document: ManifestDocument, annotation: ManifestAnnotation): AnnotationIssue {
  const level = topLevel(document);
  const already = document.labels.find((l) => l.key.value === annotation.key.value && l.level === level)?.range;
  return { kind: 'misplaced', annotation, from: 'annotations', to: { level, map: 'labels' }, already, disputed: false };
}

function labelIssue(document: ManifestDocument, label: ManifestAnnotation): AnnotationIssue | undefined {
  const key = label.key.value;
  const level = topLevel(document);
  if (key === 'cloud.googleapis.com/location' && label.level !== level) {
    const already = document.labels.find((l) => l.key.value === key && l.level === level)?.range;
    // On the template it only is useless, and beside the right one harmless.
    return already === undefined
      ? { kind: 'misplaced', annotation: label, from: 'labels', to: { level, map: 'labels' }, already, disputed: true }
      : undefined;
  }
  const spec = annotationOf(key);
  if (spec === undefined || (spec.stage !== 'GA' && spec.stage !== 'preview')) return undefined;
  const levels = levelsFor(document.kind, spec);
  const target = levels.includes(label.level) ? label.level : levels[0];
  const already = document.annotations.find((a) => a.key.value === key && a.level === target)?.range;
  const to = target === undefined ? undefined : ({ level: target, map: 'annotations' } as const);
  return { kind: 'misplaced', annotation: label, from: 'labels', to, already, disputed: false };
}

function topLevel(document: ManifestDocument): AnnotationLevel {
  const levels = { Service: 'service', Job: 'job', WorkerPool: 'worker-pool', Instance: 'instance' } as const;
  return levels[document.kind];
}

function unknownAnnotation(document: ManifestDocument, annotation: ManifestAnnotation): AnnotationIssue {
  const key = annotation.key.value;
  const issue = { kind: 'unknown', annotation, knative: key.startsWith('autoscaling.knative.dev/') } as const;
  const meant = notAnAnnotation(key);
  if (meant !== undefined && 'instead' in meant) return { ...issue, instead: meant.instead };
  const near = meant === undefined ? nearAnnotation(document, annotation) : annotationOf(meant.annotation);
  return near === undefined || levelsFor(document.kind, near).length === 0 ? issue : { ...issue, near };
}

function nearAnnotation(
  document: ManifestDocument,
  { key: { value: key }, level }: ManifestAnnotation,
): AnnotationSpec | undefined {
  const offered = ANNOTATIONS.filter((a) => a.stage === 'GA' || a.stage === 'preview');
  const plain = (text: string): string =>
    text
      .slice(text.indexOf('/') + 1)
      .replace(/[-_]/g, '')
      .toLowerCase();
  const prefix = key.slice(0, key.indexOf('/') + 1);
  const own = offered.filter((a) => a.key.startsWith(prefix));
  // Written in another style: `max-scale`, `session-affinity`, `cpuThrottling`.
  const other = offered.filter((a) => plain(a.key) === plain(key));
  const here = other.filter((a) => levelsFor(document.kind, a).includes(level));
  if (here.length === 1) return here[0];
  const style = own.filter((a) => plain(a.key) === plain(key));
  if (style.length === 1) return style[0];
  if (style.length === 0 && other.length === 1) return other[0];
  const name = nearest(
    key.slice(prefix.length),
    own.map((a) => a.key.slice(prefix.length)),
  );
  return name === undefined ? undefined : own.find((a) => a.key === prefix + name);
}

/** The path of an annotation's map in the document. */
export function annotationPath(
  document: ManifestDocument,
  level: AnnotationLevel,
  map: 'annotations' | 'labels',
): readonly string[] {
  return [...(levelPath(document.kind, level) ?? 'metadata').split('.'), map];
}
