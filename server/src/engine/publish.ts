import type { Range, Uri } from '../base/span.ts';
import type { Rule, SuppressionSubject } from '../rules/rule.ts';
import { compareFindings, compareSeverity, type Finding } from './finding.ts';
import type { RawReport } from './lint.ts';
import { effectiveSeverity, type Settings } from './settings.ts';
import { findSuppressions, type Suppression, suppressor } from './suppress.ts';

/** What turning the reports of a file into findings takes. */
export interface PublishInput {
  readonly uri: Uri;
  readonly text: string;
  readonly reports: readonly RawReport[];
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  /** Whether a suppression may stand behind code on the same line. */
  readonly trailingComments: boolean;
  readonly starts: readonly number[];
  lineOf(offset: number): number;
}

/** One report per rule and place: several deployables or containers may share a file; the worst severity speaks for all. */
function merge(reports: readonly RawReport[]): readonly RawReport[] {
  const byPlace = new Map<string, RawReport>();
  for (const report of reports) {
    const key = `${report.rule}@${report.at.start}-${report.at.end}`;
    const old = byPlace.get(key);
    if (old === undefined || compareSeverity(report.severity, old.severity) < 0) byPlace.set(key, report);
  }
  return [...byPlace.values()];
}

function toFinding(report: RawReport, severity: Finding['severity']): Finding {
  const { rule, text: message, at, related, fixes, tags } = report;
  return { rule, severity, message, at, related, fixes, tags };
}

/** What ruff says too is information only, unless the user wants otherwise. */
function ownSeverity(report: RawReport, settings: Settings): Finding['severity'] {
  const lowers = report.overlaps === 'ruff' && settings.ruffOverlap !== 'keep';
  return lowers && compareSeverity(report.severity, 'information') < 0 ? 'information' : report.severity;
}

/** Applies severities, switches and suppression comments; adds what the meta rules say about the comments themselves. */
export function publish(input: PublishInput): readonly Finding[] {
  const { settings, rules, text, uri } = input;
  if (!settings.enable) return [];
  const suppressions = findSuppressions(text, input.starts, input.trailingComments);
  const silencing = suppressor(suppressions);
  const used = new Set<string>();
  const findings: Finding[] = [];
  for (const report of merge(input.reports)) {
    const severity = effectiveSeverity(settings, report.rule, ownSeverity(report, settings));
    if (severity === undefined) continue;
    const by = silencing(report.rule, input.lineOf(report.at.start));
    for (const suppression of by) used.add(useKey(suppression, report.rule));
    if (by.length === 0) findings.push(toFinding(report, severity));
  }
  for (const suppression of suppressions) {
    const names = suppression.rules.map((name) => ({
      ...name,
      known: rules.some((rule) => rule.name === name.value),
      used: used.has(useKey(suppression, name.value)) || settings.rules[name.value] === 'off',
    }));
    const subject: SuppressionSubject = { uri, text, range: suppression, removal: suppression.removal, names };
    for (const rule of rules) {
      if (rule.subject !== 'suppression') continue;
      for (const report of rule.run(subject)) {
        const severity = effectiveSeverity(settings, rule.name, report.severity);
        if (severity !== undefined) findings.push(toFinding({ ...report, rule: rule.name }, severity));
      }
    }
  }
  return findings.sort(compareFindings);
}

function useKey(suppression: Suppression & Range, rule: string): string {
  return `${suppression.start}:${rule}`;
}
