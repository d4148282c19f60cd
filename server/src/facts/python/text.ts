import type { Range } from '../../base/span.ts';
import type { Value } from './value.ts';

/** Whether the value can take part in a text or path. */
export function isTextual(value: Value): boolean {
  return value.kind === 'string' || value.kind === 'template' || value.kind === 'here';
}

function partsOf(value: Value): readonly (string | Value)[] {
  if (value.kind === 'string') return [value.value];
  if (value.kind === 'template') return value.parts;
  if (value.kind === 'number') return [String(value.value)];
  return [value];
}

/** Longest text that is put together, and most parts of one: a name that is added to itself doubles at every line. */
const MAX_TEXT = 100_000;
const MAX_PARTS = 1_000;

/** Puts texts and values together; a text without open parts becomes a plain string. */
export function concatenate(pieces: readonly (string | Value)[], range: Range, origin: Range = range): Value {
  const parts: (string | Value)[] = [];
  for (const piece of pieces.flatMap((p) => (typeof p === 'string' ? [p] : partsOf(p)))) {
    const last = parts.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') parts[parts.length - 1] = last + piece;
    else if (piece !== '') parts.push(piece);
  }
  const [first] = parts;
  const length = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  if (length > MAX_TEXT || parts.length > MAX_PARTS) return { kind: 'unknown', range, origin };
  if (parts.length === 0) return { kind: 'string', value: '', range, origin };
  if (parts.length === 1 && typeof first === 'string') return { kind: 'string', value: first, range, origin };
  if (parts.length === 1 && first !== undefined && typeof first !== 'string') return { ...first, range };
  return { kind: 'template', parts, range, origin };
}

/** Joins paths as `os.path.join` and `Path /` do: a later absolute part wins, one slash in between. */
export function joinPaths(pieces: readonly Value[], range: Range): Value {
  let start = 0;
  pieces.forEach((piece, i) => {
    const first = partsOf(piece)[0];
    if (typeof first === 'string' && first.startsWith('/')) start = i;
  });
  const out: (string | Value)[] = [];
  const used = pieces.slice(start);
  used.forEach((piece, i) => {
    const parts = partsOf(piece);
    if (used.length > 1 && i === 0 && parts.length === 1 && (parts[0] === '.' || parts[0] === '')) return;
    if (out.length > 0) {
      const last = out.at(-1);
      if (typeof last !== 'string' || !last.endsWith('/')) out.push('/');
    }
    const [first, ...rest] = parts;
    if (typeof first === 'string' && first.startsWith('./') && out.length > 0) out.push(first.slice(2), ...rest);
    else out.push(...parts);
  });
  return concatenate(out, range, used.length === 1 ? (used[0]?.origin ?? range) : range);
}

/** The folder of a path. */
export function parentOf(value: Value, range: Range): Value {
  if (value.kind === 'here') return { ...value, up: value.up + 1, range };
  if (value.kind === 'string') {
    const cut = value.value.lastIndexOf('/');
    const folder = cut < 0 ? '.' : cut === 0 ? '/' : value.value.slice(0, cut);
    return { kind: 'string', value: folder, range, origin: value.origin };
  }
  return { kind: 'unknown', range, origin: range };
}

/** `template % values` for `%s` and `%d`; anything else is open. */
export function percentFormat(text: string, values: readonly Value[], range: Range): Value {
  const pieces = text.split(/%[sdi]/);
  if (pieces.length !== values.length + 1 || /%[^%]/.test(pieces.join('')))
    return { kind: 'unknown', range, origin: range };
  return interleave(pieces, values, range);
}

/** `text.format(values)` for `{}` and `{0}`; named fields come from `named`. */
export function braceFormat(
  text: string,
  values: readonly Value[],
  named: ReadonlyMap<string, Value>,
  range: Range,
): Value {
  let next = 0;
  const out: (string | Value)[] = [];
  let from = 0;
  for (const match of text.matchAll(/\{(\w*)(?:![rsa])?(:[^{}]*)?\}/g)) {
    const [whole, field = '', spec] = match;
    out.push(text.slice(from, match.index));
    from = match.index + whole.length;
    const value = /^\d*$/.test(field) ? values[field === '' ? next++ : Number(field)] : named.get(field);
    out.push(value === undefined || spec !== undefined ? { kind: 'unknown', range, origin: range } : value);
  }
  out.push(text.slice(from));
  return concatenate(out, range);
}

function interleave(pieces: readonly string[], values: readonly Value[], range: Range): Value {
  const out: (string | Value)[] = [pieces[0] ?? ''];
  values.forEach((value, i) => {
    out.push(value, pieces[i + 1] ?? '');
  });
  return concatenate(out, range);
}
