import type { Bind, StartFailure } from '../../launch-types.ts';

// Addresses in one text, as the servers themselves read them; gunicorn's are in gunicorn-bind.ts.

/** An address taken apart, with the offsets of host and port in the text. */
export interface Parsed {
  readonly bind: Bind;
  readonly hostAt: readonly [number, number];
  readonly portAt: readonly [number, number] | undefined;
  readonly refused: Pick<StartFailure, 'code' | 'text'> | undefined;
}

/** `host:port` as Hypercorn reads it: split at the last colon; without a number behind it, all of it is a host and the port 8000. */
export function readHypercorn(text: string): Parsed {
  if (text.startsWith('unix:'))
    return {
      bind: { host: text.slice(5), port: undefined, transport: 'unix', protocol: 'http' },
      hostAt: [5, text.length],
      portAt: undefined,
      refused: undefined,
    };
  if (text.startsWith('fd://'))
    return {
      bind: { host: text, port: undefined, transport: 'fd', protocol: 'http' },
      hostAt: [5, text.length],
      portAt: undefined,
      refused: undefined,
    };
  const colon = text.lastIndexOf(':');
  const port = colon < 0 ? undefined : text.slice(colon + 1);
  if (port !== undefined && /^\s*\d+\s*$/.test(port)) {
    const host = text.slice(0, colon).replace(/[[\]]/g, '');
    return {
      bind: { host: host === '' ? '0.0.0.0' : host, port: Number(port), transport: 'tcp', protocol: 'http' },
      hostAt: [0, colon],
      portAt: [colon + 1, text.length],
      refused: undefined,
    };
  }
  const refused = /\$\{?\w*PORT\b/.test(text)
    ? ({ code: 'unexpanded-port', text: `'${text}' is taken as a host name` } as const)
    : text.includes(':') || /^\d+$/.test(text)
      ? ({ code: 'refused-option', text: `'${text}' is taken as a host name` } as const)
      : undefined;
  return {
    bind: { host: text, port: 8000, transport: 'tcp', protocol: 'http' },
    hostAt: [0, text.length],
    portAt: undefined,
    refused,
  };
}

/** `ip:port` of Waitress; `*` is every address. */
export function readWaitress(text: string): Parsed {
  const colon = text.lastIndexOf(':');
  const host = (colon < 0 ? text : text.slice(0, colon)).replace(/[[\]]/g, '');
  const port = colon < 0 ? '8080' : text.slice(colon + 1);
  const number = /^\d+$/.test(port) ? Number(port) : undefined;
  const refused =
    number !== undefined
      ? undefined
      : ({
          code: /\$\{?\w*PORT\b/.test(port) ? 'unexpanded-port' : 'refused-option',
          text: 'Invalid host/port specified.',
        } as const);
  return {
    bind: { host: host === '*' || host === '' ? '0.0.0.0' : host, port: number, transport: 'tcp', protocol: 'http' },
    hostAt: [0, Math.max(colon, 0)],
    portAt: colon < 0 ? undefined : [colon + 1, text.length],
    refused,
  };
}
