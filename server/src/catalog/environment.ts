/** A variable that Cloud Run sets itself; a manifest may not set it where it is reserved. */
export interface ReservedVariable {
  readonly name: string;
  readonly kinds: readonly ('service' | 'job' | 'worker-pool' | 'instance' | 'image')[];
  /** What it holds, in one sentence. */
  readonly meaning: string;
}

/**
 * Variables that Cloud Run adds to the environment of a container.
 * Source: https://cloud.google.com/run/docs/container-contract#env-vars (page of 2026-04-08), checked 2026-11-28.
 */
export const RESERVED_VARIABLES: readonly ReservedVariable[] = [
  {
    name: 'PORT',
    kinds: ['service', 'instance', 'image'],
    meaning: 'The port that the ingress container has to listen on.',
  },
  { name: 'K_SERVICE', kinds: ['service', 'image'], meaning: 'The name of the service.' },
  { name: 'K_REVISION', kinds: ['service', 'image'], meaning: 'The name of the revision.' },
  {
    name: 'K_CONFIGURATION',
    kinds: ['service', 'image'],
    meaning: 'The name of the configuration that made the revision.',
  },
  { name: 'CLOUD_RUN_JOB', kinds: ['job'], meaning: 'The name of the job.' },
  { name: 'CLOUD_RUN_EXECUTION', kinds: ['job'], meaning: 'The name of the execution.' },
  { name: 'CLOUD_RUN_TASK_INDEX', kinds: ['job'], meaning: 'The number of this task, from 0.' },
  { name: 'CLOUD_RUN_TASK_ATTEMPT', kinds: ['job'], meaning: 'How often this task was tried before.' },
  { name: 'CLOUD_RUN_TASK_COUNT', kinds: ['job'], meaning: 'How many tasks the execution has.' },
  { name: 'CLOUD_RUN_WORKER_POOL', kinds: ['worker-pool'], meaning: 'The name of the worker pool.' },
  { name: 'CLOUD_RUN_WORKER_POOL_REVISION', kinds: ['worker-pool'], meaning: 'The name of the revision.' },
];

/** Whether a name belongs to the platform in every kind of resource: the prefixes K_ and CLOUD_RUN_. */
export function isPlatformName(name: string): boolean {
  return /^(?:K_|CLOUD_RUN_)/.test(name);
}

/**
 * Whether Cloud Logging collects what a container writes to a file: everything below `/var/log`. Such files do not count
 * against the memory of the instance either. Sources: https://docs.cloud.google.com/run/docs/logging#container-logs,
 * https://docs.cloud.google.com/run/docs/troubleshooting (memory), checked 2026-11-28.
 */
export function isCollectedLog(path: string): boolean {
  return path.startsWith('/var/log/');
}
