import { childOf, type PythonNode, textOf } from '../../syntax/python.ts';
import type { PythonImport, PythonPlace } from './module.ts';
import type { Binding, Raw, RawClass, RawFunction, RawParameter, Scope } from './raw.ts';
import { bind, groupsOf, rangeOf, type WalkContext } from './walk-context.ts';
import { expression, recordCall } from './walk-expression.ts';

/** A place at the start of a function body or of the module. */
export function freshPlace(within: number): PythonPlace {
  return {
    within,
    inMainGuard: false,
    inLoop: false,
    inEndlessLoop: false,
    inTry: false,
    conditional: false,
    inLambda: false,
  };
}

/** One decorator's expression; the grammar lists its dotted name flat. */
export function decorator(node: PythonNode, context: WalkContext): RawFunction['decorators'][number] {
  let raw: Raw | undefined;
  for (const child of node.children) {
    if (child.type === 'VariableName' || child.type === 'PropertyName') {
      const name = textOf(child, context.module.text);
      const range = { start: raw?.range.start ?? child.from, end: child.to };
      raw = raw === undefined ? { kind: 'name', name, range } : { kind: 'attribute', object: raw, name, range };
    } else if (child.type === 'ArgList' && raw !== undefined) {
      raw = recordCall(raw, child, { start: raw.range.start, end: child.to }, context);
    } else if (child.children.length > 0 && raw === undefined) raw = expression(child, context);
  }
  return { expression: raw ?? { kind: 'unknown', range: rangeOf(node) }, range: rangeOf(node) };
}

function annotationOf(node: PythonNode | undefined, context: WalkContext): Raw | undefined {
  const inner = node?.children.find((child) => child.type !== ':' && child.type !== '->' && child.type !== '⚠');
  return inner === undefined ? undefined : expression(inner, context);
}

function parametersOf(list: PythonNode | undefined, context: WalkContext): readonly RawParameter[] {
  if (list === undefined) return [];
  const parameters: RawParameter[] = [];
  for (const group of groupsOf(list.children)) {
    const name = group.find((n) => n.type === 'VariableName');
    if (name === undefined) continue;
    const annotation = annotationOf(
      group.find((n) => n.type === 'TypeDef'),
      context,
    );
    const equals = group.findIndex((n) => n.type === 'AssignOp');
    const value = equals < 0 ? undefined : group[equals + 1];
    parameters.push({
      name: textOf(name, context.module.text),
      ...(annotation === undefined ? {} : { annotation }),
      ...(value === undefined ? {} : { default: expression(value, context) }),
      ...(group[0]?.type === '*' || group[0]?.type === '**' ? { variadic: true as const } : {}),
      range: { start: name.from, end: group.at(-1)?.to ?? name.to },
    });
  }
  return parameters;
}

/** `def` and `async def`; `body` reads the statements. */
export function functionDefinition(
  node: PythonNode,
  decorators: RawFunction['decorators'],
  context: WalkContext,
  body: (node: PythonNode, context: WalkContext) => void,
): void {
  const nameNode = childOf(node, 'VariableName');
  const def = childOf(node, 'def');
  const bodyNode = childOf(node, 'Body');
  if (nameNode === undefined || def === undefined) return;
  const { module } = context;
  const name = textOf(nameNode, module.text);
  const index = module.functions.length;
  const names = new Map<string, Binding[]>();
  const scope: Scope = { kind: 'function', function: index, parent: context.scope, names, globals: new Set() };
  const asyncToken = childOf(node, 'async');
  const returnType = annotationOf(childOf(node, 'TypeDef'), context);
  const owner = context.scope.kind === 'class' ? context.scope.class : undefined;
  const ownerName = owner === undefined ? undefined : module.classes[owner]?.name;
  const made: RawFunction = {
    name,
    qualifiedName: context.prefix + name,
    parent: context.place.within,
    isAsync: asyncToken !== undefined,
    range: rangeOf(node),
    nameRange: rangeOf(nameNode),
    bodyRange: bodyNode === undefined ? { start: node.to, end: node.to } : rangeOf(bodyNode),
    conditional: context.place.conditional || context.place.inMainGuard,
    decorators,
    parameters: parametersOf(childOf(node, 'ParamList'), context),
    outer: context.scope,
    scope,
    returned: [],
    awaits: false,
    yields: false,
    // Spreads stand last, because the properties behind them are added one by one.
    ...(owner === undefined ? {} : { class: owner }),
    ...(ownerName === undefined ? {} : { className: ownerName }),
    ...(asyncToken === undefined ? {} : { asyncRange: { start: asyncToken.from, end: def.from } }),
    ...(returnType === undefined ? {} : { returnAnnotation: returnType }),
  };
  module.functions.push(made);
  made.parameters.forEach((parameter, i) => {
    names.set(parameter.name, [{ kind: 'parameter', index, parameter: i }]);
  });
  bind(context, name, { kind: 'function', index });
  if (bodyNode === undefined) return;
  const place = freshPlace(index);
  body(bodyNode, {
    ...context,
    scope,
    place,
    prefix: `${made.qualifiedName}.`,
    function: made,
    loop: -1,
    guarded: 'no',
  });
}

/** `class`; its body's names are fields and methods. */
export function classDefinition(
  node: PythonNode,
  decorators: RawFunction['decorators'],
  context: WalkContext,
  body: (node: PythonNode, context: WalkContext) => void,
): void {
  const nameNode = childOf(node, 'VariableName');
  if (nameNode === undefined) return;
  const { module } = context;
  const name = textOf(nameNode, module.text);
  const index = module.classes.length;
  const list = childOf(node, 'ArgList');
  const bases = (list === undefined ? [] : groupsOf(list.children))
    .filter((group) => group[1]?.type !== 'AssignOp')
    .flatMap((group) => (group[0] === undefined ? [] : [expression(group[0], context)]));
  const scope: Scope = {
    kind: 'class',
    function: context.place.within,
    class: index,
    parent: context.scope,
    names: new Map(),
    globals: new Set(),
  };
  const metaclass = /\bmetaclass\s*=/.test(list === undefined ? '' : textOf(list, module.text));
  const made: RawClass = {
    name,
    replaced: decorators.length > 0 || metaclass,
    bases,
    scope,
    outer: context.scope,
    range: rangeOf(node),
    nameRange: rangeOf(nameNode),
    attributes: new Map(),
  };
  module.classes.push(made);
  bind(context, name, { kind: 'class', index });
  const bodyNode = childOf(node, 'Body');
  if (bodyNode !== undefined) body(bodyNode, { ...context, scope, prefix: `${context.prefix}${name}.` });
}

/** `import …` and `from … import …`. */
export function importStatement(node: PythonNode, context: WalkContext): void {
  const { text, imports } = context.module;
  const { children } = node;
  const add = (imported: PythonImport): void => {
    imports.push(imported);
    if (imported.name !== '*') bind(context, imported.alias, { kind: 'import', imported });
  };
  const common = { within: context.place.within, guarded: context.guarded, range: rangeOf(node) };
  const from = children[0]?.type === 'from';
  const cut = from ? children.findIndex((child) => child.type === 'import') : 0;
  if (!from) {
    for (const group of groupsOf(children.slice(1))) {
      const as = group.findIndex((child) => child.type === 'as');
      const path = as < 0 ? group : group.slice(0, as);
      const [first, last] = [path[0], path.at(-1)];
      if (first === undefined || last === undefined) continue;
      const alias = as < 0 ? first : group[as + 1];
      const moduleRange = { start: first.from, end: last.to };
      const module = text.slice(first.from, last.to).replace(/\s/g, '');
      if (alias !== undefined) add({ ...common, module, alias: textOf(alias, text), level: 0, moduleRange });
    }
    return;
  }
  const head = children.slice(1, cut < 0 ? undefined : cut).filter((child) => child.type !== '⚠');
  const written = head.map((child) => textOf(child, text)).join('');
  const level = /^\.*/.exec(written)?.[0].length ?? 0;
  const module = written.slice(level);
  const moduleRange = { start: head[0]?.from ?? node.from, end: head.at(-1)?.to ?? node.to };
  if (cut < 0) return;
  for (const group of groupsOf(children.slice(cut + 1))) {
    const [first, as, alias] = group.filter((child) => child.type !== '⚠');
    if (first === undefined || (first.type !== 'VariableName' && first.type !== '*')) continue;
    const name = textOf(first, text);
    const bound = as?.type === 'as' && alias !== undefined ? textOf(alias, text) : name;
    add({ ...common, module, name, alias: bound, level, moduleRange });
  }
}
