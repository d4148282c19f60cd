import { unknown } from '../../../base/known.ts';
import type { Setting } from '../../launch-types.ts';
import { settingValue, withValue } from '../settings.ts';
import type { ServerOutcome } from './outcome.ts';

/**
 * What several starts have in common of which one is taken: `if debug: run(…, reload=True) else: run(…, workers=4)`. Undefined
 * where they are different servers or listen at different places.
 */
export function commonOutcome(outcomes: readonly (ServerOutcome | undefined)[]): ServerOutcome | undefined {
  const [first, ...rest] = outcomes;
  const place = first === undefined ? undefined : placeOf(first);
  if (first === undefined || place === undefined) return undefined;
  const others = rest.filter((o): o is ServerOutcome => o !== undefined);
  const same = others.length === rest.length && others.every((o) => placeOf(o) === place);
  if (!same) return undefined;
  const agreed = <T>(read: (o: ServerOutcome) => T): boolean => others.every((o) => read(o) === read(first));
  const setting = <T>(read: (o: ServerOutcome) => Setting<T>): Setting<T> => {
    const own = read(first);
    return agreed((o) => settingValue(read(o))) ? own : withValue(own, unknown('dynamic'));
  };
  return {
    ...first,
    server: {
      ...first.server,
      workers: setting((o) => o.server.workers),
      threads: setting((o) => o.server.threads),
      ...(outcomes.some((o) => o?.server.http2 === true) ? { http2: true } : {}),
      development: [],
    },
    capacity: agreed((o) => (o.capacity.kind === 'known' ? o.capacity.value : undefined))
      ? first.capacity
      : unknown('dynamic'),
    failures: [],
    sigterm: agreed((o) => o.sigterm) ? first.sigterm : 'unknown',
  };
}

/** Server and sockets in one text; undefined where they are not known. */
function placeOf({ server, binds }: ServerOutcome): string | undefined {
  if (binds.kind === 'unknown') return undefined;
  return `${server.kind} ${binds.value.map((b) => `${b.transport} ${b.host} ${b.port} ${b.protocol}`).join(', ')}`;
}
