import type { DockerInstruction } from '../../syntax/dockerfile.ts';
import { splitQuoted, substitutionWord } from '../../syntax/dockerfile-words.ts';
import { fullRange, type MappedText, sliceText } from '../../syntax/mapped-text.ts';
import type { Arg, EnvVar } from './types.ts';

function located(text: MappedText): { readonly value: string; readonly start: number; readonly end: number } {
  return { value: text.text, ...fullRange(text) };
}

/** The pairs of an ARG. */
export function argsOf(instruction: DockerInstruction, order: number, escapeChar: string): readonly Arg[] {
  const { keywordRange } = instruction;
  const whole = { start: instruction.start, end: instruction.end };
  return splitQuoted(instruction.body, escapeChar).map((word) => {
    const equals = word.text.indexOf('=');
    const base = { order, keywordRange, instruction: whole, ...fullRange(word) };
    if (equals < 0) return { name: located(word), ...base };
    const value = substitutionWord(sliceText(word, equals + 1), escapeChar);
    return { name: located(sliceText(word, 0, equals)), default: value, ...base };
  });
}

/**
 * The pairs of ENV and LABEL. A first word without `=` makes it the old form, whose value is the rest of the line.
 * Later words without `=` are an error of the user's; they are left out.
 */
export function pairsOf(instruction: DockerInstruction, order: number, escapeChar: string): readonly EnvVar[] {
  const { body, keywordRange } = instruction;
  const whole = { start: instruction.start, end: instruction.end };
  const words = splitQuoted(body, escapeChar);
  const base = { order, keywordRange, instruction: whole };
  if (words[0] !== undefined && !words[0].text.includes('=')) {
    const match = /^(\S+)\s*/.exec(body.text);
    const name = sliceText(body, 0, match?.[1]?.length ?? 0);
    const value = substitutionWord(sliceText(body, match?.[0].length ?? 0), escapeChar);
    return [{ name: located(name), value, alone: true, ...base, ...fullRange(body) }];
  }
  return words.flatMap((word) => {
    const equals = word.text.indexOf('=');
    if (equals < 0) return [];
    const value = substitutionWord(sliceText(word, equals + 1), escapeChar);
    const name = located(nameOf(sliceText(word, 0, equals)));
    return [{ name, value, alone: words.length === 1, ...base, ...fullRange(word) }];
  });
}

/** A quoted name (`LABEL "a b"=c`) without its quotes. */
function nameOf(word: MappedText): MappedText {
  return /^(["']).*\1$/s.test(word.text) && word.text.length > 1 ? sliceText(word, 1, word.text.length - 1) : word;
}
