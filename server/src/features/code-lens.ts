import type { Range, Uri } from '../base/span.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import type { Language } from '../model/language.ts';
import type { FeatureContext } from './context.ts';
import { launchSummary } from './launch-summary.ts';

/** A line above the text that says what will run, and opens the inspect view. */
export interface CodeLensAnswer {
  readonly range: Range;
  readonly title: string;
}

/** Where the lens of a container belongs in a file: its command in a Dockerfile, the name of the resource in a manifest. */
function placeIn(uri: Uri, deployable: Deployable, container: Container): Range | undefined {
  const { manifest } = deployable;
  if (manifest?.uri === uri) {
    const { document } = manifest;
    const name = document.name.at;
    return name !== undefined && name.uri === uri ? name : document.kindAt;
  }
  const command = container.launch.command;
  return command?.uri === uri ? command : undefined;
}

/** Whether a file of this language is one that the lens belongs in: of other files only what starts an image without a Dockerfile. */
function belongsIn(language: Language, { dockerfile }: Container): boolean {
  return language === 'yaml' || language === 'dockerfile' || (language !== 'python' && dockerfile.kind === 'unknown');
}

/** The lenses of a file that says what runs: one per resource of a manifest, one per command. */
export function codeLenses(features: FeatureContext, uri: Uri): readonly CodeLensAnswer[] {
  const language = features.workspace.language(uri);
  if (!features.settingsFor(uri).enable) return [];
  const seen = new Set<number>();
  return features.holdersOf(uri).flatMap((id) => {
    const deployable = features.deployable(id);
    if (deployable === undefined || deployable.audience === 'development') return [];
    if (deployable.manifest !== undefined && !deployable.manifest.document.isCloudRun) return [];
    // The container that gets the requests speaks for the resource.
    const containers = [...deployable.containers].sort((a, b) => Number(b.ingress) - Number(a.ingress));
    return containers.flatMap((container) => {
      const range = belongsIn(language, container) ? placeIn(uri, deployable, container) : undefined;
      const summary = range === undefined ? undefined : launchSummary(container.launch);
      if (range === undefined || summary === undefined || seen.has(range.start)) return [];
      seen.add(range.start);
      return [{ range: { start: range.start, end: range.end }, title: `What will run: ${summary}` }];
    });
  });
}
