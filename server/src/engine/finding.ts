import type { Span } from '../base/span.ts';
import type { Fix, Related, Severity } from '../rules/rule.ts';

/** A published fault: plain data, comparable, in the coordinates of the texts it was computed from. */
export interface Finding {
  /** The rule's name: diagnostic code, suppression word and page name. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly at: Span;
  readonly related: readonly Related[];
  /** Alternatives, best first; empty where nothing can be offered. */
  readonly fixes: readonly Fix[];
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
}

/** Severities from worst to mildest. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** Negative when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** Report order: file, place, rule. */
export function compareFindings(a: Finding, b: Finding): number {
  if (a.at.uri !== b.at.uri) return a.at.uri < b.at.uri ? -1 : 1;
  return a.at.start - b.at.start || a.at.end - b.at.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
