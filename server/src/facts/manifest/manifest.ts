import { unknown } from '../../base/known.ts';
import { parseBytes } from '../../base/quantity.ts';
import type { Range, Uri } from '../../base/span.ts';
import { parseYaml } from '../../syntax/yaml.ts';
import type { YamlMap, YamlNode } from '../../syntax/yaml-types.ts';
import { entryOf, mapAt, nodeAt, provesAbsence, valueOfKey } from '../../syntax/yaml-walk.ts';
import { readContainers, readQuantity } from './container.ts';
import { parseDependencies } from './json.ts';
import { type DeclaredKind, decidesForCloudRun, type Evidence, evidenceOf, kindOf, saysCloudRun } from './kind.ts';
import {
  keyRange,
  listOfMaps,
  type ManifestSource,
  missing,
  rangeOf,
  readBoolean,
  readNumber,
  readPairs,
  readString,
} from './read.ts';
import type {
  ManifestAnnotation,
  ManifestDocument,
  ManifestFacts,
  ManifestKind,
  ManifestLevel,
  ManifestTraffic,
  ManifestVolume,
} from './types.ts';

/**
 * Reads the Cloud Run resources of a YAML file. Total; a file that declares none gives an empty list. `before` is what an earlier
 * version of the file said; it spares work and changes no answer.
 */
export function manifestFacts(uri: Uri, text: string, before?: ManifestFacts): ManifestFacts {
  if (!mayBeManifest(text)) return { uri, text, file: EMPTY, documents: [] };
  const file = parseYaml(text, before?.file === EMPTY ? undefined : before);
  const source = { uri, text, file };
  const documents = isHelm(text)
    ? []
    : file.documents.flatMap((d) => {
        const found = kindOf(d.root);
        return found === undefined || d.root?.kind !== 'map' ? [] : [readDocument(source, found, d.root, d)];
      });
  // Several Knative kinds in one file mean a Knative cluster, not Cloud Run.
  const knative = file.documents.some((d) => isOtherKnative(d.root));
  return { uri, text, file, documents: knative ? documents.map(withoutWeakEvidence) : documents };
}

/** The same manifest where something hands it to Cloud Run: its undecided documents are Cloud Run's then. */
export function handedToCloudRun(facts: ManifestFacts): ManifestFacts {
  const documents = facts.documents.map((d) => (d.isUndecided ? { ...d, isCloudRun: true, isUndecided: false } : d));
  return { ...facts, documents };
}

const EMPTY = parseYaml('');

/** A cheap look before parsing: every manifest names its API group. */
export function mayBeManifest(text: string): boolean {
  return text.includes('serving.knative.dev/v1') || /run\.(?:googleapis|(?:cloud\.)?google)\.com\/v/.test(text);
}

const CONTAINER_PORT = /\bcontainerPort["']?[ \t]*:[ \t]*["']?(\d{1,5})\b/g;

/** The container ports that the text of a manifest writes out, found without parsing it. */
export function writtenPorts(text: string): readonly number[] {
  return mayBeManifest(text) ? [...text.matchAll(CONTAINER_PORT)].map((match) => Number(match[1])) : [];
}

/** Chart templates are for a cluster; other template languages leave the structure readable. */
function isHelm(text: string): boolean {
  return /\{\{-?\s*(?:(?:\.\s*)?include\b|template\b|if |with |range |toYaml|\$?\.(?:Values|Release|Chart|Capabilities)\b)/.test(
    text,
  );
}

function isOtherKnative(root: YamlNode | undefined): boolean {
  const apiVersion = valueOfKey(root, 'apiVersion');
  return (
    apiVersion?.kind === 'scalar' &&
    /^(?:eventing|sources|messaging|flows|networking\.internal)\.knative\.dev\//.test(apiVersion.text)
  );
}

function withoutWeakEvidence(document: ManifestDocument): ManifestDocument {
  const strong = document.evidence.some((e) => e.value.includes('/'));
  return document.kind === 'Service' && !strong ? { ...document, isCloudRun: false, isUndecided: false } : document;
}

const TEMPLATE_META = ['spec', 'template', 'metadata'];

/** The annotation levels of a kind, with the path of their metadata. */
export function metadataLevels(
  kind: ManifestKind,
): readonly { readonly level: ManifestLevel; readonly path: readonly string[] }[] {
  switch (kind) {
    case 'Service':
      return [
        { level: 'service', path: ['metadata'] },
        { level: 'revision', path: TEMPLATE_META },
      ];
    case 'Job':
      return [
        { level: 'job', path: ['metadata'] },
        { level: 'execution', path: TEMPLATE_META },
      ];
    case 'WorkerPool':
      return [
        { level: 'worker-pool', path: ['metadata'] },
        { level: 'revision', path: TEMPLATE_META },
      ];
    case 'Instance':
      return [{ level: 'instance', path: ['metadata'] }];
  }
}

/** Path of the map that holds containers and volumes. */
export function podSpecPath(kind: ManifestKind): readonly string[] {
  if (kind === 'Job') return ['spec', 'template', 'spec', 'template', 'spec'];
  return kind === 'Instance' ? ['spec'] : ['spec', 'template', 'spec'];
}

function readDocument(source: ManifestSource, declared: DeclaredKind, root: YamlMap, range: Range): ManifestDocument {
  const { kind, kindAt } = declared;
  const evidence: Evidence = kind === 'Service' ? evidenceOf(root) : { for: [], against: [] };
  const silent = evidence.for.length + evidence.against.length === 0;
  const metadata = valueOfKey(root, 'metadata');
  const podSpec = mapAt(root, podSpecPath(kind));
  const annotations = readLevels(source, kind, root, 'annotations');
  const labels = readLevels(source, kind, root, 'labels');
  const region = labels.find((l) => l.key.value === 'cloud.googleapis.com/location' && l.level !== 'revision');
  const dependencies = annotations.find((a) => a.key.value === 'run.googleapis.com/container-dependencies');
  const nodeSelector = readPairs(source, valueOfKey(podSpec, 'nodeSelector'));
  const accelerator = nodeSelector.find((p) => p.key.value === 'run.googleapis.com/accelerator');
  const execution = kind === 'Job' ? mapAt(root, ['spec', 'template', 'spec']) : undefined;
  const spec = valueOfKey(root, 'spec');
  const traffic = entryOf(spec, kind === 'WorkerPool' ? 'instanceSplits' : 'traffic');
  const containersEntry = entryOf(podSpec, 'containers');
  return {
    ...rangeOf(range),
    kind,
    kindAt,
    isCloudRun: declared.certain || decidesForCloudRun(evidence) || (silent && saysCloudRun(source.uri)),
    isUndecided: !declared.certain && silent && !saysCloudRun(source.uri),
    evidence: evidence.for,
    counterEvidence: evidence.against,
    complete: provesAbsence(source.file, source.text, root),
    root,
    name: readString(source, metadata, 'name'),
    namespace: readString(source, metadata, 'namespace'),
    region: region?.value ?? missing(source, valueOfKey(metadata, 'labels') ?? metadata ?? root),
    templateName: readString(source, nodeAt(root, TEMPLATE_META), 'name'),
    annotations,
    labels,
    podSpec,
    containers: readContainers(source, podSpec, parseDependencies(dependencies?.value)),
    ...(containersEntry === undefined ? {} : { containersKey: keyRange(containersEntry) }),
    volumes: readVolumes(source, valueOfKey(podSpec, 'volumes')),
    nodeSelector,
    accelerator: accelerator?.value ?? missing(source, podSpec ?? root),
    serviceAccount: readString(source, podSpec ?? root, 'serviceAccountName'),
    containerConcurrency:
      kind === 'Service' ? readNumber(source, podSpec ?? root, 'containerConcurrency') : unknown('absent'),
    timeoutSeconds: readNumber(source, podSpec ?? root, 'timeoutSeconds'),
    taskCount: readNumber(source, execution ?? root, 'taskCount'),
    parallelism: readNumber(source, execution ?? root, 'parallelism'),
    maxRetries: readNumber(source, podSpec ?? root, 'maxRetries'),
    restartPolicy: readString(source, podSpec ?? root, 'restartPolicy'),
    traffic: readTraffic(source, traffic?.value),
    ...(traffic === undefined ? {} : { trafficKey: keyRange(traffic) }),
  };
}

function readLevels(
  source: ManifestSource,
  kind: ManifestKind,
  root: YamlMap,
  key: 'annotations' | 'labels',
): readonly ManifestAnnotation[] {
  return metadataLevels(kind).flatMap(({ level, path }) =>
    readPairs(source, valueOfKey(nodeAt(root, path), key)).map((pair) => ({ ...pair, level })),
  );
}

const VOLUME_TYPES = ['emptyDir', 'secret', 'csi', 'nfs'] as const;

function readVolumes(source: ManifestSource, node: YamlNode | undefined): readonly ManifestVolume[] {
  return listOfMaps(node).map(({ map, range }) => {
    const type = VOLUME_TYPES.find((t) => entryOf(map, t) !== undefined);
    const emptyDir = mapAt(map, ['emptyDir']);
    const sizeLimit = emptyDir === undefined ? undefined : readQuantity(source, emptyDir, 'sizeLimit', parseBytes);
    const other = map.entries.some((e) => e.key.text !== 'name');
    return {
      name: readString(source, map, 'name'),
      type: type ?? (other ? 'other' : 'unknown'),
      driver: readString(source, valueOfKey(map, 'csi') ?? map, 'driver'),
      medium: readString(source, emptyDir ?? map, 'medium'),
      ...(sizeLimit === undefined ? {} : { sizeLimit }),
      secretName: readString(source, valueOfKey(map, 'secret') ?? map, 'secretName'),
      range: rangeOf(range),
      map,
    };
  });
}

function readTraffic(source: ManifestSource, node: YamlNode | undefined): readonly ManifestTraffic[] {
  return listOfMaps(node).map(({ map, range }) => ({
    revisionName: readString(source, map, 'revisionName'),
    latestRevision: readBoolean(source, map, 'latestRevision'),
    percent: readNumber(source, map, 'percent'),
    tag: readString(source, map, 'tag'),
    range: rangeOf(range),
    map,
  }));
}
