import { GIB, MIB } from '../base/quantity.ts';
import type { ResourceKind } from './kinds.ts';

// Limits and look-ups of the manifest language. Source: facts of the CPU, memory, GPU, health check and quota pages and of the API
// discovery document run.v1 revision 20260917, checked 2026-11-28. Where copies of a page disagree, the wider range counts.

/** A legal number of vCPU from 1 on, with the memory (bytes) that it allows. */
export interface CpuStep {
  readonly cpu: number;
  readonly minMemory: number;
  readonly maxMemory: number;
}

/** Whole vCPUs and their memory. Older copies allow 128 MiB for 1 and 2 vCPU: the smallest memory of all decides below. */
export const CPU_STEPS: readonly CpuStep[] = [
  { cpu: 1, minMemory: 128 * MIB, maxMemory: 4 * GIB },
  { cpu: 2, minMemory: 128 * MIB, maxMemory: 8 * GIB },
  { cpu: 4, minMemory: 2 * GIB, maxMemory: 16 * GIB },
  { cpu: 6, minMemory: 4 * GIB, maxMemory: 24 * GIB },
  { cpu: 8, minMemory: 4 * GIB, maxMemory: 32 * GIB },
];

/** Smallest vCPU share of a container. */
export const MIN_CPU = 0.08;
/** Largest vCPU number without the RTX PRO 6000. */
export const MAX_CPU = 8;
/** Smallest memory of the first generation environment, and of everything. */
export const MIN_MEMORY = 128 * MIB;
/** Smallest memory of the second generation environment. */
export const MIN_MEMORY_GEN2 = 512 * MIB;
/** Largest memory without the RTX PRO 6000. */
export const MAX_MEMORY = 32 * GIB;
/** What a container gets that names no limits. */
export const DEFAULT_MEMORY = 512 * MIB;
/** What a container gets that names no limits, in vCPU. */
export const DEFAULT_CPU = 1;

/** Whether a number of vCPU is offered: 0.08 to 1 in thousandths, then 1, 2, 4, 6, 8. */
export function isLegalCpu(cpu: number): boolean {
  if (cpu < 1) return cpu >= MIN_CPU && Math.abs(cpu * 1000 - Math.round(cpu * 1000)) < 1e-6;
  return CPU_STEPS.some((step) => step.cpu === cpu);
}

/** The memory (bytes) that a legal number of vCPU allows. */
export function memoryRange(cpu: number): { readonly min: number; readonly max: number } {
  if (cpu < 0.5) return { min: MIN_MEMORY, max: 512 * MIB };
  if (cpu < 1) return { min: MIN_MEMORY, max: GIB };
  const step = CPU_STEPS.find((s) => s.cpu === cpu);
  return { min: step?.minMemory ?? MIN_MEMORY, max: step?.maxMemory ?? MAX_MEMORY };
}

/** The smallest legal number of vCPU, at least `atLeast`, that allows this memory; `undefined` above 32 GiB. */
export function cpuForMemory(memory: number, atLeast = MIN_CPU): number | undefined {
  if (memory > MAX_MEMORY) return undefined;
  if (atLeast < 0.5 && memory <= 512 * MIB) return atLeast;
  if (atLeast < 1 && memory <= GIB) return Math.max(atLeast, 0.5);
  return CPU_STEPS.find((step) => step.cpu >= atLeast && memory <= step.maxMemory)?.cpu;
}

/** The next legal number of vCPU that is not below `cpu`; the largest for more than there is. */
export function nextLegalCpu(cpu: number): number {
  if (cpu <= MIN_CPU) return MIN_CPU;
  if (cpu < 1) return Math.ceil(cpu * 1000 - 1e-6) / 1000;
  return CPU_STEPS.find((step) => step.cpu >= cpu)?.cpu ?? MAX_CPU;
}

/** Memory sizes (quantities) that are commonly chosen, for completion; filter with `memoryRange`. */
export const MEMORY_CHOICES: readonly string[] = [
  '128Mi',
  '256Mi',
  '512Mi',
  '1Gi',
  '2Gi',
  '4Gi',
  '8Gi',
  '16Gi',
  '24Gi',
  '32Gi',
];

/** CPU quantities that are commonly chosen, for completion. */
export const CPU_CHOICES: readonly string[] = ['500m', '1', '2', '4', '6', '8'];

/** A GPU type and what it needs. */
export interface GpuSpec {
  readonly accelerator: string;
  readonly minCpu: number;
  readonly minMemory: number;
  readonly vramGb: number;
  /** CPU and memory may exceed the usual largest values. */
  readonly large: boolean;
}

/** The GPU type where none is named; gcloud says so when it deploys (578.0.0). */
export const DEFAULT_GPU = 'nvidia-l4';

/** The GPU types. */
export const GPUS: readonly GpuSpec[] = [
  { accelerator: DEFAULT_GPU, minCpu: 4, minMemory: 16 * GIB, vramGb: 24, large: false },
  { accelerator: 'nvidia-rtx-pro-6000', minCpu: 20, minMemory: 80 * GIB, vramGb: 96, large: true },
];

/** What a GPU type needs. */
export function gpuOf(accelerator: string): GpuSpec | undefined {
  return GPUS.find((g) => g.accelerator === accelerator);
}

/** Range of one number of a probe; `gpuMax` is the largest value where the instance has a GPU. */
export interface ProbeRange {
  readonly min: number;
  readonly max: number;
  readonly gpuMax?: number;
  readonly default: number;
}

/** A kind of probe: the handlers it takes, and the ranges of its numbers; a number without range is refused. */
export interface ProbeLimits {
  readonly handlers: readonly ('httpGet' | 'tcpSocket' | 'grpc')[];
  readonly initialDelaySeconds: ProbeRange | undefined;
  readonly periodSeconds: ProbeRange;
  readonly timeoutSeconds: ProbeRange;
  /** Only 1 is legal where true. */
  readonly successMustBeOne: boolean;
}

/** Seconds in which the checks of a startup probe have to end: period × failures. 240 in older copies of the page. */
export const START_LIMIT_SECONDS = 600;
/** The same for an instance with a GPU. */
export const GPU_START_LIMIT_SECONDS = 1800;

/**
 * The three probes. Source: https://docs.cloud.google.com/run/docs/configuring/healthchecks (checked 2026-11-28). For the delay of a
 * liveness probe the API document allows more than that page, and the wider range counts.
 */
export const PROBE_LIMITS: Readonly<Record<'startup' | 'liveness' | 'readiness', ProbeLimits>> = {
  startup: {
    handlers: ['httpGet', 'tcpSocket', 'grpc'],
    initialDelaySeconds: { min: 0, max: START_LIMIT_SECONDS, gpuMax: GPU_START_LIMIT_SECONDS, default: 0 },
    periodSeconds: { min: 1, max: START_LIMIT_SECONDS, gpuMax: GPU_START_LIMIT_SECONDS, default: 10 },
    timeoutSeconds: { min: 1, max: START_LIMIT_SECONDS, gpuMax: GPU_START_LIMIT_SECONDS, default: 1 },
    successMustBeOne: true,
  },
  liveness: {
    handlers: ['httpGet', 'grpc'],
    initialDelaySeconds: { min: 0, max: 3600, default: 0 },
    periodSeconds: { min: 1, max: 3600, default: 10 },
    timeoutSeconds: { min: 1, max: 3600, default: 1 },
    successMustBeOne: true,
  },
  readiness: {
    handlers: ['httpGet', 'grpc'],
    initialDelaySeconds: undefined,
    periodSeconds: { min: 1, max: 300, default: 10 },
    timeoutSeconds: { min: 1, max: 300, default: 1 },
    successMustBeOne: false,
  },
};

/** Defaults of probes that name no number of their own. */
export const DEFAULT_FAILURE_THRESHOLD = 3;

/** Containers of one instance. */
export const MAX_CONTAINERS = 10;
/** Longest name of a service, worker pool or instance. */
export const MAX_NAME_LENGTH = 49;
/** Longest name of a job together with an execution token. */
export const MAX_JOB_NAME_LENGTH = 62;
/** Longest name of a container or volume (RFC 1123). */
export const MAX_LABEL_LENGTH = 63;

/** Platform defaults that are worth naming, by kind; seconds and counts. */
export const DEFAULTS = {
  /** vCPU and bytes of a container of services, jobs and worker pools. */
  cpu: DEFAULT_CPU,
  memoryBytes: DEFAULT_MEMORY,
  /** The same for instances. */
  instanceCpu: 2,
  instanceMemoryBytes: 2 * 1024 * MIB,
  port: 8080,
  requestTimeoutSeconds: 300,
  taskTimeoutSeconds: 600,
  maxRetries: 3,
  taskCount: 1,
  revisionMaxInstances: 100,
  workerPoolInstances: 1,
  /** In the API, with 1 vCPU or more; 1 below. gcloud creates services with 80 for each vCPU. */
  concurrency: 80,
} as const;

/** Kinds whose containers always run in the second generation environment. */
export function alwaysGen2(kind: ResourceKind): boolean {
  return kind === 'Job' || kind === 'WorkerPool';
}
