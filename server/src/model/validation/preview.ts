import type { Range } from '../../base/span.ts';
import { annotationOf, levelsFor } from '../../catalog/annotations.ts';
import type { ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { manifestNodes, scalarOf } from '../../facts/manifest/walk.ts';

/** A feature in preview that a document uses. */
export interface PreviewUse {
  readonly name: string;
  readonly at: Range;
}

/** Fields, values and annotations that need a launch stage, in source order of their kind. */
export function previewUses(facts: ManifestFacts, document: ManifestDocument): readonly PreviewUse[] {
  const fields = manifestNodes(facts, document).flatMap((node): readonly PreviewUse[] => {
    const { field } = node;
    if (field === undefined || node.isItem || node.value === undefined) return [];
    const scalar = scalarOf(node);
    if (field.stage === 'preview')
      return scalar?.text.toLowerCase() === 'false' ? [] : [{ name: node.name, at: node.keyAt }];
    if (field.type.kind !== 'enum' || scalar === undefined) return [];
    const choice = field.type.values.find((v) => v.value === scalar.text);
    return choice?.stage === 'preview' ? [{ name: choice.value, at: { start: scalar.start, end: scalar.end } }] : [];
  });
  const annotations = document.annotations.flatMap((annotation): readonly PreviewUse[] => {
    const spec = annotationOf(annotation.key.value);
    const right = spec?.stage === 'preview' && levelsFor(document.kind, spec).includes(annotation.level);
    return right ? [{ name: annotation.key.value, at: { start: annotation.key.start, end: annotation.key.end } }] : [];
  });
  return [...annotations, ...fields];
}
