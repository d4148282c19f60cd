import { compareSeverity } from '../engine/finding.ts';
import type { Severity } from '../rules/rule.ts';
import type { ExitStatus } from './io.ts';

/** The exit status for what was found. `maxWarnings` in addition to `failOn`: more warnings than that fail, too. */
export function statusOf(
  severities: readonly Severity[],
  failOn: Severity,
  maxWarnings: number | undefined,
): ExitStatus {
  if (severities.some((severity) => compareSeverity(severity, failOn) <= 0)) return 1;
  if (maxWarnings === undefined) return 0;
  return severities.filter((severity) => severity === 'warning').length > maxWarnings ? 1 : 0;
}
