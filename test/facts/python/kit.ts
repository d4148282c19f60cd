import { type PythonFacts, pythonFacts } from '../../../server/src/facts/python/python.ts';
import type { Value } from '../../../server/src/facts/python/value.ts';

/** The facts of a Python file. */
export function factsOf(text: string): PythonFacts {
  return pythonFacts('u', text);
}

/** A value as rows of tests write it: `$PORT:-8080` for a variable with its default. */
export function show(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === 'string' || value.kind === 'number' || value.kind === 'bool') return String(value.value);
  if (value.kind === 'env') return `$${value.name}${value.default === undefined ? '' : `:-${show(value.default)}`}`;
  if (value.kind === 'template') return value.parts.map((p) => (typeof p === 'string' ? p : `{${show(p)}}`)).join('');
  if (value.kind === 'name') return value.name;
  if (value.kind === 'list') return `[${value.items.map(show).join(',')}]`;
  return value.kind;
}
