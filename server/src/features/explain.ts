import type { Uri } from '../base/span.ts';
import type { FeatureContext } from './context.ts';
import type { HoverAnswer } from './hover.ts';

/** What a place means on Cloud Run when there is nothing wrong with it; nothing where we have nothing to add. */
export function explainPlace(_context: FeatureContext, _uri: Uri, _offset: number): HoverAnswer | undefined {
  return undefined;
}
