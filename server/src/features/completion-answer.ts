import type { Range } from '../base/span.ts';

/** One offer of a completion list, without editor types. */
export interface CompletionAnswer {
  readonly label: string;
  readonly kind: 'field' | 'annotation' | 'value' | 'reference' | 'snippet';
  /** A few words behind the label. */
  readonly detail: string;
  /** Markdown. */
  readonly doc: string;
  /** What the offer replaces; on one line, and it holds the caret. */
  readonly range: Range;
  /** Text with `$1` and `${1:…}` tab stops. Every line but the first starts with its whole indentation. */
  readonly newText: string;
  /** What is compared with the text that is typed. */
  readonly filter: string;
  /** Order of the list. */
  readonly sort: string;
  /** Whether the next list opens as soon as this one is taken. */
  readonly more: boolean;
  /** Changes elsewhere in the file, on other lines. */
  readonly extra: readonly { readonly range: Range; readonly newText: string }[];
}

/** Escapes text for a place between tab stops. */
export function snippetText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** The text of a snippet without its tab stops, for editors that know none. */
export function plainText(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|((?:[^|,\\]|\\.)*)(?:,(?:[^|\\]|\\.)*)?\|\}/g, '$1')
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/(^|[^\\])(?:\$\d+|\$\{\d+\})/g, '$1')
    .replace(/\\([\\$}|,])/g, '$1');
}
