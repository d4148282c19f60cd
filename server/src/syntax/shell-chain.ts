import type { AndOrNode, Redirect, ShellNode } from './shell-tree.ts';

const NONE: readonly Redirect[] = [];
/** More `&&` and `||` in a row become a plain sequence of halves, so that a walk over the tree cannot exhaust the stack. */
const MAX_CHAIN = 256;

function join(kind: AndOrNode['kind'], left: ShellNode, right: ShellNode): ShellNode {
  return { kind, left, right, background: false, redirects: NONE, start: left.start, end: right.end };
}

/** Folds `a && b || c` to the left. Equal operators in a row are associative and fold into a balanced tree when they are many. */
export function chain(operands: readonly ShellNode[], operators: readonly AndOrNode['kind'][]): ShellNode {
  const [first] = operands;
  if (first === undefined) return { kind: 'sequence', items: [], background: false, redirects: NONE, start: 0, end: 0 };
  let result = first;
  let depth = 0;
  for (let i = 0; i < operators.length; ) {
    const kind = operators[i] ?? 'and';
    let to = i;
    while (to < operators.length && operators[to] === kind) to++;
    const run = operands.slice(i + 1, to + 1);
    if (++depth > MAX_CHAIN)
      return {
        kind: 'sequence',
        items: operands,
        background: false,
        redirects: NONE,
        start: first.start,
        end: operands.at(-1)?.end ?? first.end,
      };
    if (run.length <= MAX_CHAIN) for (const right of run) result = join(kind, result, right);
    else result = balanced(kind, [result, ...run]) ?? result;
    i = to;
  }
  return result;
}

function balanced(kind: AndOrNode['kind'], nodes: readonly ShellNode[]): ShellNode | undefined {
  if (nodes.length <= 1) return nodes[0];
  const half = nodes.length >> 1;
  const left = balanced(kind, nodes.slice(0, half));
  const right = balanced(kind, nodes.slice(half));
  return left === undefined || right === undefined ? (left ?? right) : join(kind, left, right);
}
