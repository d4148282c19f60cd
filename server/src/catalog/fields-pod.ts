import type { FieldSpec, TypeName } from './field-types.ts';

const UNSUPPORTED = { type: { kind: 'any' }, status: 'unsupported', source: 'yaml' } as const;

const CONTAINERS = {
  name: 'containers',
  type: { kind: 'list', of: 'Container' },
  required: true,
  source: 'containers',
} as const;

const VOLUMES: FieldSpec = {
  name: 'volumes',
  type: { kind: 'list', of: 'Volume' },
  doc: 'Volumes that containers can mount: secrets, memory, Cloud Storage buckets, NFS shares.',
  source: 'yaml',
};

const ACCOUNT: FieldSpec = {
  name: 'serviceAccountName',
  type: { kind: 'string', grammar: 'service-account' },
  doc: 'E-mail address of the service account that the code runs as. A dedicated one with few roles is better than the default.',
  source: 'identity',
  default: "the project's default compute service account",
};

const NODE_SELECTOR: FieldSpec = {
  name: 'nodeSelector',
  type: { kind: 'object', type: 'NodeSelector' },
  doc: 'Chooses the GPU type through `run.googleapis.com/accelerator`.',
  source: 'gpu',
};

/** The specs that hold containers. Source: API discovery run.v1 revision 20260917, checked 2026-11-28. */
export const POD_TYPES = {
  RevisionSpec: [
    {
      ...CONTAINERS,
      doc: 'The containers of an instance, at most 10. In a service with several, exactly one has `ports`: it gets the requests.',
    },
    {
      name: 'containerConcurrency',
      type: { kind: 'integer', min: 0, max: 1000 },
      doc: 'Largest number of requests that one instance gets at the same time. The server in the container should be able to work on as many: its workers times its threads.',
      source: 'concurrency',
      default: '80 in the API with 1 vCPU or more, 1 below',
      kinds: ['Service'],
    },
    {
      name: 'timeoutSeconds',
      type: { kind: 'integer', min: 1, max: 3600 },
      doc: 'Time that a request may take before Cloud Run ends it with status 504.',
      source: 'timeout',
      default: '300',
      kinds: ['Service'],
    },
    ACCOUNT,
    VOLUMES,
    NODE_SELECTOR,
    {
      name: 'runtimeClassName',
      type: { kind: 'string' },
      doc: 'Leave it out, or set `run.googleapis.com/linux-base-image-update` for automatic updates of the base image.',
      source: 'yaml',
    },
    { name: 'enableServiceLinks', doc: 'A Kubernetes field. Cloud Run has no service links.', ...UNSUPPORTED },
    {
      name: 'imagePullSecrets',
      doc: 'A Kubernetes field. Cloud Run pulls with its service agent: grant it `roles/artifactregistry.reader` instead.',
      ...UNSUPPORTED,
    },
  ],
  TaskSpec: [
    { ...CONTAINERS, doc: 'The containers of a task, at most 10. None may have `ports`.' },
    {
      name: 'maxRetries',
      type: { kind: 'integer', min: 0, max: 10 },
      doc: 'How often a failed task is tried again before the execution fails. Code must bear being run twice.',
      source: 'retries',
      default: '3',
    },
    {
      name: 'timeoutSeconds',
      type: { kind: 'integer', min: 1, max: 604_800, quoted: 'allowed' },
      doc: 'Time that one attempt of a task may take, up to 7 days; every retry gets it anew.',
      source: 'taskTimeout',
      default: '600',
    },
    ACCOUNT,
    VOLUMES,
    NODE_SELECTOR,
  ],
  InstanceSpec: [
    { ...CONTAINERS, doc: 'The containers of the instance, at most 10.' },
    {
      name: 'restartPolicy',
      type: {
        kind: 'enum',
        values: [
          { value: 'Always', doc: 'Starts the containers again whenever they end.' },
          { value: 'OnFailure', doc: 'Starts them again after a failure.' },
          { value: 'Never', doc: 'Leaves them stopped.' },
        ],
      },
      doc: 'What happens when the containers end.',
      source: 'yaml',
      default: 'OnFailure with gcloud',
    },
    ACCOUNT,
    VOLUMES,
    NODE_SELECTOR,
  ],
  NodeSelector: [
    {
      name: 'run.googleapis.com/accelerator',
      type: {
        kind: 'enum',
        values: [
          { value: 'nvidia-l4', doc: 'NVIDIA L4, 24 GB. Needs at least 4 vCPU and 16 GiB.' },
          {
            value: 'nvidia-rtx-pro-6000',
            doc: 'NVIDIA RTX PRO 6000 Blackwell, 96 GB. Needs at least 20 vCPU and 80 GiB.',
          },
        ],
      },
      doc: 'GPU type. Goes together with the limit `nvidia.com/gpu: "1"` of one container.',
      source: 'gpu',
      default: 'nvidia-l4',
    },
  ],
} as const satisfies Partial<Record<TypeName, readonly FieldSpec[]>>;
