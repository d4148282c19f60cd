import { type Known, known, unknown } from '../../base/known.ts';
import type { Span } from '../../base/span.ts';
import type { EnvironmentVariable, Origin, Place, Setting } from '../launch-types.ts';
import { type CommandLine, type GivenOption, mayBeOverridden } from './options.ts';
import { type LaunchWord, soleVariable, wordText } from './words.ts';

// Settings of a server: a value, who decided it, and where to change it.

/** A setting that nobody wrote. */
export function byDefault<T>(value: T | undefined, place?: Place): Setting<T> {
  return {
    value: value === undefined ? unknown('absent') : known(value),
    origin: 'default',
    ...(place === undefined ? {} : { place }),
  };
}

/** A setting that cannot be known. */
export function unknownSetting(origin: Origin, at?: Span): Setting<never> {
  return { value: unknown('dynamic', at), origin };
}

/** The place of a word's text: the variable's definition where one variable gives it all, else the word itself. */
export function placeOfWord(word: LaunchWord, prefix?: string): Place {
  const variable = soleVariable(word)?.from?.place;
  if (variable !== undefined) return variable;
  const sole = soleVariable(word);
  if (sole?.exact === true) return { kind: 'part', at: sole.at, notation: word.notation };
  if (!word.own && prefix === undefined) return { kind: 'part', at: word.at, notation: word.notation };
  return prefix === undefined
    ? { kind: 'replace', at: word.at, notation: word.notation }
    : { kind: 'part', at: word.at, notation: word.notation };
}

/** The span that a finding about a word points to: the literal text, or the variable's definition. */
export function spanOfWord(word: LaunchWord): Span {
  return soleVariable(word)?.from?.value.at ?? word.at;
}

/** Reads a whole number as Python's `int()` does. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text)) return undefined;
  return Number(text.replaceAll('_', '').trim());
}

/** A setting from an option's value. `read` gives undefined for a text that the server refuses. */
export function fromOption<T>(
  line: CommandLine,
  option: GivenOption,
  read: (text: string) => T | undefined,
): Setting<T> {
  const word = option.value;
  if (word === undefined) return unknownSetting('flag', option.range?.at);
  if (mayBeOverridden(line, option)) return unknownSetting('flag', word.at);
  const text = wordText(word);
  const value = text === undefined ? undefined : read(text);
  const at = spanOfWord(word);
  return {
    value: value === undefined ? unknown(text === undefined ? 'dynamic' : 'unparsed', at) : known(value, at),
    // `--port $PORT`: the platform decides, through the flag.
    origin: word.pieces.some((piece) => piece.from?.origin === 'platform') ? 'platform' : 'flag',
    place: placeOfWord(word, option.prefix),
  };
}

/** A setting from a variable of the environment. */
export function fromVariable<T>(variable: EnvironmentVariable, read: (text: string) => T | undefined): Setting<T> {
  const text = variable.value.kind === 'known' ? variable.value.value : undefined;
  const value = text === undefined ? undefined : read(text);
  const at = variable.value.at;
  const origin: Origin =
    variable.origin === 'platform' ? 'platform' : variable.origin === 'manifest' ? 'manifest' : 'environment';
  return {
    value: value === undefined ? unknown(text === undefined ? 'dynamic' : 'unparsed', at) : known(value, at),
    origin,
    ...(variable.place === undefined ? {} : { place: variable.place }),
  };
}

/** The value of a setting where it is known. */
export function settingValue<T>(setting: Setting<T>): T | undefined {
  return setting.value.kind === 'known' ? setting.value.value : undefined;
}

/** A setting with another known value and the same origin and place. */
export function withValue<T, U>(setting: Setting<T>, value: Known<U>): Setting<U> {
  return { value, origin: setting.origin, ...(setting.place === undefined ? {} : { place: setting.place }) };
}
