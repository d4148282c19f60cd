import type { Range } from '../../base/span.ts';
import { type PythonNode, textOf } from '../../syntax/python.ts';
import type { Raw } from './raw.ts';
import { assignName, bind, nameParts, nameResult, rangeOf, type WalkContext } from './walk-context.ts';
import { bindTargets, expression, expressionList } from './walk-expression.ts';

/** `a = b = value`, `a: T = value`, `a.b = value`, `a, b = …`. */
export function assignment(node: PythonNode, context: WalkContext): void {
  const segments: PythonNode[][] = [[]];
  let annotationNode: PythonNode | undefined;
  for (const child of node.children) {
    if (child.type === 'AssignOp') segments.push([]);
    else if (child.type === 'TypeDef') annotationNode = child.children.find((n) => n.type !== ':' && n.type !== '⚠');
    else segments.at(-1)?.push(child);
  }
  const annotation = annotationNode === undefined ? undefined : expression(annotationNode, context);
  const range = rangeOf(node);
  const end = { start: node.to, end: node.to };
  const valueNodes = segments.length > 1 ? segments.at(-1) : undefined;
  const value = valueNodes === undefined ? undefined : expressionList(valueNodes, context, end);
  for (const target of segments.length > 1 ? segments.slice(0, -1) : segments) {
    const first = target[0];
    if (first === undefined) continue;
    if (target.length > 1) unpack(target, value, range, context);
    else assignTo(first, value, annotation, range, context);
  }
}

function assignTo(
  target: PythonNode,
  value: Raw | undefined,
  annotation: Raw | undefined,
  range: Range,
  context: WalkContext,
): void {
  const { module, scope } = context;
  if (target.type === 'VariableName') {
    if (value !== undefined) assignName(target, value, range, context, 'assign', annotation);
    else if (annotation !== undefined)
      bind(context, textOf(target, module.text), { kind: 'annotation', annotation, scope });
  } else if (target.type === 'MemberExpression') {
    const before = module.subscripts.length;
    const raw = expression(target, context);
    module.subscripts.length = before;
    if (value === undefined) return;
    module.stores.push({ target: raw, value, scope, range });
    nameResult(value, textOf(target, module.text), context);
    const owner = scope.kind === 'function' ? module.functions[scope.function]?.class : undefined;
    if (owner !== undefined && raw.kind === 'attribute' && raw.object.kind === 'name' && raw.object.name === 'self') {
      const binding = {
        kind: 'assign',
        value,
        ...(annotation === undefined ? {} : { annotation }),
        scope,
        conditional: context.place.conditional,
        via: 'assign',
        nameRange: rangeOf(target),
        range,
      } as const;
      const attributes = module.classes[owner]?.attributes;
      attributes?.set(raw.name, [...(attributes.get(raw.name) ?? []), binding]);
    }
  } else if (target.type.endsWith('Expression') && target.type !== 'CallExpression') {
    unpack(target.children, value, range, context);
  } else expression(target, context);
}

function unpack(nodes: readonly PythonNode[], value: Raw | undefined, range: Range, context: WalkContext): void {
  const targets = nodes.filter((n) => n.type === 'VariableName' || n.children.length > 0);
  const plain = !nodes.some((n) => n.type === '*');
  const items = value?.kind === 'list' && plain && value.items.length === targets.length ? value.items : [];
  if (value !== undefined && targets.every((target) => target.type === 'VariableName'))
    nameParts(
      value,
      targets.map((target) => textOf(target, context.module.text)),
      context,
    );
  targets.forEach((target, i) => {
    const item = items[i];
    const call = value?.kind === 'await' ? value.operand : value;
    if (target.type === 'VariableName' && item === undefined && plain && call?.kind === 'call')
      bind(context, textOf(target, context.module.text), { kind: 'other', part: { of: call, index: i } });
    else if (target.type === 'VariableName' && item === undefined) bindTargets(target, context);
    else assignTo(target, item ?? { kind: 'unknown', range }, undefined, range, context);
  });
}

/** `a += value`: the name is bound a second time, so that its value is not constant. */
export function update(node: PythonNode, context: WalkContext): void {
  const [target, , ...rest] = node.children;
  expressionList(rest, context, rangeOf(node));
  if (target !== undefined) bindTargets(target, context);
}
