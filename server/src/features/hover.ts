import { contains, type Uri } from '../base/span.ts';
import { topicTitle } from '../catalog/topics.ts';
import type { FeatureContext } from './context.ts';
import { explainPlace } from './explain.ts';
import { findingHover } from './finding-hover.ts';
import type { HoverAnswer } from './hover-answer.ts';

/** The hover at an offset: the finding there first, then what the place means on Cloud Run; nothing elsewhere. */
export function hover(context: FeatureContext, uri: Uri, offset: number): HoverAnswer | undefined {
  if (!context.settingsFor(uri).hover) return undefined;
  const here = context.findings(uri).filter((finding) => contains(finding.at, offset));
  const place = explainPlace(context, uri, offset);
  const parts = here.flatMap((finding) => findingHover(context.rules, finding, context.workspace.text) ?? []);
  if (place !== undefined) parts.push(place.markdown);
  const range = here[0]?.at ?? place?.range;
  if (range === undefined || parts.length === 0) return undefined;
  const names = new Set(here.map(({ rule }) => rule));
  const rules = context.rules.filter(({ name }) => names.has(name));
  const topics = new Set([...rules.flatMap(({ topic }) => topic ?? []), ...(place?.topics ?? [])]);
  return {
    markdown: parts.join('\n\n---\n\n'),
    range: { start: range.start, end: range.end },
    rules: rules.map(({ name }) => name),
    topics: [...topics].map((name) => ({ name, title: topicTitle(name) })),
  };
}
