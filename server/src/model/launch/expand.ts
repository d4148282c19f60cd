import { type Span, spanOf, type Uri } from '../../base/span.ts';
import type { VariablePart, Word, WordPart } from '../../syntax/shell.ts';
import type { Binding } from '../environment.ts';
import type { Notation } from '../launch-types.ts';
import { applyAffix, readAffix } from './affix.ts';
import { shellArithmetic } from './shell-arithmetic.ts';
import type { LaunchWord, Piece } from './words.ts';

/** What an expansion needs to know about names. */
export interface Names {
  /** What a name is bound to in the shell. */
  binding(name: string): Binding;
  /** `$@`, `$*`: the positional parameters, or undefined when they are not known. */
  readonly positional: readonly LaunchWord[] | undefined;
  /** The folder of the script in the image; undefined where it has none. */
  readonly scriptFolder?: string | undefined;
  /** The elements of an array variable. */
  array(name: string): readonly LaunchWord[] | undefined;
}

interface Part {
  readonly piece: Piece;
  readonly quoted: boolean;
}

/**
 * Expands a shell word into the words that a command receives: variables replaced, unquoted ones split at white space,
 * `"$@"` spread. What is not known stays a piece without text.
 */
export function expandWord(uri: Uri, word: Word, names: Names, notation: Notation): readonly LaunchWord[] {
  const spread = spreadOf(word, names);
  const at = spanOf(uri, word);
  if (spread === 'unknown')
    return [
      { pieces: [{ text: undefined, at, exact: false }], at, notation, written: word.raw, open: true, own: false },
    ];
  if (spread !== undefined) return spread;
  const parts = word.parts.flatMap((part) => expandPart(uri, part, names, rawOf(word, part)));
  const quotedEmpty =
    word.raw.length > 0 &&
    (word.parts.length === 0 || word.parts.some((p) => p.kind === 'literal' && p.quote !== 'none'));
  return splitFields(parts, { at, notation, written: writtenOf(word), quotedEmpty });
}

/** The text of a word that is not split (an assignment's value, a quoted operand), as pieces. */
export function expandText(uri: Uri, parts: readonly WordPart[], names: Names): readonly Piece[] {
  return parts.flatMap((part) => expandPart(uri, part, names, '').map((p) => p.piece));
}

/** The text of a word that is not split, as pieces. */
export function expandWhole(uri: Uri, word: Word, names: Names): readonly Piece[] {
  return word.parts.flatMap((part) => expandPart(uri, part, names, rawOf(word, part)).map((p) => p.piece));
}

function rawOf(word: Word, part: WordPart): string {
  return word.raw.slice(part.start - word.start, part.end - word.start);
}

/** Longest word that Linux hands to a program, in bytes; a program with a longer one does not start (MAX_ARG_STRLEN of execve(2)). */
const MAX_WORD = 131_072;

/** The text of pieces, or undefined when one is not known, or when together they are longer than a word can be. */
export function piecesText(pieces: readonly Piece[]): string | undefined {
  return joinKnown(
    pieces.map((piece) => piece.text),
    '',
  );
}

/** Texts put together, or undefined when one is not known, or when together they are longer than a word can be. */
export function joinKnown(texts: readonly (string | undefined)[], separator: string): string | undefined {
  let length = 0;
  for (const text of texts) {
    length += (text?.length ?? MAX_WORD) + separator.length;
    if (text === undefined || length > MAX_WORD) return undefined;
  }
  return texts.join(separator);
}

function writtenOf(word: Word): string {
  return word.parts
    .map((part) => {
      if (part.kind === 'literal') return part.text;
      return rawOf(word, part);
    })
    .join('');
}

/** `"$@"`, `$@`, `$*`, `"${ARRAY[@]}"` as a whole word. */
function spreadOf(word: Word, names: Names): readonly LaunchWord[] | 'unknown' | undefined {
  const [only] = word.parts;
  if (word.parts.length !== 1 || only === undefined) return undefined;
  if (only.kind === 'variable' && (only.name === '@' || (only.name === '*' && !only.quoted))) {
    if (only.operator === undefined) return names.positional ?? 'unknown';
    if (names.positional === undefined) return 'unknown';
    if (names.positional.length > 0 && !only.operator.endsWith('+')) return names.positional;
    return undefined;
  }
  if (only.kind === 'dynamic' && only.array !== undefined) return names.array(only.array) ?? 'unknown';
  return undefined;
}

function expandPart(uri: Uri, part: WordPart, names: Names, raw: string): readonly Part[] {
  const at = spanOf(uri, part);
  if (part.kind === 'literal') {
    return [{ piece: { text: part.text, at, exact: part.end - part.start === part.text.length }, quoted: true }];
  }
  if (part.kind === 'dynamic') {
    if (names.scriptFolder !== undefined && isScriptFolder(raw))
      return [{ piece: { text: names.scriptFolder, at, exact: false }, quoted: part.quoted }];
    const sum = /^\$\(\(([\s\S]*)\)\)$/.exec(raw)?.[1];
    if (sum !== undefined) {
      const value = shellArithmetic(sum, (name) => numberOf(names.binding(name)));
      return [{ piece: { text: value?.toString(), at, exact: false }, quoted: part.quoted }];
    }
    const affix = readAffix(raw);
    const binding =
      affix === undefined ? undefined : (positionalBinding(affix.name, names) ?? names.binding(affix.name));
    const text =
      affix === undefined || binding === undefined
        ? undefined
        : binding.kind === 'set'
          ? applyAffix(affix, binding.value)
          : binding.kind === 'unset'
            ? ''
            : undefined;
    return [{ piece: { text, at, exact: false }, quoted: part.quoted }];
  }
  return expandVariable(uri, part, at, names);
}

/** A variable that is not set counts as zero. */
function numberOf(binding: Binding): number | undefined {
  if (binding.kind === 'unset') return 0;
  return binding.kind === 'set' && /^\s*\d+\s*$/.test(binding.value) ? Number(binding.value) : undefined;
}

/** `$(dirname "$0")`, `$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)` and their kin: the folder that the script lies in. */
function isScriptFolder(raw: string): boolean {
  if (!/^\$\(/.test(raw) || !/\bdirname\b/.test(raw) || !/\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE)/.test(raw))
    return false;
  const words = raw
    .replace(/\$\{?BASH_SOURCE(?:\[0\])?\}?|\$\{?0\}?|[12&]?>\s*\/dev\/null|2>&1/g, ' ')
    .match(/[A-Za-z]+|\.\./g);
  return words?.every((word) => /^(?:cd|dirname|pwd|readlink|realpath|f|P|L|e|m)$/.test(word)) ?? false;
}

function positionalBinding(name: string, names: Names): Binding | undefined {
  if (/^[1-9]$/.test(name)) {
    if (names.positional === undefined) return { kind: 'unknown' };
    const word = names.positional[Number(name) - 1];
    if (word === undefined) return { kind: 'unset' };
    const text = piecesText(word.pieces);
    return text === undefined ? { kind: 'unknown' } : { kind: 'set', value: text, from: undefined };
  }
  if (name === '#')
    return names.positional === undefined
      ? { kind: 'unknown' }
      : { kind: 'set', value: String(names.positional.length), from: undefined };
  if (name === '@' || name === '*') {
    if (names.positional === undefined) return { kind: 'unknown' };
    const texts = names.positional.map((word) => piecesText(word.pieces));
    if (texts.length === 0) return { kind: 'unset' };
    const value = joinKnown(texts, ' ');
    return value === undefined ? { kind: 'unknown' } : { kind: 'set', value, from: undefined };
  }
  if (name === '0' || name === '?' || name === '$' || name === '!' || name === '-' || name === '_')
    return { kind: 'unknown' };
  return undefined;
}

function expandVariable(uri: Uri, part: VariablePart, at: Span, names: Names): readonly Part[] {
  const binding = positionalBinding(part.name, names) ?? names.binding(part.name);
  const own = (text: string | undefined, from?: Piece['from']): readonly Part[] => [
    {
      piece: { text, at, exact: false, variable: part.name, ...(from === undefined ? {} : { from }) },
      quoted: part.quoted,
    },
  ];
  const operand = (): readonly Part[] => {
    const pieces = expandText(uri, part.operand?.parts ?? [], names);
    const [only] = pieces;
    // A constant default is the place that decides, so a fix may write there.
    if (pieces.length === 1 && only?.exact === true)
      return [{ piece: { ...only, variable: part.name }, quoted: part.quoted }];
    return own(piecesText(pieces));
  };
  const { operator } = part;
  if (binding.kind === 'unknown') return own(undefined);
  if (operator === undefined) {
    if (binding.kind === 'set') return own(binding.value, binding.from);
    return own(binding.kind === 'unset' ? '' : undefined);
  }
  const isSet = binding.kind === 'set' && !(operator.startsWith(':') && binding.value === '');
  if (operator.endsWith('+')) return isSet ? operand() : own('');
  if (binding.kind === 'set' && isSet) return own(binding.value, binding.from);
  return operator.endsWith('?') ? own(undefined) : operand();
}

function splitFields(
  parts: readonly Part[],
  word: { readonly at: Span; readonly notation: Notation; readonly written: string; readonly quotedEmpty: boolean },
): readonly LaunchWord[] {
  const fields: Piece[][] = [];
  let current: Piece[] | undefined;
  let split = false;
  for (const { piece, quoted } of parts) {
    if (quoted || piece.text === undefined || !/\s/.test(piece.text)) {
      if (piece.text !== '' || quoted) {
        current ??= [];
        current.push(piece);
      }
      continue;
    }
    split = true;
    const words = piece.text.split(/\s+/);
    words.forEach((text, i) => {
      if (i > 0 && current !== undefined) {
        fields.push(current);
        current = undefined;
      }
      if (text !== '') {
        current ??= [];
        current.push({ ...piece, text });
      }
    });
  }
  if (current !== undefined) fields.push(current);
  else if (fields.length === 0 && word.quotedEmpty) fields.push([{ text: '', at: word.at, exact: false }]);
  const open = parts.some((p) => p.piece.text === undefined && !p.quoted);
  return fields.map((pieces) => ({
    pieces,
    at: word.at,
    notation: word.notation,
    written: split ? (piecesText(pieces) ?? word.written) : word.written,
    open,
    own: fields.length === 1,
  }));
}
