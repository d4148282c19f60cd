import { jsonText } from '../../base/json-text.ts';
import { fingerprints } from '../fingerprint.ts';
import { lineTextOf } from './line-text.ts';
import type { Report, ReportFinding } from './report.ts';

const SEVERITIES = { error: 'critical', warning: 'major', info: 'minor', hint: 'info' } as const;

/** GitLab's code quality report. */
export function report(input: Report): string {
  const prints = fingerprints(input.findings, lineTextOf(input));
  const issue = ({ message, rule, severity, path, range }: ReportFinding, index: number): object => ({
    description: message,
    check_name: rule,
    fingerprint: prints[index],
    severity: SEVERITIES[severity],
    location: { path, lines: { begin: range.start.line, end: range.end.line } },
  });
  return `${jsonText(input.findings.map(issue), 2)}\n`;
}
