import { PRICES_OF } from '../catalog/pricing.ts';
import { idleDollars, type KeptWarm } from '../model/cost.ts';

/** What instances cost while nobody uses them: `about 9.90 USD a month idle (tier 1 region, prices of November 2026)`. */
export function idleCostText(warm: KeptWarm): string {
  const dollars = idleDollars(warm);
  const amount = dollars < 20 ? `${dollars.toFixed(1)}0` : String(Math.round(dollars));
  return `about ${amount} USD a month idle (tier ${warm.tier} region, prices of ${PRICES_OF})`;
}
