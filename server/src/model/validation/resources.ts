import type { Known } from '../../base/known.ts';
import { formatBytes, MIB, toQuantity } from '../../base/quantity.ts';
import type { Range } from '../../base/span.ts';
import {
  CPU_STEPS,
  cpuForMemory,
  DEFAULT_CPU,
  DEFAULT_MEMORY,
  gpuOf,
  isLegalCpu,
  MAX_MEMORY,
  MIN_MEMORY,
  memoryRange,
  nextLegalCpu,
} from '../../catalog/limits.ts';
import type { ManifestContainer, ManifestDocument } from '../../facts/manifest/types.ts';
import { annotationText, annotationValueRange, findAnnotation } from '../manifest-fix.ts';

/** Written in decimal units (`512M`) a size falls short of the binary one by this factor; nobody documents that it is refused. */
export const DECIMAL = 0.93;

/** An amount of CPU or memory that Cloud Run does not give. */
export interface ResourceIssue {
  readonly problem:
    | 'cpu'
    | 'memory-above'
    | 'memory-below'
    | 'memory-max'
    | 'memory-min'
    | 'concurrency'
    | 'gen2'
    | 'billing'
    | 'whole-cpu';
  readonly severity: 'error' | 'warning';
  readonly container: ManifestContainer;
  readonly at: Range;
  readonly cpu: string;
  readonly memory: string;
  readonly limit: string;
  /** The limit to set so that the pair is legal. */
  readonly set?: { readonly key: 'cpu' | 'memory'; readonly value: string };
  /** The other value of the pair, where it is written. */
  readonly other?: Range;
}

/** Illegal amounts of CPU and memory and what a share of a vCPU excludes (facts §4.1). */
export function resourceIssues(document: ManifestDocument): readonly ResourceIssue[] {
  // A big GPU has other ceilings, and the platform's own defaults for it are not documented.
  if (document.accelerator.kind === 'known' && gpuOf(document.accelerator.value)?.large === true) return [];
  if (document.accelerator.kind === 'unknown' && document.accelerator.why !== 'absent') return [];
  return document.containers.flatMap((container) => [
    ...pairIssues(document, container),
    ...(document.containers.length === 1 ? shareIssues(document, container) : []),
  ]);
}

function amount(quantity: { readonly amount: Known<number> } | undefined): number | undefined {
  return quantity?.amount.kind === 'known' ? quantity.amount.value : undefined;
}

function place(quantity: { readonly amount: Known<number>; readonly keyRange: Range } | undefined): Range | undefined {
  return quantity?.amount.kind === 'known' ? (quantity.amount.at ?? quantity.keyRange) : undefined;
}

function pairIssues(document: ManifestDocument, container: ManifestContainer): readonly ResourceIssue[] {
  const { limits } = container;
  const ownCpu = amount(limits.cpu);
  const ownMemory = amount(limits.memory);
  // Amounts that are written, yet not known, and amounts that other rules call unreadable.
  if ((limits.cpu !== undefined && ownCpu === undefined) || (limits.memory !== undefined && ownMemory === undefined))
    return [];
  // What Cloud Run gives beside a GPU where the manifest leaves it out is not documented.
  if (limits.gpu !== undefined && (ownCpu === undefined || ownMemory === undefined)) return [];
  if (ownMemory !== undefined && ownMemory < MIB) return [];
  const cpu = ownCpu ?? (document.kind === 'Instance' ? 2 : DEFAULT_CPU);
  const memory = ownMemory ?? (document.kind === 'Instance' ? 2 ** 31 : DEFAULT_MEMORY);
  const cpuAt = place(limits.cpu);
  const memoryAt = place(limits.memory);
  const range = memoryRange(cpu);
  const issue = { severity: 'error', container, cpu: String(cpu), memory: formatBytes(memory) } as const;
  if (cpuAt !== undefined && !isLegalCpu(cpu)) {
    return [{ ...issue, problem: 'cpu', at: cpuAt, limit: '', set: { key: 'cpu', value: cpuText(nextLegalCpu(cpu)) } }];
  }
  if (memoryAt !== undefined && memory > MAX_MEMORY) {
    return [{ ...issue, problem: 'memory-max', at: memoryAt, limit: formatBytes(MAX_MEMORY) }];
  }
  if (memoryAt !== undefined && memory < MIN_MEMORY * DECIMAL) {
    const set = { key: 'memory', value: toQuantity(DEFAULT_MEMORY) } as const;
    return [{ ...issue, problem: 'memory-min', at: memoryAt, limit: formatBytes(MIN_MEMORY), set }];
  }
  if (memoryAt !== undefined && memory > range.max) {
    const needed = cpuForMemory(memory, cpu);
    const set = needed === undefined ? {} : { set: { key: 'cpu', value: cpuText(needed) } as const };
    return [
      { ...issue, problem: 'memory-above', at: memoryAt, limit: formatBytes(range.max), ...set, ...otherOf(cpuAt) },
    ];
  }
  const at = memoryAt ?? cpuAt;
  if (at !== undefined && memory < range.min * DECIMAL) {
    // Copies of the page disagree on the least memory of 6 vCPUs.
    const severity = cpu === CPU_STEPS[3]?.cpu && memory >= 3 * 2 ** 30 ? 'warning' : 'error';
    const set = { key: 'memory', value: toQuantity(range.min) } as const;
    return [
      {
        ...issue,
        severity,
        problem: 'memory-below',
        at,
        limit: formatBytes(range.min),
        set,
        ...otherOf(memoryAt === undefined ? undefined : cpuAt),
      },
    ];
  }
  return [];
}

function otherOf(range: Range | undefined): { readonly other?: Range } {
  return range === undefined ? {} : { other: range };
}

function cpuText(cpu: number): string {
  return Number.isInteger(cpu) ? `"${cpu}"` : `${Math.round(cpu * 1000)}m`;
}

/** What less than one vCPU excludes. Only judged where there is a single container: of several the sum may count. */
function shareIssues(document: ManifestDocument, container: ManifestContainer): readonly ResourceIssue[] {
  const cpu = amount(container.limits.cpu);
  const cpuAt = place(container.limits.cpu);
  if (cpu === undefined || cpuAt === undefined || cpu >= 1 || !isLegalCpu(cpu)) return [];
  const set = { key: 'cpu', value: '"1"' } as const;
  const issue = { severity: 'error', container, cpu: String(cpu), memory: '', limit: '', set, other: cpuAt } as const;
  if (document.kind === 'Instance') return [];
  if (document.kind !== 'Service') {
    const { other: _, ...own } = issue;
    return [{ ...own, severity: 'warning', problem: 'whole-cpu', at: cpuAt }];
  }
  const out: ResourceIssue[] = [];
  const { containerConcurrency } = document;
  if (
    containerConcurrency.kind === 'known' &&
    containerConcurrency.at !== undefined &&
    containerConcurrency.value > 1
  ) {
    out.push({
      ...issue,
      problem: 'concurrency',
      at: containerConcurrency.at,
      limit: String(containerConcurrency.value),
    });
  }
  const environment = findAnnotation(document, 'run.googleapis.com/execution-environment', 'revision');
  if (environment?.value.kind === 'known' && environment.value.value === 'gen2') {
    out.push({ ...issue, problem: 'gen2', at: annotationValueRange(environment) });
  }
  const throttling = findAnnotation(document, 'run.googleapis.com/cpu-throttling', 'revision');
  if (
    throttling !== undefined &&
    annotationText(document, throttling.key.value, 'revision')?.toLowerCase() === 'false'
  ) {
    out.push({ ...issue, problem: 'billing', at: annotationValueRange(throttling) });
  }
  return out;
}
