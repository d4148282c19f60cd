import { type Known, known, unknown } from '../../../base/known.ts';
import type { Bind, Server, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds } from '../../listen.ts';
import { settingValue, unknownSetting, wholeNumber } from '../settings.ts';
import { type LaunchWord, wordText } from '../words.ts';
import { rootsOf } from './network-server.ts';
import { lineOf, NO_SETTING, type ServerInput, type ServerOutcome } from './outcome.ts';
import { type UwsgiOption, type UwsgiOptions, uwsgiOptions } from './uwsgi-options.ts';

/** Reads uWSGI: variables, command line and ini files. */
export function uwsgi(input: ServerInput): ServerOutcome {
  return outcomeOf(input, uwsgiOptions(input), lineOf(input).positionals);
}

function last(given: readonly UwsgiOption[], means: UwsgiOption['means']): UwsgiOption | undefined {
  return given.findLast((g) => g.means === means);
}

function count(
  given: readonly UwsgiOption[],
  means: UwsgiOption['means'],
  open: boolean,
  fallback: number,
): Setting<number> {
  const found = last(given, means);
  if (found !== undefined) {
    // C's strtol: what stands behind the number does not matter.
    const number = wholeNumber(/^\s*\d+/.exec(found.value ?? '')?.[0]);
    return { value: number === undefined ? unknown('dynamic', found.at) : known(number, found.at), origin: 'flag' };
  }
  return open ? unknownSetting('config-file') : { value: known(fallback), origin: 'default' };
}

function bindOf(found: UwsgiOption, protocol: Bind['protocol']): Known<Bind> {
  const { value, at } = found;
  if (value === undefined) return unknown('dynamic', at);
  const first = value.split(',')[0] ?? value;
  const colon = first.lastIndexOf(':');
  if (colon < 0)
    return /^\d+$/.test(first)
      ? unknown('dynamic', at)
      : known({ host: first, port: undefined, transport: 'unix', protocol }, at);
  const host = first.slice(0, colon).replace(/[[\]]/g, '');
  const port = wholeNumber(first.slice(colon + 1));
  if (port === undefined) return unknown('unparsed', at);
  return known({ host: host === '' || host === '*' ? '0.0.0.0' : host, port, transport: 'tcp', protocol }, at);
}

function outcomeOf(
  input: ServerInput,
  { given, also, open }: UwsgiOptions,
  positionals: readonly LaunchWord[],
): ServerOutcome {
  const spoken = last(given, 'protocol')?.value;
  const socketProtocol: Bind['protocol'] =
    spoken === 'http' ? 'http' : spoken === undefined || spoken === 'uwsgi' ? 'uwsgi' : 'unknown';
  const binds: Known<Bind>[] = given.flatMap((g) => {
    if (g.means === 'bind' || g.means === 'http-socket') return [bindOf(g, 'http')];
    if (g.means === 'https-socket') return [bindOf(g, 'https')];
    return g.means === 'uwsgi-socket' ? [bindOf(g, socketProtocol)] : [];
  });
  const http = binds.find((b) => b.kind === 'known' && b.value.protocol === 'http') ?? binds[0];
  const host: Setting<string> =
    http?.kind === 'known'
      ? { value: known(http.value.host, http.at), origin: 'flag' }
      : unknownSetting('flag', http?.at);
  const port: Setting<number> =
    http?.kind === 'known' && http.value.port !== undefined
      ? { value: known(http.value.port, http.at), origin: 'flag' }
      : unknownSetting('flag', http?.at);
  const workers = count(given, 'workers', open, 1);
  const threads = count(given, 'threads', open, 1);
  const coroutines = last(given, 'async');
  const each = coroutines === undefined ? settingValue(threads) : wholeNumber(coroutines.value);
  const processes = settingValue(workers);
  const dies = last(given, 'die-on-term');
  const master = last(given, 'master');
  const daemon = last(given, 'daemon');
  const reload = last(given, 'reload');
  const failures: StartFailure[] = [
    ...(daemon === undefined
      ? []
      : [
          {
            code: 'daemonised' as const,
            text: 'uWSGI puts itself into the background, so the container ends at once',
            at: daemon.at,
            fatal: true,
          },
        ]),
    ...given
      .filter(
        (g) =>
          /^(?:bind|http-socket|uwsgi-socket)$/.test(g.means) &&
          g.value !== undefined &&
          /\$\{?\w*PORT\b/.test(g.value),
      )
      .map((g) => ({
        code: 'unexpanded-port' as const,
        text: `uWSGI expands $(PORT), not ${g.value ?? ''}`,
        at: g.at,
        fatal: true,
      })),
  ];
  const app =
    last(given, 'app')?.value ??
    wordText(positionals.find((w) => !/\.(?:ini|ya?ml|xml|json)$/.test(wordText(w) ?? '')));
  const server: Server = {
    kind: 'uwsgi',
    at: input.start.at,
    startedBy: 'command',
    app: app === undefined ? unknown('absent') : known(app),
    host,
    port,
    workers,
    threads,
    workerClass: NO_SETTING,
    preload: { value: known(true), origin: 'default' },
    timeoutSeconds: NO_SETTING,
    gracefulTimeoutSeconds: NO_SETTING,
    development: reload === undefined ? [] : [{ what: 'reload', at: reload.at }],
    flags: undefined,
    options: [],
  };
  return {
    server,
    binds: open && binds.length === 0 ? unknown('dynamic') : allBinds(binds),
    capacity: processes === undefined || each === undefined ? unknown('dynamic') : known(processes * each),
    failures,
    // Before 2.1 the master takes SIGTERM for "reload" (facts §7.4).
    // Without a master the only process ends on it (2.0.21, tried).
    sigterm: dies !== undefined ? 'handled' : open ? 'unknown' : master !== undefined ? 'ignored' : 'handled',
    also,
    roots: rootsOf(input, lineOf(input)),
  };
}
