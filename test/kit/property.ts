import type fc from 'fast-check';

// Property tests run short in `npm test` and `npm run check`, and long with PROPERTY_RUNS=<factor>. A failure prints its seed and
// path; PROPERTY_SEED=<seed> repeats a run. Without it the seed is fixed, so that a change is judged by what it changed.

const SEED = 20261123;

function numberOf(name: string, fallback: number): number {
  const given = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(given)) throw new Error(`${name} must be a whole number.`);
  return given;
}

/** How many times more inputs than in the short run. */
export const FACTOR = Math.max(1, numberOf('PROPERTY_RUNS', 1));

/** The parameters of a property: `runs` inputs in the short run, FACTOR times as many in the long one. */
export function runs<T>(count: number): fc.Parameters<T> {
  return { seed: numberOf('PROPERTY_SEED', SEED), numRuns: count * FACTOR };
}

/** Milliseconds that a property may take, from those of the short run. */
export function patience(milliseconds: number): number {
  return milliseconds * FACTOR;
}
