import type * as bash from 'unbash';
import { type MappedText, sourceRange } from './mapped-text.ts';
import { chain } from './shell-chain.ts';
import type { CommandNode, Redirect, SequenceNode, ShellNode, Word } from './shell-tree.ts';
import {
  convertArgument,
  convertAssignment,
  convertRedirect,
  convertWord,
  rangeOf,
  type WordContext,
} from './shell-words.ts';

const NONE: readonly Redirect[] = [];
/** Converts a script of the parser library into this project's tree; `mapped` is the text that was parsed. */
export function convertScript(mapped: MappedText, script: bash.Script): SequenceNode {
  const context: WordContext = { mapped, commands: (inner, s) => sequence(inner, s.commands, s), depth: 0 };
  return sequence(context, script.commands, script);
}

function sequence(
  context: WordContext,
  statements: readonly bash.Statement[],
  node: { readonly pos: number; readonly end: number },
): SequenceNode {
  const items = statements.map((statement) => {
    const item = convert(context, statement.command);
    return statement.background === true ? { ...item, background: true } : item;
  });
  return { kind: 'sequence', items, background: false, redirects: NONE, ...rangeOf(context, node) };
}

function list(context: WordContext, node: bash.CompoundList): SequenceNode {
  return sequence(context, node.commands, node);
}

function convert(context: WordContext, node: bash.PipelineNode | bash.AndOr | bash.CompoundList): ShellNode {
  const base = { background: false, redirects: NONE, ...rangeOf(context, node) };
  switch (node.type) {
    case 'Command':
      return command(context, node);
    case 'CompoundList':
      return list(context, node);
    case 'AndOr':
      return chain(
        node.commands.map((c) => convert(context, c)),
        node.operators.map((o) => (o === '&&' ? 'and' : 'or')),
      );
    case 'Pipeline': {
      const items = node.commands.map((c) => convert(context, c));
      const negated = node.prefixes.filter((p) => p.type === 'Negation').length % 2 === 1;
      const [only] = items;
      return only !== undefined && items.length === 1 && !negated
        ? only
        : { kind: 'pipeline', negated, items, ...base };
    }
    case 'Redirected': {
      const redirects = node.redirects.map((r) => convertRedirect(context, r));
      return { ...convert(context, node.command), redirects, ...rangeOf(context, node) };
    }
    case 'If': {
      const branches = [node, ...node.elif].map((b) => ({
        condition: list(context, b.clause),
        body: list(context, b.then),
      }));
      const otherwise = node.else === undefined ? {} : { otherwise: list(context, node.else) };
      return { kind: 'if', branches, ...otherwise, ...base };
    }
    case 'Case': {
      const arms = node.items.map((item) => ({
        patterns: item.pattern.map((p) => convertWord(context, p)),
        body: list(context, item.body),
        fallsThrough: item.terminator === ';&' || item.terminator === ';;&',
        ...rangeOf(context, item),
      }));
      return { kind: 'case', subject: convertWord(context, node.word), arms, ...base };
    }
    case 'While':
      return {
        kind: 'loop',
        loop: node.kind,
        condition: list(context, node.clause),
        body: list(context, node.body),
        ...base,
      };
    case 'For':
    case 'Select': {
      const items = node.wordlist === undefined ? {} : { items: node.wordlist.map((w) => convertWord(context, w)) };
      const loop = node.type === 'For' ? 'for' : 'select';
      return {
        kind: 'loop',
        loop,
        variable: convertWord(context, node.name),
        ...items,
        body: list(context, node.body),
        ...base,
      };
    }
    case 'ArithmeticFor':
      return { kind: 'loop', loop: 'for', body: list(context, node.body), ...base };
    case 'Function': {
      const name = { value: node.name.value, ...rangeOf(context, node.name) };
      return { kind: 'function', name, body: convert(context, node.body), ...base };
    }
    case 'Subshell':
    case 'BraceGroup':
      return { kind: node.type === 'Subshell' ? 'subshell' : 'group', body: list(context, node.body), ...base };
    case 'Coproc':
      return { ...convert(context, node.body), ...rangeOf(context, node), background: true };
    case 'TestCommand':
      return test(context, node.expression, node);
    case 'ArithmeticCommand': {
      const word: Word = {
        raw: `((${node.body}))`,
        parts: [{ kind: 'dynamic', quoted: false, ...rangeOf(context, node) }],
        ...rangeOf(context, node),
      };
      return { kind: 'command', assignments: [], words: [word], ...base };
    }
  }
}

function command(context: WordContext, node: bash.Command): CommandNode {
  const assignments = node.prefix.flatMap((p) => (p.type === 'Assignment' ? [convertAssignment(context, p)] : []));
  const name = node.name === undefined ? [] : [convertWord(context, node.name)];
  const { args, redirects } = node;
  return {
    kind: 'command',
    assignments,
    words: args.length === 0 ? name : [...name, ...args.map((a) => convertArgument(context, a))],
    redirects: redirects.length === 0 ? NONE : redirects.map((r) => convertRedirect(context, r)),
    background: false,
    ...rangeOf(context, node),
  };
}

/** `[[ … ]]` as commands with the words `[[`, operator and operands, `]]`; its `&&`, `||` and `!` as those of the shell. */
function test(context: WordContext, expression: bash.TestExpression, node: bash.TestCommand): ShellNode {
  const range = rangeOf(context, expression);
  const base = { background: false, redirects: NONE, ...range };
  const fixed = (text: string, pos: number): Word => {
    const at = sourceRange(context.mapped, pos, pos);
    return { raw: text, parts: [{ kind: 'literal', text, quote: 'none', ...at }], ...at };
  };
  switch (expression.type) {
    case 'TestGroup':
      return test(context, expression.expression, node);
    case 'TestNot': {
      const item = test(context, expression.operand, node);
      return expression.negations.length % 2 === 1 ? { kind: 'pipeline', negated: true, items: [item], ...base } : item;
    }
    case 'TestLogical': {
      const kind = expression.operator === '&&' ? 'and' : 'or';
      return chain(
        expression.operands.map((o) => test(context, o, node)),
        expression.operands.slice(1).map(() => kind),
      );
    }
    case 'TestUnary':
    case 'TestBinary': {
      const inner =
        expression.type === 'TestUnary'
          ? [fixed(expression.operator, expression.pos), convertWord(context, expression.operand)]
          : [
              convertWord(context, expression.left),
              fixed(expression.operator, expression.left.end),
              convertWord(context, expression.right),
            ];
      const words = [fixed('[[', node.pos), ...inner, fixed(']]', node.end)];
      return { kind: 'command', assignments: [], words, ...base };
    }
  }
}
