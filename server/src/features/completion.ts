import { contains, type Uri } from '../base/span.ts';
import { KINDS } from '../catalog/kinds.ts';
import { freeKeyOffers, freeValueOffers } from './completion-annotations.ts';
import type { CompletionAnswer } from './completion-answer.ts';
import { blockOffers } from './completion-block-text.ts';
import { headCompletion } from './completion-head.ts';
import { keyOffers } from './completion-keys.ts';
import { answer, type Offer, type Place, placeOf } from './completion-place.ts';
import { valueOffers } from './completion-values.ts';
import type { FeatureContext } from './context.ts';

const NONE: readonly CompletionAnswer[] = [];

/** What can be written at an offset of a Cloud Run manifest, however broken it is there; nothing in other files. */
export function completion(features: FeatureContext, uri: Uri, offset: number): readonly CompletionAnswer[] {
  if (features.workspace.language(uri) !== 'yaml' || !features.settingsFor(uri).enable) return NONE;
  const facts = features.workspace.manifest(uri);
  if (facts === undefined) return NONE;
  const place = placeOf(features, facts, uri, offset);
  if (place === undefined) return headCompletion(facts.text, offset);
  const { newline } = place.style;
  return offersAt(place)
    .map((offer, i) => answer(place, offer, i))
    .filter(({ range }) => contains(range, offset))
    .map((found) => (newline === '\n' ? found : { ...found, newText: found.newText.replaceAll('\n', newline) }));
}

function offersAt(place: Place): readonly Offer[] {
  const { context, column } = place;
  const { map, field, type, on } = context;
  if (map !== undefined) return on === 'value' ? freeValueOffers(place) : freeKeyOffers(place);
  if (on === 'value') {
    // The root's kind may be another one than it is now.
    if (context.path.length === 0 && context.key === 'kind') return kindOffers(KINDS[context.kind].apiVersion);
    return field === undefined ? [] : valueOffers(place, field);
  }
  if (type !== undefined) {
    const fresh = context.item && context.siblings.length === 0;
    return [
      ...keyOffers(place, type, '', column),
      ...blockOffers(place, type, false, '', column),
      ...(fresh ? blockOffers(place, type, true, '', column) : []),
    ];
  }
  // Below the key of a list, where the dash is missing.
  if (field?.type.kind !== 'list' || field.type.of === 'string' || typeof context.path.at(-1) === 'number') return [];
  const of = field.type.of;
  return [...keyOffers(place, of, '- ', column + 2), ...blockOffers(place, of, true, '- ', column + 2)];
}

function kindOffers(apiVersion: string): readonly Offer[] {
  return Object.values(KINDS)
    .filter((kind) => kind.apiVersion === apiVersion)
    .map((kind) => ({
      label: kind.kind,
      kind: 'value',
      newText: kind.kind,
      doc: kind.doc,
      detail: kind.stage === 'preview' ? 'preview' : '',
    }));
}
