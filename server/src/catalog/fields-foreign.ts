import type { TypeName } from './field-types.ts';

/** A field that people carry over from somewhere else, with what Cloud Run's v1 YAML has instead. */
export interface ForeignField {
  /** Where it comes from. */
  readonly from: 'kubernetes' | 'v2' | 'knative';
  /** One sentence: what to do instead. */
  readonly instead: string;
  /** The v1 field of the same map that means the same. */
  readonly rename?: string;
}

type Table = Readonly<Record<string, ForeignField>>;

function kubernetes(instead: string): ForeignField {
  return { from: 'kubernetes', instead };
}

const POD: Table = {
  initContainers: kubernetes('Use a second container that the others depend on, or a job.'),
  ephemeralContainers: kubernetes('There is no replacement.'),
  securityContext: kubernetes('Set the user with USER in the Dockerfile.'),
  hostNetwork: kubernetes('Use Direct VPC: run.googleapis.com/network-interfaces.'),
  hostPID: kubernetes('There is no replacement.'),
  hostIPC: kubernetes('There is no replacement.'),
  hostAliases: kubernetes('There is no replacement.'),
  hostname: kubernetes('There is no replacement.'),
  subdomain: kubernetes('There is no replacement.'),
  dnsPolicy: kubernetes('There is no replacement.'),
  dnsConfig: kubernetes('There is no replacement.'),
  tolerations: kubernetes('Cloud Run has no nodes.'),
  affinity: kubernetes('Cloud Run has no nodes.'),
  nodeName: kubernetes('Cloud Run has no nodes.'),
  schedulerName: kubernetes('Cloud Run has no nodes.'),
  topologySpreadConstraints: kubernetes('Cloud Run spreads instances over zones by itself.'),
  priorityClassName: kubernetes('There is no replacement.'),
  preemptionPolicy: kubernetes('There is no replacement.'),
  overhead: kubernetes('There is no replacement.'),
  readinessGates: kubernetes('Use a readinessProbe of the container.'),
  setHostnameAsFQDN: kubernetes('There is no replacement.'),
  shareProcessNamespace: kubernetes('There is no replacement.'),
  terminationGracePeriodSeconds: kubernetes('Cloud Run always waits 10 seconds after SIGTERM.'),
  activeDeadlineSeconds: kubernetes('Use timeoutSeconds.'),
  automountServiceAccountToken: kubernetes('The metadata server gives tokens.'),
  restartPolicy: kubernetes('Jobs have maxRetries; services restart containers by themselves.'),
  enableServiceLinks: kubernetes('Cloud Run has no service links.'),
  imagePullSecrets: kubernetes("Grant Cloud Run's service agent access to the repository."),
  serviceAccount: { from: 'v2', instead: 'The v1 name is serviceAccountName.', rename: 'serviceAccountName' },
};

const V2_POD: Table = {
  maxInstanceRequestConcurrency: {
    from: 'v2',
    instead: 'The v1 name is containerConcurrency.',
    rename: 'containerConcurrency',
  },
  timeout: { from: 'v2', instead: 'The v1 name is timeoutSeconds, in seconds.' },
  executionEnvironment: {
    from: 'v2',
    instead: 'In v1 this is the annotation run.googleapis.com/execution-environment.',
  },
  vpcAccess: {
    from: 'v2',
    instead: 'In v1 these are the annotations run.googleapis.com/network-interfaces and vpc-access-egress.',
  },
  scaling: { from: 'v2', instead: 'In v1 these are the annotations autoscaling.knative.dev/minScale and maxScale.' },
  sessionAffinity: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/sessionAffinity.' },
  encryptionKey: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/encryption-key.' },
  healthCheckDisabled: {
    from: 'v2',
    instead: 'In v1 this is the annotation run.googleapis.com/health-check-disabled.',
  },
};

const KUBERNETES_JOB: Table = {
  backoffLimit: kubernetes('Use maxRetries of the task.'),
  completions: kubernetes('Use taskCount of the execution.'),
  completionMode: kubernetes('Every task has an index: CLOUD_RUN_TASK_INDEX.'),
  activeDeadlineSeconds: kubernetes('Use timeoutSeconds of the task.'),
  ttlSecondsAfterFinished: kubernetes('There is no replacement.'),
  podFailurePolicy: kubernetes('There is no replacement.'),
  suspend: kubernetes('There is no replacement.'),
  selector: kubernetes('Cloud Run has no selectors.'),
  manualSelector: kubernetes('Cloud Run has no selectors.'),
  schedule: kubernetes('Use Cloud Scheduler.'),
  concurrencyPolicy: kubernetes('Use Cloud Scheduler.'),
  jobTemplate: kubernetes('Use Cloud Scheduler.'),
  restartPolicy: kubernetes('Use maxRetries of the task.'),
};

const WORKLOAD: Table = {
  replicas: kubernetes('Use the scaling annotations (minScale, maxScale, manualInstanceCount).'),
  selector: kubernetes('Cloud Run has no selectors.'),
  strategy: kubernetes('Use traffic to roll out step by step.'),
  revisionHistoryLimit: kubernetes('Cloud Run keeps 1000 revisions.'),
  minReadySeconds: kubernetes('There is no replacement.'),
  progressDeadlineSeconds: kubernetes('There is no replacement.'),
  ports: kubernetes('The port belongs to the container: ports[].containerPort.'),
  type: kubernetes('Use the annotation run.googleapis.com/ingress.'),
  clusterIP: kubernetes('There is no replacement.'),
  sessionAffinity: kubernetes('Use the annotation run.googleapis.com/sessionAffinity.'),
  externalTrafficPolicy: kubernetes('There is no replacement.'),
  loadBalancerIP: kubernetes('There is no replacement.'),
  ingress: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/ingress.' },
  scaling: { from: 'v2', instead: 'In v1 these are the annotations run.googleapis.com/minScale and maxScale.' },
  launchStage: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/launch-stage.' },
  invokerIamDisabled: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/invoker-iam-disabled.' },
};

/** Fields of other APIs that the v1 API does not have, by the type they are written in. */
export const FOREIGN_FIELDS: Readonly<Partial<Record<TypeName, Table>>> = {
  ServiceSpec: WORKLOAD,
  WorkerPoolSpec: WORKLOAD,
  RevisionSpec: { ...POD, ...V2_POD },
  TaskSpec: { ...POD, ...KUBERNETES_JOB, ...V2_POD },
  InstanceSpec: { ...POD, ...V2_POD },
  JobSpec: KUBERNETES_JOB,
  ExecutionSpec: KUBERNETES_JOB,
  Container: {
    lifecycle: kubernetes('Handle SIGTERM in the program; Cloud Run waits 10 seconds.'),
    stdin: kubernetes('There is no replacement.'),
    stdinOnce: kubernetes('There is no replacement.'),
    tty: kubernetes('There is no replacement.'),
    volumeDevices: kubernetes('Use volumeMounts.'),
    resizePolicy: kubernetes('There is no replacement.'),
    restartPolicy: kubernetes('Jobs have maxRetries; services restart containers by themselves.'),
    dependsOn: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/container-dependencies.' },
    baseImageUri: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/base-images.' },
  },
  EnvVarSource: {
    fieldRef: kubernetes('K_SERVICE, K_REVISION and the metadata server tell the rest.'),
    resourceFieldRef: kubernetes('Write the value.'),
  },
  SecretKeySelector: {
    secret: { from: 'v2', instead: 'In v1 this is name.', rename: 'name' },
    version: { from: 'v2', instead: 'In v1 this is key.', rename: 'key' },
  },
  Volume: {
    hostPath: kubernetes('Use emptyDir, csi or nfs.'),
    persistentVolumeClaim: kubernetes('Use csi (Cloud Storage) or nfs.'),
    projected: kubernetes('Use one secret volume for each secret.'),
    downwardAPI: kubernetes('There is no replacement.'),
    ephemeral: kubernetes('Use emptyDir.'),
    gcePersistentDisk: kubernetes('Use csi (Cloud Storage) or nfs.'),
    cloudSqlInstance: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/cloudsql-instances.' },
    gcs: { from: 'v2', instead: 'In v1 this is csi with driver gcsfuse.run.googleapis.com.' },
  },
  VolumeMount: {
    subPathExpr: kubernetes('There is no replacement.'),
    mountPropagation: kubernetes('There is no replacement.'),
  },
  ContainerPort: {
    hostPort: kubernetes('There is no replacement.'),
    hostIP: kubernetes('There is no replacement.'),
  },
  Probe: {
    terminationGracePeriodSeconds: kubernetes('Cloud Run always waits 10 seconds after SIGTERM.'),
  },
  ResourceLimits: {
    'ephemeral-storage': kubernetes('Files lie in memory; the memory limit counts.'),
  },
  ResourceRequests: {
    'ephemeral-storage': kubernetes('Files lie in memory; the memory limit counts.'),
  },
  ResourceRequirements: {
    cpuIdle: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/cpu-throttling.' },
    startupCpuBoost: { from: 'v2', instead: 'In v1 this is the annotation run.googleapis.com/startup-cpu-boost.' },
    claims: kubernetes('There is no replacement.'),
  },
};

/** What to do with a foreign field; `undefined` where it is simply unknown. */
export function foreignField(type: TypeName, name: string): ForeignField | undefined {
  const table = FOREIGN_FIELDS[type];
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
