import { valueOf } from '../base/known.ts';
import type { Uri } from '../base/span.ts';
import type { Finding } from '../engine/finding.ts';
import type { Judged } from './judge.ts';
import type { Placing, Report, ReportFinding, ReportSummary } from './report/report.ts';
import { compareReported, lineIndex, reportFinding } from './report/report.ts';
import type { Session } from './session.ts';

/** A finding of the engine with its form in reports. */
export interface Collected {
  readonly finding: Finding;
  readonly reported: ReportFinding;
}

/** All findings in the files that the user asked about, in report order. */
export function collectFindings(session: Session): readonly Collected[] {
  const { findings, deployables } = session.judge();
  const wanted = findings.filter((finding) => session.isTarget(finding.at.uri));
  return asReported(session, deployables, wanted).sort((a, b) => compareReported(a.reported, b.reported));
}

/** Findings with their form in reports, in the order given. */
export function asReported(
  session: Session,
  deployables: Judged['deployables'],
  findings: readonly Finding[],
): Collected[] {
  const placing = placingOf(session, deployables);
  return findings.map((finding) => ({ finding, reported: reportFinding(placing, finding) }));
}

/** The text that positions in a file count in; empty for a file that was not read. */
export function textOf(session: Session): (uri: Uri) => string {
  return (uri) => session.files.get(uri)?.text ?? '';
}

function placingOf(session: Session, deployables: Judged['deployables']): Placing {
  const apps = new Map<Uri, string>();
  for (const deployable of deployables) {
    for (const uri of deployable.sources) if (!apps.has(uri)) apps.set(uri, appName(session, deployable));
  }
  return { shown: session.shown, linesOf: lineIndex(textOf(session)), appOf: (uri) => apps.get(uri) };
}

/** How reports call a deployable: its name and folder. */
function appName(session: Session, { name, root, kind }: Judged['deployables'][number]): string {
  const folder = session.shown(root);
  const known = valueOf(name);
  if (known === undefined) return `${folder === '.' ? 'this folder' : folder} (${kind})`;
  return folder === '.' || folder === known ? `${known} (${kind})` : `${known} (${kind}), ${folder}`;
}

/** Counts of a run. */
function summaryOf(session: Session, collected: readonly Collected[]): ReportSummary {
  const count = (severity: ReportFinding['severity']): number =>
    collected.filter(({ reported }) => reported.severity === severity).length;
  return {
    files: [...session.seen].filter(session.isTarget).length,
    deployables: session.judge().deployables.filter((deployable) => deployable.sources.some(session.isTarget)).length,
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    hints: count('hint'),
  };
}

/** What every report format gets. */
export function reportOf(
  session: Session,
  collected: readonly Collected[],
  rest: Pick<Report, 'version' | 'rulePage' | 'color' | 'columns' | 'quiet' | 'known'>,
): Report {
  const read = textOf(session);
  return {
    findings: collected.map(({ reported }) => reported),
    summary: summaryOf(session, collected),
    rules: session.analysis.rules,
    textOf: read,
    linesOf: lineIndex(read),
    ...rest,
  };
}
