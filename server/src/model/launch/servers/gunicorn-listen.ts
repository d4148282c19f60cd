import { type Known, known, unknown } from '../../../base/known.ts';
import type { Bind, Place, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds } from '../../listen.ts';
import { allGiven, lastGiven, mayBeOverridden } from '../options.ts';
import { byDefault, spanOfWord, unknownSetting, wholeNumber } from '../settings.ts';
import { type LaunchWord, partSpan, wordText } from '../words.ts';
import { readAddress } from './gunicorn-bind.ts';
import { configValue, type GunicornSources } from './gunicorn-config.ts';
import { insertPlace } from './outcome.ts';

/** Where gunicorn listens. */
export interface GunicornListen {
  readonly host: Setting<string>;
  readonly port: Setting<number>;
  readonly binds: Known<readonly Bind[]>;
  readonly failures: readonly StartFailure[];
}

/** Reads `--bind`, `bind` of the configuration file, or the default, which is PORT on every address. */
export function gunicornBinds(sources: GunicornSources): GunicornListen {
  const { input, line, variableLine, config } = sources;
  const unknownListen = (setting: Setting<never>): GunicornListen => ({
    host: setting,
    port: setting,
    binds: unknown('dynamic', setting.value.at),
    failures: [],
  });
  const given = allGiven(line, 'bind');
  if (given.length > 0) {
    if (mayBeOverridden(line, lastGiven(line, 'bind'))) return unknownListen(unknownSetting('flag'));
    return fromWords(
      sources,
      given.flatMap((g) => (g.value === undefined ? [] : [g.value])),
      'flag',
    );
  }
  if (mayBeOverridden(line, undefined) || variableLine === 'unknown') return unknownListen(unknownSetting('flag'));
  const inVariable = variableLine === undefined ? [] : allGiven(variableLine, 'bind');
  if (inVariable.length > 0)
    return fromWords(
      sources,
      inVariable.flatMap((g) => (g.value === undefined ? [] : [g.value])),
      'environment',
    );
  const file = configValue(input, config, 'bind');
  if (file === 'unknown') return unknownListen(unknownSetting('config-file'));
  if (file !== undefined) return fromConfig(sources, file);
  return fromDefault(sources);
}

function tls(sources: GunicornSources): Bind['protocol'] {
  if (lastGiven(sources.line, 'tls') !== undefined) return 'https';
  const protocol = lastGiven(sources.line, 'protocol');
  if (protocol !== undefined) return wordText(protocol.value) === 'uwsgi' ? 'uwsgi' : 'http';
  const file = configValue(sources.input, sources.config, 'certfile');
  // A configuration that cannot be read hardly ever holds a certificate: Cloud Run speaks TLS itself.
  if (file === undefined || file === 'unknown') return 'http';
  const { value } = file.setting;
  if (value.kind === 'unknown') return 'unknown';
  return value.value === null ? 'http' : 'https';
}

function fromWords(
  sources: GunicornSources,
  words: readonly LaunchWord[],
  origin: 'flag' | 'environment',
): GunicornListen {
  const protocol = tls(sources);
  const failures: StartFailure[] = [];
  const binds: Known<Bind>[] = [];
  let host: Setting<string> | undefined;
  let port: Setting<number> | undefined;
  for (const word of words) {
    const text = wordText(word);
    const at = spanOfWord(word);
    if (text === undefined) {
      binds.push(unknown('dynamic', at));
      host ??= partialHost(word, origin);
      port ??= unknownSetting(origin, at);
      continue;
    }
    // One address each: nothing is split at commas (20.1.0 and 26.2.0).
    const address = readAddress(text);
    if (address.refused !== undefined) failures.push({ ...address.refused, at: word.at, fatal: true });
    binds.push(known({ host: address.host, port: address.port, transport: address.transport, protocol }, at));
    const hostSpan = partSpan(word, address.hostAt[0], address.hostAt[1]);
    const portSpan = address.portAt === undefined ? undefined : partSpan(word, address.portAt[0], address.portAt[1]);
    const place = (span: typeof hostSpan): { place?: Place } =>
      span === undefined ? {} : { place: { kind: 'part', at: span, notation: word.notation } };
    host ??= {
      value: address.transport === 'tcp' ? known(address.host, hostSpan ?? at) : unknown('absent', at),
      origin,
      ...place(hostSpan),
    };
    port ??= {
      value:
        address.port === undefined
          ? unknown('unparsed', at)
          : known(address.port, portSpan ?? portVariable(word) ?? at),
      origin: portOrigin(word, origin),
      ...place(portSpan),
    };
  }
  return {
    host: host ?? unknownSetting(origin),
    port: port ?? unknownSetting(origin),
    binds: allBinds(binds),
    failures,
  };
}

/** `0.0.0.0:$X` with an unknown X still names its host. */
function partialHost(word: LaunchWord, origin: 'flag' | 'environment'): Setting<string> {
  const first = word.pieces[0];
  const text = first?.text ?? '';
  const colon = text.lastIndexOf(':');
  if (first === undefined || colon < 0) return unknownSetting(origin, word.at);
  const host = text.slice(0, colon);
  const span = partSpan({ ...word, pieces: [first] }, 0, colon);
  return {
    value: known(host === '' ? '0.0.0.0' : host, span ?? word.at),
    origin,
    ...(span === undefined ? {} : { place: { kind: 'part', at: span, notation: word.notation } }),
  };
}

function portVariable(word: LaunchWord): LaunchWord['at'] | undefined {
  return word.pieces.findLast((piece) => piece.variable !== undefined)?.at;
}

function portOrigin(word: LaunchWord, origin: 'flag' | 'environment'): Setting<number>['origin'] {
  return word.pieces.some((piece) => piece.variable === 'PORT' && piece.from?.origin === 'platform')
    ? 'platform'
    : origin;
}

function fromConfig(
  sources: GunicornSources,
  file: Exclude<ReturnType<typeof configValue>, 'unknown' | undefined>,
): GunicornListen {
  const protocol = tls(sources);
  const failures: StartFailure[] = [];
  const at = file.setting.place?.at ?? {
    uri: file.uri,
    start: file.expression.origin.start,
    end: file.expression.origin.end,
  };
  const binds: Known<Bind>[] = [];
  let host: Setting<string> | undefined;
  let port: Setting<number> | undefined;
  for (const item of file.items) {
    if (item.kind === 'unknown' || typeof item.value !== 'string') {
      const partial = templateHost(file.expression);
      host ??=
        partial === undefined
          ? unknownSetting('config-file', at)
          : { value: known(partial, at), origin: 'config-file', place: { kind: 'replace', at, notation: 'python' } };
      port ??= unknownSetting('config-file', at);
      binds.push(unknown('dynamic', at));
      continue;
    }
    const address = readAddress(item.value.trim());
    if (address.refused !== undefined) failures.push({ ...address.refused, at, fatal: true });
    binds.push(known({ host: address.host, port: address.port, transport: address.transport, protocol }, at));
    // A plain string constant: its inside can be edited piece by piece.
    const inner =
      file.expression.kind === 'string' && at.end - at.start === item.value.length + 2 && file.items.length === 1;
    const place = (range: readonly [number, number] | undefined): Place =>
      inner && range !== undefined
        ? {
            kind: 'part',
            at: { uri: at.uri, start: at.start + 1 + range[0], end: at.start + 1 + range[1] },
            notation: 'python',
          }
        : { kind: 'replace', at, notation: 'python' };
    host ??= {
      value: address.transport === 'tcp' ? known(address.host, place(address.hostAt).at) : unknown('absent', at),
      origin: 'config-file',
      place: place(address.hostAt),
    };
    const origin = usesPort(file.expression) ? 'platform' : 'config-file';
    port ??= {
      value: address.port === undefined ? unknown('unparsed', at) : known(address.port, place(address.portAt).at),
      origin,
      place: place(address.portAt),
    };
  }
  return {
    host: host ?? unknownSetting('config-file'),
    port: port ?? unknownSetting('config-file'),
    binds: allBinds(binds),
    failures,
  };
}

type Expression = Exclude<ReturnType<typeof configValue>, 'unknown' | undefined>['expression'];

function templateHost(expression: Expression): string | undefined {
  const first = expression.kind === 'template' ? expression.parts[0] : undefined;
  if (typeof first !== 'string' || !first.includes(':')) return undefined;
  const host = first.slice(0, first.lastIndexOf(':'));
  return host === '' ? '0.0.0.0' : host;
}

function usesPort(expression: Expression): boolean {
  if (expression.kind === 'env') return expression.name === 'PORT';
  if (expression.kind === 'template') return expression.parts.some((p) => typeof p !== 'string' && usesPort(p));
  return false;
}

function fromDefault({ input, line }: GunicornSources): GunicornListen {
  const variable = input.process.environment.variables.get('PORT');
  const place = insertPlace(input, 'bind');
  const protocol = tls({ input, line, variableLine: undefined, config: { kind: 'none' } });
  if (variable === undefined) {
    const [host, port] = [byDefault('127.0.0.1', place), byDefault(8000, place)];
    return { host, port, binds: known([{ host: '127.0.0.1', port: 8000, transport: 'tcp', protocol }]), failures: [] };
  }
  const number = variable.value.kind === 'known' ? wholeNumber(variable.value.value) : undefined;
  const port: Setting<number> = {
    value: number === undefined ? unknown('dynamic') : known(number, variable.value.at),
    origin: 'platform',
    ...(place === undefined ? {} : { place }),
  };
  const binds: Known<readonly Bind[]> =
    number === undefined ? unknown('dynamic') : known([{ host: '0.0.0.0', port: number, transport: 'tcp', protocol }]);
  return { host: byDefault('0.0.0.0', place), port, binds, failures: [] };
}
