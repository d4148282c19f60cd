import { type Known, known, unknown } from '../base/known.ts';
import type { Parallelism } from '../catalog/servers/server-entry.ts';
import type { Server, Setting } from './launch-types.ts';

function product(workers: Setting<number>, each: Setting<number>): Known<number> {
  if (workers.value.kind === 'unknown') return workers.value;
  if (each.value.kind === 'unknown') return each.value;
  return known(workers.value.value * each.value.value, each.value.at ?? workers.value.at);
}

/** What a gunicorn worker class does with threads; undefined for a class of the user's own. */
export function parallelismOfClass(workerClass: string): Parallelism {
  switch (workerClass) {
    case 'sync':
      return 'one';
    case 'gthread':
      return 'thread-pool';
    case 'gevent':
    case 'eventlet':
    case 'tornado':
    case 'uvicorn':
    case 'asgi':
      return 'event-loop';
    default:
      return 'unknown';
  }
}

/** Requests that one instance really serves at the same time. */
export function capacityOf(
  parallelism: Parallelism,
  workers: Setting<number>,
  threads: Setting<number>,
): Known<number | 'unbounded'> {
  switch (parallelism) {
    case 'thread-per-request':
    case 'event-loop':
      return known('unbounded');
    case 'thread-pool':
      return product(workers, threads);
    case 'one':
      return workers.value;
    case 'worker-class':
    case 'unknown':
      return unknown('dynamic');
    default:
      return unknown('dynamic');
  }
}

const EVENT_LOOPS: ReadonlySet<Server['kind']> = new Set([
  'uvicorn',
  'hypercorn',
  'granian',
  'daphne',
  'fastapi',
  'aiohttp',
  'sanic',
  'quart',
  'tornado',
]);

/** Whether requests share one event loop per worker, which a blocking call stops for all of them. */
export function runsEventLoop(server: Server): boolean {
  if (server.kind !== 'gunicorn') return EVENT_LOOPS.has(server.kind);
  const { value } = server.workerClass;
  return value.kind === 'known' && /^(?:uvicorn|asgi|tornado)$/.test(value.value);
}
