import type { Range } from '../base/span.ts';
import { type MappedText, sliceText, sourceRange } from './mapped-text.ts';

/** `--name=value` behind a keyword; no `value` for a bare `--name`. */
export interface DockerFlag extends Range {
  readonly name: string;
  readonly value?: MappedText;
}

const SPACE = /\s/;

/** The end of the word at `start`: the next white space outside quotes. */
function wordEnd(text: string, start: number, end: number, escapeChar: string): number {
  let quote = '';
  for (let i = start; i < end; i++) {
    const c = text.charAt(i);
    if (c === escapeChar && quote !== "'") i++;
    else if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (SPACE.test(c)) return i;
  }
  return end;
}

/**
 * Reads the `--name=value` words between a keyword and its arguments.
 * `bodyStart` is the offset in `line` of the first character behind them. A lone `--` ends them.
 */
export function flagsOf(
  line: MappedText,
  start: number,
  end: number,
  escapeChar: string,
): { readonly flags: readonly DockerFlag[]; readonly bodyStart: number } {
  const { text } = line;
  const flags: DockerFlag[] = [];
  let at = start;
  for (;;) {
    while (at < end && SPACE.test(text.charAt(at))) at++;
    if (!text.startsWith('--', at) || at + 2 > end) return { flags, bodyStart: Math.min(at, end) };
    const stop = wordEnd(text, at, end, escapeChar);
    if (stop === at + 2) {
      at = stop;
      while (at < end && SPACE.test(text.charAt(at))) at++;
      return { flags, bodyStart: at };
    }
    const equals = text.indexOf('=', at);
    const range = sourceRange(line, at, stop);
    if (equals < 0 || equals >= stop) flags.push({ name: text.slice(at + 2, stop), ...range });
    else flags.push({ name: text.slice(at + 2, equals), value: sliceText(line, equals + 1, stop), ...range });
    at = stop;
  }
}
