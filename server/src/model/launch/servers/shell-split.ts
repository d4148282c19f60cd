import type { EnvironmentVariable } from '../../launch-types.ts';
import { type LaunchWord, literalWord } from '../words.ts';

/** Splits a text into words as Python's `shlex.split` does. */
export function splitText(text: string): readonly string[] {
  const words: string[] = [];
  let current: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (quote !== '') {
      if (c === quote) quote = '';
      else current = (current ?? '') + c;
    } else if (c === '"' || c === "'") {
      quote = c;
      current ??= '';
    } else if (/\s/.test(c)) {
      if (current !== undefined) words.push(current);
      current = undefined;
    } else if (c === '\\') {
      i++;
      current = (current ?? '') + (text[i] ?? '');
    } else current = (current ?? '') + c;
  }
  if (current !== undefined) words.push(current);
  return words;
}

/** Splits the value of a variable into words as Python's `shlex.split` does. The words stand where the variable is set. */
export function splitVariable(variable: EnvironmentVariable): readonly LaunchWord[] | undefined {
  if (variable.value.kind !== 'known') return undefined;
  const at = variable.value.at ?? variable.place?.at ?? { uri: '', start: 0, end: 0 };
  return splitText(variable.value.value).map((word) => ({
    ...literalWord(word, at, 'dockerfile', undefined),
    own: false,
  }));
}
