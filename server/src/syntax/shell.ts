import { type MappedText, plainText } from './mapped-text.ts';
import type { ShellScript } from './shell-tree.ts';

export type {
  AndOrNode,
  Assignment,
  CaseArm,
  CaseNode,
  CommandNode,
  DynamicPart,
  FunctionNode,
  GroupNode,
  HeredocText,
  IfNode,
  LiteralPart,
  LoopNode,
  PipelineNode,
  Redirect,
  SequenceNode,
  ShellNode,
  ShellScript,
  VariableOperator,
  VariablePart,
  Word,
  WordPart,
} from './shell-tree.ts';

/** Parses the shell script between two offsets of a file. Never throws; ranges are offsets in the file. CRLF counts as LF. */
export function parseShell(text: string, start = 0, end: number = text.length): ShellScript {
  return parseMappedShell(plainText(text, start, end));
}

/** Parses a script whose text was derived from a file; ranges are offsets in the file. */
export function parseMappedShell(source: MappedText): ShellScript {
  const range = { start: source.origin, end: source.origin };
  return { root: { kind: 'sequence', items: [], background: false, redirects: [], ...range }, problems: [] };
}
