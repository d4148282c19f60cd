import type { Located, Range } from '../base/span.ts';
import { splitQuoted } from './dockerfile-words.ts';
import { fullRange, type MappedText, plainText, withoutTabs } from './mapped-text.ts';

/** A here-document. The range covers its content and the line that ends it. */
export interface DockerHeredoc extends Range {
  readonly name: string;
  /** The word that asks for it, such as `<<EOF`. */
  readonly operator: Range;
  /** The delimiter is quoted: nothing in the content is substituted. */
  readonly quoted: boolean;
  /** The lines, each with its line break; leading tabs removed for `<<-`. */
  readonly content: MappedText;
}

const OPERATOR = /^\d*<<(-?)([^<]+)$/;

function unquoted(delimiter: string): string {
  return delimiter.replace(/["']/g, '').replace(/\\(.)/g, '$1');
}

interface FoundHeredocs {
  readonly heredocs: readonly DockerHeredoc[];
  readonly problems: readonly Located<string>[];
  /** Where the next instruction begins. */
  readonly next: number;
}

/**
 * Finds the here-documents of a file. It lists the file's lines by their text on first use:
 * without the list a file of unfinished here-documents takes time that grows with the square of its length.
 */
export class HeredocFinder {
  readonly #text: string;
  #lines: Map<string, number[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads the here-documents that `body` asks for from the lines at `start` on. One without an end swallows nothing. */
  find(body: MappedText, start: number, escapeChar: string): FoundHeredocs {
    const heredocs: DockerHeredoc[] = [];
    const problems: Located<string>[] = [];
    let next = start;
    for (const word of splitQuoted(body, escapeChar)) {
      const match = OPERATOR.exec(word.text);
      const delimiter = match?.[2];
      if (delimiter === undefined) continue;
      const name = unquoted(delimiter);
      const strip = match?.[1] === '-';
      const stop = this.#lineOf(name, strip, next);
      if (stop === undefined) {
        problems.push({ value: `here-document without its end ${name}`, ...fullRange(word) });
        continue;
      }
      const end = this.#lineEnd(stop);
      heredocs.push({
        name,
        operator: fullRange(word),
        quoted: name !== delimiter,
        content: strip ? withoutTabs(plainText(this.#text, next, stop)) : plainText(this.#text, next, stop),
        start: next,
        end: end.end,
      });
      next = end.next;
    }
    return { heredocs, problems, next };
  }

  #lineEnd(start: number): { readonly end: number; readonly next: number } {
    const feed = this.#text.indexOf('\n', start);
    if (feed < 0) return { end: this.#text.length, next: this.#text.length };
    return { end: this.#text[feed - 1] === '\r' && feed > start ? feed - 1 : feed, next: feed + 1 };
  }

  /** The start of the first line from `from` on that is the delimiter. */
  #lineOf(name: string, strip: boolean, from: number): number | undefined {
    this.#lines ??= this.#index();
    const exact = after(this.#lines.get(name), from);
    if (!strip) return exact;
    const indented = after(this.#lines.get(`\t${name}`), from);
    return exact === undefined || (indented !== undefined && indented < exact) ? indented : exact;
  }

  /** Line starts by the line's text; lines indented by tabs are listed with one tab in front. */
  #index(): Map<string, number[]> {
    const lines = new Map<string, number[]>();
    for (let at = 0; at < this.#text.length; ) {
      const { end, next } = this.#lineEnd(at);
      // A delimiter is short; long lines would only cost memory.
      if (end - at <= 200) {
        const line = this.#text.slice(at, end);
        const key = line.startsWith('\t') ? `\t${line.replace(/^\t+/, '')}` : line;
        const list = lines.get(key);
        if (list === undefined) lines.set(key, [at]);
        else list.push(at);
      }
      at = next;
    }
    return lines;
  }
}

function after(starts: readonly number[] | undefined, from: number): number | undefined {
  if (starts === undefined) return undefined;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((starts[mid] ?? 0) < from) low = mid + 1;
    else high = mid;
  }
  return starts[low];
}
