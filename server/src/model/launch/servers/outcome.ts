import { type Known, unknown } from '../../../base/known.ts';
import type { Span } from '../../../base/span.ts';
import type { OptionMeaning, ServerEntry } from '../../../catalog/servers/server-entry.ts';
import type { Bind, Server, Setting, StartFailure } from '../../launch-types.ts';
import { allGiven, type CommandLine, lastGiven, mayBeOverridden, readOptions } from '../options.ts';
import { placeAfterWord } from '../place-edit.ts';
import type { LaunchContext, Process } from '../process.ts';
import type { ModuleFinder } from '../python-modules.ts';
import { byDefault, fromOption, fromVariable, unknownSetting, wholeNumber } from '../settings.ts';
import { type LaunchWord, wordText } from '../words.ts';

/** A server's command line, ready to be read. */
export interface ServerInput {
  readonly context: LaunchContext;
  readonly process: Process;
  readonly entry: ServerEntry;
  /** The word that names the server. */
  readonly start: LaunchWord;
  /** The last word before the options: the program, or its subcommand. */
  readonly before: LaunchWord;
  /** Everything behind it. */
  readonly words: readonly LaunchWord[];
  /** Words between the program and its subcommand (`flask --app x run`). */
  readonly leading: readonly LaunchWord[];
  readonly subcommand: string | undefined;
  readonly cpu: Known<number>;
  readonly modules: ModuleFinder;
}

/** What is known about a server after reading its command line, files and variables. */
export interface ServerOutcome {
  readonly server: Server;
  readonly binds: Known<readonly Bind[]>;
  readonly capacity: Known<number | 'unbounded'>;
  readonly failures: readonly StartFailure[];
  /** What SIGTERM does to it: ends it by a handler; by default (PID 1 ignores it then); nothing. */
  readonly sigterm: 'handled' | 'default' | 'ignored' | 'unknown';
  /** Configuration files and other places that took part. */
  readonly also: readonly Span[];
  /** Folders of the image on `sys.path`. */
  readonly roots: readonly string[];
}

/** The value of a variable that stands for an option, where it is set. */
export function variableOf(
  input: ServerInput,
  means: OptionMeaning,
): ReturnType<typeof input.process.environment.variables.get> {
  const name = input.entry.environment[means];
  return name === undefined ? undefined : input.process.environment.variables.get(name);
}

/** The usual order: option, then variable, then the server's default. */
export function settingOf<T>(
  input: ServerInput,
  line: CommandLine,
  means: OptionMeaning,
  read: (text: string) => T | undefined,
  fallback: T | undefined,
): Setting<T> {
  const given = lastGiven(line, means);
  if (given !== undefined) return fromOption(line, given, read);
  if (mayBeOverridden(line, undefined)) return unknownSetting('flag');
  const variable = variableOf(input, means);
  if (variable !== undefined && !(variable.value.kind === 'known' && variable.value.value === ''))
    return fromVariable(variable, read);
  return byDefault(fallback, insertPlace(input, means));
}

/** Where an option that is not given can be added. */
export function insertPlace(input: ServerInput, means: OptionMeaning): Server['flags'] {
  const name = input.entry.options.find((o) => o.means === means)?.names[0];
  const place = placeAfterWord(input.context.reader, input.before);
  return place === undefined || name === undefined || place.kind !== 'insert' ? place : { ...place, name };
}

/** Text as it is. */
export function asText(text: string): string {
  return text;
}

/** A switch: whether it is given, on the command line or by variable. */
export function switchOf(input: ServerInput, line: CommandLine, means: OptionMeaning): Setting<boolean> {
  const given = lastGiven(line, means);
  if (given !== undefined) {
    const at = given.range?.at ?? input.start.at;
    return { value: { kind: 'known', value: !given.name.startsWith('--no-'), at }, origin: 'flag' };
  }
  const variable = variableOf(input, means);
  if (variable?.value.kind === 'known') return fromVariable(variable, (text) => /^(?:1|true|yes|on|y|t)$/i.test(text));
  return mayBeOverridden(line, undefined) ? unknownSetting('flag') : byDefault(false);
}

/** Development options that are on, each with the span that removes it. */
export function developmentOf(
  line: CommandLine,
  means: OptionMeaning,
  what: 'reload' | 'debug',
): Server['development'] {
  return allGiven(line, means)
    .filter((g) => !g.name.startsWith('--no-'))
    .flatMap((g) => (g.range === undefined ? [] : [{ what, at: g.range.at, remove: g.range.remove }]));
}

/** Reads the command line with the server's table. */
export function lineOf(input: ServerInput): CommandLine {
  return readOptions(input.entry, input.words, input.before);
}

/** Options of other servers: the start fails. */
function refusedOptions({ entry }: ServerInput, line: CommandLine): readonly StartFailure[] {
  return line.unknown.flatMap((word) => {
    const name = /^[^=]*/.exec(wordText(word) ?? '')?.[0] ?? '';
    if (entry.refuses?.includes(name) !== true) return [];
    const text =
      entry.syntax === 'click' ? `No such option: ${name}` : `error: unrecognized arguments: ${wordText(word) ?? name}`;
    return [{ code: 'refused-option' as const, text, at: word.at, fatal: true }];
  });
}

/** Options that the server does not have, or whose value it cannot read as a number: the start fails. */
export function refusedNumbers(
  input: ServerInput,
  line: CommandLine,
  meanings: readonly OptionMeaning[],
): readonly StartFailure[] {
  const out: StartFailure[] = [...refusedOptions(input, line)];
  for (const means of meanings) {
    for (const given of allGiven(line, means)) {
      const text = wordText(given.value);
      if (given.value === undefined || text === undefined || wholeNumber(text) !== undefined) continue;
      const literal = /\$\{?PORT\b/.test(text);
      out.push({
        code: literal ? 'unexpanded-port' : 'refused-option',
        text:
          input.entry.syntax === 'click'
            ? `Invalid value for '${given.name}': '${text}' is not a valid integer.`
            : `argument ${given.name}: invalid int value: '${text}'`,
        at: given.value.at,
        fatal: true,
      });
    }
  }
  return out;
}

/** A setting that this server does not have. */
export const NO_SETTING: Setting<never> = { value: unknown('absent'), origin: 'default' };
