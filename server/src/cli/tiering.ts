import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

// When V8 optimises our code. A check of one app is over before an optimised function has paid for its compilation, and longer runs gain
// by fewer, later ones: figures in docs/decisions/0005-compiled-code.md. Only versions of V8 that were measured are told more than
// whether to optimise at all: it says so on standard error when it does not know a flag.

// The server's bundle is loaded in web workers, too: nothing of Node's is asked for before a function is called.
const v8 = (): number => Number.parseInt(process.versions.v8, 10);

/** How much longer than usual a function must have run before TurboFan compiles it: five times. */
const PATIENCE: Readonly<Record<number, string>> = {
  11: '--interrupt-budget=337920',
  12: '--invocation-count-for-turbofan=15000',
  13: '--invocation-count-for-turbofan=15000',
};

/** V8 has its second optimiser switched on, which Node 22 switches off again, and only on these processors. */
const hasMaglev = (): boolean => v8() === 13 && (process.arch === 'x64' || process.arch === 'arm64');

/** Makes V8 optimise later than it does by itself. */
export function delayOptimizer(): void {
  const patience = PATIENCE[v8()];
  if (patience !== undefined) setFlagsFromString(patience);
}

/** Makes V8 optimise nothing for now, and later than by itself when it may. */
export function holdOptimizer(): void {
  delayOptimizer();
  setFlagsFromString('--no-opt');
  if (hasMaglev()) setFlagsFromString('--no-maglev');
}

/** Lets V8 optimise what ran often, where `holdOptimizer` was called before: the run turned out to be a long one. */
export function releaseOptimizer(): void {
  setFlagsFromString('--opt');
  if (hasMaglev()) setFlagsFromString('--maglev');
}
