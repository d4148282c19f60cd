import { valueOf } from '../base/known.ts';
import type { Bind, Launch } from '../model/launch-types.ts';

/** `0.0.0.0:8080`, `unix socket`, in the server's own notation. */
export function bindText(bind: Bind): string {
  if (bind.transport === 'unix') return `unix:${bind.host}`;
  const host = bind.host.includes(':') ? `[${bind.host}]` : bind.host === '' ? '0.0.0.0' : bind.host;
  return bind.port === undefined ? host : `${host}:${bind.port}`;
}

/** `1 request at a time`, `many requests at a time`; nothing where it is not known. */
export function capacityText(launch: Launch): string | undefined {
  const capacity = valueOf(launch.capacity);
  if (capacity === undefined) return undefined;
  if (capacity === 'unbounded') return 'many requests at a time';
  return capacity === 1 ? '1 request at a time' : `${capacity} requests at a time`;
}

/** One line: server, address, requests at a time. Nothing where not even the process is known. */
export function launchSummary(launch: Launch): string | undefined {
  const server = valueOf(launch.server);
  const argv = valueOf(launch.argv);
  const failure = launch.startFailures[0];
  const name = server?.kind ?? argv?.[0]?.value;
  if (name === undefined) return undefined;
  if (failure !== undefined) return `does not start: ${failure.text}`;
  const binds = valueOf(launch.binds)?.map(bindText).join(', ');
  return [name, binds, capacityText(launch)].filter((part) => part !== undefined && part !== '').join(' · ');
}
