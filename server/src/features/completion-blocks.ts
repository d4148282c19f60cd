import type { TypeName } from '../catalog/field-types.ts';
import type { ResourceKind } from '../catalog/kinds.ts';

// Blocks that are typed as a whole: the parts that belong together, with tab stops where a decision is needed.

/** Lines of a block: a line, a key with a map below it, or a key with a list of items. */
export type BlockNode =
  | string
  | { readonly key: string; readonly map: readonly BlockNode[] }
  | { readonly key: string; readonly list: readonly (readonly BlockNode[])[] };

/** One whole block. */
export interface Block {
  readonly label: string;
  readonly doc: string;
  /** The type of the map whose keys it writes. For list items: the type of the item. */
  readonly type: TypeName;
  /** True: it is a whole list item. */
  readonly item?: boolean;
  readonly kinds?: readonly ResourceKind[];
  readonly nodes: readonly BlockNode[];
  /** A key that the map above `containers` needs too: an item for a list there (`withoutStops`), or a map where the key is missing. */
  readonly pod?: { readonly key: string; readonly item?: readonly BlockNode[]; readonly map?: readonly BlockNode[] };
}

const PATH = (path: string): BlockNode => ({ key: 'httpGet', map: [`path: \${1:${path}}`] });

const BUCKET: readonly BlockNode[] = [
  'name: ${1:data}',
  {
    key: 'csi',
    map: ['driver: gcsfuse.run.googleapis.com', { key: 'volumeAttributes', map: ['bucketName: ${2:my-bucket}'] }],
  },
];
const MEMORY: readonly BlockNode[] = [
  'name: ${1:scratch}',
  { key: 'emptyDir', map: ['medium: Memory', 'sizeLimit: ${2:256Mi}'] },
];
const SECRET: readonly BlockNode[] = [
  'name: ${1:config}',
  {
    key: 'secret',
    map: ['secretName: ${2:my-secret}', { key: 'items', list: [['key: ${3:latest}', 'path: ${4:config.json}']] }],
  },
];
const SECRET_ENV: readonly BlockNode[] = [
  'name: ${1:API_KEY}',
  { key: 'valueFrom', map: [{ key: 'secretKeyRef', map: ['name: ${2:my-secret}', 'key: ${3:latest}'] }] },
];
const GPU: readonly BlockNode[] = [
  { key: 'resources', map: [{ key: 'limits', map: ['cpu: "${1:4}"', 'memory: ${2:16Gi}', 'nvidia.com/gpu: "1"'] }] },
];

/** The lines of a block with the tab stops replaced by their defaults: it is written beside the caret. */
export function withoutStops(nodes: readonly BlockNode[]): readonly BlockNode[] {
  const text = (line: string): string => line.replace(/\$\{\d+:([^}]*)\}/g, '$1');
  return nodes.map((node) => {
    if (typeof node === 'string') return text(node);
    return 'map' in node
      ? { key: node.key, map: withoutStops(node.map) }
      : { key: node.key, list: node.list.map(withoutStops) };
  });
}

function mount(name: string, path: string): readonly BlockNode[] {
  return [{ key: 'volumeMounts', list: [[`name: ${name}`, `mountPath: \${1:${path}}`]] }];
}

/** The blocks, in the order of the list. */
export const BLOCKS: readonly Block[] = [
  {
    label: 'startupProbe over HTTP',
    doc: 'Holds requests back until the application answers. 24 checks, 10 seconds apart: the 4 minutes that a container has without a probe; 10 minutes are the most.',
    type: 'Container',
    nodes: [
      {
        key: 'startupProbe',
        map: [PATH('/ready'), 'periodSeconds: ${2:10}', 'timeoutSeconds: ${3:3}', 'failureThreshold: ${4:24}'],
      },
    ],
  },
  {
    label: 'livenessProbe over HTTP',
    doc: 'Restarts the container when it stops answering.',
    type: 'Container',
    nodes: [
      {
        key: 'livenessProbe',
        map: [PATH('/live'), 'periodSeconds: ${2:30}', 'timeoutSeconds: ${3:3}', 'failureThreshold: ${4:3}'],
      },
    ],
  },
  {
    label: 'readinessProbe over HTTP',
    doc: 'Takes the instance out of the traffic while it is not ready.',
    type: 'Container',
    kinds: ['Service'],
    nodes: [{ key: 'readinessProbe', map: [PATH('/ready'), 'periodSeconds: ${2:10}', 'timeoutSeconds: ${3:3}'] }],
  },
  {
    label: 'env from a secret',
    doc: 'A variable whose value comes from Secret Manager.',
    type: 'Container',
    nodes: [{ key: 'env', list: [SECRET_ENV] }],
  },
  {
    label: 'variable from a secret',
    doc: 'A variable whose value comes from Secret Manager.',
    type: 'EnvVar',
    item: true,
    nodes: SECRET_ENV,
  },
  {
    label: 'volumeMounts with a bucket',
    doc: 'Mounts a Cloud Storage bucket, and adds it to `volumes`.',
    type: 'Container',
    nodes: mount('data', '/mnt/data'),
    pod: { key: 'volumes', item: BUCKET },
  },
  {
    label: 'volumeMounts with memory',
    doc: 'Mounts an empty folder in memory with a size limit, and adds it to `volumes`.',
    type: 'Container',
    nodes: mount('scratch', '/mnt/scratch'),
    pod: { key: 'volumes', item: MEMORY },
  },
  {
    label: 'volumeMounts with a secret',
    doc: 'Mounts a secret as a file, and adds it to `volumes`.',
    type: 'Container',
    nodes: mount('config', '/etc/config'),
    pod: { key: 'volumes', item: SECRET },
  },
  { label: 'bucket volume', doc: 'A Cloud Storage bucket as a folder.', type: 'Volume', item: true, nodes: BUCKET },
  {
    label: 'memory volume',
    doc: 'An empty folder in memory with a size limit.',
    type: 'Volume',
    item: true,
    nodes: MEMORY,
  },
  { label: 'secret volume', doc: 'A version of a secret as a file.', type: 'Volume', item: true, nodes: SECRET },
  {
    label: 'resources with a GPU',
    doc: 'One NVIDIA L4 with the CPU and memory that it needs, and the node selector.',
    type: 'Container',
    nodes: GPU,
    pod: { key: 'nodeSelector', map: ['run.googleapis.com/accelerator: nvidia-l4'] },
  },
  {
    label: 'sidecar container',
    doc: 'A second container of the same instance. Only the container with `ports` gets requests; this one has none.',
    type: 'Container',
    item: true,
    nodes: [
      'name: ${1:proxy}',
      'image: ${2:us-docker.pkg.dev/my-project/apps/proxy:1.0.0}',
      { key: 'resources', map: [{ key: 'limits', map: ['cpu: ${3:500m}', 'memory: ${4:256Mi}'] }] },
    ],
  },
  {
    label: 'traffic between two revisions',
    doc: 'A small share for the latest revision, the rest for one that is known to work.',
    type: 'ServiceSpec',
    nodes: [
      {
        key: 'traffic',
        list: [
          ['revisionName: ${1:my-service-00001}', 'percent: ${2:90}'],
          ['latestRevision: true', 'percent: ${3:10}'],
        ],
      },
    ],
  },
];
