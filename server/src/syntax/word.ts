import type { WordPart } from './shell-tree.ts';

/**
 * The value of a variable: text, `null` when it is certainly unset, `undefined` when nothing is known about it.
 */
export type Lookup = (name: string) => string | null | undefined;

/**
 * The value of a word's parts with the variables given by `lookup`, or `undefined` when something in it is not known.
 * Words are not split and globs not expanded. An unset variable without operator is empty, as in the shell and in Dockerfiles.
 */
export function evaluateWord(parts: readonly WordPart[], lookup: Lookup): string | undefined {
  let text = '';
  for (const part of parts) {
    const value = evaluatePart(part, lookup);
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

function evaluatePart(part: WordPart, lookup: Lookup): string | undefined {
  if (part.kind === 'literal') return part.text;
  if (part.kind === 'dynamic') return undefined;
  const value = lookup(part.name);
  if (value === undefined) return undefined;
  const { operator, operand } = part;
  if (operator === undefined) return value ?? '';
  const isSet = value !== null && !(operator.startsWith(':') && value === '');
  const alternative = (): string | undefined => evaluateWord(operand?.parts ?? [], lookup);
  if (operator.endsWith('+')) return isSet ? alternative() : '';
  if (isSet) return value;
  return operator.endsWith('?') ? undefined : alternative();
}

/** The text of parts without variables, or `undefined` when there is any. */
export function literalText(parts: readonly WordPart[]): string | undefined {
  return evaluateWord(parts, () => undefined);
}
