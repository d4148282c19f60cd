import { jsonText } from '../../base/json-text.ts';
import type { Report, ReportFinding } from './report.ts';

/** A finding as `json` and `jsonl` write it: docs/cli.md. */
export function jsonFinding({ rule, severity, message, path, range, related, fix }: ReportFinding): object {
  return { rule, severity, message, path, range, related, ...(fix === undefined ? {} : { fix }) };
}

/** One JSON document: version, findings, summary. */
export function report({ findings, summary }: Report): string {
  return `${jsonText({ version: 1, findings: findings.map(jsonFinding), summary }, 2)}\n`;
}
