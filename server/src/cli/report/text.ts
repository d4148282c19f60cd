import { styleText } from 'node:util';
import { printable } from '../printable.ts';
import { type FrameLine, frame } from './frame.ts';
import { groupBy } from './group.ts';
import { lineTextOf } from './line-text.ts';
import type { Report, ReportFinding, ReportSeverity } from './report.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const COLORS: Readonly<Record<ReportSeverity, Style>> = { error: 'red', warning: 'yellow', info: 'blue', hint: 'cyan' };

/** The same as `styleText`, or nothing where colours are off. Whether they are was decided before. */
function painter(color: boolean): Paint {
  return color ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

function frameText(paint: Paint, lines: readonly FrameLine[], severity: ReportSeverity): string {
  const width = String(lines.at(-1)?.number ?? 0).length;
  const bar = paint('dim', '|');
  const out = [`${' '.repeat(width)} ${bar}`];
  let previous: number | undefined;
  for (const { number, text, indent, length } of lines) {
    if (previous !== undefined && number > previous + 1) out.push(`${' '.repeat(width)} ${paint('dim', ':')}`);
    out.push(`${paint('dim', String(number).padStart(width))} ${bar} ${text}`.trimEnd());
    if (length > 0)
      out.push(`${' '.repeat(width)} ${bar} ${' '.repeat(indent)}${paint(COLORS[severity], '^'.repeat(length))}`);
    previous = number;
  }
  return out.join('\n');
}

function findingText(paint: Paint, input: Report, finding: ReportFinding): string {
  const { severity, rule, message, path, range, related, fix } = finding;
  const lines = frame(range, (line) => lineTextOf(input)(finding, line), input.columns);
  const margin = ' '.repeat(String(lines.at(-1)?.number ?? 0).length);
  const place = `${printable(path)}:${range.start.line}:${range.start.column}`;
  const out = [
    `${paint(['bold', COLORS[severity]] as Style, `${severity}[${printable(rule)}]`)}${paint('bold', `: ${printable(message)}`)}`,
    `${margin}${paint('dim', '-->')} ${place}`,
    frameText(paint, lines, severity),
  ];
  for (const other of related) {
    out.push(
      `${margin} ${paint('dim', '=')} ${paint('bold', 'see')} ${printable(other.path)}:${other.range.start.line}:${other.range.start.column}: ${printable(other.message)}`,
    );
  }
  if (fix !== undefined) {
    const how = fix.safety === 'safe' ? '' : ' (needs review: --unsafe-fixes)';
    out.push(`${margin} ${paint('dim', '=')} ${paint('green', 'fix')}: ${printable(fix.title)}${how}`);
  }
  return `${out.join('\n')}\n`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** How many findings `--fix` takes away, and how many more `--unsafe-fixes`. */
function fixesText(findings: readonly ReportFinding[]): string {
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  const safe = fixes.filter((fix) => fix.safety === 'safe').length;
  const unsafe = fixes.length - safe;
  if (unsafe === 0) return safe === 0 ? '' : ` ${safe} can be fixed with --fix.`;
  return safe === 0
    ? ` ${unsafe} can be fixed with --unsafe-fixes.`
    : ` ${safe} can be fixed with --fix, ${unsafe} more with --unsafe-fixes.`;
}

/** The last line of the text report. */
export function summaryText({ summary, findings, known }: Pick<Report, 'summary' | 'findings' | 'known'>): string {
  const { errors, warnings, infos, hints, files, deployables } = summary;
  const baseline = known === 0 ? '' : `; ${count(known, 'known finding')} left out`;
  const read = `${count(files, 'file')}, ${count(deployables, 'app')}${baseline}`;
  const total = errors + warnings + infos + hints;
  if (total === 0) return `No ${known === 0 ? '' : 'new '}problems found (${read}).`;
  const parts = [
    errors > 0 ? count(errors, 'error') : undefined,
    warnings > 0 ? count(warnings, 'warning') : undefined,
    infos > 0 ? count(infos, 'info', 'infos') : undefined,
    hints > 0 ? count(hints, 'hint') : undefined,
  ].filter((part) => part !== undefined);
  return `Found ${parts.join(', ')} (${read}).${fixesText(findings)}`;
}

/** Code frames of findings, one after the other. */
export function framesText(input: Report): string {
  const paint = painter(input.color);
  return input.findings.map((finding) => findingText(paint, input, finding)).join('\n');
}

/** Code frames for people, grouped by app. */
export function report(input: Report): string {
  const paint = painter(input.color);
  const groups = groupBy(input.findings, (finding) => finding.app ?? '');
  const named = groups.size > 1 || !groups.has('');
  const out: string[] = [];
  for (const [app, findings] of groups) {
    if (named) out.push(`${paint(['bold', 'underline'] as Style, app === '' ? 'Other files' : printable(app))}\n`);
    for (const finding of findings) out.push(findingText(paint, input, finding));
  }
  if (!input.quiet) out.push(`${summaryText(input)}\n`);
  return out.join('\n');
}
