import { type Known, known, unknown } from '../../../base/known.ts';
import { capacityOf } from '../../capacity.ts';
import type { Bind, Server, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds, tcpBind } from '../../listen.ts';
import { type CommandLine, lastGiven, mayBeOverridden } from '../options.ts';
import { byDefault, settingValue, wholeNumber } from '../settings.ts';
import { wordText } from '../words.ts';
import {
  asText,
  developmentOf,
  insertPlace,
  lineOf,
  NO_SETTING,
  refusedNumbers,
  type ServerInput,
  type ServerOutcome,
  settingOf,
  switchOf,
  variableOf,
} from './outcome.ts';

// Servers with a host and a port option: uvicorn, flask run, fastapi, streamlit, granian, daphne, sanic, aiohttp, …

/** The pieces of a server that are the same for all of them; the caller fills in what differs. */
export function baseServer(
  input: ServerInput,
  line: CommandLine,
  host: Setting<string>,
  port: Setting<number>,
): Server {
  const { entry } = input;
  return {
    kind: entry.kind,
    at: input.start.at,
    startedBy: 'command',
    app: appOf(line),
    host,
    port,
    workers: settingOf(input, line, 'workers', wholeNumber, entry.defaultWorkers),
    threads: settingOf(input, line, 'threads', wholeNumber, entry.defaultThreads),
    workerClass: NO_SETTING,
    preload: byDefault(false),
    timeoutSeconds: byDefault(entry.defaultTimeoutSeconds),
    gracefulTimeoutSeconds: settingOf(
      input,
      line,
      'graceful-timeout',
      wholeNumber,
      entry.defaultGracefulTimeoutSeconds,
    ),
    ...(variableOf(input, 'http2') === undefined ? {} : { http2: true }),
    development: [
      ...(entry.development ? [{ what: 'server' as const, at: input.start.at }] : []),
      ...developmentOf(line, 'reload', 'reload'),
      ...developmentOf(line, 'debug', 'debug'),
    ],
    flags: insertFlags(input),
    options: line.all,
  };
}

function insertFlags(input: ServerInput): Server['flags'] {
  const place = insertPlace(input, 'host');
  if (place === undefined || place.kind !== 'insert') return place;
  return { kind: 'insert', at: place.at, notation: place.notation, lead: place.lead, trail: place.trail };
}

function appOf(line: CommandLine): Known<string> {
  const [first] = line.positionals;
  const text = wordText(first);
  if (first === undefined) return unknown('absent');
  return text === undefined ? unknown('dynamic', first.at) : known(text, first.at);
}

/** The port: option, variable, PORT where the server reads it, default. */
export function portSetting(input: ServerInput, line: CommandLine): Setting<number> {
  const setting = settingOf(input, line, 'port', wholeNumber, input.entry.defaultPort);
  if (setting.origin !== 'default' || !input.entry.readsPort) return setting;
  const variable = input.process.environment.variables.get('PORT');
  if (variable === undefined) return setting;
  const number = variable.value.kind === 'known' ? wholeNumber(variable.value.value) : undefined;
  const place = setting.place;
  return {
    value: number === undefined ? unknown('dynamic') : known(number, variable.value.at),
    origin: 'platform',
    ...(place === undefined ? {} : { place }),
  };
}

/** Reads a server that has host and port. */
export function networkServer(input: ServerInput): ServerOutcome {
  const { entry } = input;
  const line = lineOf(input);
  const host = settingOf(input, line, 'host', asText, entry.defaultHost);
  const port = portSetting(input, line);
  const server = { ...baseServer(input, line, host, port), readsPort: entry.readsPort };
  const failures: StartFailure[] = [...refusedNumbers(input, line, ['port', 'workers', 'threads', 'timeout'])];
  return {
    server,
    binds: bindsOf(input, line, host, port),
    capacity: capacityOfServer(input, line, server),
    failures,
    sigterm: entry.sigterm,
    also: [],
    roots: rootsOf(input, line),
  };
}

/** The sockets: a unix socket or inherited descriptor takes the place of host and port. */
function bindsOf(
  input: ServerInput,
  line: CommandLine,
  host: Setting<string>,
  port: Setting<number>,
): Known<readonly Bind[]> {
  const socket = lastGiven(line, 'socket');
  const fd = lastGiven(line, 'fd');
  const protocol = lastGiven(line, 'tls') === undefined ? 'http' : 'https';
  const variable = variableOf(input, 'socket');
  if (variable !== undefined && socket === undefined && fd === undefined) {
    const { value } = variable;
    if (value.kind === 'unknown') return value;
    if (value.value !== '')
      return known([{ host: value.value, port: undefined, transport: 'unix', protocol }], value.at);
  }
  if (socket !== undefined)
    return known(
      [{ host: wordText(socket.value) ?? '', port: undefined, transport: 'unix', protocol }],
      socket.range?.at,
    );
  if (fd !== undefined) return unknown('dynamic', fd.range?.at);
  if (mayBeOverridden(line, lastGiven(line, 'tls')) && lastGiven(line, 'tls') === undefined) return unknown('dynamic');
  return allBinds([tcpBind(host, port, protocol)]);
}

function capacityOfServer(input: ServerInput, line: CommandLine, server: Server): Known<number | 'unbounded'> {
  if (settingValue(switchOf(input, line, 'no-threads')) === true) return known(1);
  return capacityOf(input.entry.parallelism, server.workers, server.threads);
}

/** Folders of the image on `sys.path`: the working directory, or what an option names. */
export function rootsOf(input: ServerInput, line: CommandLine): readonly string[] {
  const { cwd, environment } = input.process;
  const folder = wordText(lastGiven(line, 'folder')?.value);
  const path = environment.variables.get('PYTHONPATH')?.value;
  const extra = path?.kind === 'known' ? path.value.split(':') : [];
  const out = [folder === undefined ? cwd : absolute(cwd, folder), ...extra.map((p) => absolute(cwd, p))];
  return [...new Set(out.filter((p): p is string => p !== undefined && p !== ''))];
}

function absolute(cwd: string | undefined, path: string): string | undefined {
  if (path.startsWith('/')) return path.replace(/(?<=.)\/+$/, '');
  if (cwd === undefined) return undefined;
  const parts: string[] = [];
  for (const part of `${cwd}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
