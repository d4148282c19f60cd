import { type Known, known, unknown } from '../../../base/known.ts';
import { capacityOf } from '../../capacity.ts';
import type { Bind, Place, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds } from '../../listen.ts';
import { allGiven, lastGiven, mayBeOverridden } from '../options.ts';
import { byDefault, spanOfWord, unknownSetting } from '../settings.ts';
import { partSpan, usesVariable, wordText } from '../words.ts';
import { baseServer, rootsOf } from './network-server.ts';
import { insertPlace, lineOf, refusedNumbers, type ServerInput, type ServerOutcome } from './outcome.ts';

// Servers that take whole addresses: hypercorn `--bind`, waitress `--listen`.

interface Parsed {
  readonly bind: Bind;
  readonly hostAt: readonly [number, number];
  readonly portAt: readonly [number, number] | undefined;
  readonly refused: Pick<StartFailure, 'code' | 'text'> | undefined;
}

/** `host:port` as Hypercorn reads it: split at the last colon; without a number behind it, all of it is a host and the port 8000. */
function readHypercorn(text: string): Parsed {
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
function readWaitress(text: string): Parsed {
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

interface Listen {
  readonly host: Setting<string>;
  readonly port: Setting<number>;
  readonly binds: Known<readonly Bind[]>;
  readonly failures: readonly StartFailure[];
}

function listenOf(line: ReturnType<typeof lineOf>, read: (text: string) => Parsed): Listen | undefined {
  const given = [...allGiven(line, 'bind'), ...allGiven(line, 'insecure-bind')];
  if (given.length === 0) return undefined;
  const tls = lastGiven(line, 'tls') !== undefined;
  const failures: StartFailure[] = [];
  const binds: Known<Bind>[] = [];
  let host: Setting<string> | undefined;
  let port: Setting<number> | undefined;
  for (const option of given) {
    const word = option.value;
    if (word === undefined) continue;
    const at = spanOfWord(word);
    const text = wordText(word);
    if (text === undefined || mayBeOverridden(line, option)) {
      binds.push(unknown('dynamic', at));
      host ??= unknownSetting('flag', at);
      port ??= unknownSetting('flag', at);
      continue;
    }
    // Waitress takes several addresses in one value.
    for (const part of read === readWaitress ? text.split(/\s+/) : [text]) {
      const offset = text.indexOf(part);
      const parsed = read(part);
      if (parsed.refused !== undefined) failures.push({ ...parsed.refused, at: word.at, fatal: true });
      const protocol = tls && option.entry.means === 'bind' ? 'https' : 'http';
      binds.push(known({ ...parsed.bind, protocol }, at));
      const span = (range: readonly [number, number] | undefined) =>
        range === undefined ? undefined : partSpan(word, offset + range[0], offset + range[1]);
      const [hostSpan, portSpan] = [span(parsed.hostAt), span(parsed.portAt)];
      const place = (s: typeof hostSpan): { place?: Place } =>
        s === undefined ? {} : { place: { kind: 'part', at: s, notation: word.notation } };
      host ??= {
        value: parsed.bind.transport === 'tcp' ? known(parsed.bind.host, hostSpan ?? at) : unknown('absent', at),
        origin: 'flag',
        ...place(hostSpan),
      };
      port ??= {
        value: parsed.bind.port === undefined ? unknown('unparsed', at) : known(parsed.bind.port, portSpan ?? at),
        origin: usesVariable(word, 'PORT') ? 'platform' : 'flag',
        ...place(portSpan),
      };
    }
  }
  return {
    host: host ?? unknownSetting('flag'),
    port: port ?? unknownSetting('flag'),
    binds: allBinds(binds),
    failures,
  };
}

function outcome(
  input: ServerInput,
  read: (text: string) => Parsed,
  otherwise: (line: ReturnType<typeof lineOf>) => Listen,
): ServerOutcome {
  const line = lineOf(input);
  const listen = listenOf(line, read) ?? otherwise(line);
  const server = baseServer(input, line, listen.host, listen.port);
  return {
    server,
    binds: listen.binds,
    capacity: capacityOf(input.entry.parallelism, server.workers, server.threads),
    failures: [...listen.failures, ...refusedNumbers(input, line, ['workers', 'threads', 'port'])],
    sigterm: input.entry.sigterm,
    also: [],
    roots: rootsOf(input, line),
  };
}

/** Hypercorn. A configuration file may set the address; it is not read, so nothing is claimed then. */
export function hypercorn(input: ServerInput): ServerOutcome {
  return outcome(input, readHypercorn, (line) => {
    if (lastGiven(line, 'config') !== undefined || mayBeOverridden(line, undefined)) {
      const setting = unknownSetting('config-file', lastGiven(line, 'config')?.range?.at);
      return { host: setting, port: setting, binds: unknown('dynamic', setting.value.at), failures: [] };
    }
    const place = insertPlace(input, 'bind');
    const protocol = lastGiven(line, 'tls') === undefined ? 'http' : 'https';
    return {
      host: byDefault(input.entry.defaultHost, place),
      port: byDefault(input.entry.defaultPort, place),
      binds: known([{ host: '127.0.0.1', port: 8000, transport: 'tcp', protocol }]),
      failures: [],
    };
  });
}

/** Waitress: `--listen`, or `--host` and `--port`, or every address on 8080. */
export function waitress(input: ServerInput, fallback: (input: ServerInput) => ServerOutcome): ServerOutcome {
  const line = lineOf(input);
  return lastGiven(line, 'bind') === undefined
    ? fallback(input)
    : outcome(input, readWaitress, () => ({
        host: unknownSetting('flag'),
        port: unknownSetting('flag'),
        binds: unknown('dynamic'),
        failures: [],
      }));
}
