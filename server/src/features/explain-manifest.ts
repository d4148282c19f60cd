import { codeSpan } from '../base/markdown.ts';
import type { Uri } from '../base/span.ts';
import { LABELS } from '../catalog/annotations.ts';
import { placeAt } from '../catalog/fields.ts';
import { KINDS } from '../catalog/kinds.ts';
import { annotationMarkdown, fieldMarkdown } from '../catalog/manifest-docs.ts';
import { type ManifestSpot, manifestSpot } from '../facts/manifest/place.ts';
import type { Deployable } from '../model/deployable.ts';
import type { FeatureContext } from './context.ts';
import type { Explanation } from './hover-answer.ts';
import { containerAt, deployableOf } from './manifest-deployable.ts';
import { annotationHere, fieldHere } from './manifest-here.ts';
import { nameAt } from './manifest-names.ts';
import { valueMeaning } from './manifest-value.ts';

/** What the key itself does. */
function keyText(spot: ManifestSpot): string | undefined {
  const key = spot.path.at(-1);
  if (spot.annotation !== undefined) return annotationMarkdown(spot.annotation);
  if (spot.map === 'labels') {
    const label = LABELS.find((l) => l.key === key);
    return label === undefined ? undefined : `**${label.key}**\n\n${label.doc}`;
  }
  if (spot.path.length === 1 && key === 'kind') {
    const kind = KINDS[spot.document.kind];
    return `**${kind.kind}**\n\n${kind.doc}\n\n[Documentation](${kind.url})`;
  }
  return spot.field === undefined ? undefined : fieldMarkdown(spot.field);
}

function hereText(
  context: FeatureContext,
  spot: ManifestSpot,
  deployable: Deployable | undefined,
  offset: number,
): string | undefined {
  if (deployable === undefined) return undefined;
  if (spot.annotation !== undefined) return annotationHere(spot.annotation.key, deployable);
  const pattern = placeAt(spot.document.kind, spot.path)?.pattern;
  if (pattern === undefined) return undefined;
  return fieldHere(pattern, deployable, containerAt(deployable, offset), context.workspace);
}

/** What a name of a volume stands for, where a mount uses it. */
function volumeText(context: FeatureContext, uri: Uri, offset: number): string | undefined {
  const found = nameAt(context.workspace.manifest(uri), offset);
  if (found === undefined || found.place.declares || found.place.what !== 'volume') return undefined;
  const volume = found.document.volumes.find((v) => v.name.kind === 'known' && v.name.value === found.place.name);
  if (volume === undefined) return undefined;
  const kinds = {
    emptyDir: 'an empty folder in memory',
    secret: 'a secret',
    csi: 'a Cloud Storage bucket',
    nfs: 'an NFS share',
    other: undefined,
    unknown: undefined,
  } as const;
  const what =
    volume.driver.kind === 'known' && volume.driver.value.startsWith('cloudsql')
      ? 'Cloud SQL sockets'
      : kinds[volume.type];
  return what === undefined ? undefined : `The volume ${codeSpan(found.place.name)} is ${what}.`;
}

/** What a key, value or annotation of a Cloud Run manifest means; nothing in other YAML. */
export function explainManifest(context: FeatureContext, uri: Uri, offset: number): Explanation | undefined {
  const facts = context.workspace.manifest(uri);
  const spot = facts === undefined ? undefined : manifestSpot(facts, offset);
  if (spot === undefined || !spot.document.isCloudRun) return undefined;
  const key = keyText(spot);
  if (key === undefined) return undefined;
  const here = hereText(context, spot, deployableOf(context, uri, spot.document), offset);
  const parts = [valueMeaning(spot), volumeText(context, uri, offset), key, here];
  return {
    range: spot.range,
    markdown: parts.filter((part) => part !== undefined).join('\n\n---\n\n'),
  };
}
