import type { LaunchContext, Resolution } from './process.ts';

/**
 * Which of several processes answers the requests: the server on the container's port, else the only server, else the one
 * in front. The others become its companions. Undefined where none is a server and none is in front.
 */
export function chooseMain(
  context: LaunchContext,
  background: readonly Resolution[],
  front: Resolution | undefined,
): Resolution | undefined {
  const all = [...background, ...(front === undefined ? [] : [front])];
  const classified = all.map((resolution) => ({
    resolution,
    is: resolution.process === undefined ? undefined : context.classify(resolution.process),
  }));
  const servers = classified.filter((c) => c.is?.kind === 'server');
  const onPort = servers.filter((c) => c.is?.port !== undefined && c.is.port === context.port);
  // None is known to be on the port: one whose port is not known may be.
  const open = onPort.length > 0 ? [] : servers.filter((c) => c.is?.port === undefined);
  const main =
    (onPort.length === 1 ? onPort[0] : undefined) ??
    (open.length === 1 ? open[0] : undefined) ??
    (servers.length === 1 ? servers[0] : undefined) ??
    (front === undefined
      ? (servers.at(-1) ?? (classified.length === 1 ? classified[0] : undefined))
      : classified.at(-1));
  if (main === undefined) return undefined;
  const companions = all
    .filter((r) => r !== main.resolution)
    .flatMap((r) => (r.process === undefined ? r.companions : [r.process, ...r.companions]));
  return { ...main.resolution, companions: [...main.resolution.companions, ...companions] };
}
