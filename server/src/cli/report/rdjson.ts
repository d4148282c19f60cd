import { jsonText } from '../../base/json-text.ts';
import type { Report, ReportFinding, ReportRange } from './report.ts';

const SEVERITIES = { error: 'ERROR', warning: 'WARNING', info: 'INFO', hint: 'INFO' } as const;

/** reviewdog's diagnostic format. Its columns count bytes of UTF-8 from 1, ours UTF-16 units. */
export function report(input: Report): string {
  const uriOf = new Map(input.findings.flatMap((f) => [[f.path, f.uri] as const]));
  const column = (path: string, at: { readonly line: number; readonly column: number }): number => {
    const uri = uriOf.get(path);
    if (uri === undefined) return at.column;
    const start = input.linesOf(uri)[at.line - 1] ?? 0;
    return Buffer.byteLength(input.textOf(uri).slice(start, start + at.column - 1), 'utf8') + 1;
  };
  const range = (path: string, { start, end }: ReportRange): object => ({
    start: { line: start.line, column: column(path, start) },
    end: { line: end.line, column: column(path, end) },
  });
  const diagnostic = (finding: ReportFinding): object => {
    const rule = input.rules.find((r) => r.name === finding.rule);
    // Each suggestion is taken alone, so only a fix of one edit in this file can be one.
    const [edit, more] = finding.fix?.edits ?? [];
    const suggestions =
      edit !== undefined && more === undefined && edit.path === finding.path
        ? [{ range: range(edit.path, edit.range), text: edit.newText }]
        : [];
    return {
      message: finding.message,
      location: { path: finding.path, range: range(finding.path, finding.range) },
      severity: SEVERITIES[finding.severity],
      code: { value: finding.rule, ...(rule === undefined ? {} : { url: rule.source.url }) },
      ...(suggestions.length === 0 ? {} : { suggestions }),
    };
  };
  return `${jsonText({ source: { name: 'cloud-run-preflight' }, diagnostics: input.findings.map(diagnostic) }, 2)}\n`;
}
