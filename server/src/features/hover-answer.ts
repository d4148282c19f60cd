import type { Range } from '../base/span.ts';

/** What a place means on Cloud Run: Markdown that is safe to render without trust, and the range that it is about. */
export interface Explanation {
  readonly markdown: string;
  readonly range: Range;
  /** Names of pages in docs/topics/ (without `.md`) that explain the background. */
  readonly topics?: readonly string[];
}

/** What to show at an offset, with the pages that an editor may link to. */
export interface HoverAnswer {
  readonly markdown: string;
  readonly range: Range;
  /** Rules of the findings here. */
  readonly rules: readonly string[];
  /** Pages in docs/topics/ that explain the background. */
  readonly topics: readonly { readonly name: string; readonly title: string }[];
}
