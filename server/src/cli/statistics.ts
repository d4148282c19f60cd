import type { ReportFinding } from './report/report.ts';

/** How often each rule was broken, most often first. */
export function statisticsText(findings: readonly ReportFinding[]): string {
  const counts = new Map<string, { count: number; fixable: number; severity: string }>();
  for (const { rule, fix, severity } of findings) {
    const old = counts.get(rule) ?? { count: 0, fixable: 0, severity };
    counts.set(rule, { ...old, count: old.count + 1, fixable: old.fixable + (fix?.safety === 'safe' ? 1 : 0) });
  }
  const rows = [...counts].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  const width = Math.max(0, ...rows.map(([rule]) => rule.length));
  const digits = String(rows[0]?.[1].count ?? 0).length;
  return rows
    .map(
      ([rule, { count, fixable, severity }]) =>
        `${String(count).padStart(digits)}  ${rule.padEnd(width)}  ${severity}${fixable > 0 ? `, ${fixable} with a safe fix` : ''}\n`,
    )
    .join('');
}
