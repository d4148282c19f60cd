import type { Range } from '../../base/span.ts';
import { childOf, type PythonNode, textOf } from '../../syntax/python.ts';
import type { Binding, Raw, RawCall, Scope } from './raw.ts';
import { decodeString, formatPieces } from './string.ts';
import { assignName, bind, groupsOf, punctuation, rangeOf, type WalkContext } from './walk-context.ts';

/** Reads an expression, records the calls in it, and returns what the resolver needs. Total: anything unexpected is `unknown`. */
export function expression(node: PythonNode, context: WalkContext): Raw {
  const range = rangeOf(node);
  const { text } = context.module;
  switch (node.type) {
    case 'VariableName':
    case 'PropertyName':
      return { kind: 'name', name: textOf(node, text), range };
    case 'Number':
      return numberLiteral(textOf(node, text), range);
    case 'String':
      return { kind: 'constant', value: decodeString(textOf(node, text)), range };
    case 'FormatString':
    case 'ContinuedString':
      return { kind: 'format', parts: stringParts(node, context), range };
    case 'Boolean':
      return { kind: 'constant', value: textOf(node, text) === 'True', range };
    case 'None':
      return { kind: 'constant', value: null, range };
    case 'CallExpression':
      return callExpression(node, context);
    case 'MemberExpression':
      return memberExpression(node, context);
    case 'ParenthesizedExpression':
      return parenthesized(node, context);
    case 'BinaryExpression':
      return binaryExpression(node, context);
    case 'UnaryExpression':
      return unaryExpression(node, context);
    case 'ConditionalExpression':
      return conditionalExpression(node, context);
    case 'AwaitExpression':
      return awaitExpression(node, context);
    case 'NamedExpression':
      return namedExpression(node, context);
    case 'LambdaExpression':
      return lambdaExpression(node, context);
    case 'ArrayExpression':
      return sequence(node, 'list', context);
    case 'TupleExpression':
      return sequence(node, 'tuple', context);
    case 'SetExpression':
      return sequence(node, 'set', context);
    case 'DictionaryExpression':
      return dictionary(node, context);
    case 'ArrayComprehensionExpression':
    case 'SetComprehensionExpression':
    case 'DictionaryComprehensionExpression':
    case 'ComprehensionExpression':
      return comprehension(node.children, range, context);
    case 'YieldExpression':
      if (context.function !== undefined) context.function.yields = true;
      return everyChild(node, context);
    default:
      return everyChild(node, context);
  }
}

/** Reads all parts of a construct that has no value for us. */
function everyChild(node: PythonNode, context: WalkContext): Raw {
  for (const child of node.children) {
    if (child.children.length > 0 || child.type === 'VariableName') expression(child, context);
  }
  return { kind: 'unknown', range: rangeOf(node) };
}

/** The expression of `a, b` is a tuple; of one node, that node; of nothing (half-typed), unknown. */
export function expressionList(nodes: readonly PythonNode[], context: WalkContext, at: Range): Raw {
  const items = nodes.filter((n) => n.type !== ',' && n.type !== '⚠').map((n) => expression(n, context));
  const first = items[0];
  if (first === undefined) return { kind: 'unknown', range: at };
  if (items.length === 1 && !nodes.some((n) => n.type === ',')) return first;
  const range = { start: first.range.start, end: items.at(-1)?.range.end ?? first.range.end };
  return { kind: 'list', form: 'tuple', items, range };
}

function numberLiteral(source: string, range: Range): Raw {
  const value = Number(source.replaceAll('_', ''));
  return Number.isNaN(value) ? { kind: 'unknown', range } : { kind: 'constant', value, range };
}

function stringParts(node: PythonNode, context: WalkContext): readonly (string | Raw)[] {
  const { text } = context.module;
  if (node.type === 'String') return [decodeString(textOf(node, text))];
  if (node.type === 'ContinuedString') return node.children.flatMap((child) => stringParts(child, context));
  if (node.type !== 'FormatString') return [{ kind: 'unknown', range: rangeOf(node) }];
  const holes = node.children.filter((child) => child.type === 'FormatReplacement');
  const offsets = holes.map((hole) => ({ start: hole.from - node.from, end: hole.to - node.from }));
  const pieces = formatPieces(textOf(node, text), offsets);
  const parts: (string | Raw)[] = [pieces[0] ?? ''];
  holes.forEach((hole, i) => {
    const inner = hole.children.filter((c) => !punctuation.has(c.type) && !c.type.startsWith('Format'));
    const value = expressionList(inner, context, rangeOf(hole));
    for (const spec of hole.children) if (spec.type === 'FormatSpec') everyChild(spec, context);
    const formatted = hole.children.some((c) => c.type.startsWith('Format') && c.to - c.from > 1);
    parts.push(formatted ? { kind: 'unknown', range: rangeOf(hole) } : value, pieces[i + 1] ?? '');
  });
  return parts;
}

function callExpression(node: PythonNode, context: WalkContext): Raw {
  const args = childOf(node, 'ArgList');
  const callee = node.children[0];
  if (callee === undefined || args === undefined) return everyChild(node, context);
  return recordCall(expression(callee, context), args, rangeOf(node), context);
}

/** Records a call of `callee` with the arguments of an `ArgList`. */
export function recordCall(callee: Raw, list: PythonNode, range: Range, context: WalkContext): Raw {
  const positional: Raw[] = [];
  const keywords: RawCall['keywords'][number][] = [];
  const spreads: Raw[] = [];
  let starred = false;
  // A generator is the only argument; the comma of `for a, b in …` parts nothing.
  const isGenerator = list.children.some((n) => n.type === 'for');
  for (const group of isGenerator ? [list.children] : groupsOf(list.children)) {
    const [first, second, third] = group;
    if (first === undefined) continue;
    if (group.some((n) => n.type === 'for')) positional.push(comprehension(group, rangeOf(list), context));
    else if (first.type === 'VariableName' && second?.type === 'AssignOp') {
      const missing = { start: second.to, end: second.to };
      const value =
        third === undefined || third.type === '⚠'
          ? ({ kind: 'unknown', range: missing } as const)
          : expression(third, context);
      const whole = { start: first.from, end: value.range.end };
      keywords.push({ name: textOf(first, context.module.text), value, nameRange: rangeOf(first), range: whole });
    } else if (first.type === '**') {
      spreads.push(expressionList(group.slice(1), context, rangeOf(list)));
    } else if (first.type === '*') {
      starred = true;
      for (const rest of group.slice(1)) expression(rest, context);
    } else if (first.type !== '⚠') positional.push(expression(first, context));
    else everyChild(first, context);
  }
  const call: RawCall = {
    place: context.place,
    scope: context.scope,
    callee,
    args: positional,
    keywords,
    spreads,
    starred,
    open: starred || spreads.length > 0,
    range,
    argumentsRange: rangeOf(list),
    awaited: false,
    contextManager: false,
    discarded: false,
    returned: false,
    argumentOf: undefined,
    assignedTo: undefined,
    unpackedTo: undefined,
  };
  const { calls } = context.module;
  const index = calls.length;
  calls.push(call);
  for (const argument of positional) markArgument(argument, index, calls);
  for (const { value } of keywords) markArgument(value, index, calls);
  return { kind: 'call', call: index, range };
}

function markArgument(argument: Raw, outer: number, calls: readonly RawCall[]): void {
  if (argument.kind === 'list') for (const item of argument.items) markArgument(item, outer, calls);
  const inner = argument.kind === 'call' ? calls[argument.call] : undefined;
  if (inner !== undefined) inner.argumentOf = outer;
}

function memberExpression(node: PythonNode, context: WalkContext): Raw {
  const range = rangeOf(node);
  const first = node.children[0];
  if (first === undefined) return { kind: 'unknown', range };
  const object = expression(first, context);
  const property = childOf(node, 'PropertyName');
  if (property !== undefined) return { kind: 'attribute', object, name: textOf(property, context.module.text), range };
  if (childOf(node, '[') === undefined) return { kind: 'attribute', object, name: '', range };
  const inside = node.children.slice(2).filter((n) => !punctuation.has(n.type) && n.type !== '⚠');
  const values = inside.map((n) => expression(n, context));
  const only = values[0];
  const last = values.at(-1);
  if (only === undefined || last === undefined || childOf(node, ':') !== undefined) return { kind: 'unknown', range };
  const index: Raw =
    values.length === 1
      ? only
      : { kind: 'list', form: 'tuple', items: values, range: { start: only.range.start, end: last.range.end } };
  const raw: Raw = { kind: 'subscript', object, index, range };
  if ((object.kind === 'name' || object.kind === 'attribute') && object.name === 'environ')
    context.module.subscripts.push({ raw, scope: context.scope, within: context.place.within });
  return raw;
}

function parenthesized(node: PythonNode, context: WalkContext): Raw {
  const inner = node.children.filter((n) => !punctuation.has(n.type) && n.type !== '⚠');
  const values = inner.map((n) => expression(n, context));
  return values[0] ?? { kind: 'unknown', range: rangeOf(node) };
}

function binaryExpression(node: PythonNode, context: WalkContext): Raw {
  const left = node.children[0];
  const right = node.children.at(-1);
  if (left === undefined || right === undefined || node.children.length < 3) return everyChild(node, context);
  const op = node.children
    .slice(1, -1)
    .map((n) => textOf(n, context.module.text))
    .join(' ');
  return {
    kind: 'binary',
    op,
    left: expression(left, context),
    right: expression(right, context),
    range: rangeOf(node),
  };
}

function unaryExpression(node: PythonNode, context: WalkContext): Raw {
  const [op, operand] = node.children;
  if (op === undefined || operand === undefined) return everyChild(node, context);
  const sign = textOf(op, context.module.text);
  return { kind: 'unary', op: sign, operand: expression(operand, context), range: rangeOf(node) };
}

function conditionalExpression(node: PythonNode, context: WalkContext): Raw {
  const [then, , condition, , otherwise] = node.children;
  if (then === undefined || condition === undefined || otherwise === undefined) return everyChild(node, context);
  const branch = { ...context, place: { ...context.place, conditional: true } };
  return {
    kind: 'either',
    condition: expression(condition, context),
    whenTrue: expression(then, branch),
    whenFalse: expression(otherwise, branch),
    range: rangeOf(node),
  };
}

function awaitExpression(node: PythonNode, context: WalkContext): Raw {
  if (context.function !== undefined) context.function.awaits = true;
  const operandNode = node.children[1];
  if (operandNode === undefined) return { kind: 'unknown', range: rangeOf(node) };
  const operand = expression(operandNode, context);
  const call = operand.kind === 'call' ? context.module.calls[operand.call] : undefined;
  if (call !== undefined) call.awaited = true;
  return { kind: 'await', operand, range: rangeOf(node) };
}

function namedExpression(node: PythonNode, context: WalkContext): Raw {
  const name = node.children[0];
  const valueNode = node.children[2];
  const value: Raw =
    valueNode === undefined ? { kind: 'unknown', range: rangeOf(node) } : expression(valueNode, context);
  if (name?.type === 'VariableName') assignName(name, value, rangeOf(node), context, 'assign');
  return value;
}

function lambdaExpression(node: PythonNode, context: WalkContext): Raw {
  const names = new Map<string, Binding[]>();
  const parameters = childOf(node, 'ParamList');
  for (const child of parameters?.children ?? [])
    if (child.type === 'VariableName') names.set(textOf(child, context.module.text), [{ kind: 'other' }]);
  const scope: Scope = {
    kind: 'function',
    function: context.scope.function,
    parent: context.scope,
    names,
    globals: new Set(),
  };
  const last = node.children.at(-1);
  const inner = { ...context, scope, place: { ...context.place, inLambda: true } };
  const body: Raw =
    last === undefined || last.type === ':' ? { kind: 'unknown', range: rangeOf(node) } : expression(last, inner);
  return { kind: 'lambda', body, range: rangeOf(node) };
}

function sequence(node: PythonNode, form: 'list' | 'tuple' | 'set', context: WalkContext): Raw {
  const items: Raw[] = [];
  for (const group of groupsOf(node.children)) {
    const starred = group[0]?.type === '*';
    const item = group[starred ? 1 : 0];
    if (item === undefined || item.type === '⚠') continue;
    const value = expression(item, context);
    items.push(starred ? { kind: 'unknown', range: value.range } : value);
  }
  return { kind: 'list', form, items, range: rangeOf(node) };
}

function dictionary(node: PythonNode, context: WalkContext): Raw {
  const entries: { key: Raw; value: Raw }[] = [];
  let complete = true;
  for (const group of groupsOf(node.children)) {
    const [key, , value] = group;
    if (key === undefined) continue;
    if (key.type === '**' || value === undefined) {
      complete = false;
      for (const part of group) if (part.type !== '**') expression(part, context);
    } else entries.push({ key: expression(key, context), value: expression(value, context) });
  }
  return { kind: 'dict', entries, complete, range: rangeOf(node) };
}

function comprehension(nodes: readonly PythonNode[], range: Range, context: WalkContext): Raw {
  const scope: Scope = {
    kind: 'function',
    function: context.scope.function,
    parent: context.scope,
    names: new Map(),
    globals: new Set(),
  };
  let binding = false;
  const inner = { ...context, scope, place: { ...context.place, inLoop: true } };
  const rest: PythonNode[] = [];
  for (const node of nodes) {
    if (node.type === 'async' && context.function !== undefined) context.function.awaits = true;
    if (node.type === 'for') binding = true;
    else if (node.type === 'in') binding = false;
    else if (binding) bindTargets(node, inner);
    else rest.push(node);
  }
  for (const node of rest) if (!punctuation.has(node.type)) expression(node, inner);
  return { kind: 'unknown', range };
}

/** Binds every name in a target that is no single name (`for a, b in …`, `(a, b) = …`). */
export function bindTargets(node: PythonNode, context: WalkContext): void {
  if (node.type === 'VariableName') bind(context, textOf(node, context.module.text), { kind: 'other' });
  else if (node.type === 'MemberExpression') expression(node, context);
  else for (const child of node.children) bindTargets(child, context);
}
