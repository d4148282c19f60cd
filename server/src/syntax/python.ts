import { type Tree, type TreeCursor, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/python';
import { editBetween } from '../base/text-edit.ts';

/**
 * A node of a Python file. `type` is the grammar's name (`CallExpression`, `(`, `as` …), `⚠` for a place where the parser
 * recovered. Such places say nothing about the user's code: the grammar also marks some valid Python.
 */
export interface PythonNode {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly PythonNode[];
}

/** A parsed file. `tree` is opaque: hand it back with `text` to `parsePython` to parse the next version faster. */
export interface ParsedPython {
  readonly text: string;
  readonly tree: Tree;
  readonly root: PythonNode;
  /** Where a `"""` that nothing closes begins; the tree ends there. */
  readonly unknownAfter?: number;
}

// Deeper code is cut off, so that recursive readers of the tree stay within the stack whatever the input is.
const maxDepth = 300;
const none: readonly PythonNode[] = [];

/**
 * Parses a Python file, complete or half-typed. `previous` is an earlier version of the same file, reused where it did not change.
 * Never throws.
 */
export function parsePython(text: string, previous?: ParsedPython): ParsedPython {
  const unknownAfter = knownEnd(text);
  const source = parsedPart(text, unknownAfter);
  try {
    const { tree, root } = parseSource(source, markLength(text), previous);
    return unknownAfter === undefined ? { text, tree, root } : { text, tree, root, unknownAfter };
  } catch {
    // The parser recurses about 2,500 levels deep, which not every stack holds.
    return { text, ...parseSource('', 0, undefined), unknownAfter: 0 };
  }
}

/** Where what is known of a file ends, if not with it: Python itself reads nothing of a file with a NUL. */
function knownEnd(text: string): number | undefined {
  const nul = text.indexOf('\0');
  return nul >= 0 ? nul : unterminatedTriple(text);
}

interface Parsed {
  readonly tree: Tree;
  readonly root: PythonNode;
}

// Where code is broken, an incremental parse may recover in another way than a fresh one; the answer must not depend on history.
function parseSource(source: string, shift: number, previous: ParsedPython | undefined): Parsed {
  if (previous !== undefined) {
    const tree = parser.parse(source, fragments(source, previous));
    const errors = { found: false };
    const root = convert(tree.cursor(), 0, shift, errors);
    if (!errors.found) return { tree, root };
  }
  const tree = parser.parse(source);
  return { tree, root: convert(tree.cursor(), 0, shift, { found: false }) };
}

// A byte order mark is no part of the code, and a blank in its place would be an indentation.
function markLength(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

function parsedPart(text: string, unknownAfter: number | undefined): string {
  const mark = markLength(text);
  return mark === 0 && unknownAfter === undefined ? text : text.slice(mark, unknownAfter);
}

function fragments(text: string, previous: ParsedPython): readonly TreeFragment[] {
  const old = parsedPart(previous.text, previous.unknownAfter);
  const { start, end, delta } = editBetween(old, text);
  const change = { fromA: start, toA: end, fromB: start, toB: end + delta };
  return TreeFragment.applyChanges(TreeFragment.addTree(previous.tree), [change]);
}

function convert(cursor: TreeCursor, depth: number, shift: number, errors: { found: boolean }): PythonNode {
  const type = cursor.name;
  if (type === '⚠') errors.found = true;
  const from = cursor.from + shift;
  const to = cursor.to + shift;
  if (depth >= maxDepth || !cursor.firstChild()) return { type, from, to, children: none };
  const children: PythonNode[] = [];
  do children.push(convert(cursor, depth + 1, shift, errors));
  while (cursor.nextSibling());
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
