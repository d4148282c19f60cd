import type { Range } from '../../base/span.ts';

/** What is wrong with a value. */
export type ValueProblem =
  /** A number or boolean where text belongs. */
  | 'unquoted'
  /** A word that gcloud, which reads YAML 1.1, takes for something else than text. */
  | 'read-as'
  /** Text where a number or boolean belongs. */
  | 'quoted'
  | 'not-a-number'
  | 'not-a-boolean'
  | 'not-a-map'
  | 'not-a-list'
  | 'range'
  | 'choice'
  | 'quantity'
  | 'thousandths'
  | 'name'
  | 'too-long'
  | 'revision-prefix'
  | 'account'
  | 'image'
  | 'path';

/** A value that Cloud Run refuses or misreads. */
export interface ValueIssue {
  readonly problem: ValueProblem;
  /** `warning` where only the pages say so, `hint` where it mostly works. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** The key, or the list's key for items. */
  readonly name: string;
  /** Whether the value is an item of a list. */
  readonly isItem: boolean;
  readonly text: string;
  readonly at: Range;
  /** What would be right: a range, the choices, the prefix; what gcloud takes it for in `read-as`. */
  readonly expected: string;
  /** The source text to put there; safe where the meaning is plain. */
  readonly replacement?: { readonly text: string; readonly safe: boolean };
}

/** An issue before its problem is named. */
export type ValueIssueBase = Omit<ValueIssue, 'problem'>;
