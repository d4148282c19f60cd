import type { Uri } from '../../base/span.ts';
import type { CommandNode, ShellNode, Word } from '../../syntax/shell.ts';
import { expandWhole, piecesText } from './expand.ts';
import { matchesGlob } from './glob.ts';
import { joinDirectory } from './image-path.ts';
import type { LaunchContext } from './process.ts';
import { namesIn, type ShellState, shellBinding } from './shell-state.ts';

/**
 * The truth of a condition where it is certain. Variables that nothing in the files sets count as unset: that is how the
 * container starts unless somebody sets them at deployment.
 */
export function conditionOf(context: LaunchContext, uri: Uri, node: ShellNode, state: ShellState): boolean | undefined {
  const of = (inner: ShellNode): boolean | undefined => conditionOf(context, uri, inner, state);
  switch (node.kind) {
    case 'sequence': {
      const last = node.items.at(-1);
      return last === undefined ? undefined : of(last);
    }
    case 'group':
    case 'subshell':
      return of(node.body);
    case 'and': {
      const left = of(node.left);
      if (left === false) return false;
      const right = of(node.right);
      return right === false ? (left === undefined ? undefined : false) : left === true ? right : undefined;
    }
    case 'or': {
      const left = of(node.left);
      if (left === true) return true;
      const right = of(node.right);
      return left === false ? right : undefined;
    }
    case 'pipeline': {
      const [only] = node.items;
      if (node.items.length !== 1 || only === undefined) return undefined;
      const inner = of(only);
      return inner === undefined || !node.negated ? inner : !inner;
    }
    case 'command':
      return commandTruth(context, uri, node, state);
    case 'case':
    case 'function':
    case 'if':
    case 'loop':
      return undefined;
  }
}

function commandTruth(context: LaunchContext, uri: Uri, node: CommandNode, state: ShellState): boolean | undefined {
  const name = node.words[0]?.raw;
  if (name === 'true' || name === ':') return true;
  if (name === 'false') return false;
  if (name !== '[' && name !== 'test' && name !== '[[') return undefined;
  const closing = name === '[' ? ']' : name === '[[' ? ']]' : undefined;
  const words = node.words.slice(1);
  if (closing !== undefined && words.at(-1)?.raw === closing) words.pop();
  return testTruth(context, uri, words, state, name === '[[');
}

/** The text of an operand; a variable that nobody sets is empty here. */
function operandText(uri: Uri, word: Word, state: ShellState): string | undefined {
  const names = namesIn(state);
  return piecesText(
    expandWhole(uri, word, {
      ...names,
      binding: (name) => {
        const binding = shellBinding(state, name);
        return binding.kind === 'maybe-unset' ? { kind: 'unset' } : binding;
      },
    }),
  );
}

function isSet(word: Word, state: ShellState): boolean | undefined {
  const text = word.raw.replace(/["']/g, '');
  const binding = shellBinding(state, text);
  return binding.kind === 'set' ? true : binding.kind === 'unknown' ? undefined : false;
}

function testTruth(
  context: LaunchContext,
  uri: Uri,
  words: readonly Word[],
  state: ShellState,
  double: boolean,
): boolean | undefined {
  const [first, second, third] = words;
  if (first === undefined) return false;
  const connective = words.findIndex((w) => w.raw === '-a' || w.raw === '-o');
  if (connective > 0) {
    const left = testTruth(context, uri, words.slice(0, connective), state, double);
    const right = testTruth(context, uri, words.slice(connective + 1), state, double);
    if (words[connective]?.raw === '-a')
      return left === false || right === false ? false : left === true && right === true ? true : undefined;
    return left === true || right === true ? true : left === false && right === false ? false : undefined;
  }
  if (first.raw === '!') {
    const inner = testTruth(context, uri, words.slice(1), state, double);
    return inner === undefined ? undefined : !inner;
  }
  if (words.length === 1) {
    const text = operandText(uri, first, state);
    return text === undefined ? undefined : text !== '';
  }
  if (words.length === 2 && second !== undefined) return unaryTruth(context, uri, first.raw, second, state);
  if (second === undefined || third === undefined) return undefined;
  return binaryTruth(uri, first, second.raw, third, state, double);
}

function unaryTruth(
  context: LaunchContext,
  uri: Uri,
  operator: string,
  word: Word,
  state: ShellState,
): boolean | undefined {
  const text = operandText(uri, word, state);
  switch (operator) {
    case '-n':
      return text === undefined ? undefined : text !== '';
    case '-z':
      return text === undefined ? undefined : text === '';
    case '-v':
      return isSet(word, state);
    case '-e':
    case '-f':
    case '-r':
    case '-s':
    case '-x': {
      const path = text === undefined ? undefined : joinDirectory(state.cwd, text);
      if (path === undefined) return undefined;
      // A file that is not copied may be mounted or written at run time, so absence proves nothing.
      return context.files.find(path) === undefined ? undefined : true;
    }
    default:
      return undefined;
  }
}

function binaryTruth(
  uri: Uri,
  left: Word,
  operator: string,
  right: Word,
  state: ShellState,
  double: boolean,
): boolean | undefined {
  const a = operandText(uri, left, state);
  const b = operandText(uri, right, state);
  if (a === undefined || b === undefined) return undefined;
  const numbers = (compare: (x: number, y: number) => boolean): boolean | undefined => {
    const [x, y] = [Number(a), Number(b)];
    return a.trim() === '' || b.trim() === '' || Number.isNaN(x) || Number.isNaN(y) ? undefined : compare(x, y);
  };
  const equal = (): boolean => (double ? matchesGlob(b, a) : a === b);
  switch (operator) {
    case '=':
    case '==':
      return equal();
    case '!=':
      return !equal();
    case '-eq':
      return numbers((x, y) => x === y);
    case '-ne':
      return numbers((x, y) => x !== y);
    case '-gt':
      return numbers((x, y) => x > y);
    case '-ge':
      return numbers((x, y) => x >= y);
    case '-lt':
      return numbers((x, y) => x < y);
    case '-le':
      return numbers((x, y) => x <= y);
    default:
      return undefined;
  }
}
