import type { Range } from '../../base/span.ts';
import { concatenate, isTextual, joinPaths, percentFormat } from './text.ts';
import { truthOf, type Value } from './value.ts';

/** The value of `left op right`: folded when both are constant, text and paths put together, else kept as it is. */
export function binaryOf(op: string, left: Value, right: Value, range: Range): Value {
  const at = { range, origin: range };
  if (op === 'or') return orOf(left, right, range);
  if (op === 'and') {
    const truth = truthOf(left);
    if (truth !== undefined) return { ...(truth ? right : left), range };
    return { kind: 'unknown', ...at };
  }
  if (left.kind === 'number' && right.kind === 'number') {
    const result = arithmetic(op, left.value, right.value);
    if (typeof result === 'boolean') return { kind: 'bool', value: result, ...at };
    if (result !== undefined && Number.isFinite(result)) return { kind: 'number', value: result, ...at };
  }
  if (op === '==' || op === '!=') {
    const equal = sameConstant(left, right);
    if (equal !== undefined) return { kind: 'bool', value: equal === (op === '=='), ...at };
  }
  if (op === '+' && (isTextual(left) || isTextual(right))) return concatenate([left, right], range);
  if (op === '+' && left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', form: left.form, items: [...left.items, ...right.items], ...at };
  if (op === '/' && (isTextual(left) || (isTextual(right) && left.kind !== 'number')))
    return joinPaths([left, right], range);
  if (op === '%' && left.kind === 'string')
    return percentFormat(left.value, right.kind === 'list' ? right.items : [right], range);
  if (left.kind === 'unknown' && right.kind === 'unknown') return { kind: 'unknown', ...at };
  return { kind: 'binary', op, left, right, ...at };
}

function orOf(left: Value, right: Value, range: Range): Value {
  const at = { range, origin: range };
  if (left.kind === 'env') {
    const fallback = left.default;
    if (fallback === undefined || truthOf(fallback) === false)
      return { ...left, default: right, required: false, ...at };
    return { ...left, range };
  }
  if (left.kind === 'argument' && (left.default === undefined || truthOf(left.default) === false))
    return { ...left, default: right, range };
  const truth = truthOf(left);
  if (truth !== undefined) return { ...(truth ? left : right), range };
  return { kind: 'either', values: [left, right], ...at };
}

function sameConstant(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'none' || right.kind === 'none') {
    const other = left.kind === 'none' ? right : left;
    return ['string', 'number', 'bool', 'none'].includes(other.kind) ? left.kind === right.kind : undefined;
  }
  const constants = ['string', 'bool'];
  if (!constants.includes(left.kind) || left.kind !== right.kind) return undefined;
  return 'value' in left && 'value' in right && left.value === right.value;
}

function arithmetic(op: string, a: number, b: number): number | boolean | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      return a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    case '<<':
      return a * 2 ** b;
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}
