/** Assertions that work in a web worker, where Node's `assert` does not exist. */

/** A value as text that is comparable and readable. */
function show(value: unknown): string {
  return JSON.stringify(value, undefined, 2) ?? String(value);
}

/** Fails with `message` unless `condition` holds. */
export function ok(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Fails unless both values have the same JSON form. */
export function equal<T>(actual: T, expected: T, message = 'values differ'): void {
  const [got, want] = [show(actual), show(expected)];
  if (got !== want) throw new Error(`${message}\nactual:   ${got}\nexpected: ${want}`);
}

/** Fails unless the text matches the pattern. */
export function match(actual: string, pattern: RegExp, message = 'text does not match'): void {
  if (!pattern.test(actual)) throw new Error(`${message}\npattern: ${pattern}\ntext:    ${actual}`);
}
