import type { Range, Uri } from '../base/span.ts';
import { overlaps } from '../base/span.ts';
import type { FeatureContext } from './context.ts';
import { launchSummary } from './launch-summary.ts';

/** A remark that the editor shows behind the text at `offset`. */
export interface InlayHintAnswer {
  readonly offset: number;
  readonly label: string;
}

/** What will run, behind the CMD or ENTRYPOINT that starts it; empty unless the user switched it on. */
export function inlayHints(context: FeatureContext, uri: Uri, range: Range): readonly InlayHintAnswer[] {
  if (!context.settingsFor(uri).inlayHints) return [];
  const seen = new Set<number>();
  return context.holdersOf(uri).flatMap((id) =>
    (context.deployable(id)?.containers ?? []).flatMap(({ launch }) => {
      const at = launch.command;
      if (at === undefined || at.uri !== uri || !overlaps(at, range) || seen.has(at.end)) return [];
      const summary = launchSummary(launch);
      if (summary === undefined) return [];
      seen.add(at.end);
      return [{ offset: at.end, label: ` → ${summary}` }];
    }),
  );
}
