import { type Known, known, unknown } from '../../base/known.ts';
import type { FrontProcess, Launch } from '../launch-types.ts';
import type { Layer } from './process.ts';
import type { ServerOutcome } from './servers/outcome.ts';

/** What PID 1 is: the outermost layer, or the process itself. */
export function pidOneOf(layers: readonly Layer[], isServer: boolean | undefined): Launch['pid1'] {
  const [first] = layers;
  switch (first?.role) {
    case undefined:
      return isServer === undefined ? unknown('dynamic') : known(isServer ? 'server' : 'other');
    case 'shell':
      return known('shell', first.at);
    case 'init':
      return known('init', first.at);
    case 'maybe-shell':
      return unknown('dynamic', first.at);
    case 'forwards':
    case 'swallows':
    case 'unknown':
      return known('other', first.at);
    default:
      return unknown('dynamic');
  }
}

/**
 * Whether SIGTERM, which Cloud Run sends to PID 1, reaches the server. A shell as PID 1 drops it. The kernel drops it for a
 * PID 1 without a handler (gen2, seen by `npm run test:servers`); gen1 stops such an instance at once, which the server does
 * not notice either.
 */
export function sigtermReaches(
  layers: readonly Layer[],
  sigterm: ServerOutcome['sigterm'] | undefined,
): Known<boolean> {
  let grouped = false;
  for (const [i, layer] of layers.entries()) {
    if (layer.role === 'maybe-shell' || layer.role === 'unknown') return unknown('dynamic', layer.at);
    if (layer.role === 'swallows') return i === 0 ? known(false, layer.at) : unknown('dynamic', layer.at);
    if (layer.role === 'shell' && !grouped) {
      if (layer.trapped || i > 0) return unknown('dynamic', layer.at);
      return known(false, layer.at);
    }
    grouped ||= layer.signalsGroup;
  }
  switch (sigterm) {
    case 'handled':
      return known(true);
    case 'ignored':
      return known(false);
    case 'default':
      return known(layers.length > 0);
    case 'unknown':
    case undefined:
      return unknown('dynamic');
    default:
      return unknown('dynamic');
  }
}

/** The process in front that keeps SIGTERM from the server, as rules point to it. */
export function frontOf(layers: readonly Layer[]): FrontProcess | undefined {
  const [first] = layers;
  if (first === undefined || first.trapped) return undefined;
  const isPackageManager = first.program === 'npm' || first.program === 'yarn';
  if (first.role !== 'shell' && first.role !== 'swallows' && !isPackageManager) return undefined;
  return { program: first.program, at: first.at, execAt: first.execAt };
}
