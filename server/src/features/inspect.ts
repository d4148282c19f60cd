import { type Known, valueOf } from '../base/known.ts';
import { keptWarm } from '../model/cost.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import type { Launch } from '../model/launch-types.ts';
import { pythonSummary } from '../model/python/summary.ts';
import { idleCostText } from './kept-warm.ts';

/** `inspect --format json`, without paths made relative: the contract in docs/cli.md. `null` means not known from these files. */
export interface InspectReport {
  readonly deployables: readonly InspectedDeployable[];
}
export interface InspectedDeployable {
  readonly name: string | null;
  readonly kind: Deployable['kind'];
  readonly root: string;
  readonly sources: readonly string[];
  readonly concurrency: number | null;
  readonly timeoutSeconds: number | null;
  readonly cpuThrottled: boolean | null;
  readonly executionEnvironment: 'gen1' | 'gen2' | null;
  readonly minInstances: number | null;
  readonly maxInstances: number | null;
  readonly containers: readonly InspectedContainer[];
  /** What the minimum instances cost while idle, for people only: prices change, the contract does not. */
  readonly idleCost: string | null;
  /** Files that deploy the image without a manifest, for people only. */
  readonly deployedBy: readonly string[];
}
export interface InspectedContainer {
  readonly name: string | null;
  readonly ingress: boolean;
  readonly image: string | null;
  readonly dockerfile: string | null;
  readonly port: number | null;
  readonly cpu: number | null;
  readonly memoryBytes: number | null;
  readonly models: readonly { readonly id: string; readonly bytes: number | null; readonly loadedAt: string }[];
  readonly estimatedMemoryBytes: number | null;
  readonly launch: InspectedLaunch;
}
export interface InspectedLaunch {
  readonly argv: readonly string[] | null;
  readonly pid1: string | null;
  readonly sigtermReachesServer: boolean | null;
  /** `{ kind: null }`: the process is not known; `null`: it is known and no server. */
  readonly server: { readonly kind: string | null } | null;
  readonly binds: readonly { readonly host: string; readonly port: number | null }[] | null;
  readonly reachable: boolean | null;
  readonly startFails: string | null;
  readonly workers: number | null;
  readonly threads: number | null;
  readonly workerClass: string | null;
  readonly preload: boolean | null;
  readonly timeoutSeconds: number | null;
  readonly gracefulTimeoutSeconds: number | null;
  readonly capacity: number | 'unbounded' | null;
}

function orNull<T>(value: Known<T>): T | null {
  return valueOf(value) ?? null;
}

function inspectLaunch(launch: Launch): InspectedLaunch {
  const server = valueOf(launch.server);
  return {
    argv: valueOf(launch.argv)?.map((arg) => arg.value) ?? null,
    pid1: orNull(launch.pid1),
    sigtermReachesServer: orNull(launch.sigtermReachesServer),
    server: launch.server.kind === 'unknown' ? { kind: null } : server === undefined ? null : { kind: server.kind },
    binds: valueOf(launch.binds)?.map(({ host, port }) => ({ host, port: port ?? null })) ?? null,
    reachable: orNull(launch.reachable),
    startFails: launch.startFailures.find((failure) => failure.fatal)?.text ?? null,
    workers: server === undefined ? null : orNull(server.workers.value),
    threads: server === undefined ? null : orNull(server.threads.value),
    workerClass: server === undefined ? null : orNull(server.workerClass.value),
    preload: server === undefined ? null : orNull(server.preload.value),
    timeoutSeconds: server === undefined ? null : orNull(server.timeoutSeconds.value),
    gracefulTimeoutSeconds: server === undefined ? null : orNull(server.gracefulTimeoutSeconds.value),
    capacity: orNull(launch.capacity),
  };
}

function inspectContainer(container: Container, reader: FactsReader): InspectedContainer {
  const python = pythonSummary(container.launch, reader);
  return {
    name: container.name ?? null,
    ingress: container.ingress,
    image: orNull(container.image),
    dockerfile: orNull(container.dockerfile),
    port: orNull(container.port),
    cpu: orNull(container.cpu),
    memoryBytes: orNull(container.memoryBytes),
    models: python?.models ?? [],
    estimatedMemoryBytes: python?.estimatedMemoryBytes ?? null,
    launch: inspectLaunch(container.launch),
  };
}

/** The resolved model as plain data. */
export function inspect(deployables: readonly Deployable[], reader: FactsReader): InspectReport {
  return {
    deployables: deployables.map((d) => {
      const billing = valueOf(d.billing);
      const warm = keptWarm(d);
      return {
        name: orNull(d.name),
        kind: d.kind,
        root: d.root,
        sources: d.sources,
        concurrency: orNull(d.concurrency),
        timeoutSeconds: orNull(d.timeoutSeconds),
        cpuThrottled: billing === undefined ? null : billing === 'request',
        executionEnvironment: orNull(d.executionEnvironment),
        minInstances: orNull(d.minInstances),
        maxInstances: orNull(d.maxInstances),
        containers: d.containers.map((container) => inspectContainer(container, reader)),
        idleCost: warm === undefined ? null : idleCostText(warm),
        deployedBy: d.deployedBy,
      };
    }),
  };
}
