import type { Span } from '../../base/span.ts';
import type { OptionEntry, OptionMeaning, ServerEntry } from '../../catalog/servers/server-entry.ts';
import type { ServerOption } from '../launch-types.ts';
import { knownPrefix, type LaunchWord, sliceWord, wordText } from './words.ts';

/** One option of the catalogue as it was given. */
export interface GivenOption {
  readonly entry: OptionEntry;
  /** The spelling that was used. */
  readonly name: string;
  /** The value; a part of the option's word for `--name=value`. */
  readonly value: LaunchWord | undefined;
  readonly index: number;
  /** The words it takes, for edits; undefined where they do not stand by themselves. */
  readonly range: { readonly at: Span; readonly remove: Span; readonly valueAt: Span | undefined } | undefined;
  /** `--name=` before the value in the same word. */
  readonly prefix: string | undefined;
}

/** A command line read with a server's table of options. */
export interface CommandLine {
  readonly given: readonly GivenOption[];
  readonly positionals: readonly LaunchWord[];
  /** Position of the last word that may hold any number of further options; -1 where there is none. */
  readonly openIndex: number;
  /** Words that look like options and are in no table. */
  readonly unknown: readonly LaunchWord[];
  readonly all: readonly ServerOption[];
}

interface Found {
  readonly entry: OptionEntry | undefined;
  readonly takesValue: boolean;
  readonly name: string;
}

/** Whether an option that means nothing here takes a value. */
export function isOtherValue({ otherValues, otherValuesLike }: ServerEntry, name: string): boolean {
  return otherValues.includes(name) || otherValuesLike?.test(name) === true;
}

function lookUp(table: ServerEntry, name: string): Found | undefined {
  const entry = table.options.find((o) => o.names.includes(name));
  if (entry !== undefined) return { entry, takesValue: entry.value, name };
  if (isOtherValue(table, name)) return { entry: undefined, takesValue: true, name };
  // argparse and getopt accept the unambiguous beginning of a long option.
  if ((table.syntax === 'argparse' || table.syntax === 'getopt') && name.startsWith('--') && name.length > 3) {
    const all = [...table.options.flatMap((o) => o.names), ...table.otherValues].filter((n) => n.startsWith(name));
    const [only] = all;
    if (all.length === 1 && only !== undefined) return lookUp(table, only);
  }
  return undefined;
}

/** Reads the words behind a program (and its subcommand). `before` is the word in front of them, for removals. */
export function readOptions(
  table: ServerEntry,
  words: readonly LaunchWord[],
  before: LaunchWord | undefined,
): CommandLine {
  const given: GivenOption[] = [];
  const positionals: LaunchWord[] = [];
  const unknown: LaunchWord[] = [];
  const all: ServerOption[] = [];
  let openIndex = -1;
  let onlyPositionals = false;
  const add = (
    found: Found,
    first: number,
    last: number,
    value: LaunchWord | undefined,
    prefix: string | undefined,
  ): void => {
    const range = rangeOf(words, before, first, last, value, prefix !== undefined);
    if (range !== undefined) {
      all.push({
        name: found.entry?.names[0] ?? found.name,
        value: wordText(value),
        at: range.at,
        valueAt: range.valueAt,
        remove: range.remove,
      });
    }
    if (found.entry !== undefined)
      given.push({ entry: found.entry, name: found.name, value, index: first, range, prefix });
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) continue;
    if (word.open) openIndex = i;
    const text = wordText(word) ?? knownPrefix(word);
    if (onlyPositionals || !text.startsWith('-') || text === '-') {
      if (!word.open) positionals.push(word);
      continue;
    }
    if (text === '--') {
      onlyPositionals = true;
      continue;
    }
    const equals = text.indexOf('=');
    const name = equals > 0 ? text.slice(0, equals) : text;
    const exact = lookUp(table, name);
    if (exact !== undefined && (text.startsWith('--') || equals < 0 || table.syntax === 'argparse')) {
      if (equals > 0) add(exact, i, i, sliceWord(word, equals + 1), text.slice(0, equals + 1));
      else if (exact.takesValue) {
        add(exact, i, Math.min(i + 1, words.length - 1), words[i + 1], undefined);
        i++;
      } else add(exact, i, i, undefined, undefined);
      continue;
    }
    if (!text.startsWith('--') && text.length > 2) {
      const used = readCluster(table, words, i, word, text, add);
      if (used !== undefined) {
        i += used;
        continue;
      }
    }
    unknown.push(word);
  }
  return { given, positionals, openIndex, unknown, all };
}

/** `-w4`, `-Dw 4`; gives how many further words were used, or undefined where the word is no cluster. */
function readCluster(
  table: ServerEntry,
  words: readonly LaunchWord[],
  i: number,
  word: LaunchWord,
  text: string,
  add: (found: Found, first: number, last: number, value: LaunchWord | undefined, prefix: string | undefined) => void,
): number | undefined {
  if (lookUp(table, text.slice(0, 2)) === undefined) return undefined;
  for (let at = 1; at < text.length; at++) {
    const found = lookUp(table, `-${text[at]}`);
    if (found === undefined) return 0;
    if (!found.takesValue) {
      add(found, i, i, undefined, undefined);
      continue;
    }
    if (at + 1 < text.length || word.pieces.length > 1) {
      add(found, i, i, sliceWord(word, at + 1), text.slice(0, at + 1));
      return 0;
    }
    add(found, i, Math.min(i + 1, words.length - 1), words[i + 1], text.length > 2 ? undefined : undefined);
    return 1;
  }
  return 0;
}

function rangeOf(
  words: readonly LaunchWord[],
  before: LaunchWord | undefined,
  first: number,
  last: number,
  value: LaunchWord | undefined,
  joined: boolean,
): GivenOption['range'] {
  const start = words[first];
  const end = words[last];
  const previous = first === 0 ? before : words[first - 1];
  if (start === undefined || end === undefined || previous === undefined) return undefined;
  if (!start.own || !end.own || !previous.own) return undefined;
  const { uri } = start.at;
  if (end.at.uri !== uri || previous.at.uri !== uri || previous.at.end > start.at.start || end.at.end < start.at.end)
    return undefined;
  return {
    at: { uri, start: start.at.start, end: end.at.end },
    remove: { uri, start: previous.at.end, end: end.at.end },
    valueAt: value === undefined ? undefined : joined ? value.at : end.at,
  };
}

/** The last given option of a meaning. */
export function lastGiven(line: CommandLine, means: OptionMeaning): GivenOption | undefined {
  return line.given.findLast((g) => g.entry.means === means);
}

/** All given options of a meaning. */
export function allGiven(line: CommandLine, means: OptionMeaning): readonly GivenOption[] {
  return line.given.filter((g) => g.entry.means === means);
}

/** Whether an option may stand in a part of the command line that is not known, where it would win. */
export function mayBeOverridden(line: CommandLine, option: GivenOption | undefined): boolean {
  return line.openIndex >= 0 && (option === undefined || option.index < line.openIndex);
}
