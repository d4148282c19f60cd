import { type Known, known, unknown } from '../../../base/known.ts';
import { spanOf } from '../../../base/span.ts';
import { CODE_STARTS, type CodeStart } from '../../../catalog/servers/code-starts.ts';
import type { Parallelism } from '../../../catalog/servers/server-entry.ts';
import type { ServerStart } from '../../../facts/python/types.ts';
import type { Value } from '../../../facts/python/value.ts';
import { capacityOf } from '../../capacity.ts';
import type { Bind, Place, Server, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds, onlyIpv6, tcpBind } from '../../listen.ts';
import { installedAtLeast, type Packages } from '../packages.ts';
import type { Process } from '../process.ts';
import type { ReachedStart } from '../python-entry.ts';
import type { ModuleFinder } from '../python-modules.ts';
import { evaluate, type Scalar, type ValueContext } from '../python-values.ts';
import { byDefault, fromVariable, settingValue, unknownSetting, wholeNumber } from '../settings.ts';
import type { LaunchWord } from '../words.ts';
import { codeListen } from './code-binds.ts';
import type { ServerOutcome } from './outcome.ts';

/** Reads a server that is started by a call in Python code. */
export function codeServer(
  reached: ReachedStart,
  process: Process,
  cpu: Known<number>,
  modules: ModuleFinder,
  words: readonly LaunchWord[],
  packages: () => Packages,
): ServerOutcome | undefined {
  const described = CODE_STARTS[reached.start.api];
  if (described === undefined) return undefined;
  const catalogue = isOlder(described, packages) ? { ...described, host: undefined, port: undefined } : described;
  const { start, uri, facts } = reached;
  const context: ValueContext = {
    uri,
    environment: process.environment,
    cpu: cpu.kind === 'known' ? cpu.value : undefined,
    imported: (from, name) => modules.imported(from, name),
    words,
  };
  const read = <T>(
    value: Value | undefined,
    convert: (scalar: Scalar) => T | undefined,
    fallback: () => Setting<T>,
  ): Setting<T> => {
    if (value === undefined) return start.open ? unknownSetting('code', spanOf(uri, start.range)) : fallback();
    const result = evaluate(value, context);
    if (result.value.kind === 'known' && result.value.value === null) return fallback();
    const place: Place = result.from?.place ?? { kind: 'replace', at: spanOf(uri, value.origin), notation: 'python' };
    if (result.value.kind === 'unknown') return { value: result.value, origin: result.origin, place };
    const converted = convert(result.value.value);
    return {
      value: converted === undefined ? unknown('unparsed', result.at) : known(converted, result.at),
      origin: result.origin,
      place,
    };
  };
  const listen = codeListen(start, context);
  const host = listen?.host ?? read(start.host, asHost, () => missing(reached, process, catalogue, 'host', (t) => t));
  const port =
    listen?.port ?? read(start.port, asNumber, () => missing(reached, process, catalogue, 'port', wholeNumber));
  const workers = read(start.workers, asNumber, () => workersDefault(process, catalogue));
  const threads = read(start.threads, asNumber, () => byDefault(catalogue.threads, keywordPlace(reached, 'threads')));
  const debug = read(start.debug, asSwitch, () => debugDefault(process, start.api));
  const reload = read(start.reload, asSwitch, () => byDefault(false));
  const calleeAt = spanOf(uri, facts.calls[start.call]?.calleeRange ?? start.range);
  const server: Server = {
    kind: catalogue.kind,
    at: calleeAt,
    startedBy: 'code',
    app: appOf(start.app, uri),
    host,
    port,
    workers,
    threads,
    workerClass: { value: unknown('absent'), origin: 'default' },
    preload: byDefault(false),
    timeoutSeconds: { value: unknown('absent'), origin: 'default' },
    gracefulTimeoutSeconds: { value: unknown('absent'), origin: 'default' },
    ...(maySwitchHttp2(start) ? { http2: true } : {}),
    development: [
      ...(catalogue.development ? [{ what: 'server' as const, at: calleeAt }] : []),
      ...switchedOn(reached, 'reload', reload),
      ...switchedOn(reached, 'debug', debug),
    ],
    flags: undefined,
    options: [],
  };
  const tls =
    start.tls === undefined
      ? 'http'
      : ((): Bind['protocol'] => {
          const result = evaluate(start.tls, context).value;
          return result.kind === 'known' && result.value === null
            ? 'http'
            : result.kind === 'known' || isNeverNone(start.tls)
              ? 'https'
              : 'unknown';
        })();
  const own = listen?.binds ?? allBinds([tcpBind(host, port, start.api === 'grpc' ? 'unknown' : tls)]);
  return {
    server,
    binds: socketOf(start.socket, context) ?? (ONLY_IPV6.test(start.api) ? onlyIpv6(own) : own),
    capacity: capacityOf(parallelismOf(reached, catalogue, context), workers, threads),
    failures: refusals(reached, workers, reload),
    sigterm:
      start.api === 'flask.run' ? sigtermOfFlask(start.reload === undefined ? debug : reload) : catalogue.sigterm,
    also: [],
    roots: [],
  };
}

/** gunicorn takes its options from a dictionary that is not read for this. */
function maySwitchHttp2({ api, keywords, open }: ServerStart): boolean {
  return open || api === 'gunicorn' || keywords.some(({ name }) => name === 'http2');
}

/** Werkzeug's reloader, which debugging brings unless `use_reloader` says otherwise, handles SIGTERM; nothing else does. */
function sigtermOfFlask(reloads: Setting<boolean>): ServerOutcome['sigterm'] {
  const value = settingValue(reloads);
  return value === undefined ? 'unknown' : value ? 'handled' : 'default';
}

/** Calls whose socket takes no IPv4 on `::`. */
const ONLY_IPV6 = /^(?:uvicorn|aiohttp|waitress)\./;

/** A path put together from parts, or a pair of certificate and key: its text may not be known, but it is there. */
function isNeverNone({ kind }: Value): boolean {
  return kind === 'template' || kind === 'here' || kind === 'list';
}

/** Whether the project pins a version that had other defaults. */
function isOlder({ defaultsSince }: CodeStart, packages: () => Packages): boolean {
  return defaultsSince !== undefined && installedAtLeast(packages(), ...defaultsSince) === false;
}

function asHost(value: Scalar): string | undefined {
  return typeof value === 'string' ? (value === '' ? '0.0.0.0' : value) : undefined;
}

function asNumber(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' ? wholeNumber(value) : undefined;
}

function asSwitch(value: Scalar): boolean | undefined {
  return value === null ? false : typeof value === 'string' ? value !== '' : Boolean(value);
}

function appOf(value: Value | undefined, uri: string): Known<string> {
  if (value === undefined) return unknown('absent');
  if (value.kind === 'string') return known(value.value, spanOf(uri, value.range));
  return value.kind === 'name'
    ? known(value.name, spanOf(uri, value.range))
    : unknown('dynamic', spanOf(uri, value.range));
}

/** Where a keyword argument can be added to the call. */
function keywordPlace(reached: ReachedStart, name: string | undefined): Place | undefined {
  if (name === undefined) return undefined;
  const { offset, needsComma } = reached.start.insertAt;
  return {
    kind: 'insert',
    at: { uri: reached.uri, start: offset, end: offset },
    notation: 'python',
    lead: needsComma ? ', ' : '',
    trail: '',
    name,
  };
}

/** An argument that is left out: its variable, where the API reads one, else the default. */
function missing<T extends string | number>(
  reached: ReachedStart,
  process: Process,
  start: CodeStart,
  which: 'host' | 'port',
  convert: (text: string) => T | undefined,
): Setting<T> {
  const name = which === 'host' ? start.hostVariable : start.portVariable;
  const variable = name === undefined ? undefined : process.environment.variables.get(name);
  if (variable !== undefined) return fromVariable(variable, convert);
  const place = keywordPlace(reached, which === 'host' ? start.hostKeyword : start.portKeyword);
  const fallback = which === 'host' ? start.host : start.port;
  // The type of the default is the one that `convert` gives for its text.
  return byDefault(fallback === undefined ? undefined : convert(String(fallback)), place);
}

function workersDefault(process: Process, start: CodeStart): Setting<number> {
  const variable =
    start.workersVariable === undefined ? undefined : process.environment.variables.get(start.workersVariable);
  return variable === undefined ? byDefault(1) : fromVariable(variable, wholeNumber);
}

function debugDefault(process: Process, api: string): Setting<boolean> {
  const variable = api === 'flask.run' ? process.environment.variables.get('FLASK_DEBUG') : undefined;
  return variable === undefined ? byDefault(false) : fromVariable(variable, (t) => !/^(?:|0|false|no)$/i.test(t));
}

function switchedOn(reached: ReachedStart, name: 'reload' | 'debug', setting: Setting<boolean>): Server['development'] {
  if (settingValue(setting) !== true) return [];
  const keyword = reached.start.keywords.find(
    (k) => k.name === name || (name === 'reload' && k.name === 'use_reloader'),
  );
  if (keyword === undefined) return setting.value.at === undefined ? [] : [{ what: name, at: setting.value.at }];
  const at = spanOf(reached.uri, keyword.range);
  return [{ what: name, at }];
}

function socketOf(value: Value | undefined, context: ValueContext): Known<readonly Bind[]> | undefined {
  if (value === undefined) return undefined;
  const result = evaluate(value, context).value;
  if (result.kind === 'known' && result.value === null) return undefined;
  if (result.kind === 'known' && typeof result.value === 'string')
    return known([{ host: result.value, port: undefined, transport: 'unix', protocol: 'http' }], result.at);
  return unknown('dynamic', result.at);
}

function parallelismOf(reached: ReachedStart, catalogue: CodeStart, context: ValueContext): Parallelism {
  const { start, facts } = reached;
  if (start.api === 'http.server' || start.api === 'socketserver') {
    const callee = facts.calls[start.call]?.callee ?? facts.calls[start.call]?.text ?? '';
    if (/Threading/.test(callee)) return 'thread-per-request';
    return /(?:HTTPServer|TCPServer)$/.test(callee) ? 'one' : 'unknown';
  }
  // Bottle's own server is the one of wsgiref.
  if (start.api === 'bottle.run' && !start.open && !start.keywords.some((k) => k.name === 'server')) return 'one';
  if (start.threaded !== undefined) {
    const result = evaluate(start.threaded, context).value;
    if (result.kind === 'unknown') return 'unknown';
    return result.value === false ? 'one' : 'thread-per-request';
  }
  return catalogue.parallelism;
}

/** uvicorn refuses several workers or reloading for an application that is passed as an object. */
function refusals(reached: ReachedStart, workers: Setting<number>, reload: Setting<boolean>): readonly StartFailure[] {
  const { start, uri } = reached;
  if (start.api !== 'uvicorn.run' || start.app === undefined || start.app.kind === 'string') return [];
  if (start.app.kind !== 'name' && start.app.kind !== 'call') return [];
  if (start.app.kind === 'name' && start.app.imported && !/app$/i.test(start.app.name)) return [];
  const several = (settingValue(workers) ?? 1) > 1;
  if (!several && settingValue(reload) !== true) return [];
  const text = "You must pass the application as an import string to enable 'reload' or 'workers'.";
  return [{ code: 'refused-option', text, at: spanOf(uri, start.app.range), fatal: true }];
}
