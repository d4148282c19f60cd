import type { FieldSpec, TypeName } from './field-types.ts';

const UNSUPPORTED = { type: { kind: 'any' }, status: 'unsupported', source: 'yaml' } as const;
const IGNORED = { type: { kind: 'string' }, status: 'ignored', source: 'yaml' } as const;

/** Containers. Source: API discovery run.v1 revision 20260917, container contract of 2026-04-08, checked 2026-11-28. */
export const CONTAINER_TYPES = {
  Container: [
    {
      name: 'image',
      type: { kind: 'string', grammar: 'image' },
      doc: 'Image to run, for Linux on x86-64. Without a host it comes from Docker Hub. The tag is resolved to a digest when a revision is made.',
      source: 'contract',
      required: true,
    },
    {
      name: 'name',
      type: { kind: 'string', grammar: 'container-name' },
      doc: 'Name of the container. Needed for container dependencies; sidecars reach each other under it.',
      source: 'containers',
    },
    {
      name: 'command',
      type: { kind: 'list', of: 'string' },
      doc: "Replaces the image's ENTRYPOINT, and drops its CMD where `args` is missing. No shell runs, so `$VAR` stays as it is.",
      source: 'contract',
      default: 'ENTRYPOINT of the image',
    },
    {
      name: 'args',
      type: { kind: 'list', of: 'string' },
      doc: "Replaces the image's CMD. No shell runs: neither `$VAR` nor `$(VAR)` is replaced.",
      source: 'contract',
      default: 'CMD of the image',
    },
    {
      name: 'env',
      type: { kind: 'list', of: 'EnvVar' },
      doc: 'Environment variables, at most 1000. They win over `ENV` of the image. `PORT` of the ingress container, `K_…` and `CLOUD_RUN_…` belong to Cloud Run.',
      source: 'env',
    },
    {
      name: 'ports',
      type: { kind: 'list', of: 'ContainerPort' },
      doc: 'Marks the ingress container and names its port; one entry at most. Cloud Run passes the number as `PORT`.',
      source: 'contract',
      default: '8080, HTTP/1',
    },
    {
      name: 'resources',
      type: { kind: 'object', type: 'ResourceRequirements' },
      doc: 'CPU, memory and GPU of this container.',
      source: 'memory',
      default: '1 vCPU and 512 MiB',
    },
    {
      name: 'volumeMounts',
      type: { kind: 'list', of: 'VolumeMount' },
      doc: "Where the volumes of `volumes` appear in this container's file system.",
      source: 'yaml',
    },
    {
      name: 'startupProbe',
      type: { kind: 'object', type: 'Probe' },
      doc: 'Says when the container is ready for requests. Other probes wait for it. The default only opens a TCP connection.',
      source: 'probes',
      default: 'TCP connection to the ingress port, for up to 240 seconds',
    },
    {
      name: 'livenessProbe',
      type: { kind: 'object', type: 'Probe' },
      doc: 'Restarts the container when it fails repeatedly.',
      source: 'probes',
    },
    {
      name: 'readinessProbe',
      type: { kind: 'object', type: 'Probe' },
      doc: 'Takes the instance out of the traffic while it fails, without a restart.',
      source: 'probes',
    },
    {
      name: 'workingDir',
      type: { kind: 'string' },
      doc: 'Folder that the command starts in.',
      source: 'yaml',
      default: 'WORKDIR of the image',
    },
    {
      name: 'sandboxLauncher',
      type: { kind: 'boolean' },
      doc: 'Lets this container run untrusted code in sandboxes that share its CPU and memory.',
      source: 'sandboxes',
      default: 'false',
      stage: 'preview',
    },
    {
      name: 'imagePullPolicy',
      doc: 'A Kubernetes field. Accepted; Cloud Run pulls the digest of the revision anyway.',
      ...IGNORED,
    },
    { name: 'terminationMessagePath', doc: 'A Kubernetes field. Accepted without effect.', ...IGNORED },
    { name: 'terminationMessagePolicy', doc: 'A Kubernetes field. Accepted without effect.', ...IGNORED },
    {
      name: 'envFrom',
      doc: 'A Kubernetes field: there are no ConfigMaps. Name every variable in `env`; secrets through `valueFrom.secretKeyRef`.',
      ...UNSUPPORTED,
    },
    { name: 'securityContext', doc: 'A Kubernetes field. Set the user with `USER` in the Dockerfile.', ...UNSUPPORTED },
  ],
  ContainerPort: [
    {
      name: 'containerPort',
      type: { kind: 'integer', min: 1, max: 65_535 },
      doc: 'Port that the server listens on, on all interfaces. The container reads it from `PORT`.',
      source: 'contract',
      default: '8080',
    },
    {
      name: 'name',
      type: {
        kind: 'enum',
        values: [
          { value: 'http1', doc: 'HTTP/1.1 to the container. Clients can use HTTP/2 all the same.' },
          {
            value: 'h2c',
            doc: 'HTTP/2 without TLS to the container, end to end. The server has to speak it; gRPC needs it for streaming.',
          },
        ],
      },
      doc: 'Protocol between Cloud Run and the container.',
      source: 'contract',
      default: 'http1',
    },
    {
      name: 'protocol',
      type: { kind: 'enum', values: [{ value: 'TCP', doc: 'The only one.' }] },
      doc: 'Always `TCP`.',
      source: 'yaml',
      default: 'TCP',
    },
  ],
  EnvVar: [
    {
      name: 'name',
      type: { kind: 'string', grammar: 'env-name' },
      doc: 'Name of the variable.',
      source: 'env',
      required: true,
    },
    {
      name: 'value',
      type: { kind: 'string' },
      doc: 'Value as text: quote numbers and booleans. `$(OTHER)` is not replaced. Credentials belong into Secret Manager.',
      source: 'env',
      default: 'empty',
    },
    {
      name: 'valueFrom',
      type: { kind: 'object', type: 'EnvVarSource' },
      doc: 'Takes the value from Secret Manager. Not together with `value`.',
      source: 'secrets',
    },
  ],
  EnvVarSource: [
    {
      name: 'secretKeyRef',
      type: { kind: 'object', type: 'SecretKeySelector' },
      doc: 'A version of a secret in Secret Manager, read when an instance starts.',
      source: 'secrets',
    },
    {
      name: 'configMapKeyRef',
      doc: 'A Kubernetes field: there are no ConfigMaps. Write the value, or use a secret.',
      ...UNSUPPORTED,
    },
  ],
  SecretKeySelector: [
    {
      name: 'name',
      type: { kind: 'string', grammar: 'secret-name' },
      doc: 'Name of the secret in Secret Manager; for another project an alias that `run.googleapis.com/secrets` defines.',
      source: 'secrets',
      required: true,
    },
    {
      name: 'key',
      type: { kind: 'string', grammar: 'secret-version' },
      doc: 'Version of the secret: `latest`, a number, or a version alias. Not a key inside the secret, as in Kubernetes.',
      source: 'secrets',
      required: true,
    },
    {
      name: 'optional',
      doc: 'A Kubernetes field. A missing secret always fails the start.',
      type: { kind: 'boolean' },
      status: 'ignored',
      source: 'yaml',
    },
    { name: 'localObjectReference', doc: 'Not for direct use: write `name`.', ...UNSUPPORTED },
  ],
  ResourceRequirements: [
    {
      name: 'limits',
      type: { kind: 'object', type: 'ResourceLimits' },
      doc: 'The CPU, memory and GPU that this container gets.',
      source: 'memory',
      default: 'cpu 1, memory 512Mi',
    },
    {
      name: 'requests',
      type: { kind: 'object', type: 'ResourceRequests' },
      doc: 'Accepted, without a documented effect: `limits` decides.',
      source: 'memory',
      default: 'the limits',
    },
  ],
  ResourceLimits: [
    {
      name: 'cpu',
      type: { kind: 'quantity', of: 'cpu' },
      doc: 'Number of vCPUs: 0.08 to 1 in thousandths (`500m`), or 1, 2, 4, 6, 8. More memory needs more CPU; below 1 only one request at a time is served.',
      source: 'cpu',
      default: '1',
    },
    {
      name: 'memory',
      type: { kind: 'quantity', of: 'memory' },
      doc: 'Memory with unit `Mi` or `Gi`, up to `32Gi`. Files written to disk count too. An instance above it is ended.',
      source: 'memory',
      default: '512Mi',
    },
    {
      name: 'nvidia.com/gpu',
      type: { kind: 'quantity', of: 'gpu' },
      doc: 'Number of GPUs: `"1"`, in one container only. The node selector `run.googleapis.com/accelerator` names its type.',
      source: 'gpu',
      default: 'none',
    },
  ],
  ResourceRequests: [
    { name: 'cpu', type: { kind: 'quantity', of: 'cpu' }, doc: 'Accepted; `limits.cpu` decides.', source: 'cpu' },
    {
      name: 'memory',
      type: { kind: 'quantity', of: 'memory' },
      doc: 'Accepted; `limits.memory` decides.',
      source: 'memory',
    },
  ],
} as const satisfies Partial<Record<TypeName, readonly FieldSpec[]>>;
