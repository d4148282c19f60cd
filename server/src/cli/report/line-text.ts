import type { Report, ReportFinding } from './report.ts';

/** The text of a line (1-based, without its end) of the file that a finding is in. */
export type LineText = (finding: Pick<ReportFinding, 'uri'>, line: number) => string;

/** Reads single lines (1-based, without their end) of the files that findings are in. */
export function lineTextOf({ textOf, linesOf }: Pick<Report, 'textOf' | 'linesOf'>): LineText {
  return ({ uri }, line) => {
    const starts = linesOf(uri);
    const start = starts[line - 1];
    if (start === undefined) return '';
    return textOf(uri)
      .slice(start, starts[line] ?? undefined)
      .replace(/[\r\n]+$/, '');
  };
}
