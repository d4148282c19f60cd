import { xmlText } from '../printable.ts';
import { groupBy } from './group.ts';
import type { Report, ReportFinding } from './report.ts';

function details({ path, range, message, related, fix }: ReportFinding): string {
  const lines = [`${path}:${range.start.line}:${range.start.column}: ${message}`];
  for (const r of related) lines.push(`${r.path}:${r.range.start.line}:${r.range.start.column}: ${r.message}`);
  if (fix !== undefined) lines.push(`Fix: ${fix.title}`);
  // Line breaks between our own lines only: one inside a message was escaped.
  return lines.map(xmlText).join('\n');
}

function testCase(finding: ReportFinding): string {
  const { path, range, rule, severity, message } = finding;
  const head = `    <testcase name="${xmlText(`${rule} (${range.start.line}:${range.start.column})`)}" classname="${xmlText(path)}" file="${xmlText(path)}" line="${range.start.line}">\n`;
  return `${head}      <failure type="${severity}" message="${xmlText(message)}">${details(finding)}</failure>\n    </testcase>\n`;
}

/** JUnit XML: a suite per file, a failed case per finding; one passed case when there is none, since empty reports count as errors in some readers. */
export function report({ findings }: Report): string {
  const suites = [...groupBy(findings, (finding) => finding.path)].map(
    ([path, own]) =>
      `  <testsuite name="${xmlText(path)}" tests="${own.length}" failures="${own.length}" errors="0">\n${own.map(testCase).join('')}  </testsuite>\n`,
  );
  if (suites.length === 0) {
    suites.push(
      '  <testsuite name="cloud-run-preflight" tests="1" failures="0" errors="0">\n    <testcase name="no findings" classname="cloud-run-preflight"/>\n  </testsuite>\n',
    );
  }
  const tests = Math.max(1, findings.length);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cloud-run-preflight" tests="${tests}" failures="${findings.length}" errors="0">\n${suites.join('')}</testsuites>\n`;
}
