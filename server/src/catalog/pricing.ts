/** Price of a second of one vCPU and of one GiB of memory, in US dollars. */
interface Rate {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * What minimum instances of a service cost while they are idle, by billing mode and price tier of the region. Estimates: the page
 * confirms the instance-based rates of tier 1; the others are quoted alike by several sources. GPUs are not included.
 * Source: https://cloud.google.com/run/pricing, checked 2026-11-23.
 */
export const IDLE_RATES: Readonly<Record<'request' | 'instance', Readonly<Record<1 | 2, Rate>>>> = {
  request: { 1: { cpu: 0.0000025, memory: 0.0000025 }, 2: { cpu: 0.0000035, memory: 0.0000035 } },
  instance: { 1: { cpu: 0.000018, memory: 0.000002 }, 2: { cpu: 0.0000216, memory: 0.0000024 } },
};

/** When the rates were read, as messages say it. */
export const PRICES_OF = 'November 2026';

/** A month as price pages count it: 730 hours. */
export const MONTH_SECONDS = 730 * 3600;
