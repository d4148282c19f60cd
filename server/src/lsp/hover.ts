import type { Hover } from 'vscode-languageserver';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import type { HoverAnswer } from '../features/hover-answer.ts';
import { type Places, toRange } from './convert.ts';
import { SHOW_RULE, SHOW_TOPIC } from './protocol.ts';
import { MarkupKind } from './protocol-values.ts';

function commandLink(text: string, command: string, name: string): string {
  return `[${text}](command:${command}?${encodeURIComponent(JSON.stringify([name]))})`;
}

/** Links to the pages that the editor can show: rules of the findings at the offset, and the topics. */
function pageLinks({ rules, topics }: HoverAnswer): string {
  const links = [
    ...rules.map((name) => commandLink(`About ${name}`, SHOW_RULE, name)),
    ...topics.map(({ name, title }) => commandLink(`Topic: ${title}`, SHOW_TOPIC, name)),
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
  const links = options.commands ? pageLinks(answer) : '';
  const kind = options.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: answer.markdown + links }, range: toRange(places, uri, answer.range) };
}
