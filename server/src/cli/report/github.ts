import { harmless, printable } from '../printable.ts';
import type { Report, ReportFinding } from './report.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const;

function data(text: string): string {
  return harmless(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function line(finding: ReportFinding): string {
  const { start, end } = finding.range;
  const properties = [`file=${property(finding.path)}`, `line=${start.line}`, `endLine=${end.line}`];
  // GitHub takes columns only within one line; its end column is the last one that is marked.
  if (start.line === end.line)
    properties.push(`col=${start.column}`, `endColumn=${Math.max(start.column, end.column - 1)}`);
  properties.push(`title=${property(finding.rule)}`);
  const related = finding.related
    .map((r) => `\n${printable(r.path)}:${r.range.start.line}: ${printable(r.message)}`)
    .join('');
  return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${data(`${printable(finding.message)}${related}`)}\n`;
}

/** GitHub workflow commands: annotations on the lines of a pull request. */
export function report({ findings }: Report): string {
  return findings.map(line).join('');
}
