// Flags that one kind of resource has and the other has not. Source: the references of `gcloud run deploy`, `run jobs deploy` and
// `run jobs create` at https://docs.cloud.google.com/sdk/gcloud/reference/run (checked 2026-11-28).

const NO_REQUESTS = 'A job gets no requests: remove it.';

/** Flags of services that jobs do not have, each with what to do. */
const NOT_FOR_JOBS: Readonly<Record<string, string>> = {
  port: NO_REQUESTS,
  concurrency: NO_REQUESTS,
  'allow-unauthenticated': NO_REQUESTS,
  'no-allow-unauthenticated': NO_REQUESTS,
  ingress: NO_REQUESTS,
  'session-affinity': NO_REQUESTS,
  'use-http2': NO_REQUESTS,
  timeout: 'Write --task-timeout.',
  'min-instances': 'Write --tasks.',
  'max-instances': 'Write --parallelism.',
  'cpu-throttling': 'A job always has its CPU: remove it.',
  'no-cpu-throttling': 'A job always has its CPU: remove it.',
  'cpu-boost': 'A job has no boost: remove it.',
};

/** Flags of jobs that services do not have. */
const NOT_FOR_SERVICES: Readonly<Record<string, string>> = {
  'task-timeout': 'Write --timeout.',
  tasks: 'Tasks are for jobs: remove it.',
  'max-retries': 'Retries are for jobs: remove it.',
  parallelism: 'Write --max-instances.',
};

/** What to do about a flag that the commands for a kind of resource do not have; `undefined` for all others. */
export function flagProblem(kind: 'service' | 'job' | 'worker-pool', flag: string): string | undefined {
  const table = kind === 'job' ? NOT_FOR_JOBS : kind === 'service' ? NOT_FOR_SERVICES : {};
  return Object.hasOwn(table, flag) ? table[flag] : undefined;
}

/** Flags that say what is deployed where, and leave all settings as they are or at their defaults. */
const NO_SETTINGS: ReadonlySet<string> = new Set([
  'account',
  'async',
  'format',
  'image',
  'impersonate-service-account',
  'no-traffic',
  'platform',
  'project',
  'quiet',
  'region',
  'tag',
  'update-labels',
  'verbosity',
]);

/** Whether a flag sets something of what runs. What a command does not set keeps the value that it had in the last revision. */
export function setsSomething(flag: string): boolean {
  return !NO_SETTINGS.has(flag);
}
