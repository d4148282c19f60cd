import type { Known } from '../../base/known.ts';
import type { Range } from '../../base/span.ts';
import {
  DEFAULT_FAILURE_THRESHOLD,
  GPU_START_LIMIT_SECONDS,
  PROBE_LIMITS,
  type ProbeRange,
  START_LIMIT_SECONDS,
} from '../../catalog/limits.ts';
import type { ManifestContainer, ManifestDocument, ManifestFacts, ManifestProbe } from '../../facts/manifest/types.ts';

/** A probe that Cloud Run refuses. Numbers that do not matter for the problem are 0. */
export interface ProbeIssue {
  readonly problem: 'exec' | 'handler' | 'none' | 'delay' | 'range' | 'timeout' | 'success' | 'start';
  readonly container: ManifestContainer;
  readonly probe: 'startup' | 'liveness' | 'readiness';
  /** The field or handler that is wrong. */
  readonly field: string;
  readonly at: Range;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly period: number;
  /** The handlers that this probe takes. */
  readonly handlers: readonly string[];
}

/** Whether the instance has a GPU, or may have one: a container asks for it or the node selector chooses its type. */
export function mayHaveGpu(document: ManifestDocument): boolean {
  const { accelerator, containers } = document;
  return (
    accelerator.kind === 'known' || accelerator.why !== 'absent' || containers.some((c) => c.limits.gpu !== undefined)
  );
}

/** What is wrong with the probes of a document (facts §4.6). */
export function probeIssues(facts: ManifestFacts, document: ManifestDocument): readonly ProbeIssue[] {
  const limit = facts.file.errorFrom ?? Number.POSITIVE_INFINITY;
  const gpu = mayHaveGpu(document);
  return document.containers.flatMap((container) =>
    (['startup', 'liveness', 'readiness'] as const).flatMap((name) => {
      const probe = container.probes[name];
      return probe?.map === undefined || probe.range.end > limit ? [] : issuesOf(container, name, probe, gpu);
    }),
  );
}

function issuesOf(
  container: ManifestContainer,
  name: ProbeIssue['probe'],
  probe: ManifestProbe,
  gpu: boolean,
): readonly ProbeIssue[] {
  const limits = PROBE_LIMITS[name];
  const out: ProbeIssue[] = [];
  const base = {
    container,
    probe: name,
    field: '',
    value: 0,
    min: 0,
    max: 0,
    period: 0,
    handlers: limits.handlers,
  } as const;
  const { handler, map } = probe;
  if (handler === undefined) {
    // Unknown keys and templates may hide it.
    const own =
      map?.entries.every((e) => !e.merged && !e.key.dynamic && /Seconds$|Threshold$/.test(e.key.text)) === true;
    if (own && map.entries.length > 0) out.push({ ...base, problem: 'none', at: probe.keyRange });
  } else if (handler === 'exec' || !limits.handlers.includes(handler)) {
    const at = map?.entries.find((e) => e.key.text === handler)?.key ?? probe.keyRange;
    out.push({
      ...base,
      problem: handler === 'exec' ? 'exec' : 'handler',
      field: handler,
      at: { start: at.start, end: at.end },
    });
  }
  const delayKey = map?.entries.find((e) => e.key.text === 'initialDelaySeconds')?.key;
  if (limits.initialDelaySeconds === undefined && delayKey !== undefined) {
    out.push({
      ...base,
      problem: 'delay',
      field: 'initialDelaySeconds',
      at: { start: delayKey.start, end: delayKey.end },
    });
  }
  const check = (field: string, value: Known<number>, range: ProbeRange | undefined): boolean => {
    if (range === undefined || value.kind !== 'known' || value.at === undefined) return true;
    const { min } = range;
    const max = gpu ? (range.gpuMax ?? range.max) : range.max;
    if (value.value >= min && value.value <= max) return true;
    out.push({ ...base, problem: 'range', field, at: value.at, value: value.value, min, max });
    return false;
  };
  const sound = [
    check('initialDelaySeconds', probe.initialDelaySeconds, limits.initialDelaySeconds),
    check('periodSeconds', probe.periodSeconds, limits.periodSeconds),
    check('timeoutSeconds', probe.timeoutSeconds, limits.timeoutSeconds),
  ].every(Boolean);
  if (sound) out.push(...spanIssues(base, name, probe, gpu));
  const success = map?.entries.find((e) => e.key.text === 'successThreshold')?.value;
  if (
    limits.successMustBeOne &&
    success?.kind === 'scalar' &&
    typeof success.value === 'number' &&
    success.value !== 1
  ) {
    const at = { start: success.start, end: success.end };
    out.push({ ...base, problem: 'success', field: 'successThreshold', at, value: success.value });
  }
  return out;
}

function known(value: Known<number>, fallback: number): number | undefined {
  if (value.kind === 'known') return value.value;
  return value.why === 'absent' ? fallback : undefined;
}

/** Numbers that do not fit each other. */
function spanIssues(
  base: Omit<ProbeIssue, 'problem' | 'at'>,
  name: ProbeIssue['probe'],
  probe: ManifestProbe,
  gpu: boolean,
): readonly ProbeIssue[] {
  const limits = PROBE_LIMITS[name];
  const period = known(probe.periodSeconds, limits.periodSeconds.default);
  const timeout = known(probe.timeoutSeconds, limits.timeoutSeconds.default);
  const timeoutAt = probe.timeoutSeconds.kind === 'known' ? probe.timeoutSeconds.at : undefined;
  if (period !== undefined && timeout !== undefined && timeoutAt !== undefined && timeout > period) {
    return [{ ...base, problem: 'timeout', field: 'timeoutSeconds', at: timeoutAt, value: timeout, period }];
  }
  if (name !== 'startup') return [];
  const failures = known(probe.failureThreshold, DEFAULT_FAILURE_THRESHOLD);
  if (period === undefined || failures === undefined) return [];
  const total = period * failures;
  const max = gpu ? GPU_START_LIMIT_SECONDS : START_LIMIT_SECONDS;
  if (total <= max) return [];
  const places = [probe.failureThreshold, probe.periodSeconds];
  const at = places.flatMap((p) => (p.kind === 'known' && p.at !== undefined ? [p.at] : []))[0] ?? probe.keyRange;
  return [{ ...base, problem: 'start', at, value: total, max }];
}
