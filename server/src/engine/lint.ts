import { equalValues } from '../base/query.ts';
import type { Uri } from '../base/span.ts';
import type { Audience, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/workspace.ts';
import type { Rule, RuleReport, Severity, Subject, Subjects } from '../rules/rule.ts';

/** A report with the rule that made it and the audience that it speaks to. */
export interface RawReport extends RuleReport {
  readonly rule: string;
}

/** What a run of rules gave: reports, and rules that threw (a bug of ours, logged and otherwise ignored). */
export interface RuleRun {
  readonly reports: readonly RawReport[];
  readonly failures: readonly { readonly rule: string; readonly error: string }[];
}

/** How audiences change a report: development files are silent, other platforms' files get hints. */
function severityFor(rule: Rule, audience: Audience, severity: Severity): Severity | undefined {
  if (rule.audience === 'any') return severity;
  if (audience === 'development') return undefined;
  return audience === 'elsewhere' ? 'hint' : severity;
}

type Dispatch = <S extends Subject>(kind: S, subject: Subjects[S], audience: Audience) => void;

function collect(rules: readonly Rule[], feed: (dispatch: Dispatch) => void, onRun: () => void): RuleRun {
  const reports: RawReport[] = [];
  const failures: { rule: string; error: string }[] = [];
  feed((kind, subject, audience) => {
    for (const rule of rules) {
      if (rule.subject !== kind) continue;
      onRun();
      try {
        for (const report of rule.run(subject)) {
          const severity = severityFor(rule, audience, report.severity);
          if (severity !== undefined) reports.push({ ...report, severity, rule: rule.name });
        }
      } catch (error) {
        failures.push({
          rule: rule.name,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
    }
  });
  return { reports: unique(reports), failures };
}

/** Drops reports that say the same thing at the same place twice. */
function unique(reports: readonly RawReport[]): readonly RawReport[] {
  return reports.filter((report, i) => reports.findIndex((other) => equalValues(other, report)) === i);
}

/** Runs the rules on a deployable, its manifest document, containers and launches. */
export function lintDeployable(
  rules: readonly Rule[],
  reader: FactsReader,
  deployable: Deployable,
  onRun: () => void,
): RuleRun {
  return collect(
    rules,
    (dispatch) => {
      const { audience, manifest } = deployable;
      const shared = { ...reader, programs: new Map() };
      dispatch('deployable', { deployable, reader: shared }, audience);
      const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
      const text = manifest === undefined ? undefined : reader.text(manifest.uri);
      if (manifest !== undefined && facts !== undefined && text !== undefined) {
        dispatch('manifest', { uri: manifest.uri, text, facts, document: manifest.document, deployable }, audience);
      }
      for (const container of deployable.containers) {
        dispatch('container', { deployable, reader: shared, container }, audience);
        dispatch('launch', { deployable, reader: shared, container, launch: container.launch }, audience);
      }
    },
    onRun,
  );
}

/** Runs the rules on one file: the file itself and, in a Dockerfile, its stages. */
export function lintFile(
  rules: readonly Rule[],
  reader: FactsReader,
  uri: Uri,
  deployables: readonly Deployable[],
  audience: Audience,
  onRun: () => void,
): RuleRun {
  const text = reader.text(uri);
  if (text === undefined) return { reports: [], failures: [] };
  const language = reader.language(uri);
  const dockerfile = language === 'dockerfile' ? reader.dockerfile(uri) : undefined;
  const manifest = language === 'yaml' ? reader.manifest(uri) : undefined;
  return collect(
    rules,
    (dispatch) => {
      dispatch('file', { uri, text, dockerfile, manifest, audience }, audience);
      if (dockerfile === undefined || !dockerfile.looksLikeDockerfile) return;
      for (const stage of dockerfile.stages) {
        const runs = stage.index === dockerfile.stages.length - 1;
        dispatch('stage', { uri, facts: dockerfile, stage, runs, deployables, audience }, audience);
      }
    },
    onRun,
  );
}
