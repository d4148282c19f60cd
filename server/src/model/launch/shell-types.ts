import { type Span, spanOf, type Uri } from '../../base/span.ts';
import type { CommandNode, SequenceNode, ShellNode } from '../../syntax/shell.ts';
import { withVariables } from '../environment.ts';
import type { EnvironmentVariable } from '../launch-types.ts';
import { expandWhole, piecesText } from './expand.ts';
import type { LaunchContext, Layer, Process, Resolution } from './process.ts';
import { knownText, namesIn, type ShellState } from './shell-state.ts';
import type { LaunchWord } from './words.ts';

// What the parts of the shell follower share. They call each other through `ShellRun`, since scripts nest freely.

/** Which shell follows the script, and how it received it. */
export interface ShellKind {
  readonly program: 'dash' | 'bash' | 'ash' | 'other';
  /** The script is the argument of `-c`: some shells then replace themselves for the last command. */
  readonly inline: boolean;
}

/** The surroundings of a node while a script is followed. */
export interface ShellRun {
  readonly context: LaunchContext;
  readonly uri: Uri;
  readonly shell: ShellKind;
  readonly state: ShellState;
  /** Inside a subshell or pipeline: `exec` replaces the copy only, the shell itself stays in front. */
  readonly forked: boolean;
  readonly resolve: (process: Process) => Resolution;
  /** Follows a node, and the commands of a sequence until one stays. */
  readonly node: (run: ShellRun, node: ShellNode, tail: Tail) => Flow;
  readonly sequence: (run: ShellRun, node: SequenceNode, tail: Tail) => Flow;
}

/** Where a node stands: whether the script ends with it, and whether the shell may replace itself for it. */
export interface Tail {
  readonly last: boolean;
  /** The shell replaces itself for this command without being asked. */
  readonly implicit: boolean;
  /** `exec` may be written in front of it. */
  readonly execable: boolean;
}

/** What a node does to the flow. `runs`: the process that stays. */
export type Flow =
  | { readonly kind: 'next' }
  | { readonly kind: 'exit' }
  | { readonly kind: 'runs'; readonly resolution: Resolution }
  | { readonly kind: 'unknown' };

/** Words of a command that are followed at most; a script can double them at every line. */
export const MAX_WORDS = 10_000;

/** Follows what a command leads to: a function, a file that it reads, text that it evaluates. They may lead to themselves. */
export function deeper(run: ShellRun, follow: () => Flow): Flow {
  const { budget } = run.context;
  if (budget.depth <= 0) return UNKNOWN_FLOW;
  budget.depth--;
  const flow = follow();
  budget.depth++;
  return flow;
}

export const NEXT: Flow = { kind: 'next' };
export const UNKNOWN_FLOW: Flow = { kind: 'unknown' };
export const INNER: Tail = { last: false, implicit: false, execable: false };

/** The shell as a process in front of what it started. */
export function shellLayer(run: ShellRun, at: Span, execAt: Span | undefined): Layer {
  const role = run.shell.program === 'other' && run.shell.inline ? 'maybe-shell' : 'shell';
  return { role, program: run.shell.program, at, execAt, trapped: run.state.trapped, signalsGroup: false };
}

/** The place in front of a command's first word. */
export function execPlace(run: ShellRun, node: CommandNode): Span | undefined {
  const first = node.words[0];
  return first === undefined ? undefined : { uri: run.uri, start: first.start, end: first.start };
}

/** The process of a command: its words with the variables written before it. */
export function processOf(run: ShellRun, node: CommandNode, words: readonly LaunchWord[]): Process {
  const names = namesIn(run.state);
  const added = node.assignments.map((a): EnvironmentVariable => {
    const pieces = a.value === undefined ? [] : expandWhole(run.uri, a.value, names);
    const at = a.value === undefined ? spanOf(run.uri, a) : spanOf(run.uri, a.value);
    const place = { kind: 'replace', at, notation: 'shell' } as const;
    return { name: a.name, value: knownText(piecesText(pieces), at), origin: 'shell', place };
  });
  return { words, environment: withVariables(run.state.environment, added), cwd: run.state.cwd };
}

/** From a command's first word to its last; redirections are left out. */
export function commandSpan(run: ShellRun, node: CommandNode): Span {
  const first = node.words[0] ?? node;
  const last = node.words.at(-1) ?? node;
  return { uri: run.uri, start: first.start, end: Math.max(first.end, last.end) };
}
