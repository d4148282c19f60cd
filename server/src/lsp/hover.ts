import { type Hover, MarkupKind } from 'vscode-languageserver';
import type { Analysis } from '../api.ts';
import { contains, type Uri } from '../base/span.ts';
import { type Places, toRange } from './convert.ts';
import { SHOW_RULE, SHOW_TOPIC } from './protocol.ts';

function commandLink(text: string, command: string, name: string): string {
  return `[${text}](command:${command}?${encodeURIComponent(JSON.stringify([name]))})`;
}

/** Links to the pages that the editor can show: rules of the findings at the offset, and their topics. */
function pageLinks(analysis: Analysis, uri: Uri, offset: number, more: readonly string[]): string {
  const names = new Set(
    analysis
      .findings(uri)
      .filter(({ at }) => contains(at, offset))
      .map(({ rule }) => rule),
  );
  const rules = analysis.rules.filter(({ name }) => names.has(name));
  const topics = new Set([...rules.flatMap(({ topic }) => topic ?? []), ...more]);
  const links = [
    ...rules.map(({ name }) => commandLink(`About ${name}`, SHOW_RULE, name)),
    ...[...topics].map((topic) => commandLink(`Topic: ${topic}`, SHOW_TOPIC, topic)),
  ];
  return links.length === 0 ? '' : `\n\n${links.join(' · ')}`;
}

/** How hovers are shown. */
export interface HoverOptions {
  /** The client renders Markdown. */
  readonly markdown: boolean;
  /** The client has our page commands. */
  readonly commands: boolean;
}

/** The hover at an offset of a file, or `null`, so that other servers keep their place. */
export function toHover(
  analysis: Analysis,
  places: Places,
  uri: Uri,
  offset: number,
  options: HoverOptions,
): Hover | null {
  const answer = analysis.hover(uri, offset);
  if (answer === undefined) return null;
  const links = options.commands ? pageLinks(analysis, uri, offset, answer.topics ?? []) : '';
  const kind = options.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: answer.markdown + links }, range: toRange(places, uri, answer.range) };
}
