import type { AnnotationSpec } from './annotation-types.ts';
import type { AnnotationLevel } from './kinds.ts';

const ALL: readonly AnnotationLevel[] = ['service', 'revision', 'job', 'execution', 'worker-pool', 'instance'];
const RESOURCES: readonly AnnotationLevel[] = ['service', 'job', 'worker-pool', 'instance'];

/** Annotations of the resources themselves. Source: API discovery run.v1 revision 20260917 and gcloud 578, checked 2026-11-28. */
export const RESOURCE_ANNOTATIONS: readonly AnnotationSpec[] = [
  {
    key: 'run.googleapis.com/ingress',
    levels: ['service', 'instance'],
    value: {
      kind: 'enum',
      values: [
        { value: 'all', doc: 'From everywhere.' },
        {
          value: 'internal',
          doc: 'From the VPC network, and from Pub/Sub, Eventarc and others of the same project or perimeter.',
        },
        {
          value: 'internal-and-cloud-load-balancing',
          doc: 'Like `internal`, and through an Application Load Balancer.',
        },
        { value: 'none', doc: 'From nowhere.' },
      ],
    },
    default: 'all',
    stage: 'GA',
    source: 'ingress',
    doc: 'Where requests may come from. Who may call is another question: IAM decides that.',
  },
  {
    key: 'run.googleapis.com/minScale',
    levels: ['service'],
    value: { kind: 'integer', min: 0 },
    default: '0',
    stage: 'GA',
    source: 'minInstances',
    doc: 'Instances of the whole service that are kept running, divided between its revisions by traffic.',
  },
  {
    key: 'run.googleapis.com/maxScale',
    levels: ['service'],
    value: { kind: 'integer', min: 1 },
    stage: 'GA',
    source: 'maxInstances',
    doc: 'Largest number of instances of the whole service. Caps the number of each revision; not with manual scaling.',
  },
  {
    key: 'run.googleapis.com/scalingMode',
    levels: ['service', 'worker-pool'],
    value: {
      kind: 'enum',
      values: [
        { value: 'automatic', doc: 'The number of instances follows the load.' },
        { value: 'manual', doc: 'The number of instances is `run.googleapis.com/manualInstanceCount`.' },
        { value: 'session', doc: 'In preview.', stage: 'preview' },
      ],
    },
    default: 'automatic',
    stage: 'GA',
    source: 'manualScaling',
    doc: 'Who decides on the number of instances.',
  },
  {
    key: 'run.googleapis.com/manualInstanceCount',
    levels: ['service', 'worker-pool'],
    value: { kind: 'integer', min: 0 },
    default: '1 for worker pools',
    stage: 'GA',
    source: 'manualScaling',
    doc: 'Number of instances with manual scaling. 0 switches the resource off.',
  },
  {
    key: 'run.googleapis.com/default-url-disabled',
    levels: ['service'],
    value: { kind: 'boolean' },
    default: '"false"',
    stage: 'GA',
    source: 'ingress',
    doc: '`"true"` switches the `run.app` address off. Requests then need a load balancer or a domain mapping.',
  },
  {
    key: 'run.googleapis.com/invoker-iam-disabled',
    levels: ['service', 'instance'],
    value: { kind: 'boolean' },
    default: '"false"',
    stage: 'GA',
    source: 'access',
    doc: '`"true"` lets everybody call the service who reaches it: IAM does not ask for `run.invoker` any more.',
  },
  {
    key: 'run.googleapis.com/iap-enabled',
    levels: ['service'],
    value: { kind: 'boolean' },
    default: '"false"',
    stage: 'GA',
    source: 'access',
    doc: '`"true"` puts Identity-Aware Proxy in front of the service.',
  },
  {
    key: 'run.googleapis.com/custom-audiences',
    levels: ['service'],
    value: { kind: 'json', shape: 'strings' },
    stage: 'GA',
    source: 'audiences',
    doc: 'Further audiences that identity tokens may name, as a JSON list of strings.',
  },
  {
    key: 'run.googleapis.com/binary-authorization',
    levels: ['service', 'job', 'execution', 'worker-pool'],
    value: { kind: 'text' },
    stage: 'GA',
    source: 'binaryAuthorization',
    doc: '`default`, or the path of a policy that images have to satisfy.',
  },
  {
    key: 'run.googleapis.com/binary-authorization-breakglass',
    levels: ['service', 'job', 'worker-pool'],
    value: { kind: 'text' },
    stage: 'GA',
    source: 'binaryAuthorization',
    doc: 'Reason for passing by the policy in an emergency. The next deployment clears it.',
  },
  {
    key: 'run.googleapis.com/description',
    levels: ['service', 'worker-pool'],
    value: { kind: 'text', maxLength: 512 },
    stage: 'GA',
    source: 'yaml',
    doc: 'A description, up to 512 characters.',
  },
  {
    key: 'run.googleapis.com/launch-stage',
    levels: RESOURCES,
    value: {
      kind: 'enum',
      values: [
        { value: 'GA', doc: 'Only finished features.' },
        { value: 'BETA', doc: 'Features in preview too.' },
        { value: 'ALPHA', doc: 'Features in private preview too.' },
      ],
    },
    default: 'GA',
    stage: 'GA',
    source: 'yaml',
    doc: 'How unfinished the features may be that the resource uses.',
  },
  {
    key: 'run.googleapis.com/base-images',
    levels: ['service', 'revision'],
    kinds: ['Service'],
    value: { kind: 'json', shape: 'string-map' },
    stage: 'GA',
    source: 'yaml',
    doc: 'JSON object from container to base image, for automatic updates of the base image.',
  },
  {
    key: 'run.googleapis.com/regions',
    levels: ['service'],
    value: { kind: 'list', of: 'region' },
    stage: 'GA',
    source: 'yaml',
    doc: 'Regions of a multi-region service, separated by commas.',
  },
  {
    key: 'run.googleapis.com/gc-traffic-tags',
    levels: ['service'],
    value: { kind: 'text' },
    stage: 'GA',
    source: 'yaml',
    doc: 'Written by tools: which traffic tags may be removed.',
  },
  {
    key: 'apphub.cloud.google.com/functional-type',
    levels: ['service', 'job'],
    value: {
      kind: 'enum',
      values: [
        { value: 'agent', doc: 'An AI agent.' },
        { value: 'mcp-server', doc: 'A server of the Model Context Protocol.' },
      ],
    },
    stage: 'GA',
    source: 'yaml',
    doc: 'What the registry of agents lists the service or job as. Cannot be changed later; a job can only be an agent.',
  },
  {
    key: 'run.googleapis.com/pubsubScalings',
    levels: ['worker-pool'],
    value: { kind: 'text' },
    stage: 'hidden',
    source: 'yaml',
    doc: 'Scaling of worker pools by the backlog of Pub/Sub. Private preview.',
  },
  ...['ssh-enabled', 'presets', 'threat-detection'].map((name) => simple(name, ['service', 'instance'], 'hidden')),
  ...['client-name', 'client-version'].map((name) => simple(name, ALL, 'hidden')),
  ...[
    'build-base-image',
    'build-enable-automatic-updates',
    'build-environment-variables',
    'build-image-uri',
    'build-name',
    'build-service-account',
    'build-worker-pool',
  ].map((name) => simple(name, ['service'], 'hidden')),
  ...['build-function-target', 'build-id', 'build-source-location'].map((name) =>
    simple(name, ['service', 'revision'], 'hidden'),
  ),
  ...['function-target', 'source-location', 'image-uri', 'enable-automatic-updates'].map((name) =>
    simple(name, ['service', 'revision'], 'deprecated'),
  ),
  ...[
    'ingress-status',
    'operation-id',
    'urls',
    'creator',
    'lastModifier',
    'lastUpdatedTime',
    'satisfiesPzs',
    'supportsPzs',
    'startupProbeType',
  ].map((name) => simple(name, ALL, 'output')),
  ...['creator', 'lastModifier'].map(
    (name): AnnotationSpec => ({ ...simple(name, ALL, 'output'), key: `serving.knative.dev/${name}` }),
  ),
];

function simple(name: string, levels: readonly AnnotationLevel[], stage: AnnotationSpec['stage']): AnnotationSpec {
  const docs = {
    output: 'Written by the server; exported files hold it.',
    deprecated: 'Older form of an annotation that starts with `build-`.',
    hidden: 'Written by tools.',
  };
  const doc = stage === 'output' || stage === 'deprecated' ? docs[stage] : docs.hidden;
  return { key: `run.googleapis.com/${name}`, levels, value: { kind: 'text' }, stage, source: 'yaml', doc };
}
