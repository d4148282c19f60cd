import { type Known, valueOf } from '../base/known.ts';
import type { Range, Uri } from '../base/span.ts';
import type { ManifestDocument } from '../facts/manifest/types.ts';
import { nodeAt } from '../syntax/yaml-walk.ts';
import type { FeatureContext } from './context.ts';
import { accountPage, bucketPage, imagePage, projectOf, secretPage } from './registry-page.ts';

/** A piece of text that leads to a page. */
export interface LinkAnswer {
  readonly range: Range;
  readonly target: string;
  readonly tooltip: string;
}

function link(
  value: Known<string>,
  page: (text: string) => string | undefined,
  tooltip: string,
): readonly LinkAnswer[] {
  if (value.kind !== 'known' || value.at === undefined) return [];
  const target = page(value.value);
  return target === undefined ? [] : [{ range: { start: value.at.start, end: value.at.end }, target, tooltip }];
}

/** The project that the document is deployed to, where it can be told. */
function projectIn(document: ManifestDocument): string | undefined {
  const named = [document.namespace, document.serviceAccount, ...document.containers.map((c) => c.image)];
  return named.flatMap((value) => projectOf(valueOf(value) ?? '') ?? [])[0];
}

function bucketLinks(document: ManifestDocument): readonly LinkAnswer[] {
  return document.volumes.flatMap((volume) => {
    const node = nodeAt(volume.map, ['csi', 'volumeAttributes', 'bucketName']);
    if (node?.kind !== 'scalar' || node.dynamic || node.alias !== undefined) return [];
    const target = bucketPage(node.text);
    return target === undefined
      ? []
      : [{ range: { start: node.start, end: node.end }, target, tooltip: 'Open the bucket in the console' }];
  });
}

/** The links of a manifest: images to their registries; secrets, service accounts and buckets to the console. */
export function links(features: FeatureContext, uri: Uri): readonly LinkAnswer[] {
  if (features.workspace.language(uri) !== 'yaml' || !features.settingsFor(uri).enable) return [];
  const documents = (features.workspace.manifest(uri)?.documents ?? []).filter((d) => d.isCloudRun);
  const found = documents.flatMap((document) => {
    const project = projectIn(document);
    const secret = (name: Known<string>): readonly LinkAnswer[] =>
      link(name, (text) => secretPage(text, project), 'Open the secret in the console');
    return [
      ...document.containers.flatMap((c) => [
        ...link(c.image, imagePage, 'Open the image in its registry'),
        ...c.env.flatMap((e) => (e.secret === undefined ? [] : secret(e.secret.name))),
      ]),
      ...document.volumes.flatMap((v) => secret(v.secretName)),
      ...bucketLinks(document),
      ...link(document.serviceAccount, accountPage, 'Open the service accounts of the project'),
    ];
  });
  // Anchored text is read at several places and stands at one.
  return found.filter((one, i) => found.findIndex((other) => other.range.start === one.range.start) === i);
}
