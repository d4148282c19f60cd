import type { Bind, StartFailure } from '../../launch-types.ts';

/** A gunicorn address taken apart, with the offsets of host and port in the text. */
export interface Address {
  readonly host: string;
  readonly port: number | undefined;
  readonly transport: Bind['transport'];
  readonly hostAt: readonly [start: number, end: number];
  readonly portAt: readonly [start: number, end: number] | undefined;
  /** What gunicorn says instead of listening. */
  readonly refused: Pick<StartFailure, 'code' | 'text'> | undefined;
}

/**
 * Reads one address as gunicorn does: `unix:PATH`, `fd://N`, `tcp://` prefix, `[v6]:port`, `host:port`; a missing port is
 * 8000, an empty host every address (read in gunicorn 26.2.0 util.parse_address and tried).
 */
export function readAddress(text: string): Address {
  const none = { portAt: undefined, refused: undefined } as const;
  if (text.startsWith('unix:'))
    return { ...none, host: text.slice(5), port: undefined, transport: 'unix', hostAt: [5, text.length] };
  if (text.startsWith('fd://'))
    return { ...none, host: text, port: undefined, transport: 'fd', hostAt: [5, text.length] };
  const skip = text.startsWith('tcp://') ? 6 : 0;
  const rest = text.slice(skip);
  const bracket = /^\[([^\]]*)\](?::(.*))?$/s.exec(rest);
  if (bracket !== null) {
    const host = bracket[1] ?? '';
    const end = skip + host.length + 2;
    return withPort(
      host.toLowerCase(),
      bracket[2],
      [skip, end],
      bracket[2] === undefined ? undefined : [end + 1, text.length],
    );
  }
  const colon = rest.indexOf(':');
  if (colon < 0) {
    const refused = /^\d+$/.test(rest)
      ? ({ code: 'refused-option', text: `'${rest}' is taken as a host name, not as a port` } as const)
      : undefined;
    const literal = /\$\{?PORT\b/.test(rest)
      ? ({ code: 'unexpanded-port', text: `'${rest}' is taken as a host name` } as const)
      : undefined;
    return {
      host: rest.toLowerCase(),
      port: 8000,
      transport: 'tcp',
      hostAt: [skip, text.length],
      portAt: undefined,
      refused: literal ?? refused,
    };
  }
  const host = rest.slice(0, colon);
  const port = rest.slice(colon + 1).split(':')[0] ?? '';
  return withPort(host.toLowerCase(), port, [skip, skip + colon], [skip + colon + 1, skip + colon + 1 + port.length]);
}

function withPort(
  host: string,
  port: string | undefined,
  hostAt: Address['hostAt'],
  portAt: Address['portAt'],
): Address {
  const shown = host === '' ? '0.0.0.0' : host;
  const base = { host: shown, transport: 'tcp', hostAt, portAt } as const;
  if (port === undefined) return { ...base, port: 8000, refused: undefined };
  if (/^\s*\+?\d+\s*$/.test(port)) {
    const number = Number(port);
    if (number > 65_535)
      return { ...base, port: undefined, refused: { code: 'refused-option', text: `port ${number} is out of range` } };
    return { ...base, port: number, refused: undefined };
  }
  const code = /\$\{?\w*PORT\b/.test(port) ? 'unexpanded-port' : 'refused-option';
  return { ...base, port: undefined, refused: { code, text: `'${port}' is not a valid port number.` } };
}
