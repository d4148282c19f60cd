import { type Known, known, unknown } from '../../../base/known.ts';
import { type Span, spanOf, type Uri } from '../../../base/span.ts';
import type { OptionEntry } from '../../../catalog/servers/server-entry.ts';
import type { Environment } from '../../environment.ts';
import type { Bind, Server, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds } from '../../listen.ts';
import { joinDirectory } from '../image-path.ts';
import { settingValue, unknownSetting, wholeNumber } from '../settings.ts';
import { type LaunchWord, wordText } from '../words.ts';
import { rootsOf } from './network-server.ts';
import { lineOf, NO_SETTING, type ServerInput, type ServerOutcome } from './outcome.ts';

/** One option of uWSGI with its expanded value, from the command line or an ini file. */
interface Given {
  readonly means: OptionEntry['means'];
  readonly value: string | undefined;
  readonly at: Span;
}

/** `$(NAME)` is a variable of the environment; `@(file)` and `%v` are not followed. */
function expandPlaceholders(text: string | undefined, environment: Environment): string | undefined {
  if (text === undefined || /@\(|%[a-zA-Z(]/.test(text)) return undefined;
  let complete = true;
  const out = text.replace(/\$\((\w+)\)/g, (_, name: string) => {
    const value = environment.variables.get(name)?.value;
    if (value?.kind !== 'known') complete = false;
    return value?.kind === 'known' ? value.value : '';
  });
  return complete ? out : undefined;
}

function optionsOfIni(input: ServerInput, uri: Uri, text: string): readonly Given[] {
  const out: Given[] = [];
  let inside = false;
  let next = 0;
  for (const line of text.split('\n')) {
    const lineStart = next;
    next += line.length + 1;
    const equals = line.indexOf('=');
    const key = (equals < 0 ? line : line.slice(0, equals)).trim();
    if (key.startsWith('[')) inside = line.trim() === '[uwsgi]';
    if (!inside || key === '' || /^[;#[]/.test(key)) continue;
    const value = equals < 0 ? undefined : line.slice(equals + 1).trim();
    const entry = input.entry.options.find((o) => o.names.includes(`--${key}`));
    if (entry === undefined) continue;
    if (!entry.value && value !== undefined && /^(?:false|0|no)$/i.test(value)) continue;
    const start = lineStart + line.indexOf(key);
    const valueStart = value === undefined || value === '' ? start : lineStart + line.indexOf(value, equals + 1);
    const end = value === undefined || value === '' ? start + key.length : valueStart + value.length;
    out.push({
      means: entry.means,
      value: expandPlaceholders(value ?? '', input.process.environment),
      at: spanOf(uri, { start: valueStart, end }),
    });
  }
  return out;
}

/** Reads uWSGI's command line and its ini file. */
export function uwsgi(input: ServerInput): ServerOutcome {
  const line = lineOf(input);
  const { process, context } = input;
  const given: Given[] = [];
  const also: Span[] = [];
  let open = line.openIndex >= 0;
  const readIni = (path: string | undefined): void => {
    const file = path === undefined ? undefined : context.files.find(joinDirectory(process.cwd, path) ?? '');
    const text = file?.kind === 'file' ? context.reader.text(file.uri) : file?.text.text;
    if (file === undefined || text === undefined || file.kind !== 'file') {
      open = true;
      return;
    }
    also.push({ uri: file.uri, start: 0, end: 0 });
    for (const option of optionsOfIni(input, file.uri, text)) given.push(option);
  };
  for (const option of line.given) {
    const text = expandPlaceholders(wordText(option.value), process.environment);
    if (option.entry.means === 'config') {
      if (option.name === '--ini' || option.name === '-i') readIni(text?.split(':')[0]);
      else open = true;
      continue;
    }
    given.push({
      means: option.entry.means,
      value: option.entry.value ? text : '',
      at: option.value?.at ?? option.range?.at ?? input.start.at,
    });
  }
  for (const word of line.positionals) {
    const text = wordText(word);
    if (text !== undefined && /\.ini$/.test(text)) readIni(text);
    else if (text === undefined || /\.(?:ya?ml|xml|json)$/.test(text)) open = true;
  }
  return outcomeOf(input, given, also, open, line.positionals);
}

function last(given: readonly Given[], means: Given['means']): Given | undefined {
  return given.findLast((g) => g.means === means);
}

function count(given: readonly Given[], means: Given['means'], open: boolean, fallback: number): Setting<number> {
  const found = last(given, means);
  if (found !== undefined) {
    const number = wholeNumber(found.value);
    return { value: number === undefined ? unknown('dynamic', found.at) : known(number, found.at), origin: 'flag' };
  }
  return open ? unknownSetting('config-file') : { value: known(fallback), origin: 'default' };
}

function bindOf(found: Given, protocol: Bind['protocol']): Known<Bind> {
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
  given: readonly Given[],
  also: readonly Span[],
  open: boolean,
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
