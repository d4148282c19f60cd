import type { Analysis } from '../api.ts';
import type { Counts, StatusParams } from './protocol.ts';

/** Counts findings by severity. */
export function countFindings(analysis: Analysis): Counts {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const finding of analysis.allFindings()) counts[finding.severity]++;
  return counts;
}

/** What the status item says: a wrong setting or a fault of ours first, then how many problems there are. */
export function statusOf(counts: Counts, faults: readonly string[]): StatusParams {
  const fault = faults[0];
  if (fault !== undefined) return { state: 'error', counts, message: fault };
  const total = counts.error + counts.warning + counts.information + counts.hint;
  if (total === 0) return { state: 'ok', counts, message: 'No problems' };
  return { state: 'problems', counts, message: total === 1 ? '1 problem' : `${total} problems` };
}
