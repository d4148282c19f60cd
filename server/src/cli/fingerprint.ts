import { createHash } from 'node:crypto';
import type { ReportFinding } from './report/report.ts';

/** The lines of a text. */
export type LineText = (finding: ReportFinding, line: number) => string;

/**
 * An identity of each finding that survives changes elsewhere in the file: rule, path, the text of its first and last
 * line without outer space, and which of several equal ones it is. 32 hexadecimal digits. `pathOf` may count from another folder than the report.
 */
export function fingerprints(
  findings: readonly ReportFinding[],
  lineText: LineText,
  pathOf: (finding: ReportFinding) => string,
): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { start, end } = finding.range;
    const lines = start.line === end.line ? [start.line] : [start.line, end.line];
    const key = [finding.rule, pathOf(finding), ...lines.map((line) => lineText(finding, line).trim())].join('\0');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash('sha256').update(`${key}\0${count}`).digest('hex').slice(0, 32);
  });
}
