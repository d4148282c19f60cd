import type { Range } from '../base/span.ts';

/** What to show at an offset: Markdown that is safe to render without trust, and the range that it is about. */
export interface HoverAnswer {
  readonly markdown: string;
  readonly range: Range;
  /** Pages in docs/topics/ (without `.md`) that explain the background; the editor links to them. */
  readonly topics?: readonly string[];
}
