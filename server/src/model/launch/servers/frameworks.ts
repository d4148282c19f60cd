import { type Known, known, unknown } from '../../../base/known.ts';
import type { Bind, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds, onlyIpv6, tcpBind } from '../../listen.ts';
import { allGiven, lastGiven, mayBeOverridden, readOptions } from '../options.ts';
import { installedAtLeast, type Packages } from '../packages.ts';
import { byDefault, settingValue, spanOfWord, unknownSetting, wholeNumber } from '../settings.ts';
import { wordText } from '../words.ts';
import { baseServer, networkServer } from './network-server.ts';
import { bindsOf, type NginxPlaces } from './nginx-files.ts';
import { lineOf, type ServerInput, type ServerOutcome } from './outcome.ts';

// Frameworks whose own command starts a server, where they differ from a plain host and port.

/** `fastapi dev` stays on 127.0.0.1 and reloads; `fastapi run` reads PORT since fastapi-cli 0.0.12. */
export function fastapi(input: ServerInput, packages: Packages): ServerOutcome {
  const development = input.subcommand === 'dev';
  const readsPort = installedAtLeast(packages, 'fastapi-cli', '0.0.12');
  const entry = {
    ...input.entry,
    development,
    readsPort: readsPort !== false,
    ...(development ? { defaultHost: '127.0.0.1' } : {}),
  };
  const base = networkServer({ ...input, entry });
  if (readsPort !== undefined) return base;
  if (lastGiven(lineOf(input), 'port') !== undefined) return { ...base, server: { ...base.server, readsPort: false } };
  const port = {
    ...unknownSetting('default'),
    ...(base.server.port.place === undefined ? {} : { place: base.server.port.place }),
  };
  return { ...base, server: { ...base.server, port }, binds: unknown('absent') };
}

/** Functions Framework: gunicorn with 4 threads per vCPU; with `--debug` the framework's development server. */
export function functionsFramework(input: ServerInput): ServerOutcome {
  const base = networkServer(input);
  const { server } = base;
  if (server.development.length > 0) return { ...base, capacity: known('unbounded'), sigterm: 'default' };
  if (server.threads.origin !== 'default') return base;
  const cpu = input.cpu.kind === 'known' ? Math.max(1, Math.ceil(input.cpu.value)) : undefined;
  const threads: Setting<number> = cpu === undefined ? unknownSetting('default') : byDefault(4 * cpu);
  const workers = settingValue(server.workers);
  const each = settingValue(threads);
  const asgi = lastGiven(lineOf(input), 'interface') !== undefined;
  const capacity: Known<number | 'unbounded'> = asgi
    ? known('unbounded')
    : workers === undefined || each === undefined
      ? unknown('dynamic')
      : known(workers * each);
  return { ...base, server: { ...server, threads }, capacity };
}

/** `python -m http.server [port]`. */
export function httpServer(input: ServerInput): ServerOutcome {
  const line = lineOf(input);
  const base = networkServer(input);
  const [word] = line.positionals;
  if (word === undefined) return { ...base, server: { ...base.server, app: unknown('absent') } };
  const number = wholeNumber(wordText(word));
  const at = spanOfWord(word);
  const usesPort = word.pieces.some((p) => p.variable === 'PORT' && p.from?.origin === 'platform');
  const port: Setting<number> = {
    value:
      number === undefined ? unknown(wordText(word) === undefined ? 'dynamic' : 'unparsed', at) : known(number, at),
    origin: usesPort ? 'platform' : 'flag',
    ...(word.own ? { place: { kind: 'replace', at: word.at, notation: word.notation } as const } : {}),
  };
  const text = wordText(word);
  const failures: StartFailure[] =
    number === undefined && text !== undefined
      ? [
          {
            code: /\$\{?\w*PORT\b/.test(text) ? 'unexpanded-port' : 'refused-option',
            text: `argument port: invalid int value: '${text}'`,
            at: word.at,
            fatal: true,
          },
        ]
      : [];
  return {
    ...base,
    server: { ...base.server, app: unknown('absent'), port },
    binds: allBinds([tcpBind(base.server.host, port)]),
    failures,
  };
}

/** Daphne: host and port are a default only while no socket, descriptor or endpoint is named. */
export function daphne(input: ServerInput): ServerOutcome {
  const base = networkServer(input);
  const line = lineOf(input);
  const endpoints = allGiven(line, 'endpoint');
  const given = lastGiven(line, 'host') !== undefined || lastGiven(line, 'port') !== undefined;
  const sockets = [...allGiven(line, 'socket'), ...allGiven(line, 'fd')];
  if (endpoints.length === 0 && (sockets.length === 0 || !given)) return base;
  const binds: Known<Bind>[] = endpoints.map((given) => {
    const text = wordText(given.value);
    const at = given.range?.at;
    const tcp = text === undefined ? null : /^(tcp|tcp6|ssl):(?:port=)?(\d+)(?::(?:.*:)?interface=([^:]+))?/.exec(text);
    if (tcp === null) return unknown('dynamic', at);
    const host = (tcp[3] ?? '0.0.0.0').replaceAll('\\', '');
    return known({ host, port: Number(tcp[2]), transport: 'tcp', protocol: tcp[1] === 'ssl' ? 'https' : 'http' }, at);
  });
  const own = given ? [tcpBind(base.server.host, base.server.port)] : [];
  const [first] = binds;
  const host: Setting<string> = given
    ? base.server.host
    : first?.kind === 'known'
      ? { value: known(first.value.host, first.at), origin: 'flag' }
      : unknownSetting('flag');
  const port: Setting<number> = given
    ? base.server.port
    : first?.kind === 'known' && first.value.port !== undefined
      ? { value: known(first.value.port, first.at), origin: 'flag' }
      : unknownSetting('flag');
  return {
    ...base,
    server: { ...base.server, host, port },
    binds: allBinds([...binds, ...own, ...socketsOf(sockets)]),
  };
}

/** Unix sockets and inherited descriptors stand beside host and port. */
function socketsOf(given: ReturnType<typeof allGiven>): readonly Known<Bind>[] {
  return given.map(({ value, entry }) => {
    const text = wordText(value);
    const transport = entry.means === 'fd' ? 'fd' : 'unix';
    return text === undefined
      ? unknown('dynamic', value?.at)
      : known({ host: text, port: undefined, transport, protocol: 'http' }, value?.at);
  });
}

/** Granian with the WSGI interface runs its application in threads whose number differs between versions. */
export function granian(input: ServerInput): ServerOutcome {
  const base = networkServer(input);
  const line = readOptions(input.entry, input.words, input.before);
  const given = lastGiven(line, 'interface');
  const variable = input.process.environment.variables.get('GRANIAN_INTERFACE')?.value;
  const name =
    given !== undefined
      ? wordText(given.value)
      : variable?.kind === 'known'
        ? variable.value
        : mayBeOverridden(line, undefined)
          ? undefined
          : 'rsgi';
  if (name === 'wsgi') return { ...base, capacity: unknown('dynamic') };
  return name === undefined ? { ...base, capacity: unknown('dynamic') } : base;
}

/** Sanic with `--fast` starts one worker per CPU. */
export function sanic(input: ServerInput): ServerOutcome {
  const base = networkServer(input);
  return lastGiven(lineOf(input), 'fast') === undefined
    ? base
    : { ...base, server: { ...base.server, workers: unknownSetting('flag') } };
}

/** uvicorn: with the WSGI interface requests run in a pool of ten threads. */
export function uvicorn(input: ServerInput): ServerOutcome {
  const line = lineOf(input);
  const plain = networkServer(input);
  // With several workers or reloading uvicorn opens the socket itself, which takes IPv4 on `::` too.
  const alone = settingValue(plain.server.workers) === 1 && plain.server.development.length === 0;
  const base = alone ? { ...plain, binds: onlyIpv6(plain.binds) } : plain;
  const given = lastGiven(line, 'interface');
  if (given === undefined || wordText(given.value) !== 'wsgi') return base;
  const workers = settingValue(base.server.workers);
  return { ...base, capacity: workers === undefined ? unknown('dynamic') : known(10 * workers) };
}

/** nginx listens where its configuration says: the image's own one, or what the project's files say. */
export function nginx(input: ServerInput, places: NginxPlaces): ServerOutcome {
  const line = lineOf(input);
  // Where one of several sockets is the one that Cloud Run asks for, that one counts.
  const wanted = input.context.port;
  const listed = typeof places === 'string' ? [] : places;
  const first = listed.find(({ bind }) => bind.port === wanted) ?? listed[0];
  const setting = <T>(value: T | undefined, image: T): Setting<T> => {
    if (places === 'image') return byDefault(image);
    return value === undefined || first === undefined
      ? unknownSetting('config-file')
      : { value: known(value, first.at), origin: 'config-file' };
  };
  const host = setting(first?.bind.host, '0.0.0.0');
  const port = setting(first?.bind.port, 80);
  const server = { ...baseServer(input, line, host, port), app: unknown('absent'), workers: unknownSetting('default') };
  return {
    server,
    binds: bindsOf(places, tcpBind(host, port)),
    capacity: known('unbounded'),
    failures: [],
    sigterm: 'handled',
    also: [],
    roots: [],
  };
}

/** Ollama: OLLAMA_HOST is a host, a host and port, or a URL. */
export function ollama(input: ServerInput): ServerOutcome {
  const base = networkServer(input);
  const variable = input.process.environment.variables.get('OLLAMA_HOST');
  if (variable === undefined) return base;
  if (variable.value.kind === 'unknown') {
    const setting = unknownSetting('environment', variable.value.at);
    return { ...base, server: { ...base.server, host: setting, port: setting }, binds: unknown('dynamic') };
  }
  const text = variable.value.value.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const colon = text.lastIndexOf(':');
  const at = variable.value.at;
  const origin = variable.origin === 'manifest' ? 'manifest' : 'environment';
  const place = variable.place === undefined ? {} : { place: variable.place };
  const host: Setting<string> = { value: known(colon < 0 ? text : text.slice(0, colon), at), origin, ...place };
  const number = colon < 0 ? 11_434 : wholeNumber(text.slice(colon + 1));
  const port: Setting<number> = {
    value: number === undefined ? unknown('unparsed', at) : known(number, at),
    origin,
    ...place,
  };
  return { ...base, server: { ...base.server, host, port }, binds: allBinds([tcpBind(host, port)]) };
}
