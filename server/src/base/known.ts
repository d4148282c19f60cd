import type { Span } from './span.ts';

/** Why a value is not known. `absent`: nothing sets it and no default is documented. */
export type WhyUnknown = 'dynamic' | 'unparsed' | 'absent' | 'missing-file';

/**
 * A value with the place that proves it, or the reason why it is not known.
 * `at` of a known value is the line a finding may point to; `undefined` means that a documented default decides.
 */
export type Known<T> =
  | { readonly kind: 'known'; readonly value: T; readonly at: Span | undefined }
  | { readonly kind: 'unknown'; readonly why: WhyUnknown; readonly at?: Span };

/** A known value; leave `at` out for a platform or server default that no line of the user's files sets. */
export function known<T>(value: T, at?: Span): Known<T> {
  return { kind: 'known', value, at };
}

/** An unknown value with its reason and, where there is one, the place that makes it unknown. */
export function unknown(why: WhyUnknown, at?: Span): Known<never> {
  return at === undefined ? { kind: 'unknown', why } : { kind: 'unknown', why, at };
}

/** The value where it is known, else `undefined`. */
export function valueOf<T>(k: Known<T>): T | undefined {
  return k.kind === 'known' ? k.value : undefined;
}

/** Applies `f` to a known value and keeps its place. */
export function mapKnown<T, U>(k: Known<T>, f: (value: T) => U): Known<U> {
  return k.kind === 'known' ? known(f(k.value), k.at) : k;
}

/** Whether the value is known and equals `value`. */
export function isKnown<T>(k: Known<T>, value: T): boolean {
  return k.kind === 'known' && k.value === value;
}
