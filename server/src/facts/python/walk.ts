import { type ParsedPython, type PythonNode, textOf } from '../../syntax/python.ts';
import type { Raw, RawModule, Scope } from './raw.ts';
import { assignment, update } from './walk-assign.ts';
import {
  forLoop,
  ifStatement,
  matchStatement,
  returnsKept,
  tryStatement,
  whileLoop,
  withStatement,
} from './walk-block.ts';
import { rangeOf, type WalkContext } from './walk-context.ts';
import { classDefinition, decorator, freshPlace, functionDefinition, importStatement } from './walk-definition.ts';
import { expression, expressionList } from './walk-expression.ts';

/** Walks the tree once and collects imports, scopes, calls, functions and classes. */
export function walkModule(parsed: ParsedPython): RawModule {
  const scope: Scope = { kind: 'module', function: -1, names: new Map(), globals: new Set() };
  const module: RawModule = {
    text: parsed.text,
    scope,
    imports: [],
    calls: [],
    functions: [],
    classes: [],
    stores: [],
    managed: [],
    loops: [],
    flagLoops: [],
    moduleNames: [],
    subscripts: [],
    importInsertAt: 0,
  };
  const context: WalkContext = { module, scope, place: freshPlace(-1), prefix: '', loop: -1, guarded: 'no' };
  module.importInsertAt = insertionPoint(parsed);
  body(parsed.root, context);
  return module;
}

/** The line behind the last import at module level, else behind the docstring and leading comments. */
function insertionPoint(parsed: ParsedPython): number {
  const { text, root } = parsed;
  const lastImport = root.children.findLast((child) => child.type === 'ImportStatement');
  let anchor = lastImport;
  if (anchor === undefined) {
    const first = root.children.find((child) => child.type !== 'Comment');
    if (first?.type === 'ExpressionStatement' && first.children[0]?.type === 'String') anchor = first;
    else return first?.from ?? text.length;
  }
  const newline = text.indexOf('\n', anchor.to);
  return newline < 0 ? text.length : newline + 1;
}

function body(node: PythonNode, context: WalkContext): void {
  let here = context;
  for (const child of node.children) {
    if (child.type === ':') continue;
    statement(child, here);
    if (child.type === 'IfStatement' && here.function !== undefined && returnsKept(child, node, here))
      here = { ...here, place: { ...here.place, once: true } };
  }
}

const statements: ReadonlyMap<string, (node: PythonNode, context: WalkContext) => void> = new Map([
  ['ImportStatement', importStatement],
  ['FunctionDefinition', (node, context) => functionDefinition(node, [], context, body)],
  ['ClassDefinition', (node, context) => classDefinition(node, [], context, body)],
  ['DecoratedStatement', decorated],
  ['AssignStatement', assignment],
  ['UpdateStatement', update],
  ['ExpressionStatement', expressionStatement],
  ['ReturnStatement', returned],
  ['YieldStatement', returned],
  ['IfStatement', (node, context) => ifStatement(node, context, body)],
  ['WhileStatement', (node, context) => whileLoop(node, context, body)],
  ['ForStatement', (node, context) => forLoop(node, context, body)],
  ['TryStatement', (node, context) => tryStatement(node, context, body)],
  ['WithStatement', (node, context) => withStatement(node, context, body)],
  ['MatchStatement', (node, context) => matchStatement(node, context, body)],
  ['ScopeStatement', scopeStatement],
  ['BreakStatement', (_, context) => leaveLoop(context)],
  ['StatementGroup', body],
  ['⚠', body],
  ['RaiseStatement', operands],
  ['AssertStatement', operands],
  ['Comment', ignore],
  ['PassStatement', ignore],
  ['ContinueStatement', ignore],
  ['DeleteStatement', managed],
  ['TypeDefinition', ignore],
] satisfies readonly [string, (node: PythonNode, context: WalkContext) => void][]);

function statement(node: PythonNode, context: WalkContext): void {
  const read = statements.get(node.type);
  if (read === undefined) expression(node, context);
  else read(node, context);
}

function ignore(): void {
  // Nothing in these statements binds a name or calls anything.
}

function operands(node: PythonNode, context: WalkContext): void {
  for (const child of node.children) expression(child, context);
}

function scopeStatement(node: PythonNode, context: WalkContext): void {
  if (node.children[0]?.type !== 'global') {
    managed(node, context);
    return;
  }
  for (const name of node.children)
    if (name.type === 'VariableName') context.scope.globals.add(textOf(name, context.module.text));
}

/** `nonlocal a` and `del a`. */
function managed(node: PythonNode, { module, scope }: WalkContext): void {
  for (const name of node.children)
    if (name.type === 'VariableName') module.managed.push({ name: textOf(name, module.text), scope });
}

function leaveLoop(context: WalkContext): void {
  const loop = context.module.loops[context.loop];
  if (loop !== undefined) loop.breaks = true;
}

function decorated(node: PythonNode, context: WalkContext): void {
  const decorators = node.children.filter((child) => child.type === 'Decorator').map((d) => decorator(d, context));
  for (const child of node.children) {
    if (child.type === 'FunctionDefinition') functionDefinition(child, decorators, context, body);
    else if (child.type === 'ClassDefinition') classDefinition(child, decorators, context, body);
  }
}

function expressionStatement(node: PythonNode, context: WalkContext): void {
  const first = node.children[0];
  if (first === undefined) return;
  const raw = node.children.map((child) => expression(child, context))[0];
  const inner = raw?.kind === 'await' ? raw.operand : raw;
  const call = inner?.kind === 'call' ? context.module.calls[inner.call] : undefined;
  if (call !== undefined) call.discarded = true;
}

function returned(node: PythonNode, context: WalkContext): void {
  const values = node.children.filter((child) => !['return', 'yield', 'from', '⚠'].includes(child.type));
  if (node.type === 'YieldStatement' && context.function !== undefined) context.function.yields = true;
  if (node.type === 'ReturnStatement') leaveLoop(context);
  if (values.length === 0) return;
  const value = expressionList(values, context, rangeOf(node));
  context.function?.returned.push(value);
  if (node.type === 'ReturnStatement') markReturned(value, context);
}

function markReturned(value: Raw, context: WalkContext): void {
  if (value.kind === 'await') markReturned(value.operand, context);
  if (value.kind === 'list') for (const item of value.items) markReturned(item, context);
  const call = value.kind === 'call' ? context.module.calls[value.call] : undefined;
  if (call !== undefined) call.returned = true;
}
