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

/** Names that people write as annotations although the manifest has a field (or another annotation) for them. */
export const NOT_AN_ANNOTATION: Readonly<Record<string, { readonly field: string } | { readonly annotation: string }>> =
  {
    memory: { field: 'resources.limits.memory of the container' },
    'memory-limit': { field: 'resources.limits.memory of the container' },
    cpu: { field: 'resources.limits.cpu of the container' },
    'cpu-limit': { field: 'resources.limits.cpu of the container' },
    gpu: { field: 'resources.limits."nvidia.com/gpu" of the container' },
    'gpu-count': { field: 'resources.limits."nvidia.com/gpu" of the container' },
    'gpu-type': { field: 'nodeSelector."run.googleapis.com/accelerator"' },
    accelerator: { field: 'nodeSelector."run.googleapis.com/accelerator"' },
    'accelerator-type': { field: 'nodeSelector."run.googleapis.com/accelerator"' },
    timeout: { field: 'timeoutSeconds' },
    timeoutSeconds: { field: 'timeoutSeconds' },
    'request-timeout': { field: 'timeoutSeconds' },
    'task-timeout': { field: 'timeoutSeconds of the task' },
    concurrency: { field: 'containerConcurrency' },
    'container-concurrency': { field: 'containerConcurrency' },
    port: { field: 'ports[].containerPort of the container' },
    'service-account': { field: 'serviceAccountName' },
    serviceAccount: { field: 'serviceAccountName' },
    serviceAccountName: { field: 'serviceAccountName' },
    'max-retries': { field: 'maxRetries of the task' },
    parallelism: { field: 'parallelism of the execution' },
    'task-count': { field: 'taskCount of the execution' },
    'startup-boost': { annotation: 'run.googleapis.com/startup-cpu-boost' },
    'startup-cpu': { annotation: 'run.googleapis.com/startup-cpu-boost' },
    'cpu-boost': { annotation: 'run.googleapis.com/startup-cpu-boost' },
    'cpu-startup-boost': { annotation: 'run.googleapis.com/startup-cpu-boost' },
    'gpu-zonal-redundancy': { annotation: 'run.googleapis.com/gpu-zonal-redundancy-disabled' },
    'session-affinity': { annotation: 'run.googleapis.com/sessionAffinity' },
    'vpc-connector': { annotation: 'run.googleapis.com/vpc-access-connector' },
    'vpc-egress': { annotation: 'run.googleapis.com/vpc-access-egress' },
    'cloud-sql-instances': { annotation: 'run.googleapis.com/cloudsql-instances' },
    'cloudsql-instance': { annotation: 'run.googleapis.com/cloudsql-instances' },
  };

/** What a restricted key that no table has was probably meant to be; the name behind the slash decides. */
export function notAnAnnotation(key: string): { readonly field: string } | { readonly annotation: string } | undefined {
  const name = key.slice(key.indexOf('/') + 1);
  return Object.hasOwn(NOT_AN_ANNOTATION, name) ? NOT_AN_ANNOTATION[name] : undefined;
}
