import { contains, type Uri } from '../base/span.ts';
import type { FeatureContext } from './context.ts';
import { explainPlace } from './explain.ts';
import { findingHover } from './finding-hover.ts';
import type { HoverAnswer } from './hover-answer.ts';

/** The hover at an offset: the finding there first, then what the place means on Cloud Run; nothing elsewhere. */
export function hover(context: FeatureContext, uri: Uri, offset: number): HoverAnswer | undefined {
  if (!context.settingsFor(uri).hover) return undefined;
  const here = context.findings(uri).filter((finding) => contains(finding.at, offset));
  const place = explainPlace(context, uri, offset);
  const parts = here.flatMap((finding) => findingHover(context.rules, finding) ?? []);
  if (place !== undefined) parts.push(place.markdown);
  const range = here[0]?.at ?? place?.range;
  if (range === undefined || parts.length === 0) return undefined;
  const topics = place?.topics ?? [];
  return { markdown: parts.join('\n\n---\n\n'), range: { start: range.start, end: range.end }, topics };
}
