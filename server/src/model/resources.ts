import { type Known, known, unknown, valueOf } from '../base/known.ts';
import { spanOf, type Uri } from '../base/span.ts';
import { DEFAULTS } from '../catalog/limits.ts';
import type { ManifestContainer, ManifestDocument, ManifestLevel } from '../facts/manifest/types.ts';
import type { ConfiguredDefaults } from './discovery/configured.ts';
import { flagOf } from './discovery/deploy-flags.ts';
import type { PlacedDeploy } from './discovery/placed-deploy.ts';

// CPU, memory, concurrency and the like: the manifest first, then deploy flags, then what the user's
// configuration says, then the platform's documented default.

/** The first source that says anything: a known value, or one that is set but not known; `absent` lets the next one speak. */
export function firstSet<T>(...sources: readonly Known<T>[]): Known<T> {
  return sources.find((source) => source.kind === 'known' || source.why !== 'absent') ?? unknown('absent');
}

/** A flag's value as a number; text that is no number is set, yet not known. */
export function numberFlag(deploys: readonly PlacedDeploy[], name: string): Known<number> {
  const flag = flagOf(deploys, name);
  if (flag.kind === 'unknown') return flag;
  const value = Number(flag.value.replace(/s$/, ''));
  return Number.isFinite(value) && flag.value !== '' ? known(value, flag.at) : unknown('dynamic', flag.at);
}

const UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, k: 1e3, M: 1e6, G: 1e9 };

/** A CPU flag (`2`, `500m`) in vCPU. */
function cpuFlag(deploys: readonly PlacedDeploy[]): Known<number> {
  const flag = flagOf(deploys, 'cpu');
  const milli = flag.kind === 'known' ? /^(\d+)m$/.exec(flag.value)?.[1] : undefined;
  return milli === undefined ? numberFlag(deploys, 'cpu') : known(Number(milli) / 1000, flag.at);
}

/** A memory flag (`2Gi`, `512Mi`, `1G`) in bytes. */
export function memoryFlag(deploys: readonly PlacedDeploy[]): Known<number> {
  const flag = flagOf(deploys, 'memory');
  if (flag.kind === 'unknown') return flag;
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|k|M|G)B?$/.exec(flag.value);
  return match === null ? unknown('dynamic', flag.at) : known(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1), flag.at);
}

/** An annotation's value on one level of a document. */
export function annotationOf(
  uri: Uri,
  document: ManifestDocument | undefined,
  level: ManifestLevel,
  key: string,
): Known<string> {
  const found = document?.annotations.find((a) => a.level === level && a.key.value === key);
  if (found === undefined) return unknown('absent');
  return found.value.kind === 'known' ? known(found.value.value, spanOf(uri, found.range)) : found.value;
}

/** Whether deploy commands ask for a GPU. */
export function wantsGpu(deploys: readonly PlacedDeploy[]): boolean {
  const flag = flagOf(deploys, 'gpu');
  return flag.kind === 'known' ? flag.value !== '0' : flag.why !== 'absent';
}

/** A GPU brings more CPU and memory than the usual default; how much is not documented. */
function besideGpu(container: ManifestContainer | undefined, deploys: readonly PlacedDeploy[]): Known<never> {
  return unknown(container?.limits.gpu !== undefined || wantsGpu(deploys) ? 'dynamic' : 'absent');
}

/** vCPU of a container. */
export function cpuOf(
  container: ManifestContainer | undefined,
  deploys: readonly PlacedDeploy[],
  defaults: ConfiguredDefaults,
  kind: string,
): Known<number> {
  return firstSet(
    container?.limits.cpu?.amount ?? unknown('absent'),
    cpuFlag(deploys),
    defaults.cpu,
    besideGpu(container, deploys),
    known(kind === 'instance' ? DEFAULTS.instanceCpu : DEFAULTS.cpu),
  );
}

/** Memory limit of a container in bytes. */
export function memoryOf(
  container: ManifestContainer | undefined,
  deploys: readonly PlacedDeploy[],
  defaults: ConfiguredDefaults,
  kind: string,
): Known<number> {
  return firstSet(
    container?.limits.memory?.amount ?? unknown('absent'),
    memoryFlag(deploys),
    defaults.memoryBytes,
    besideGpu(container, deploys),
    known(kind === 'instance' ? DEFAULTS.instanceMemoryBytes : DEFAULTS.memoryBytes),
  );
}

/** Requests at a time that Cloud Run sends to an instance. The default depends on the CPU: 1 below one vCPU. */
export function concurrencyOf(
  document: ManifestDocument | undefined,
  deploys: readonly PlacedDeploy[],
  defaults: ConfiguredDefaults,
  cpu: Known<number>,
): Known<number> {
  const explicit = firstSet(
    document?.containerConcurrency ?? unknown('absent'),
    numberFlag(deploys, 'concurrency'),
    defaults.concurrency,
  );
  if (explicit.kind === 'known' && explicit.value > 0) return explicit;
  if (explicit.kind === 'unknown' && explicit.why !== 'absent') return explicit;
  const vcpu = valueOf(cpu);
  return vcpu === undefined ? unknown('dynamic') : known(vcpu < 1 ? 1 : DEFAULTS.concurrency);
}

/** Whether CPU is allocated outside requests. Jobs, worker pools, instances and GPUs always have it. */
export function billingOf(
  uri: Uri | undefined,
  document: ManifestDocument | undefined,
  deploys: readonly PlacedDeploy[],
  kind: string,
  gpu: boolean,
): Known<'request' | 'instance'> {
  if (kind === 'job' || kind === 'worker-pool' || kind === 'instance' || gpu) return known('instance');
  const throttling =
    uri === undefined
      ? unknown('absent')
      : annotationOf(uri, document, 'revision', 'run.googleapis.com/cpu-throttling');
  if (throttling.kind === 'known')
    return known(/^false$/i.test(throttling.value) ? 'instance' : 'request', throttling.at);
  if (throttling.why !== 'absent') return throttling;
  const off = flagOf(deploys, 'no-cpu-throttling');
  const on = flagOf(deploys, 'cpu-throttling');
  // Deployments that differ are different environments.
  if (off.kind === 'known' && on.kind === 'known') return unknown('dynamic', off.at);
  if (off.kind === 'known') return known('instance', off.at);
  if (off.why !== 'absent') return off;
  return on.kind === 'known' ? known('request', on.at) : known('request');
}
