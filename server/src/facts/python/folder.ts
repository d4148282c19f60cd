import type { Range } from '../../base/span.ts';
import type { Raw, RawCall, RawModule, Scope } from './raw.ts';
import type { Resolver } from './reference.ts';
import type { Value } from './value.ts';

/** What the folding functions share. */
export interface Folder {
  readonly module: RawModule;
  readonly resolver: Resolver;
  /** The value of an expression as seen from a scope. */
  readonly fold: (raw: Raw, scope: Scope) => Value;
  /** The same for what several expressions read, which is remembered: else a chain of them doubles at each step. */
  readonly foldOnce: (raw: Raw, scope: Scope) => Value;
  /** The calls of a function of this file, by its index. */
  readonly callsOf: (index: number) => readonly RawCall[];
}

/** The text inside the quotes of a constant, for plain one-quote literals. */
export function innerRange(raw: Raw): Range {
  const inner = raw.kind === 'constant' && typeof raw.value === 'string' ? raw.value.length : -1;
  const { start, end } = raw.range;
  return end - start === inner + 2 ? { start: start + 1, end: end - 1 } : raw.range;
}

/** The keyword argument of a call before resolution; the first of `names` that is given. */
export function keywordOf(call: RawCall, ...names: readonly string[]): Raw | undefined {
  return call.keywords.find((k) => names.includes(k.name))?.value;
}
