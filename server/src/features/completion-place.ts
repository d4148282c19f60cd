import type { Range, Uri } from '../base/span.ts';
import { contextIn, type ManifestContext, manifestContext } from '../facts/manifest/place.ts';
import type { ManifestFacts } from '../facts/manifest/types.ts';
import type { CompletionAnswer } from './completion-answer.ts';
import { flowAt } from './completion-flow.ts';
import type { FeatureContext } from './context.ts';
import { documentAt, type KeyLine, keyLines, type ManifestStyle, siblingValue, styleOf } from './manifest-lines.ts';

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
  /** Inside braces on one line: nothing that is written may hold a line break. */
  readonly flow: boolean;
  /** The value of another key of the map that holds the caret. */
  readonly beside: (key: string) => string | undefined;
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
  const flow = flowPlace(features, facts, uri, offset, context, document);
  if (flow !== undefined) return flow;
  const lines = keyLines(text, document);
  const before = text.charAt(context.range.start - 1);
  const glue = context.on === 'key' ? before === '-' : before === ':';
  const column = context.column + (glue && context.on === 'key' ? 1 : 0);
  return {
    features,
    uri,
    text,
    offset,
    context,
    facts,
    style: styleOf(text),
    document,
    lines,
    column,
    glue: glue ? ' ' : '',
    flow: false,
    beside: (key) => siblingValue(lines, offset, column, key),
  };
}

/** The place inside braces that are the value of the line's key. */
function flowPlace(
  features: FeatureContext,
  facts: ManifestFacts,
  uri: Uri,
  offset: number,
  outer: ManifestContext,
  document: Range,
): Place | undefined {
  const { text } = facts;
  // Directly behind a dash the braces are the item itself.
  const own = outer.on === 'key' && outer.item;
  if ((outer.on !== 'value' && !own) || !/^[[{]/.test(outer.typed)) return undefined;
  const found = flowAt(text, outer.range.start, offset);
  if (found === undefined) return undefined;
  const base = own || outer.key === undefined ? outer.path : [...outer.path, outer.key];
  const inner = contextIn(outer, [...base, ...found.path], found.on, found.key);
  const lines = keyLines(text, document);
  return {
    features,
    uri,
    text,
    offset,
    context: {
      ...inner,
      range: found.range,
      typed: text.slice(found.range.start, offset),
      siblings: [...found.others.keys()],
      item: false,
    },
    facts,
    style: styleOf(text),
    document,
    lines,
    column: outer.column,
    glue: /[:,]/.test(text.charAt(found.range.start - 1)) ? ' ' : '',
    flow: true,
    beside: (key) => found.others.get(key),
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
