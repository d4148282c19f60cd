import type { Range } from '../../base/span.ts';
import { type PythonNode, textOf } from '../../syntax/python.ts';
import type { Raw, Scope } from './raw.ts';
import { assignName, rangeOf, type WalkContext } from './walk-context.ts';
import { bindTargets, expression } from './walk-expression.ts';

/** Reads the statements of a body. */
type Body = (node: PythonNode, context: WalkContext) => void;

/** `if`, with the main guard and `TYPE_CHECKING` told apart. */
export function ifStatement(node: PythonNode, context: WalkContext, body: Body): void {
  const { text } = context.module;
  let condition = '';
  let decided = false;
  let range: Range | undefined;
  for (const child of node.children) {
    if (child.type === 'if' || child.type === 'elif' || child.type === '⚠') continue;
    if (child.type === 'else') condition = 'else';
    else if (child.type !== 'Body') {
      expression(child, context);
      condition = textOf(child, text);
      decided ||= looksAtCall(condition, context);
    } else {
      const main = context.place.within === -1 && isMainGuard(condition);
      const typing = /^(?:\w+\.)?TYPE_CHECKING$/.test(condition);
      if (main && range === undefined) range = { start: node.from, end: child.to };
      const once = isFirstUse(condition, child, context) ? { once: true as const } : {};
      const rare = decided ? {} : { exceptional: true as const };
      const place = main
        ? { ...context.place, inMainGuard: true }
        : { ...context.place, conditional: true, ...once, ...rare };
      const guarded = main
        ? 'main'
        : typing
          ? 'type-checking'
          : context.guarded === 'no'
            ? 'condition'
            : context.guarded;
      body(child, { ...context, place, guarded });
    }
  }
  if (range !== undefined && context.module.mainGuard === undefined) context.module.mainGuard = range;
}

/**
 * Whether a condition looks at what this call of the function works on: the request, its parameters and variables. Whether a file
 * exists decides nothing either: it does.
 */
function looksAtCall(condition: string, { scope }: WalkContext): boolean {
  if (scope.kind !== 'function' || /\b(?:request|exists|isfile|is_file)\b/.test(condition)) return true;
  return (condition.match(/(?<![\w.])[A-Za-z_]\w*/g) ?? []).some((name) => {
    for (let at: Scope | undefined = scope; at?.kind === 'function'; at = at.parent)
      if (!at.globals.has(name) && at.names.get(name)?.some((binding) => binding.kind !== 'import') === true)
        return true;
    return false;
  });
}

/** Whether a name outlives the function: a global one, or an attribute of the object, its class or the application. */
function isKept(name: string, { scope }: WalkContext): boolean {
  return /^(?:self|cls|(?:\w+\.)*state)\.\w/.test(name) || scope.globals.has(name);
}

function assigns(node: PythonNode, name: string, context: WalkContext): boolean {
  return new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}\\s*(?::[^=\\n]+)?=(?!=)`).test(
    textOf(node, context.module.text),
  );
}

/** `if client is None:` and `if not client:` in front of lines that set it. */
function isFirstUse(condition: string, branch: PythonNode, context: WalkContext): boolean {
  const match = /^\(?\s*(?:not\s+([A-Za-z_][\w.]*)|([A-Za-z_][\w.]*)\s+is\s+None)\s*\)?$/.exec(condition);
  const name = match?.[1] ?? match?.[2];
  return name !== undefined && isKept(name, context) && assigns(branch, name, context);
}

/** `if client is not None: return client` in front of lines of the same body that set it. */
export function returnsKept(node: PythonNode, body: PythonNode, context: WalkContext): boolean {
  const { text } = context.module;
  const [, condition, branch, ...more] = node.children.filter((child) => child.type !== '⚠');
  if (condition === undefined || branch?.type !== 'Body' || more.length > 0) return false;
  const name = /^\(?\s*([A-Za-z_][\w.]*)(?:\s+is\s+not\s+None)?\s*\)?$/.exec(textOf(condition, text))?.[1];
  if (name === undefined || !isKept(name, context)) return false;
  return (
    new RegExp(`^:?\\s*return\\s+${name.replaceAll('.', '\\.')}\\s*$`).test(textOf(branch, text)) &&
    assigns(body, name, context)
  );
}

function isMainGuard(condition: string): boolean {
  return /^\(?\s*(?:__name__\s*==\s*['"]__main__['"]|['"]__main__['"]\s*==\s*__name__)\s*\)?(?:\s+and\b.*)?$/s.test(
    condition,
  );
}

/** `while running:`, `while not self.stopped.is_set():` */
const FLAG = /^\(?\s*(?:not\s+)?[A-Za-z_][\w.]*(?:\(\))?\s*\)?$/;
const WAITS = /\b(?:sleep|wait)\s*\(/;

/** `while`; an endless one is recorded, and one that goes by a flag and waits. */
export function whileLoop(node: PythonNode, context: WalkContext, body: Body): void {
  const { module } = context;
  const [, condition] = node.children;
  const endless = condition !== undefined && /^\(?\s*(?:True|1)\s*\)?$/.test(textOf(condition, module.text));
  if (condition !== undefined) expression(condition, context);
  const { within, inMainGuard } = context.place;
  if (
    condition !== undefined &&
    !endless &&
    FLAG.test(textOf(condition, module.text)) &&
    WAITS.test(textOf(node, module.text))
  )
    module.flagLoops.push({ within, inMainGuard, range: rangeOf(node) });
  const loop = endless ? module.loops.length : -1;
  if (endless) module.loops.push({ within, inMainGuard, range: rangeOf(node), breaks: false });
  const place = {
    ...context.place,
    inLoop: true,
    inEndlessLoop: context.place.inEndlessLoop || endless,
    conditional: context.place.conditional || !endless,
  };
  for (const child of node.children) if (child.type === 'Body') body(child, { ...context, place, loop });
}

/** `for` and `async for`. */
export function forLoop(node: PythonNode, context: WalkContext, body: Body): void {
  let part: 'before' | 'targets' | 'iterable' = 'before';
  const place = { ...context.place, inLoop: true, conditional: true };
  for (const child of node.children) {
    if (child.type === 'async' && context.function !== undefined) context.function.awaits = true;
    else if (child.type === 'for') part = 'targets';
    else if (child.type === 'in') part = 'iterable';
    else if (child.type === 'Body') body(child, { ...context, place, loop: -1 });
    else if (part === 'targets') bindTargets(child, context);
    else if (part === 'iterable' && child.type !== ',') expression(child, context);
  }
}

/** `try` with all its parts; what stands in `except` may not run. */
export function tryStatement(node: PythonNode, context: WalkContext, body: Body): void {
  let part = 'try';
  const guarded = context.guarded === 'no' ? 'try' : context.guarded;
  for (const child of node.children) {
    if (['try', 'except', 'else', 'finally'].includes(child.type)) part = child.type;
    else if (child.type === 'Body') {
      const place =
        part === 'except'
          ? { ...context.place, conditional: true, exceptional: true as const }
          : { ...context.place, inTry: part === 'try' || context.place.inTry };
      body(child, { ...context, place, guarded });
    } else if (part === 'except' && child.type === 'VariableName') {
      const previous = node.children[node.children.indexOf(child) - 1];
      if (previous?.type === 'as') bindTargets(child, context);
    }
  }
}

/** `with` and `async with`; `as` binds the name to the expression. */
export function withStatement(node: PythonNode, context: WalkContext, body: Body): void {
  let value: Raw | undefined;
  let aliased = false;
  for (const child of node.children) {
    if (child.type === 'async' && context.function !== undefined) context.function.awaits = true;
    else if (child.type === 'as') aliased = true;
    else if (child.type === 'Body') body(child, context);
    else if (aliased) {
      aliased = false;
      if (child.type === 'VariableName' && value !== undefined)
        assignName(child, value, rangeOf(node), context, 'with');
      else bindTargets(child, context);
    } else if (!['with', ',', '⚠', '(', ')'].includes(child.type)) {
      value = expression(child, context);
      const call = value.kind === 'call' ? context.module.calls[value.call] : undefined;
      if (call !== undefined) call.contextManager = true;
    }
  }
}

/** `match`; every case may not run. */
export function matchStatement(node: PythonNode, context: WalkContext, body: Body): void {
  for (const child of node.children) {
    if (child.type !== 'MatchBody') {
      if (child.type !== 'match') expression(child, context);
      continue;
    }
    for (const clause of child.children) {
      for (const part of clause.children) {
        if (part.type === 'Body') body(part, { ...context, place: { ...context.place, conditional: true } });
        else if (part.type === 'Guard') expression(part, context);
        else captured(part, context);
      }
    }
  }
}

function captured(node: PythonNode, context: WalkContext): void {
  if (node.type === 'CapturePattern') bindTargets(node, context);
  else for (const child of node.children) captured(child, context);
}
