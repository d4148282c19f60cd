// Which of two squiggles stays where another YAML extension looks at the same manifest. Plain data, so that it can be tested
// without an editor.

/** The setting `cloudRunPreflight.yaml.schema`. */
export type SchemaChoice = 'ours' | 'theirs' | 'off';

/** A diagnostic, as far as it matters here; lines are zero-based and inclusive. */
export interface Squiggle {
  readonly source: string;
  readonly code: string;
  readonly start: number;
  readonly end: number;
}

/** What the other extension calls its own: syntax errors, and what a schema finds. */
const SYNTAX = /^yaml$/i;
const SCHEMA = /^yaml-schema\b/i;

/** Rules about what a schema can find. The first three a schema of ours always finds too, if at another place. */
const FIELDS: ReadonlySet<string> = new Set(['unknown-field', 'unsupported-field', 'missing-field']);
const VALUES: ReadonlySet<string> = new Set(['invalid-value', 'misplaced-annotation', 'unknown-annotation']);

/** What a text of the setting means; anything else is the default. */
export function schemaChoice(value: unknown): SchemaChoice {
  return value === 'theirs' || value === 'off' ? value : 'ours';
}

/**
 * Whether a finding of ours is shown by the other extension already. `theirs`: what it shows on the file now. `validates`: it
 * checks the file against our schema.
 */
export function isDoubled(own: Squiggle, theirs: readonly Squiggle[], validates: boolean): boolean {
  if (own.code === 'yaml-syntax') return theirs.some((other) => SYNTAX.test(other.source));
  if (validates && FIELDS.has(own.code)) return true;
  if (!FIELDS.has(own.code) && !VALUES.has(own.code)) return false;
  return theirs.some((other) => SCHEMA.test(other.source) && other.start <= own.end && own.start <= other.end);
}
