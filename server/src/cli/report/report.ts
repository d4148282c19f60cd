import { lineStarts, type Position, positionAt } from '../../base/lines.ts';
import type { Span, Uri } from '../../base/span.ts';
import type { Finding } from '../../engine/finding.ts';
import type { Edit, FixSafety, Rule, Severity } from '../../rules/rule.ts';

/** Severities as reports write them. */
export type ReportSeverity = 'error' | 'warning' | 'info' | 'hint';

/** A place in a report. Lines and columns are 1-based, columns count UTF-16 units, ends are exclusive. */
export interface ReportRange {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** Another place that takes part in a finding. */
interface ReportRelated {
  readonly path: string;
  readonly range: ReportRange;
  readonly message: string;
}

/** A change of one file. */
export interface ReportEdit {
  readonly path: string;
  readonly range: ReportRange;
  readonly newText: string;
  /** The file does not exist yet. */
  readonly creates?: true;
}

/** The best fix of a finding. */
interface ReportFix {
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly ReportEdit[];
}

/** A finding with paths and positions as reports write them. */
export interface ReportFinding {
  readonly rule: string;
  readonly severity: ReportSeverity;
  readonly message: string;
  readonly path: string;
  readonly range: ReportRange;
  readonly related: readonly ReportRelated[];
  readonly fix?: ReportFix;
  readonly uri: Uri;
  /** The deployable that the file belongs to: `api (service)`. */
  readonly app: string | undefined;
}

/** Counts at the end of a report. */
export interface ReportSummary {
  readonly files: number;
  readonly deployables: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly hints: number;
}

/** Everything that a format may use. */
export interface Report {
  /** Sorted by path, line, column, rule. */
  readonly findings: readonly ReportFinding[];
  readonly summary: ReportSummary;
  /** How many findings the baseline left out. */
  readonly known: number;
  readonly rules: readonly Rule[];
  readonly rulePage: (name: string) => string | undefined;
  readonly version: string;
  /** The text that positions count in. */
  readonly textOf: (uri: Uri) => string;
  /** Offsets of the first character of each line of a file. */
  readonly linesOf: (uri: Uri) => readonly number[];
  readonly color: boolean;
  /** Columns that a line of source may fill, where a terminal shows it. */
  readonly columns: number | undefined;
  readonly quiet: boolean;
}

/** Writes a whole report; the text ends with a line break, or is empty. */
export type Reporter = (report: Report) => string;

/** The name of a severity in reports. */
export function reportSeverity(severity: Severity): ReportSeverity {
  return severity === 'information' ? 'info' : severity;
}

/** What turns spans into places of a report. */
export interface Placing {
  readonly shown: (uri: Uri) => string;
  readonly linesOf: (uri: Uri) => readonly number[];
  readonly appOf: (uri: Uri) => string | undefined;
}

/** Line starts of the files of a run, computed once per file. */
export function lineIndex(textOf: (uri: Uri) => string): (uri: Uri) => readonly number[] {
  const known = new Map<Uri, readonly number[]>();
  return (uri) => {
    let starts = known.get(uri);
    if (starts === undefined) {
      starts = lineStarts(textOf(uri));
      known.set(uri, starts);
    }
    return starts;
  };
}

function rangeOf(placing: Placing, at: Span): ReportRange {
  const starts = placing.linesOf(at.uri);
  const oneBased = ({ line, column }: Position) => ({ line: line + 1, column: column + 1 });
  return { start: oneBased(positionAt(starts, at.start)), end: oneBased(positionAt(starts, at.end)) };
}

/** A finding of the engine as reports write it. */
export function reportFinding(placing: Placing, finding: Finding): ReportFinding {
  const edit = ({ at, newText, creates }: Edit): ReportEdit => ({
    path: placing.shown(at.uri),
    range: rangeOf(placing, at),
    newText,
    ...(creates ? { creates } : {}),
  });
  const [fix] = finding.fixes;
  return {
    rule: finding.rule,
    severity: reportSeverity(finding.severity),
    message: finding.message,
    path: placing.shown(finding.at.uri),
    range: rangeOf(placing, finding.at),
    related: finding.related.map(({ at, message }) => ({
      path: placing.shown(at.uri),
      range: rangeOf(placing, at),
      message,
    })),
    ...(fix === undefined ? {} : { fix: { title: fix.title, safety: fix.safety, edits: fix.edits.map(edit) } }),
    uri: finding.at.uri,
    app: placing.appOf(finding.at.uri),
  };
}

/** Report order: path, line, column, rule; then what is left to tell two findings apart. */
export function compareReported(a: ReportFinding, b: ReportFinding): number {
  const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    text(a.path, b.path) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.column - b.range.start.column ||
    text(a.rule, b.rule) ||
    a.range.end.line - b.range.end.line ||
    a.range.end.column - b.range.end.column ||
    text(a.message, b.message)
  );
}
