import { type Change, diffLines, splitLines } from './line-diff.ts';

const CONTEXT = 3;

/** A unified diff of one file, as `patch -p1` and `git apply` read it; empty where nothing changed. `before`: undefined of a new file. */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const a = splitLines(before ?? '');
  const b = splitLines(after);
  const hunks = grouped(diffLines(a, b));
  if (hunks.length === 0) return '';
  return `--- ${before === undefined ? '/dev/null' : named('a', path)}\n+++ ${named('b', path)}\n${hunks.map((hunk) => hunkText(hunk, a, b)).join('')}`;
}

/** Git's notation of names: quoted where they hold control characters, quotes or backslashes. */
function named(side: string, path: string): string {
  const full = `${side}/${path}`;
  if (!/["\\\p{Cc}]/u.test(full)) return full;
  const escaped = full.replace(/["\\\p{Cc}]/gu, (c) =>
    c === '"' || c === '\\' ? `\\${c}` : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}

function grouped(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && change.aStart - last.aEnd <= 2 * CONTEXT) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function lineOf(mark: string, line: string): string {
  return line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;
}

function hunkText(changes: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return '';
  const aFrom = Math.max(0, first.aStart - CONTEXT);
  const bFrom = first.bStart - (first.aStart - aFrom);
  const aTo = Math.min(a.length, last.aEnd + CONTEXT);
  const bTo = last.bEnd + (aTo - last.aEnd);
  const out: string[] = [];
  let at = aFrom;
  for (const { aStart, aEnd, bStart, bEnd } of changes) {
    for (const line of a.slice(at, aStart)) out.push(lineOf(' ', line));
    for (const line of a.slice(aStart, aEnd)) out.push(lineOf('-', line));
    for (const line of b.slice(bStart, bEnd)) out.push(lineOf('+', line));
    at = aEnd;
  }
  for (const line of a.slice(at, aTo)) out.push(lineOf(' ', line));
  const range = (from: number, to: number): string =>
    `${to === from ? from : from + 1}${to - from === 1 ? '' : `,${to - from}`}`;
  return `@@ -${range(aFrom, aTo)} +${range(bFrom, bTo)} @@\n${out.join('')}`;
}
