import { fingerprints as fingerprintsOf } from '../engine/fingerprint.ts';
import type { LineText } from './report/line-text.ts';
import type { ReportFinding } from './report/report.ts';

/** The fingerprints of findings as reports write them, in report order; paths are those of the report. */
export function fingerprints(findings: readonly ReportFinding[], lineText: LineText): readonly string[] {
  return fingerprintsOf(
    findings.map((finding) => {
      const { start, end } = finding.range;
      const lines = start.line === end.line ? [start.line] : [start.line, end.line];
      return { rule: finding.rule, path: finding.path, lines: lines.map((line) => lineText(finding, line)) };
    }),
  );
}
