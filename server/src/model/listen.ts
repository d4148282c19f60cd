import { type Known, known, unknown } from '../base/known.ts';
import type { Bind, Setting } from './launch-types.ts';

// Where a server listens, and whether Cloud Run's requests reach it.

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|127\.\d+(?:\.\d+)?|::1|\[::1\]|ip6-localhost|0:0:0:0:0:0:0:1)$/i;

/** Whether a host name or address is the container itself only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Whether a host is every address of the container: IPv4, or IPv6 with IPv4 mapped in. */
export function isEveryAddress(host: string): boolean {
  return /^(?:|0|0\.0\.0\.0|::|\[::\]|\*|0:0:0:0:0:0:0:0)$/.test(host);
}

/** A socket from host and port settings; unknown where one of them is. */
export function tcpBind(
  host: Setting<string>,
  port: Setting<number>,
  protocol: Bind['protocol'] = 'http',
): Known<Bind> {
  if (host.value.kind === 'unknown') return unknown(host.value.why, host.value.at);
  if (port.value.kind === 'unknown') return unknown(port.value.why, port.value.at);
  const written = host.value.value;
  // `0` and the empty text are short for every address.
  const shown = written === '' || written === '0' || written === '*' ? '0.0.0.0' : written;
  return known({ host: shown, port: port.value.value, transport: 'tcp', protocol }, host.value.at ?? port.value.at);
}

/** The same sockets where `::` takes no IPv4: asyncio's `create_server` (uvicorn 0.17.6 and 0.54.0) and Waitress 2.1.2, seen. */
export function onlyIpv6(binds: Known<readonly Bind[]>): Known<readonly Bind[]> {
  if (binds.kind === 'unknown') return binds;
  const six = (bind: Bind): Bind => (/^\[?::\]?$/.test(bind.host) ? { ...bind, onlyIpv6: true } : bind);
  return known(binds.value.map(six), binds.at);
}

/** All of them, or unknown where one is. */
export function allBinds(binds: readonly Known<Bind>[]): Known<readonly Bind[]> {
  const out: Bind[] = [];
  for (const bind of binds) {
    if (bind.kind === 'unknown') return bind;
    out.push(bind.value);
  }
  return known(out, binds[0]?.at);
}

/** Whether a request that Cloud Run sends to `port` of the instance's address is answered. */
export function reachableOn(binds: Known<readonly Bind[]>, port: Known<number>): Known<boolean> {
  if (binds.kind === 'unknown') return binds;
  if (port.kind === 'unknown') return port;
  const candidates = binds.value.filter(
    (bind) => bind.transport === 'tcp' && bind.port === port.value && !isLoopback(bind.host),
  );
  const everyAddress = candidates.filter((bind) => bind.onlyIpv6 !== true && isEveryAddress(bind.host));
  if (everyAddress.some((bind) => bind.protocol === 'http')) return known(true, binds.at);
  // A host name or a single address: whether that is the instance's is not known. An unknown protocol likewise.
  if (candidates.some((bind) => bind.protocol === 'http' || bind.protocol === 'unknown'))
    return unknown('dynamic', binds.at);
  return known(false, binds.at);
}
