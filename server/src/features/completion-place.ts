import type { Range, Uri } from '../base/span.ts';
import { type ManifestContext, manifestContext } from '../facts/manifest-place.ts';
import type { ManifestFacts } from '../facts/manifest-types.ts';
import type { CompletionAnswer } from './completion-answer.ts';
import type { FeatureContext } from './context.ts';
import { documentAt, type KeyLine, keyLines, type ManifestStyle, styleOf } from './manifest-lines.ts';

/** Where something is about to be typed, with all that offers are made from. */
export interface Place {
  readonly features: FeatureContext;
  readonly uri: Uri;
  readonly text: string;
  readonly offset: number;
  readonly context: ManifestContext;
  readonly facts: ManifestFacts;
  readonly style: ManifestStyle;
  /** The document that holds the caret. */
  readonly document: Range;
  /** Its lines that have a key. */
  readonly lines: readonly KeyLine[];
  /** Column that keys have here. */
  readonly column: number;
  /** A space, where a dash or colon stands directly before the caret. */
  readonly glue: '' | ' ';
}

/** The place of an offset; `undefined` where the document is no Cloud Run manifest, and in comments. */
export function placeOf(features: FeatureContext, facts: ManifestFacts, uri: Uri, offset: number): Place | undefined {
  const { text } = facts;
  const context = manifestContext(facts, offset);
  if (context === undefined || inComment(text, offset)) return undefined;
  const found = context.document;
  // A service that is being started has no evidence yet: only what speaks against Cloud Run counts here.
  if (found !== undefined && !found.isCloudRun && found.counterEvidence.length > 0) return undefined;
  const document = documentAt(text, offset);
  const before = text.charAt(context.range.start - 1);
  const glue = context.on === 'key' ? before === '-' : before === ':';
  return {
    features,
    uri,
    text,
    offset,
    context,
    facts,
    style: styleOf(text),
    document,
    lines: keyLines(text, document),
    column: context.column + (glue && context.on === 'key' ? 1 : 0),
    glue: glue ? ' ' : '',
  };
}

function inComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).slice(-2000);
  const bare = line.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length));
  return /(?:^|[ \t])#/.test(bare);
}

/** What one offer says; the rest is the same for all. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionAnswer['kind'];
  readonly newText: string;
  readonly detail?: string;
  readonly doc?: string;
  readonly filter?: string;
  readonly sort?: string;
  readonly more?: boolean;
  readonly extra?: CompletionAnswer['extra'];
}

/** Completes an offer. `index` keeps the order of the tables. */
export function answer(place: Place, offer: Offer, index: number): CompletionAnswer {
  const { typed, range } = place.context;
  const quote = /^["']/.exec(typed)?.[0] ?? '';
  const filter = offer.filter ?? offer.label;
  return {
    label: offer.label,
    kind: offer.kind,
    detail: offer.detail ?? '',
    doc: offer.doc ?? '',
    range: { start: range.start, end: range.end },
    newText: place.glue + offer.newText,
    // Editors compare from the start of the range on, an opening quote included.
    filter: filter.startsWith(quote) ? filter : quote + filter,
    sort: `${offer.sort ?? '1'}${String(index).padStart(3, '0')}`,
    more: offer.more ?? false,
    extra: offer.extra ?? [],
  };
}
