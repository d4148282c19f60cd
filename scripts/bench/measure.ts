import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

/** Durations of one thing in milliseconds, in the order of measuring. */
export interface Sample {
  readonly median: number;
  readonly p95: number;
  readonly count: number;
}

/** Median and 95th percentile of a list; zero for an empty one. */
export function summarise(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95), count: sorted.length };
}

/** Runs `step` `count` times after `warm` runs that do not count; `step` receives the number of the run. */
export function repeat(count: number, warm: number, step: (run: number) => void): Sample {
  const times: number[] = [];
  for (let i = 0; i < warm + count; i++) {
    const started = performance.now();
    step(i);
    if (i >= warm) times.push(performance.now() - started);
  }
  return summarise(times);
}

/** A number for a table: three digits that count. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A table in Markdown, columns padded so that it reads as plain text, too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, 3, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** What the figures of a run depend on, in one line. */
export function machine(): string {
  const [load = 0] = loadavg();
  const all = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `Node ${process.version}, ${all.length} × ${all[0]?.model.trim() || 'CPU'}, ${memory} GiB, ${process.platform}, load ${load.toFixed(1)}`;
}

/** Resident memory of a process in MiB, and CPU time of all its threads so far in milliseconds; `NaN` where /proc does not exist. */
export function processUse(pid: number | undefined): { readonly memory: number; readonly cpu: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024, cpu: threadTime(pid) };
  } catch {
    return { memory: Number.NaN, cpu: Number.NaN };
  }
}

/** Nanoseconds that the scheduler gave to each thread, added up. */
function threadTime(pid: number | undefined): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`))
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return sum / 1e6;
}
