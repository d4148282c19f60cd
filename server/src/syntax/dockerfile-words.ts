import { fullRange, type MappedText, sliceText, sourceRange } from './mapped-text.ts';
import type { LiteralPart, VariableOperator, VariablePart, Word, WordPart } from './shell-tree.ts';

// The words of a Dockerfile and its substitution grammar, which resembles the shell's but is smaller:
// https://docs.docker.com/reference/dockerfile/#environment-replacement

const SPACE = /[\t\v\f\r\n ]/;

/** Splits at white space, as FROM, EXPOSE, COPY and ADD do; quotes do not hold words together there. */
export function splitWords(body: MappedText): readonly MappedText[] {
  const words: MappedText[] = [];
  for (const match of body.text.matchAll(/[^\t\v\f\r\n ]+/g)) {
    words.push(sliceText(body, match.index, match.index + match[0].length));
  }
  return words;
}

/** Splits at white space outside quotes, as ENV, ARG and LABEL do; quotes and escapes stay in the words. */
export function splitQuoted(body: MappedText, escapeChar: string): readonly MappedText[] {
  const { text } = body;
  const words: MappedText[] = [];
  let start = -1;
  let quote = '';
  for (let i = 0; i <= text.length; i++) {
    const c = text.charAt(i);
    if (i === text.length || (quote === '' && SPACE.test(c))) {
      if (start >= 0) words.push(sliceText(body, start, i));
      start = -1;
      continue;
    }
    if (start < 0) start = i;
    if (c === escapeChar && quote !== "'" && i + 1 < text.length) i++;
    else if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
  }
  return words;
}

/** Text without any substitution as a word, such as a string of a JSON array. */
export function plainWord(text: MappedText): Word {
  const range = fullRange(text);
  const parts: readonly WordPart[] =
    text.text === '' ? [] : [{ kind: 'literal', text: text.text, quote: 'none', ...range }];
  return { raw: text.text, parts, ...range };
}

/** Reads quotes, escapes and variables of a word. Never fails: unfinished quotes and braces reach to the end. */
export function substitutionWord(word: MappedText, escapeChar: string): Word {
  if (!/["'$]/.test(word.text) && !word.text.includes(escapeChar)) return plainWord(word);
  const reader = new PartReader(word, escapeChar);
  reader.read('');
  return { raw: word.text, parts: reader.parts, ...fullRange(word) };
}

const OPERATORS: readonly VariableOperator[] = [':-', ':+', ':?', '-', '+', '?'];
/** Operands nest (`${A:-${B:-c}}`); deeper ones than this are not written by people and would exhaust the stack. */
const MAX_DEPTH = 20;

/** Reads one word from left to right. A class because position and output belong together while reading. */
class PartReader {
  readonly parts: WordPart[] = [];
  at: number;
  readonly #word: MappedText;
  readonly #escape: string;
  readonly #depth: number;
  #literal = '';
  #from = -1;
  #quote: LiteralPart['quote'] = 'none';

  constructor(word: MappedText, escapeChar: string, at = 0, depth = 0) {
    this.#word = word;
    this.#escape = escapeChar;
    this.at = at;
    this.#depth = depth;
  }

  /** Reads up to the character `stop`, or the end; leaves `at` on it. */
  read(stop: string): void {
    const { text } = this.#word;
    while (this.at < text.length) {
      const c = text.charAt(this.at);
      if (this.#quote === 'none' && c === stop) break;
      if (this.#quote === 'single') {
        if (c === "'") this.#switch('none');
        else this.#take(c, 1);
      } else if (c === this.#escape) {
        this.#readEscape();
      } else if (c === '$') {
        this.#readVariable();
      } else if (c === '"') {
        this.#switch(this.#quote === 'double' ? 'none' : 'double');
      } else if (c === "'" && this.#quote === 'none') {
        this.#switch('single');
      } else {
        this.#take(c, 1);
      }
    }
    this.#flush();
  }

  #take(value: string, length: number): void {
    if (this.#from < 0) this.#from = this.at;
    this.#literal += value;
    this.at += length;
  }

  #flush(): void {
    if (this.#from >= 0) {
      const range = sourceRange(this.#word, this.#from, this.at);
      this.parts.push({ kind: 'literal', text: this.#literal, quote: this.#quote, ...range });
    }
    this.#literal = '';
    this.#from = -1;
  }

  #switch(quote: LiteralPart['quote']): void {
    this.#flush();
    this.#quote = quote;
    this.at++;
  }

  #readEscape(): void {
    const next = this.#word.text.charAt(this.at + 1);
    if (this.#quote === 'double' && next !== '"' && next !== '$' && next !== this.#escape)
      this.#take(next === '' ? '' : this.#escape, 1);
    else this.#take(next, next === '' ? 1 : 2);
  }

  #readVariable(): void {
    const { text } = this.#word;
    const simple = /^\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?\-$!])/.exec(text.slice(this.at, this.at + 256));
    if (simple !== null) {
      this.#push({ name: simple[0].slice(1) }, simple[0].length);
      return;
    }
    if (text.charAt(this.at + 1) !== '{') {
      this.#take('$', 1);
      return;
    }
    const name =
      /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?\-$!])/.exec(text.slice(this.at + 2, this.at + 258))?.[0] ?? '';
    const behind = this.at + 2 + name.length;
    if (name !== '' && text.charAt(behind) === '}') {
      this.#push({ name }, behind + 1 - this.at);
      return;
    }
    const operator = name === '' ? undefined : OPERATORS.find((o) => text.startsWith(o, behind));
    if (operator === undefined || this.#depth >= MAX_DEPTH) {
      const close = text.indexOf('}', behind);
      const stop = close < 0 ? text.length : close + 1;
      this.#flush();
      this.parts.push({ kind: 'dynamic', quoted: this.#quote === 'double', ...sourceRange(this.#word, this.at, stop) });
      this.at = stop;
      return;
    }
    const start = behind + operator.length;
    const inner = new PartReader(this.#word, this.#escape, start, this.#depth + 1);
    inner.read('}');
    const operand = {
      raw: text.slice(start, inner.at),
      parts: inner.parts,
      ...sourceRange(this.#word, start, inner.at),
    };
    this.#push({ name, operator, operand }, Math.min(inner.at + 1, text.length) - this.at);
  }

  #push(variable: Pick<VariablePart, 'name' | 'operator' | 'operand'>, length: number): void {
    this.#flush();
    const range = sourceRange(this.#word, this.at, this.at + length);
    this.parts.push({ kind: 'variable', quoted: this.#quote === 'double', ...variable, ...range });
    this.at += length;
  }
}
