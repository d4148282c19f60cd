import type { ReportFinding, ReportRange } from './report/report.ts';

/** Lines `[from, to]` of a new text, 1-based. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Which lines of a file are new; `all` where the file itself is. By the path that reports show. */
export type ChangedLines = (path: string) => readonly LineRange[] | 'all';

/** Whether a finding, or a place that takes part in it, lies on a changed line. */
export function onChangedLine(changed: ChangedLines, finding: ReportFinding): boolean {
  const touches = (path: string, { start, end }: ReportRange): boolean => {
    const lines = changed(path);
    return lines === 'all' || lines.some(({ from, to }) => start.line <= to && from <= end.line);
  };
  return touches(finding.path, finding.range) || finding.related.some(({ path, range }) => touches(path, range));
}

/** Reads a unified diff (`git diff`): the new lines of each file by the path behind `+++`. */
export function parseUnifiedDiff(text: string): ReadonlyMap<string, readonly LineRange[] | 'all'> {
  const files = new Map<string, LineRange[] | 'all'>();
  let ranges: LineRange[] | undefined;
  let created = false;
  let line = 0;
  let left = 0;
  let removed = 0;
  for (const row of text.split(/\r?\n/)) {
    const inHunk = left > 0 || removed > 0;
    const hunk = inHunk ? null : /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(row);
    if (hunk !== null) {
      removed = Number(hunk[1] ?? 1);
      line = Number(hunk[2]);
      left = Number(hunk[3] ?? 1);
    } else if (inHunk) {
      if (row.startsWith('+')) {
        const last = ranges?.at(-1);
        if (last !== undefined && last.to === line - 1) ranges?.splice(-1, 1, { from: last.from, to: line });
        else ranges?.push({ from: line, to: line });
        line++;
        left--;
      } else if (row.startsWith('-')) removed--;
      else if (!row.startsWith('\\')) {
        line++;
        left--;
        removed--;
      }
    } else if (row.startsWith('--- ')) {
      created = /^--- "?\/dev\/null/.test(row);
    } else if (row.startsWith('+++ ')) {
      ranges = undefined;
      const path = newPath(row.slice(4));
      if (path === undefined) continue;
      ranges = [];
      files.set(path, created ? 'all' : ranges);
    }
  }
  return files;
}

/** The path behind `+++ `: without git's `b/`, a tab and what follows it, and git's quotes. */
function newPath(word: string): string | undefined {
  const name = word.startsWith('"') ? unquoted(word) : word.replace(/\t.*$/, '');
  if (name === '/dev/null') return undefined;
  return name.replace(/^[a-z]\//, '');
}

function unquoted(word: string): string {
  const bytes: number[] = [];
  const inner = word.slice(1, word.lastIndexOf('"'));
  for (const [all, octal, simple] of inner.matchAll(/\\([0-7]{3})|\\(.)|[^\\]/gu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (simple !== undefined) bytes.push(...Buffer.from({ n: '\n', t: '\t', r: '\r' }[simple] ?? simple));
    else bytes.push(...Buffer.from(all));
  }
  return Buffer.from(bytes).toString('utf8');
}
