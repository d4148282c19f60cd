import type { AnnotationSpec } from './annotation-types.ts';
import { RESOURCE_ANNOTATIONS } from './annotations-resource.ts';
import { TEMPLATE_ANNOTATIONS } from './annotations-template.ts';
import type { AnnotationLevel, ResourceKind } from './kinds.ts';
import { KINDS } from './kinds.ts';

/** The annotation table. */
export const ANNOTATIONS: readonly AnnotationSpec[] = [...TEMPLATE_ANNOTATIONS, ...RESOURCE_ANNOTATIONS];

const BY_KEY: ReadonlyMap<string, AnnotationSpec> = new Map(ANNOTATIONS.map((a) => [a.key, a]));

/** The annotation of a key. */
export function annotationOf(key: string): AnnotationSpec | undefined {
  return BY_KEY.get(key);
}

/** Namespaces in which Cloud Run only takes the annotations that it knows. */
export function isRestrictedKey(key: string): boolean {
  return key.startsWith('run.googleapis.com/') || key.startsWith('autoscaling.knative.dev/');
}

/** The annotations that are worth offering at a level. */
export function annotationsAt(kind: ResourceKind, level: AnnotationLevel): readonly AnnotationSpec[] {
  return ANNOTATIONS.filter(
    (a) =>
      (a.stage === 'GA' || a.stage === 'preview') &&
      a.levels.includes(level) &&
      (a.kinds === undefined || a.kinds.includes(kind)),
  );
}

/** The levels of a kind at which an annotation belongs, outermost first; empty where the kind does not have it. */
export function levelsFor(kind: ResourceKind, spec: AnnotationSpec): readonly AnnotationLevel[] {
  if (spec.kinds !== undefined && !spec.kinds.includes(kind)) return [];
  return KINDS[kind].levels.map((l) => l.level).filter((level) => spec.levels.includes(level));
}

/** Labels that Cloud Run reads or writes. */
export const LABELS: readonly { readonly key: string; readonly doc: string; readonly output: boolean }[] = [
  { key: 'cloud.googleapis.com/location', doc: 'Region that `gcloud run … replace` deploys to.', output: false },
  { key: 'run.googleapis.com/multi-region-id', doc: 'Written on multi-region services.', output: true },
  { key: 'client.knative.dev/nonce', doc: 'Written by gcloud on the template to force a new revision.', output: true },
  { key: 'run.googleapis.com/startupProbeType', doc: 'Written on exports.', output: true },
  { key: 'serving.knative.dev/service', doc: 'Written by the server.', output: true },
  { key: 'run.googleapis.com/workerPool', doc: 'Written by the server.', output: true },
  { key: 'run.googleapis.com/job', doc: 'Written by the server.', output: true },
  { key: 'run.googleapis.com/execution', doc: 'Written by the server.', output: true },
  { key: 'run.googleapis.com/runningState', doc: 'Written by the server.', output: true },
];

/** What an invented annotation was meant to do: by another annotation, or in words by something else. */
export type MeantInstead = { readonly instead: string } | { readonly annotation: string };

/** Names that people write as annotations although the manifest has a field (or another annotation) for them. */
export const NOT_AN_ANNOTATION: Readonly<Record<string, MeantInstead>> = {
  memory: { instead: 'the field resources.limits.memory of the container' },
  'memory-limit': { instead: 'the field resources.limits.memory of the container' },
  memoryLimit: { instead: 'the field resources.limits.memory of the container' },
  cpu: { instead: 'the field resources.limits.cpu of the container' },
  mem: { instead: 'the field resources.limits.memory of the container' },
  cpus: { instead: 'the field resources.limits.cpu of the container' },
  'cpu-limit': { instead: 'the field resources.limits.cpu of the container' },
  cpuLimit: { instead: 'the field resources.limits.cpu of the container' },
  gpu: { instead: 'the field resources.limits."nvidia.com/gpu" of the container' },
  'gpu-count': { instead: 'the field resources.limits."nvidia.com/gpu" of the container' },
  'gpu-type': { instead: 'the field nodeSelector."run.googleapis.com/accelerator"' },
  gpuType: { instead: 'the field nodeSelector."run.googleapis.com/accelerator"' },
  accelerator: { instead: 'the field nodeSelector."run.googleapis.com/accelerator"' },
  'accelerator-type': { instead: 'the field nodeSelector."run.googleapis.com/accelerator"' },
  timeout: { instead: 'the field timeoutSeconds' },
  timeoutSeconds: { instead: 'the field timeoutSeconds' },
  'timeout-seconds': { instead: 'the field timeoutSeconds' },
  'request-timeout': { instead: 'the field timeoutSeconds' },
  'task-timeout': { instead: 'the field timeoutSeconds' },
  concurrency: { instead: 'the field containerConcurrency' },
  'container-concurrency': { instead: 'the field containerConcurrency' },
  containerConcurrency: { instead: 'the field containerConcurrency' },
  'max-concurrency': { instead: 'the field containerConcurrency' },
  port: { instead: 'the field ports[].containerPort of the container' },
  http2: { instead: 'the port name h2c' },
  'use-http2': { instead: 'the port name h2c' },
  'service-account': { instead: 'the field serviceAccountName' },
  serviceAccount: { instead: 'the field serviceAccountName' },
  serviceAccountName: { instead: 'the field serviceAccountName' },
  'max-retries': { instead: 'the field maxRetries of the task' },
  parallelism: { instead: 'the field parallelism of the execution' },
  'task-count': { instead: 'the field taskCount of the execution' },
  tasks: { instead: 'the field taskCount of the execution' },
  'allow-unauthenticated': {
    instead: 'the IAM role roles/run.invoker for allUsers, or run.googleapis.com/invoker-iam-disabled',
  },
  allowUnauthenticated: {
    instead: 'the IAM role roles/run.invoker for allUsers, or run.googleapis.com/invoker-iam-disabled',
  },
  unauthenticated: {
    instead: 'the IAM role roles/run.invoker for allUsers, or run.googleapis.com/invoker-iam-disabled',
  },
  invoker: { instead: 'the IAM role roles/run.invoker for allUsers, or run.googleapis.com/invoker-iam-disabled' },
  public: { instead: 'the IAM role roles/run.invoker for allUsers, or run.googleapis.com/invoker-iam-disabled' },
  'health-check-path': { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  'healthcheck-path': { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  startupProbe: { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  livenessProbe: { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  readinessProbe: { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  'startup-timeout': { instead: 'the field startupProbe of the container' },
  'startup-probe': { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  'liveness-probe': { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  'readiness-probe': { instead: 'the field startupProbe, livenessProbe or readinessProbe of the container' },
  'cpu-always-allocated': { instead: 'run.googleapis.com/cpu-throttling: "false"' },
  'cpu-allocation': { instead: 'run.googleapis.com/cpu-throttling: "false"' },
  'no-cpu-throttling': { instead: 'run.googleapis.com/cpu-throttling: "false"' },
  billing: { instead: 'run.googleapis.com/cpu-throttling: "false"' },
  'billing-mode': { instead: 'run.googleapis.com/cpu-throttling: "false"' },
  image: { instead: 'the field image of the container' },
  'env-vars': { instead: 'the field env of the container' },
  region: { instead: 'the label cloud.googleapis.com/location' },
  location: { instead: 'the label cloud.googleapis.com/location' },
  'startup-boost': { annotation: 'run.googleapis.com/startup-cpu-boost' },
  'startup-cpu': { annotation: 'run.googleapis.com/startup-cpu-boost' },
  'cpu-boost': { annotation: 'run.googleapis.com/startup-cpu-boost' },
  'cpu-startup-boost': { annotation: 'run.googleapis.com/startup-cpu-boost' },
  'startup-cpu-boost-enabled': { annotation: 'run.googleapis.com/startup-cpu-boost' },
  'gpu-zonal-redundancy': { annotation: 'run.googleapis.com/gpu-zonal-redundancy-disabled' },
  'session-affinity': { annotation: 'run.googleapis.com/sessionAffinity' },
  'vpc-connector': { annotation: 'run.googleapis.com/vpc-access-connector' },
  'vpc-egress': { annotation: 'run.googleapis.com/vpc-access-egress' },
  egress: { annotation: 'run.googleapis.com/vpc-access-egress' },
  network: { annotation: 'run.googleapis.com/network-interfaces' },
  'vpc-network': { annotation: 'run.googleapis.com/network-interfaces' },
  'cloud-sql-instances': { annotation: 'run.googleapis.com/cloudsql-instances' },
  'cloudsql-instance': { annotation: 'run.googleapis.com/cloudsql-instances' },
  cloudsql: { annotation: 'run.googleapis.com/cloudsql-instances' },
  generation: { annotation: 'run.googleapis.com/execution-environment' },
  'min-instances': { annotation: 'autoscaling.knative.dev/minScale' },
  minInstances: { annotation: 'autoscaling.knative.dev/minScale' },
  'max-instances': { annotation: 'autoscaling.knative.dev/maxScale' },
  maxInstances: { annotation: 'autoscaling.knative.dev/maxScale' },
  'instance-count': { annotation: 'run.googleapis.com/manualInstanceCount' },
  'service-description': { annotation: 'run.googleapis.com/description' },
};

/** What a restricted key that no table has was probably meant to be; the name behind the slash decides. */
export function notAnAnnotation(key: string): MeantInstead | undefined {
  const name = key.slice(key.indexOf('/') + 1);
  return Object.hasOwn(NOT_AN_ANNOTATION, name) ? NOT_AN_ANNOTATION[name] : undefined;
}
