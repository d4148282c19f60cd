import { xmlText } from '../printable.ts';
import { groupBy } from './group.ts';
import type { Report, ReportFinding } from './report.ts';

const SEVERITIES = { error: 'error', warning: 'warning', info: 'info', hint: 'info' } as const;

function line({ range, severity, message, rule }: ReportFinding): string {
  const { line: at, column } = range.start;
  return `    <error line="${at}" column="${column}" severity="${SEVERITIES[severity]}" message="${xmlText(message)}" source="${xmlText(`cloud-run-preflight.${rule}`)}"/>\n`;
}

/** Checkstyle XML, which many build servers read. */
export function report({ findings }: Report): string {
  const byPath = groupBy(findings, (finding) => finding.path);
  const files = [...byPath].map(
    ([path, own]) => `  <file name="${xmlText(path)}">\n${own.map(line).join('')}  </file>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${files.join('')}</checkstyle>\n`;
}
