import { jsonText } from '../base/json-text.ts';
import { fixKind } from '../features/rule-example.ts';
import type { Rule } from '../rules/rule.ts';
import { reportSeverity } from './report/report.ts';

/** `rules --format json`. */
export function rulesJson(rules: readonly Rule[]): string {
  const described = [...rules].sort(byName).map((rule) => ({
    name: rule.name,
    severity: reportSeverity(rule.severity),
    summary: rule.summary,
    fix: fixKind(rule),
    since: rule.since,
    source: rule.source,
  }));
  return `${jsonText({ version: 1, rules: described }, 2)}\n`;
}

/** `rules --format text`: a line per rule. */
export function rulesText(rules: readonly Rule[]): string {
  const sorted = [...rules].sort(byName);
  const width = Math.max(4, ...sorted.map((rule) => rule.name.length));
  const line = (name: string, severity: string, fix: string, summary: string): string =>
    `${name.padEnd(width)}  ${severity.padEnd(8)}  ${fix.padEnd(3)}  ${summary}\n`;
  return (
    line('Rule', 'Severity', 'Fix', 'What is wrong') +
    sorted
      .map((rule) =>
        line(rule.name, reportSeverity(rule.severity), fixKind(rule) === 'none' ? 'no' : 'yes', rule.summary),
      )
      .join('')
  );
}

function byName(a: Rule, b: Rule): number {
  return a.name < b.name ? -1 : 1;
}
