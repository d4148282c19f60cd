import type { Analysis } from '../api.ts';
import type { Counts, StatusParams } from './protocol.ts';

/** Counts findings by severity. */
export function countFindings(analysis: Analysis): Counts {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const finding of analysis.allFindings()) counts[finding.severity]++;
  return counts;
}

/**
 * What the status item says: a wrong setting or a fault of ours first, then how many problems there are, and how many of them
 * baselines leave out (`leftOut`).
 */
export function statusOf(counts: Counts, leftOut: number, faults: readonly string[]): StatusParams {
  const fault = faults[0];
  if (fault !== undefined) return { state: 'error', counts, message: fault };
  const problems = counts.error + counts.warning + counts.information;
  // Editors list no hints among the problems.
  const hints = counts.hint === 0 ? '' : `, ${counts.hint} ${counts.hint === 1 ? 'hint' : 'hints'}`;
  const found = `${problems === 0 ? 'No' : problems} ${problems === 1 ? 'problem' : 'problems'}${hints}`;
  const older = leftOut === 1 ? '1 older finding is' : `${leftOut} older findings are`;
  const message = leftOut === 0 ? found : `${found}. ${older} left out by the baseline.`;
  return { state: problems === 0 ? 'ok' : 'problems', counts, message };
}
