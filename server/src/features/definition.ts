import { valueOf } from '../base/known.ts';
import { contains, type Range, type Span, type Uri } from '../base/span.ts';
import type { Container } from '../model/deployable.ts';
import type { FeatureContext } from './context.ts';
import { containerAt, deployableOf } from './manifest-deployable.ts';
import { nameAt } from './manifest-names.ts';

/** Where a piece of text leads. */
export interface DefinitionAnswer {
  /** The text that leads there. */
  readonly origin: Range;
  readonly targets: readonly Span[];
}

/** The command of a Dockerfile's last stage, else the line that starts the stage. */
function commandIn(features: FeatureContext, dockerfile: Uri): Span {
  const stage = features.workspace.dockerfile(dockerfile)?.stages.at(-1);
  const at: Range = stage?.cmd ?? stage?.entrypoint ?? stage?.fromRange ?? { start: 0, end: 0 };
  return { uri: dockerfile, start: at.start, end: at.end };
}

function inManifest(features: FeatureContext, uri: Uri, offset: number): DefinitionAnswer | undefined {
  const facts = features.workspace.manifest(uri);
  const named = nameAt(facts, offset);
  if (named !== undefined) {
    const { place, all } = named;
    const targets = all
      .filter((other) => other.declares && other.what === place.what && other.name === place.name)
      .map(({ range }) => ({ uri, start: range.start, end: range.end }));
    return targets.length === 0 ? undefined : { origin: place.range, targets };
  }
  const document = facts?.documents.find((d) => d.isCloudRun && contains(d, offset));
  if (document === undefined) return undefined;
  const container = containerAt(deployableOf(features, uri, document), offset);
  const image = container?.manifest?.image.at;
  const dockerfile = container === undefined ? undefined : valueOf(container.dockerfile);
  if (image === undefined || dockerfile === undefined || image.uri !== uri || !contains(image, offset))
    return undefined;
  return { origin: { start: image.start, end: image.end }, targets: [commandIn(features, dockerfile)] };
}

/** The manifests that run a Dockerfile, from its command, entry point, or the line of its last stage. */
function inDockerfile(features: FeatureContext, uri: Uri, offset: number): DefinitionAnswer | undefined {
  const stage = features.workspace.dockerfile(uri)?.stages.at(-1);
  const origin = [stage?.cmd, stage?.entrypoint].find((at) => at !== undefined && contains(at, offset));
  if (origin === undefined) return undefined;
  const places = features.holdersOf(uri).flatMap((id) => {
    const containers: readonly Container[] = features.deployable(id)?.containers ?? [];
    return containers.flatMap((c) => (valueOf(c.dockerfile) === uri ? (c.manifest?.image.at ?? []) : []));
  });
  return places.length === 0 ? undefined : { origin: { start: origin.start, end: origin.end }, targets: places };
}

/**
 * Where the text at an offset is defined: a mount's volume, a dependency's container, the Dockerfile behind an image, the manifest
 * that runs a Dockerfile.
 */
export function definition(features: FeatureContext, uri: Uri, offset: number): DefinitionAnswer | undefined {
  if (!features.settingsFor(uri).enable) return undefined;
  const language = features.workspace.language(uri);
  if (language === 'yaml') return inManifest(features, uri, offset);
  return language === 'dockerfile' ? inDockerfile(features, uri, offset) : undefined;
}
