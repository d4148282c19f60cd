import { formatBytes, parseBytes, parseCpu } from '../base/quantity.ts';
import {
  alwaysGen2,
  CPU_CHOICES,
  CPU_STEPS,
  DEFAULT_CPU,
  DEFAULT_MEMORY,
  GPUS,
  isLegalCpu,
  MEMORY_CHOICES,
  MIN_MEMORY_GEN2,
  memoryRange,
} from '../catalog/limits.ts';
import type { Offer, Place } from './completion-place.ts';

// CPU and memory: only pairs that Cloud Run offers, judged by what stands beside the caret.

/** What a GPU beside the caret asks for at least; zero without one. */
function gpuNeeds(place: Place): { readonly cpu: number; readonly memory: number } {
  const { lines, context } = place;
  if (place.beside('nvidia.com/gpu') === undefined) return { cpu: 0, memory: 0 };
  const accelerator = lines.find((line) => line.key === 'run.googleapis.com/accelerator')?.value;
  const gpu = GPUS.find((g) => g.accelerator === accelerator) ?? GPUS[0];
  return context.type === 'ResourceLimits' && gpu !== undefined
    ? { cpu: gpu.minCpu, memory: gpu.minMemory }
    : { cpu: 0, memory: 0 };
}

function cpuOffers(place: Place): readonly Offer[] {
  const given = place.beside('memory');
  const memory = given === undefined || given === '' ? DEFAULT_MEMORY : parseBytes(given);
  const needs = gpuNeeds(place);
  return [...CPU_CHOICES, ...(needs.cpu > 8 ? ['20'] : [])].flatMap((text) => {
    const cpu = parseCpu(text) ?? 0;
    const range = memoryRange(cpu);
    if (cpu < needs.cpu || (memory !== undefined && needs.cpu <= 8 && (memory < range.min || memory > range.max)))
      return [];
    return {
      label: `"${text}"`,
      kind: 'value' as const,
      newText: `"${text}"`,
      filter: text,
      detail: cpu > 8 ? 'vCPU' : `vCPU · memory ${formatBytes(range.min)} to ${formatBytes(range.max)}`,
      doc: cpu < 1 ? 'Below 1 vCPU an instance serves one request at a time.' : '',
    };
  });
}

function memoryOffers(place: Place): readonly Offer[] {
  const given = place.beside('cpu');
  const cpu = given === undefined || given === '' ? DEFAULT_CPU : parseCpu(given);
  const range = cpu !== undefined && isLegalCpu(cpu) ? memoryRange(cpu) : undefined;
  const floor = alwaysGen2(place.context.kind) ? MIN_MEMORY_GEN2 : 0;
  const needs = gpuNeeds(place);
  return [...MEMORY_CHOICES, ...(needs.cpu > 8 ? ['80Gi'] : [])].flatMap((text) => {
    const bytes = parseBytes(text) ?? 0;
    if (bytes < floor || bytes < needs.memory) return [];
    if (range !== undefined && (bytes < range.min || bytes > range.max)) return [];
    const least = CPU_STEPS.find((step) => bytes <= step.maxMemory)?.cpu ?? 20;
    return {
      label: text,
      kind: 'value' as const,
      newText: text,
      ...(bytes === DEFAULT_MEMORY ? { detail: 'default' } : least > 1 ? { detail: `from ${least} vCPU on` } : {}),
    };
  });
}

/** Quantities for a field; CPU in quotes, as the API wants text. */
export function quantityOffers(place: Place, of: 'cpu' | 'memory' | 'size' | 'gpu'): readonly Offer[] {
  switch (of) {
    case 'cpu':
      return cpuOffers(place);
    case 'memory':
      return memoryOffers(place);
    case 'size':
      return MEMORY_CHOICES.slice(0, 7).map((text) => ({ label: text, kind: 'value', newText: text }));
    case 'gpu':
      return [{ label: '"1"', kind: 'value', newText: '"1"', filter: '1', detail: 'one GPU' }];
  }
}
