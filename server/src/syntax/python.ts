import type { TreeCursor } from '@lezer/common';
import { parser } from '@lezer/python';
import { editBetween } from '../base/text-edit.ts';
import type { PythonNode } from './python-node.ts';
import { pieceAround, replacePiece } from './python-patch.ts';

export type { PythonNode } from './python-node.ts';

/** A parsed file. Hand it back to `parsePython` to parse the next version faster. */
export interface ParsedPython {
  readonly text: string;
  readonly root: PythonNode;
  /** Whether the parser recovered nowhere. */
  readonly sound: boolean;
  /** Where a `"""` that nothing closes begins; the tree ends there. */
  readonly unknownAfter?: number;
}

// Deeper code is cut off, so that recursive readers of the tree stay within the stack whatever the input is.
const maxDepth = 300;
const none: readonly PythonNode[] = [];

/**
 * Parses a Python file, complete or half-typed. Never throws. `previous` is an earlier version of the same file, which spares most of
 * the work; the answer does not depend on it.
 */
export function parsePython(text: string, previous?: ParsedPython): ParsedPython {
  try {
    const patched = previous === undefined ? undefined : patch(text, previous);
    return patched ?? parseWhole(text);
  } catch {
    // The parser recurses about 2,500 levels deep, which not every stack holds.
    return { text, ...parseSource('', 0), unknownAfter: 0 };
  }
}

function parseWhole(text: string): ParsedPython {
  const unknownAfter = knownEnd(text);
  // A byte order mark is no part of the code, and a blank in its place would be an indentation.
  const mark = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const source = mark === 0 && unknownAfter === undefined ? text : text.slice(mark, unknownAfter);
  const { root, sound } = parseSource(source, mark);
  return unknownAfter === undefined ? { text, root, sound } : { text, root, sound, unknownAfter };
}

/** Where what is known of a file ends, if not with it: Python itself reads nothing of a file with a NUL. */
function knownEnd(text: string): number | undefined {
  const nul = text.indexOf('\0');
  return nul >= 0 ? nul : unterminatedTriple(text);
}

interface Parsed {
  readonly root: PythonNode;
  readonly sound: boolean;
}

/** `shift`: where the source begins in the file. */
function parseSource(source: string, shift: number): Parsed {
  const errors = { found: false };
  const root = convert(parser.parse(source).cursor(), 0, shift, errors);
  return { root, sound: !errors.found };
}

/** A statement without indentation, which ends the one before it as any other would. */
const NEXT = 'pass\n';

// Where code is broken the parser's way out depends on what stands around it, so that both versions of the piece must be sound.
function patch(text: string, { text: old, root, sound, unknownAfter }: ParsedPython): ParsedPython | undefined {
  if (!sound || unknownAfter !== undefined) return undefined;
  const edit = editBetween(old, text);
  const piece = pieceAround(root, old, text, edit);
  if (piece === undefined || knownEnd(piece.text) !== undefined) return undefined;
  const last = piece.end === root.children.length;
  const parsed = parseSource(last ? piece.text : piece.text + NEXT, piece.start);
  if (!parsed.sound) return undefined;
  const { children } = parsed.root;
  if (!last && children.at(-1)?.from !== piece.start + piece.text.length) return undefined;
  const own = last ? children : children.slice(0, -1);
  return { text, root: replacePiece(root, piece, own, edit.delta), sound };
}

function convert(cursor: TreeCursor, depth: number, shift: number, errors: { found: boolean }): PythonNode {
  const type = cursor.name;
  if (type === '⚠') errors.found = true;
  const from = cursor.from + shift;
  const to = cursor.to + shift;
  // What is cut off may hold an error.
  if (depth >= maxDepth) errors.found = true;
  if (depth >= maxDepth || !cursor.firstChild()) return { type, from, to, children: none };
  const children: PythonNode[] = [];
  do {
    // A comment between arguments or operands is none of them. At module level it says where code may be inserted.
    if (depth === 0 || cursor.name !== 'Comment') children.push(convert(cursor, depth + 1, shift, errors));
  } while (cursor.nextSibling());
  cursor.parent();
  return { type, from, to, children };
}

/** The first child of one of the given types. */
export function childOf(node: PythonNode, ...types: readonly string[]): PythonNode | undefined {
  return node.children.find((child) => types.includes(child.type));
}

/** All children of a type. */
export function childrenOf(node: PythonNode, type: string): readonly PythonNode[] {
  return node.children.filter((child) => child.type === type);
}

/** The source text of a node. */
export function textOf(node: PythonNode, text: string): string {
  return text.slice(node.from, node.to);
}

const looksLikeCode = /^[ \t]*(?:async def |def |class |import |from \S+ import |@\w|if __name__)/m;

/**
 * The start of the triple-quoted string that is still open at the end of the text. While someone types a docstring every
 * later quote changes its role, so the first string that swallows code is taken for the open one.
 */
function unterminatedTriple(text: string): number | undefined {
  let suspect: number | undefined;
  let i = 0;
  while (i < text.length) {
    const c = text[i];
    if (c === '#') i = lineEnd(text, i);
    else if (c === '\\') i += 2;
    else if (c === '"' || c === "'") {
      const triple = text[i + 1] === c && text[i + 2] === c;
      const end = triple ? closeTriple(text, i + 3, c) : closeSingle(text, i + 1, c);
      if (end === undefined) return suspect ?? i;
      if (triple && suspect === undefined && looksLikeCode.test(text.slice(i + 3, end))) suspect = i;
      i = end;
    } else i++;
  }
  return undefined;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function closeSingle(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === quote) return i + 1;
    else if (c === '\n') return i;
  }
  return text.length;
}

function closeTriple(text: string, from: number, quote: string): number | undefined {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === quote && text[i + 1] === quote && text[i + 2] === quote) return i + 3;
  }
  return undefined;
}
