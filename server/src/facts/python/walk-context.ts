import type { Range } from '../../base/span.ts';
import { type PythonNode, textOf } from '../../syntax/python.ts';
import type { PythonImport, PythonPlace } from './module.ts';
import type { Binding, Raw, RawCall, RawFunction, RawModule, Scope } from './raw.ts';

/** Where the walk stands. */
export interface WalkContext {
  readonly module: RawModule;
  readonly scope: Scope;
  readonly place: PythonPlace;
  /** Prefix of qualified names: `Class.`. */
  readonly prefix: string;
  readonly function?: RawFunction;
  /** The innermost loop in `module.loops`, -1 for `for` loops and outside of loops. */
  readonly loop: number;
  readonly guarded: PythonImport['guarded'];
}

/** The range of a node. */
export function rangeOf(node: PythonNode): Range {
  return { start: node.from, end: node.to };
}

/** Adds a binding; a name declared `global` is bound in the module. */
export function bind(context: WalkContext, name: string, binding: Binding): void {
  const scope = context.scope.globals.has(name) ? context.module.scope : context.scope;
  const list = scope.names.get(name);
  if (list === undefined) scope.names.set(name, [binding]);
  else list.push(binding);
}

/** Tokens without meaning of their own. */
export const punctuation = new Set(['(', ')', '[', ']', '{', '}', ',', ':']);

const brackets = new Set(['(', ')', '[', ']', '{', '}']);

/** Nodes without brackets, split at commas. */
export function groupsOf(nodes: readonly PythonNode[]): readonly (readonly PythonNode[])[] {
  const groups: PythonNode[][] = [];
  let group: PythonNode[] = [];
  for (const node of nodes) {
    if (node.type === ',') {
      if (group.length > 0) groups.push(group);
      group = [];
    } else if (!brackets.has(node.type)) group.push(node);
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** Binds a plain name to a value. */
export function assignName(
  name: PythonNode,
  value: Raw,
  statement: Range,
  context: WalkContext,
  via: 'assign' | 'with',
  annotation?: Raw,
): void {
  const text = textOf(name, context.module.text);
  bind(context, text, {
    kind: 'assign',
    value,
    ...(annotation === undefined ? {} : { annotation }),
    scope: context.scope,
    conditional: context.place.conditional || context.place.inMainGuard || context.place.inLoop,
    via,
    nameRange: rangeOf(name),
    range: statement,
  });
  nameResult(value, text, context);
}

/** Notes on a call which name receives its result. */
export function nameResult(value: Raw, name: string, context: WalkContext): void {
  const call = madeBy(value, context);
  if (call !== undefined) call.assignedTo = name;
}

/** Notes on a call which names receive the parts of its result. */
export function nameParts(value: Raw, names: readonly string[], context: WalkContext): void {
  const call = madeBy(value, context);
  if (call !== undefined) call.unpackedTo = names;
}

function madeBy(value: Raw, { module }: WalkContext): RawCall | undefined {
  const inner = value.kind === 'await' ? value.operand : value;
  return inner.kind === 'call' ? module.calls[inner.call] : undefined;
}
