import { valueOf } from '../base/known.ts';
import { GIB } from '../base/quantity.ts';
import { IDLE_RATES, MONTH_SECONDS } from '../catalog/pricing.ts';
import { regionOf } from '../catalog/regions.ts';
import type { Deployable } from './deployable.ts';

/** Instances that are kept running, with what one of them has. */
export interface KeptWarm {
  readonly instances: number;
  readonly billing: 'request' | 'instance';
  /** vCPU of an instance, all containers together. */
  readonly cpu: number;
  /** Memory of an instance in bytes, all containers together. */
  readonly memoryBytes: number;
  /** Price tier of the region. */
  readonly tier: 1 | 2;
}

/** What instances cost in a month in which they get no request, in US dollars, before the free tier. */
export function idleDollars({ instances, billing, cpu, memoryBytes, tier }: KeptWarm): number {
  const rate = IDLE_RATES[billing][tier];
  return instances * MONTH_SECONDS * (cpu * rate.cpu + (memoryBytes / GIB) * rate.memory);
}

/** The minimum instances of a service; `undefined` where there are none, or where their size, billing or a GPU leaves the price open. */
export function keptWarm(deployable: Deployable): KeptWarm | undefined {
  const instances = valueOf(deployable.minInstances);
  const billing = valueOf(deployable.billing);
  if (deployable.kind !== 'service' || instances === undefined || instances < 1 || billing === undefined) return;
  let [cpu, memoryBytes] = [0, 0];
  for (const container of deployable.containers) {
    const own = [valueOf(container.cpu), valueOf(container.memoryBytes)] as const;
    if (container.gpu || own[0] === undefined || own[1] === undefined) return;
    cpu += own[0];
    memoryBytes += own[1];
  }
  const document = deployable.manifest?.document;
  const region = document === undefined ? undefined : regionOf(valueOf(document.region) ?? '');
  return { instances, billing, cpu, memoryBytes, tier: region?.tier ?? 1 };
}
