import type { TextEdit } from '../base/text-edit.ts';
import type { PythonNode } from './python-node.ts';

// A key inside a statement of a module leaves the statements before and after it as they are. Only the piece of the file between
// two statements that begin a line is parsed again; what stands behind it is moved.

/** The part of a file that is parsed again: the text, where it begins, and the children of the root that it holds. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  /** Indexes of the first child in it, and of the first one behind it. */
  readonly first: number;
  readonly end: number;
}

/** Whether a child of the root begins a piece: a statement without indentation. */
function begins(node: PythonNode, text: string): boolean {
  return node.type !== 'Comment' && (node.from === 0 || text.charCodeAt(node.from - 1) === 10);
}

/**
 * The piece that an edit lies in; `undefined` where it touches where a statement begins, or the line break in front of the next one.
 * `old` is the text of `root`, which holds no error, `text` the new one.
 */
export function pieceAround(root: PythonNode, old: string, text: string, edit: TextEdit): Piece | undefined {
  const { children } = root;
  let first = -1;
  let end = children.length;
  for (const [i, child] of children.entries()) {
    if (!begins(child, old)) continue;
    if (child.from < edit.start) first = i;
    else {
      end = i;
      break;
    }
  }
  const start = children[first]?.from;
  const next = children[end]?.from;
  if (start === undefined || (next !== undefined && edit.end >= next)) return undefined;
  return { text: text.slice(start, next === undefined ? text.length : next + edit.delta), start, first, end };
}

/** The root with other children in the place of the piece. */
export function replacePiece(
  root: PythonNode,
  piece: Piece,
  children: readonly PythonNode[],
  delta: number,
): PythonNode {
  const before = root.children.slice(0, piece.first);
  const behind = root.children.slice(piece.end).map((child) => moveNode(child, delta));
  return { type: root.type, from: root.from, to: root.to + delta, children: [...before, ...children, ...behind] };
}

function moveNode({ type, from, to, children }: PythonNode, delta: number): PythonNode {
  const moved = children.length === 0 ? children : children.map((child) => moveNode(child, delta));
  return { type, from: from + delta, to: to + delta, children: moved };
}
