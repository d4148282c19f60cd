import type { Analysis } from '../../server/src/api.ts';
import type { CompletionAnswer } from '../../server/src/features/completion-answer.ts';
import { plainText } from '../../server/src/features/completion-answer.ts';
import { analyse, uriOf } from '../kit/example.ts';

/** The manifest that marked texts are about. */
export const PATH = 'service.yaml';

export const HEAD = 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\n';

/** A text with `|` at the caret, analysed together with other files. */
export interface Marked {
  readonly analysis: Analysis;
  readonly text: string;
  readonly offset: number;
  readonly uri: string;
}

/** Takes the caret's mark `⟨⟩` out of a text and analyses the rest. */
export function marked(source: string, others: Readonly<Record<string, string>> = {}, path = PATH): Marked {
  const offset = source.indexOf('⟨⟩');
  if (offset < 0) throw new Error('no caret');
  const text = source.replace('⟨⟩', '');
  return { analysis: analyse({ ...others, [path]: text }), text, offset, uri: uriOf(path) };
}

/** The list at the caret, as an editor shows it before more is typed: filtered by what is typed, in order. */
export function offered(at: Marked): readonly CompletionAnswer[] {
  return [...at.analysis.completion(at.uri, at.offset)]
    .filter((item) => item.filter.includes(at.text.slice(item.range.start, at.offset).trim()))
    .sort((a, b) => (a.sort < b.sort ? -1 : 1));
}

/** The text after an offer was taken, tab stops replaced by their defaults. */
export function taken(at: Marked, label: string): string {
  const item = offered(at).find((i) => i.label === label);
  if (item === undefined)
    throw new Error(
      `${label} is not offered: ${offered(at)
        .map((i) => i.label)
        .join()}`,
    );
  const edits = [{ range: item.range, newText: plainText(item.newText) }, ...item.extra];
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((text, e) => text.slice(0, e.range.start) + e.newText + text.slice(e.range.end), at.text);
}
