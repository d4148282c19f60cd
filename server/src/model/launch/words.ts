import type { Span, Uri } from '../../base/span.ts';
import type { MappedText } from '../../syntax/mapped-text.ts';
import type { ShellScript } from '../../syntax/shell.ts';
import type { EnvironmentVariable, Notation } from '../launch-types.ts';

// Words on their way from the source text to the process, with the places of their pieces.

/**
 * A stretch of a word. `text` is undefined where it is not known. `exact`: source and text agree character by character,
 * so that a part of the text can be found (and replaced) in the source.
 */
export interface Piece {
  readonly text: string | undefined;
  readonly at: Span;
  readonly exact: boolean;
  /** The variable that gave the text, as written; absent for literal text. */
  readonly variable?: string;
  /** Where that variable got its value, when the environment has it. */
  readonly from?: EnvironmentVariable;
}

/** One word of a command line. */
export interface LaunchWord {
  readonly pieces: readonly Piece[];
  /** The whole source of the word, quotes included. */
  readonly at: Span;
  readonly notation: Notation;
  /** The text before variables were expanded, without quotes. */
  readonly written: string;
  /** Not known, and unquoted: it may be any number of words, options included. */
  readonly open: boolean;
  /** Whether the word stands at `at` by itself, so that a replacement of `at` replaces just this word. */
  readonly own: boolean;
  /** The script that the word holds when a shell receives it: parsed already, or its text with the way back to the file. */
  readonly script?:
    | { readonly uri: Uri; readonly parsed: ShellScript }
    | { readonly uri: Uri; readonly text: MappedText };
}

/** The text of a word, or `undefined` where a piece of it is not known. */
export function wordText(word: LaunchWord | undefined): string | undefined {
  if (word === undefined) return undefined;
  let text = '';
  for (const piece of word.pieces) {
    if (piece.text === undefined) return undefined;
    text += piece.text;
  }
  return text;
}

/** The beginning of a word up to the first piece that is not known. */
export function knownPrefix(word: LaunchWord): string {
  let text = '';
  for (const piece of word.pieces) {
    if (piece.text === undefined) return text;
    text += piece.text;
  }
  return text;
}

/** A word of fixed text. */
export function literalWord(text: string, at: Span, notation: Notation, exact: Span | undefined): LaunchWord {
  return {
    pieces: [{ text, at: exact ?? at, exact: exact !== undefined && exact.end - exact.start === text.length }],
    at,
    notation,
    written: text,
    open: false,
    own: true,
  };
}

/** A word whose text nobody knows. */
export function unknownWord(written: string, at: Span, notation: Notation, open: boolean): LaunchWord {
  return { pieces: [{ text: undefined, at, exact: false }], at, notation, written, open, own: true };
}

/** The word from `start` on (to `end`), as a word that no longer stands by itself. */
export function sliceWord(word: LaunchWord, start: number, end?: number): LaunchWord {
  const pieces: Piece[] = [];
  let offset = 0;
  for (const piece of word.pieces) {
    const length = piece.text?.length ?? 0;
    const from = Math.max(start - offset, 0);
    const to = end === undefined ? length : Math.min(end - offset, length);
    offset += length;
    if (piece.text === undefined) {
      if (offset >= start && (end === undefined || offset < end)) pieces.push(piece);
      continue;
    }
    if (from >= to) continue;
    const text = piece.text.slice(from, to);
    pieces.push(
      piece.exact
        ? { ...piece, text, at: { uri: piece.at.uri, start: piece.at.start + from, end: piece.at.start + to } }
        : { ...piece, text },
    );
  }
  const first = pieces[0]?.at ?? word.at;
  const last = pieces.at(-1)?.at ?? word.at;
  const at =
    first.uri === last.uri && last.end >= first.start ? { uri: first.uri, start: first.start, end: last.end } : word.at;
  return { pieces, at, notation: word.notation, written: sliceWritten(word, start, end), open: false, own: false };
}

function sliceWritten(word: LaunchWord, start: number, end: number | undefined): string {
  const first = word.pieces[0]?.text ?? '';
  if (!word.written.startsWith(first) && start > 0) return word.written;
  return end === undefined ? word.written.slice(start) : word.written.slice(start, end);
}

/** Where `[start, end)` of the word's text stands in the source, when it lies inside one exact piece. */
export function partSpan(word: LaunchWord, start: number, end: number): Span | undefined {
  let offset = 0;
  for (const piece of word.pieces) {
    if (piece.text === undefined) return undefined;
    const next = offset + piece.text.length;
    if (start >= offset && end <= next && piece.exact) {
      return { uri: piece.at.uri, start: piece.at.start + start - offset, end: piece.at.start + end - offset };
    }
    offset = next;
  }
  return undefined;
}

/** The variable that alone gives the word's text (`$HOST`, `${PORT:-8080}`). */
export function soleVariable(word: LaunchWord): Piece | undefined {
  const [only] = word.pieces;
  return word.pieces.length === 1 && only?.variable !== undefined ? only : undefined;
}

/** Whether a variable of this name takes part in the word. */
export function usesVariable(word: LaunchWord | undefined, name: string): boolean {
  return word?.pieces.some((piece) => piece.variable === name) ?? false;
}
