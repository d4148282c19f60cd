import type { Located, Range } from '../base/span.ts';
import type { MappedText } from './mapped-text.ts';

// The small shell tree of this project. No type of the parser library leaves syntax/. All ranges are offsets in the file.

/** What follows the name in `${NAME:-operand}`. With a colon an empty value counts as unset. */
export type VariableOperator = ':-' | '-' | ':=' | '=' | ':+' | '+' | ':?' | '?';

/** Fixed text. `text` is the value without quotes and escapes; the range covers its source without the enclosing quotes. */
export interface LiteralPart extends Range {
  readonly kind: 'literal';
  readonly text: string;
  readonly quote: 'none' | 'single' | 'double';
}

/** `$NAME`, `${NAME}`, `${NAME:-x}`, `$1`, `$@` (name `@`), `$*`, `$#`, `$?`. The range covers all of it, `$` included. */
export interface VariablePart extends Range {
  readonly kind: 'variable';
  readonly name: string;
  readonly operator?: VariableOperator;
  readonly operand?: Word;
  /** Inside double quotes: no word splitting. */
  readonly quoted: boolean;
}

/** Text that only running the shell tells: `$(…)`, `$((…))`, `${x%y}`, `{a,b}`. Globs are literals. */
export interface DynamicPart extends Range {
  readonly kind: 'dynamic';
  readonly quoted: boolean;
  /** The commands of a `$(…)` or backtick substitution. */
  readonly command?: SequenceNode;
  /** The array that `${NAME[@]}` or `${NAME[*]}` spreads. */
  readonly array?: string;
}

export type WordPart = LiteralPart | VariablePart | DynamicPart;

/** One word. The range includes quotes; `raw` is its source with line continuations removed. */
export interface Word extends Range {
  readonly raw: string;
  readonly parts: readonly WordPart[];
}

/** `NAME=value` before a command, or alone. */
export interface Assignment extends Range {
  readonly name: string;
  /** `NAME+=value`. */
  readonly append: boolean;
  /** Absent for `NAME=(…)`; an empty value has no parts. */
  readonly value?: Word;
  /** The elements of `NAME=(a b)`. */
  readonly elements?: readonly Word[];
}

/** The text of a here-document, tabs removed for `<<-`. When not `quoted`, the shell expands variables in it. */
export interface HeredocText extends Located<string> {
  readonly delimiter: string;
  readonly quoted: boolean;
  /** The text split at its expansions; one literal when quoted. */
  readonly parts: readonly WordPart[];
  /** The text with its way back into the file, for `parseMappedShell` when it is a script. */
  readonly source: MappedText;
}

/** A redirection, such as `2>&1`, `> file`, `<<EOF`. */
export interface Redirect extends Range {
  readonly operator: string;
  /** The file descriptor written before the operator. */
  readonly descriptor?: number;
  readonly target?: Word;
  readonly heredoc?: HeredocText;
}

interface NodeBase extends Range {
  /** Followed by `&`. */
  readonly background: boolean;
  readonly redirects: readonly Redirect[];
}

/** A simple command. `words[0]` is the program; no words: assignments or redirections alone. `export A=b` has two words. */
export interface CommandNode extends NodeBase {
  readonly kind: 'command';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
}

/** `left && right` or `left || right`, left-associative as in the shell. `[[ a && b ]]` becomes one of these, too. */
export interface AndOrNode extends NodeBase {
  readonly kind: 'and' | 'or';
  readonly left: ShellNode;
  readonly right: ShellNode;
}

/** Commands after one another, separated by `;`, `&` or a newline. */
export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: readonly ShellNode[];
}

/** `a | b`, or `! a` with one item. */
export interface PipelineNode extends NodeBase {
  readonly kind: 'pipeline';
  readonly negated: boolean;
  readonly items: readonly ShellNode[];
}

/** `if … elif … else … fi`. */
export interface IfNode extends NodeBase {
  readonly kind: 'if';
  readonly branches: readonly { readonly condition: SequenceNode; readonly body: SequenceNode }[];
  readonly otherwise?: SequenceNode;
}

/** One `pattern) … ;;` of a `case`. */
export interface CaseArm extends Range {
  readonly patterns: readonly Word[];
  readonly body: SequenceNode;
  /** Ends in `;&` or `;;&`: the following arm may run, too. */
  readonly fallsThrough: boolean;
}

export interface CaseNode extends NodeBase {
  readonly kind: 'case';
  readonly subject: Word;
  readonly arms: readonly CaseArm[];
}

/** `while`, `until` (with `condition`), `for`, `select` (with `variable`; without `items` over `"$@"`), `for ((…))`. */
export interface LoopNode extends NodeBase {
  readonly kind: 'loop';
  readonly loop: 'while' | 'until' | 'for' | 'select';
  readonly condition?: SequenceNode;
  readonly variable?: Word;
  readonly items?: readonly Word[];
  readonly body: SequenceNode;
}

/** `name() { … }`. */
export interface FunctionNode extends NodeBase {
  readonly kind: 'function';
  readonly name: Located<string>;
  readonly body: ShellNode;
}

/** `( … )` or `{ …; }`. */
export interface GroupNode extends NodeBase {
  readonly kind: 'subshell' | 'group';
  readonly body: SequenceNode;
}

export type ShellNode =
  | CommandNode
  | AndOrNode
  | SequenceNode
  | PipelineNode
  | IfNode
  | CaseNode
  | LoopNode
  | FunctionNode
  | GroupNode;

/** A parsed script. It always has a root; where there are problems the tree is partial. */
export interface ShellScript {
  readonly root: SequenceNode;
  readonly problems: readonly Located<string>[];
  /** The first line from `#!` on, without the `#!`, where there is one. */
  readonly shebang?: Located<string>;
}
