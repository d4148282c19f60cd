import { type Known, known, unknown } from '../../../base/known.ts';
import type { Place, Setting, StartFailure } from '../../launch-types.ts';
import { allBinds, tcpBind } from '../../listen.ts';
import { joinDirectory } from '../image-path.ts';
import { lastGiven } from '../options.ts';
import type { Process } from '../process.ts';
import { byDefault, spanOfWord, unknownSetting, wholeNumber } from '../settings.ts';
import { partSpan, wordText } from '../words.ts';
import { networkServer } from './network-server.ts';
import { insertPlace, lineOf, type ServerInput, type ServerOutcome } from './outcome.ts';

/** `manage.py runserver [address:]port`: a bare port stays on 127.0.0.1, `0` stands for every address. */
export function django(input: ServerInput): ServerOutcome {
  const line = lineOf(input);
  const base = networkServer(input);
  const [word] = line.positionals;
  const text = wordText(word);
  const noReload = lastGiven(line, 'no-reload') !== undefined;
  // The reloading parent installs a handler; without it nobody does.
  const common = {
    ...base,
    capacity: lastGiven(line, 'no-threads') === undefined ? base.capacity : known(1),
    sigterm: noReload ? 'default' : 'handled',
  } as const;
  const app: Known<string> = unknown('absent');
  if (word === undefined) {
    if (setsOwnAddress(input)) {
      const own = unknownSetting('code');
      return { ...common, server: { ...base.server, app, host: own, port: own }, binds: unknown('dynamic') };
    }
    const place = insertPlace(input, 'host');
    const bare: Place | undefined =
      place?.kind === 'insert'
        ? { kind: 'insert', at: place.at, notation: place.notation, lead: place.lead, trail: place.trail }
        : undefined;
    if (line.openIndex >= 0)
      return {
        ...common,
        server: { ...base.server, app, host: unknownSetting('flag'), port: unknownSetting('flag') },
        binds: unknown('dynamic'),
      };
    return {
      ...common,
      server: { ...base.server, app, host: byDefault('127.0.0.1', bare), port: byDefault(8000, bare) },
    };
  }
  const at = spanOfWord(word);
  if (text === undefined) {
    const setting = unknownSetting('flag', at);
    return { ...common, server: { ...base.server, app, host: setting, port: setting }, binds: unknown('dynamic', at) };
  }
  const colon = text.lastIndexOf(':');
  const hostText = colon < 0 ? '127.0.0.1' : text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const portText = text.slice(colon + 1);
  const number = wholeNumber(portText);
  const hostSpan = colon < 0 ? undefined : partSpan(word, 0, colon);
  const portSpan = partSpan(word, colon + 1, text.length);
  const place = (span: typeof hostSpan): { place?: Place } =>
    span === undefined ? {} : { place: { kind: 'part', at: span, notation: word.notation } };
  // A bare port: writing an address means writing `0.0.0.0:` in front of it.
  const hostPlace =
    colon < 0 ? ({ place: { kind: 'replace', at: word.at, notation: word.notation } } as const) : place(hostSpan);
  const host: Setting<string> = {
    value: known(hostText === '0' ? '0.0.0.0' : hostText, hostSpan ?? at),
    origin: colon < 0 ? 'default' : 'flag',
    ...(colon < 0 && !word.own ? {} : hostPlace),
  };
  const usesPort = word.pieces.some((p) => p.variable === 'PORT' && p.from?.origin === 'platform');
  const port: Setting<number> = {
    value: number === undefined ? unknown('unparsed', at) : known(number, portSpan ?? at),
    origin: usesPort ? 'platform' : 'flag',
    ...place(portSpan),
  };
  const failures: StartFailure[] =
    number === undefined
      ? [
          {
            code: /\$\{?\w*PORT\b/.test(text) ? 'unexpanded-port' : 'refused-option',
            text: `"${text}" is not a valid port number or address:port pair.`,
            at: word.at,
            fatal: true,
          },
        ]
      : [];
  return { ...common, server: { ...base.server, app, host, port }, binds: allBinds([tcpBind(host, port)]), failures };
}

/** The `manage.py` that a process runs, as the command writes it. */
export function managementScript(process: Process): string | undefined {
  return process.words
    .map((w) => wordText(w))
    .find((text) => text !== undefined && /(?:^|\/)(?:[\w.-]+[._-])?manage\.py$/.test(text));
}

/** Whether the project's `manage.py` gives runserver another default address or port. */
function setsOwnAddress({ context, process }: ServerInput): boolean {
  const path = managementScript(process);
  const file = path === undefined ? undefined : context.files.find(joinDirectory(process.cwd, path) ?? '');
  const text = file?.kind === 'file' ? context.reader.text(file.uri) : undefined;
  return text !== undefined && /\bdefault_(?:addr|port)\b/.test(text);
}
