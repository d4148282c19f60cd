import type { Located, Range, Uri } from '../../base/span.ts';
import { basename, dirname } from '../../base/uri.ts';
import type { YamlMap, YamlNode } from '../../syntax/yaml-types.ts';
import { nodeAt, valueOfKey } from '../../syntax/yaml-walk.ts';
import type { ManifestKind } from './types.ts';

/** The group of Cloud Run, and what people take for it. */
const OWN_GROUP = /^(?:cloud-?)?run\.(?:googleapis|(?:cloud\.)?google)\.com\/v\d\w*$/;

const KINDS: readonly ManifestKind[] = ['Service', 'Job', 'WorkerPool', 'Instance'];

/** What a document declares. */
export interface DeclaredKind {
  readonly kind: ManifestKind;
  readonly kindAt: Range;
  /** The API group alone says that it is Cloud Run's. */
  readonly certain: boolean;
}

/**
 * The resource that a document declares, by its apiVersion and kind; `undefined` for everything that is not Cloud Run's. The two
 * groups are confused so often (a Service of run.googleapis.com) that any pair of them counts; validation names the right one.
 */
export function kindOf(root: YamlNode | undefined): DeclaredKind | undefined {
  if (root?.kind !== 'map') return undefined;
  const apiVersion = valueOfKey(root, 'apiVersion');
  const node = valueOfKey(root, 'kind');
  if (apiVersion?.kind !== 'scalar' || node?.kind !== 'scalar') return undefined;
  const own = OWN_GROUP.test(apiVersion.text);
  const kind = own || apiVersion.text === 'serving.knative.dev/v1' ? KINDS.find((k) => k === node.text) : undefined;
  if (kind === undefined) return undefined;
  return { kind, kindAt: { start: node.start, end: node.end }, certain: own || kind !== 'Service' };
}

/** What a Knative Service shows of the platform that it is meant for. */
export interface Evidence {
  readonly for: readonly Located<string>[];
  readonly against: readonly Located<string>[];
}

/** Signs for and against Cloud Run in a Knative Service (facts §10 item 15). */
export function evidenceOf(root: YamlMap): Evidence {
  const yes: Located<string>[] = [];
  const no: Located<string>[] = [];
  for (const path of [['metadata'], ['spec', 'template', 'metadata']]) {
    const meta = nodeAt(root, path);
    for (const key of [...keysOf(valueOfKey(meta, 'annotations')), ...keysOf(valueOfKey(meta, 'labels'))]) {
      if (/^run\.googleapis\.com\/|^client\.knative\.dev\/|^cloud\.googleapis\.com\/location$/.test(key.value))
        yes.push(key);
      else if (/^(?:networking|bindings|features|queue\.sidecar\.serving)\.knative\.dev\//.test(key.value))
        no.push(key);
      else if (
        /^autoscaling\.knative\.dev\/(?:class|metric|target|window|scale-down-delay|.*[a-z]-[a-z].*)$/.test(key.value)
      )
        no.push(key);
    }
  }
  const spec = nodeAt(root, ['spec', 'template', 'spec']);
  for (const key of keysOf(spec)) if (POD_ONLY.has(key.value)) no.push(key);
  for (const key of keysOf(valueOfKey(spec, 'nodeSelector')))
    if (key.value.startsWith('run.googleapis.com/')) yes.push(key);
  const containers = valueOfKey(spec, 'containers');
  for (const container of containers?.kind === 'seq' ? containers.items : []) {
    const image = valueOfKey(container, 'image');
    if (image?.kind === 'scalar' && GOOGLE_IMAGE.test(image.text)) yes.push(at('image', image));
    for (const key of keysOf(container)) if (CONTAINER_ONLY.has(key.value)) no.push(key);
  }
  const account = valueOfKey(spec, 'serviceAccountName');
  if (account?.kind === 'scalar' && account.text.endsWith('.gserviceaccount.com'))
    yes.push(at('serviceAccountName', account));
  return { for: yes, against: no };
}

/** Images of Google's registries; those of knative.dev samples are everybody's. */
const GOOGLE_IMAGE = /^(?:[\w-]+-docker\.pkg\.dev|(?:\w+\.)?gcr\.io)\/(?!knative|google-samples|google_containers)/;
const POD_ONLY = new Set([
  'imagePullSecrets',
  'securityContext',
  'tolerations',
  'affinity',
  'initContainers',
  'serviceAccount',
  'topologySpreadConstraints',
]);
const CONTAINER_ONLY = new Set(['envFrom', 'securityContext', 'lifecycle']);

function at(value: string, range: Range): Located<string> {
  return { value, start: range.start, end: range.end };
}

function keysOf(node: YamlNode | undefined): readonly Located<string>[] {
  return node?.kind === 'map' ? node.entries.map((e) => at(e.key.text, e.key)) : [];
}

/** Whether the evidence is enough: one annotation of Cloud Run, or a Google image or account that nothing contradicts. */
export function decidesForCloudRun(evidence: Evidence): boolean {
  if (evidence.for.some((e) => e.value.includes('/'))) return true;
  return evidence.for.length > 0 && evidence.against.length === 0;
}

/** Whether the name of a file or of its folder says Cloud Run: `cloudrun/service.yaml`, `cloud-run-service.yaml`. */
export function saysCloudRun(uri: Uri): boolean {
  return [basename(uri), basename(dirname(uri))].some((name) => /cloud[-_. ]?run/i.test(name));
}
