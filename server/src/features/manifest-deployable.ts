import { contains, type Uri } from '../base/span.ts';
import type { ManifestDocument } from '../facts/manifest/types.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import type { FeatureContext } from './context.ts';

/** The deployable that a document of a manifest declares. */
export function deployableOf(context: FeatureContext, uri: Uri, document: ManifestDocument): Deployable | undefined {
  return context
    .holdersOf(uri)
    .map((id) => context.deployable(id))
    .find((d) => d?.manifest?.uri === uri && d.manifest.document.start === document.start);
}

/** The container that an offset lies in. */
export function containerAt(deployable: Deployable | undefined, offset: number): Container | undefined {
  return deployable?.containers.find((c) => c.manifest !== undefined && contains(c.manifest.range, offset));
}

/** The container that an offset lies in, else the one that gets the requests. */
export function containerFor(deployable: Deployable | undefined, offset: number): Container | undefined {
  return containerAt(deployable, offset) ?? deployable?.containers.find((c) => c.ingress);
}
