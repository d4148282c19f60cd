import type { Known } from '../base/known.ts';
import type { Range } from '../base/span.ts';
import {
  DEFAULT_FAILURE_THRESHOLD,
  DISPUTED_START_LIMIT_SECONDS,
  PROBE_LIMITS,
  type ProbeRange,
  START_LIMIT_SECONDS,
} from '../catalog/limits.ts';
import type { ManifestContainer, ManifestDocument, ManifestFacts, ManifestProbe } from '../facts/manifest-types.ts';

/** A probe that Cloud Run refuses. Numbers that do not matter for the problem are 0. */
export interface ProbeIssue {
  readonly problem: 'exec' | 'handler' | 'none' | 'delay' | 'range' | 'timeout' | 'success' | 'start';
  readonly severity: 'error' | 'warning';
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

/** What is wrong with the probes of a document (facts §4.6). */
export function probeIssues(facts: ManifestFacts, document: ManifestDocument): readonly ProbeIssue[] {
  const limit = facts.file.errorFrom ?? Number.POSITIVE_INFINITY;
  return document.containers.flatMap((container) =>
    (['startup', 'liveness', 'readiness'] as const).flatMap((name) => {
      const probe = container.probes[name];
      return probe?.map === undefined || probe.range.end > limit ? [] : issuesOf(container, name, probe);
    }),
  );
}

function issuesOf(
  container: ManifestContainer,
  name: ProbeIssue['probe'],
  probe: ManifestProbe,
): readonly ProbeIssue[] {
  const limits = PROBE_LIMITS[name];
  const out: ProbeIssue[] = [];
  const base = {
    severity: 'error',
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
    if (value.value >= range.min && value.value <= range.max) return true;
    const severity = value.value > range.max && value.value <= (range.disputedMax ?? range.max) ? 'warning' : 'error';
    out.push({
      ...base,
      problem: 'range',
      severity,
      field,
      at: value.at,
      value: value.value,
      min: range.min,
      max: range.max,
    });
    return false;
  };
  const sound = [
    check('initialDelaySeconds', probe.initialDelaySeconds, limits.initialDelaySeconds),
    check('periodSeconds', probe.periodSeconds, limits.periodSeconds),
    check('timeoutSeconds', probe.timeoutSeconds, limits.timeoutSeconds),
  ].every(Boolean);
  if (sound) out.push(...spanIssues(base, name, probe));
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
): readonly ProbeIssue[] {
  const limits = PROBE_LIMITS[name];
  const period = known(probe.periodSeconds, limits.periodSeconds.default);
  const timeout = known(probe.timeoutSeconds, limits.timeoutSeconds.default);
  const timeoutAt = probe.timeoutSeconds.kind === 'known' ? probe.timeoutSeconds.at : undefined;
  if (period !== undefined && timeout !== undefined && timeoutAt !== undefined && timeout > period) {
    return [{ ...base, problem: 'timeout', field: 'timeoutSeconds', at: timeoutAt, value: timeout, period }];
  }
  if (name !== 'startup') return [];
  const delay = known(probe.initialDelaySeconds, 0);
  const failures = known(probe.failureThreshold, DEFAULT_FAILURE_THRESHOLD);
  if (period === undefined || delay === undefined || failures === undefined) return [];
  const total = delay + period * failures;
  if (total <= START_LIMIT_SECONDS) return [];
  const places = [probe.failureThreshold, probe.periodSeconds, probe.initialDelaySeconds];
  const at = places.flatMap((p) => (p.kind === 'known' && p.at !== undefined ? [p.at] : []))[0] ?? probe.keyRange;
  const severity = total <= DISPUTED_START_LIMIT_SECONDS ? 'warning' : 'error';
  return [{ ...base, problem: 'start', severity, at, value: total }];
}
