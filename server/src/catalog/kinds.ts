/** The kinds of Cloud Run resource that a YAML file can declare. */
export type ResourceKind = 'Service' | 'Job' | 'WorkerPool' | 'Instance';

/** Where annotations and labels sit: on the resource, or on the template of what it makes. */
export type AnnotationLevel = 'service' | 'revision' | 'job' | 'execution' | 'worker-pool' | 'instance';

/** What is to be known about a kind. */
export interface KindSpec {
  readonly kind: ResourceKind;
  readonly apiVersion: string;
  /** Lower-case words for messages. */
  readonly noun: string;
  /** Markdown, one to three sentences. */
  readonly doc: string;
  readonly url: string;
  readonly stage: 'GA' | 'preview';
  /** Annotation levels with the path of their metadata, outermost first. */
  readonly levels: readonly { readonly level: AnnotationLevel; readonly path: string }[];
  /** Path of the map that holds `containers` and `volumes`. */
  readonly podSpec: string;
}

const RUN = 'https://docs.cloud.google.com/run/docs';

/** The four kinds. Source: API discovery run.v1 revision 20260917 and the YAML reference, checked 2026-11-28. */
export const KINDS: Readonly<Record<ResourceKind, KindSpec>> = {
  Service: {
    kind: 'Service',
    apiVersion: 'serving.knative.dev/v1',
    noun: 'service',
    doc: 'A Cloud Run service: containers that answer requests behind a stable URL. Cloud Run starts and stops instances with the load.',
    url: `${RUN}/overview/what-is-cloud-run`,
    stage: 'GA',
    levels: [
      { level: 'service', path: 'metadata' },
      { level: 'revision', path: 'spec.template.metadata' },
    ],
    podSpec: 'spec.template.spec',
  },
  Job: {
    kind: 'Job',
    apiVersion: 'run.googleapis.com/v1',
    noun: 'job',
    doc: 'A Cloud Run job: containers that run to their end, in one task or in many parallel ones. It has no URL and must not listen on a port.',
    url: `${RUN}/create-jobs`,
    stage: 'GA',
    levels: [
      { level: 'job', path: 'metadata' },
      { level: 'execution', path: 'spec.template.metadata' },
    ],
    podSpec: 'spec.template.spec.template.spec',
  },
  WorkerPool: {
    kind: 'WorkerPool',
    apiVersion: 'run.googleapis.com/v1',
    noun: 'worker pool',
    doc: 'A Cloud Run worker pool: a fixed number of instances that fetch their work themselves (queues, streams). It has no URL, and its number of instances only changes when you change it.',
    url: `${RUN}/container-contract`,
    stage: 'GA',
    levels: [
      { level: 'worker-pool', path: 'metadata' },
      { level: 'revision', path: 'spec.template.metadata' },
    ],
    podSpec: 'spec.template.spec',
  },
  Instance: {
    kind: 'Instance',
    apiVersion: 'run.googleapis.com/v1',
    noun: 'instance',
    doc: 'A Cloud Run instance: one long-running group of containers without scaling. Preview.',
    url: `${RUN}/reference/yaml/v1`,
    stage: 'preview',
    levels: [{ level: 'instance', path: 'metadata' }],
    podSpec: 'spec',
  },
};

/** How a level is called in messages. */
export const LEVEL_NOUNS: Readonly<Record<AnnotationLevel, string>> = {
  service: 'the service',
  revision: 'the revision template',
  job: 'the job',
  execution: 'the execution template',
  'worker-pool': 'the worker pool',
  instance: 'the instance',
};

/** The path of a level's metadata in a kind; `undefined` where the kind has no such level. */
export function levelPath(kind: ResourceKind, level: AnnotationLevel): string | undefined {
  return KINDS[kind].levels.find((l) => l.level === level)?.path;
}
