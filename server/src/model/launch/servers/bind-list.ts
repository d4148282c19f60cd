import { type Known, known, unknown } from '../../../base/known.ts';
import type { Span } from '../../../base/span.ts';
import { capacityOf } from '../../capacity.ts';
import type { Bind, Place, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds, onlyIpv6 } from '../../listen.ts';
import { allGiven, lastGiven, mayBeOverridden } from '../options.ts';
import { byDefault, spanOfWord, unknownSetting } from '../settings.ts';
import { partSpan, usesVariable, wordText } from '../words.ts';
import { type Parsed, readHypercorn, readWaitress } from './addresses.ts';
import { type ConfiguredAddress, hypercornConfig } from './hypercorn-config.ts';
import { baseServer, rootsOf } from './network-server.ts';
import { insertPlace, lineOf, refusedNumbers, type ServerInput, type ServerOutcome } from './outcome.ts';

// Servers that take whole addresses: hypercorn `--bind`, waitress `--listen`.

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

/** Hypercorn: the command line, then the file of `--config`, then 127.0.0.1:8000. A file of an image that is missing ends it. */
export function hypercorn(input: ServerInput): ServerOutcome {
  const config = hypercornConfig(input, lineOf(input));
  const plain = outcome(input, readHypercorn, (line) => {
    if (mayBeOverridden(line, undefined)) return unknownListen(undefined);
    if (config.kind === 'unknown') return unknownListen(config.at);
    const https = lastGiven(line, 'tls') !== undefined || (config.kind === 'file' && config.tls);
    const protocol = https ? 'https' : 'http';
    if (config.kind === 'file' && config.addresses !== undefined) return fromFile(config.addresses, protocol);
    const place = insertPlace(input, 'bind');
    return {
      host: byDefault(input.entry.defaultHost, place),
      port: byDefault(input.entry.defaultPort, place),
      binds: known([{ host: '127.0.0.1', port: 8000, transport: 'tcp', protocol }]),
      failures: [],
    };
  });
  if (config.kind === 'none') return plain;
  const fill = <T>(own: Setting<T>, filed: Setting<T> | undefined): Setting<T> =>
    own.origin !== 'default' ? own : config.kind === 'unknown' ? unknownSetting('config-file') : (filed ?? own);
  const workers = fill(plain.server.workers, config.kind === 'file' ? config.workers : undefined);
  const graceful = config.kind === 'file' ? config.gracefulTimeout : undefined;
  const gracefulTimeoutSeconds = fill(plain.server.gracefulTimeoutSeconds, graceful);
  return {
    ...plain,
    server: { ...plain.server, workers, gracefulTimeoutSeconds },
    capacity: capacityOf(input.entry.parallelism, workers, plain.server.threads),
    also: config.kind === 'file' ? [{ uri: config.uri, start: 0, end: 0 }] : [],
  };
}

function unknownListen(at: Span | undefined): Listen {
  const setting = unknownSetting('config-file', at);
  return { host: setting, port: setting, binds: unknown('dynamic', at), failures: [] };
}

function fromFile(addresses: readonly ConfiguredAddress[], protocol: Bind['protocol']): Listen {
  const binds: Known<Bind>[] = addresses.map(({ text }) =>
    text.kind === 'known' ? known({ ...readHypercorn(text.value).bind, protocol }, text.at) : text,
  );
  const [first] = binds;
  const origin = addresses[0]?.origin ?? 'config-file';
  const at = first?.at;
  const bind = first?.kind === 'known' ? first.value : undefined;
  return {
    host: { value: bind?.transport === 'tcp' ? known(bind.host, at) : unknown('dynamic', at), origin },
    port: { value: bind?.port === undefined ? unknown('dynamic', at) : known(bind.port, at), origin },
    binds: allBinds(binds),
    failures: [],
  };
}

/** Waitress: `--listen`, or `--host` and `--port`, or every address on 8080. Its options end at the application. */
export function waitress(input: ServerInput, fallback: (input: ServerInput) => ServerOutcome): ServerOutcome {
  const line = lineOf(input);
  const read =
    lastGiven(line, 'bind') === undefined
      ? fallback(input)
      : outcome(input, readWaitress, () => ({
          host: unknownSetting('flag'),
          port: unknownSetting('flag'),
          binds: unknown('dynamic'),
          failures: [],
        }));
  return { ...read, binds: onlyIpv6(read.binds), failures: [...read.failures, ...refusedByWaitress(input, line)] };
}

/** getopt stops at the first word that is no option, so an option behind the application is a second application. */
function refusedByWaitress(input: ServerInput, line: ReturnType<typeof lineOf>): readonly StartFailure[] {
  const [app] = line.positionals;
  const index = app === undefined ? -1 : input.words.indexOf(app);
  const late = index < 0 || app?.open === true ? undefined : input.words[index + 1];
  const host = lastGiven(line, 'host')?.value;
  const text = wordText(host);
  return [
    ...(late === undefined || late.open
      ? []
      : [{ code: 'refused-option', text: 'Specify one application only', at: late.at, fatal: true } as const]),
    ...(host === undefined || text === undefined || !/^[^:]*:\d+$/.test(text)
      ? []
      : [{ code: 'refused-option', text: 'Invalid host/port specified.', at: host.at, fatal: true } as const]),
  ];
}
