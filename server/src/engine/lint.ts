import { valueOf } from '../base/known.ts';
import type { Span, Uri } from '../base/span.ts';
import type { Audience, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { holdsCommands } from '../model/language.ts';
import type { Launch } from '../model/launch-types.ts';
import type { Fix, Rule, RuleReport, Severity, Subject, Subjects } from '../rules/rule.ts';
import { startedByBuildpack } from '../rules/words.ts';

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

/** Rules by what they look at, so that a subject meets its own rules only. */
export type RulesBySubject = ReadonlyMap<Subject, readonly Rule[]>;

/** Groups rules; their order stays. */
export function bySubject(rules: readonly Rule[]): RulesBySubject {
  const groups = new Map<Subject, Rule[]>();
  for (const rule of rules) {
    const group = groups.get(rule.subject);
    if (group === undefined) groups.set(rule.subject, [rule]);
    else group.push(rule);
  }
  return groups;
}

function collect(rules: RulesBySubject, feed: (dispatch: Dispatch) => void, onRun: () => void): RuleRun {
  const reports: RawReport[] = [];
  const failures: { rule: string; error: string }[] = [];
  feed((kind, subject, audience) => {
    for (const rule of rules.get(kind) ?? []) {
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
  return { reports, failures };
}

/** Runs the rules on a deployable, its containers and launches. */
export function lintDeployable(
  rules: RulesBySubject,
  reader: FactsReader,
  deployable: Deployable,
  onRun: () => void,
): RuleRun {
  const run = collect(
    rules,
    (dispatch) => {
      const { audience } = deployable;
      dispatch('deployable', { deployable, reader }, audience);
      for (const container of deployable.containers) {
        dispatch('container', { deployable, reader, container }, audience);
        dispatch('launch', { deployable, reader, container, launch: container.launch }, audience);
      }
    },
    onRun,
  );
  const chosen = deployable.containers.map(({ launch }) => launch).filter((launch) => launch.chosenByBuildpack);
  return chosen.length === 0 ? run : { ...run, reports: run.reports.map((report) => explained(report, chosen)) };
}

/** A report at what made buildpacks choose a command says so. The command stands nowhere, so no fix can edit it. */
function explained(report: RawReport, chosen: readonly Launch[]): RawReport {
  const launch = chosen.find(({ command }) => command !== undefined && isWithin(report.at, command));
  const why = launch === undefined ? undefined : startedByBuildpack(launch);
  if (why === undefined) return report;
  const possible = ({ edits }: Fix): boolean =>
    edits.every((edit) => chosen.every(({ command }) => command === undefined || !isWithin(edit.at, command)));
  return { ...report, related: [...report.related, why], fixes: report.fixes.filter(possible) };
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.uri === outer.uri && inner.start >= outer.start && inner.end <= outer.end;
}

/** Runs the rules on a manifest document, whatever else belongs to its deployable. */
export function lintManifest(
  rules: RulesBySubject,
  reader: FactsReader,
  place: { readonly uri: Uri; readonly index: number },
  audience: Audience,
  onRun: () => void,
): RuleRun {
  const facts = reader.manifest(place.uri);
  const document = facts?.documents[place.index];
  const text = reader.text(place.uri);
  return collect(
    rules,
    (dispatch) => {
      if (facts === undefined || document === undefined || text === undefined) return;
      dispatch('manifest', { uri: place.uri, text, facts, document }, audience);
    },
    onRun,
  );
}

/** A file to run the rules on, and what is known of it. */
export interface LintedFile {
  readonly uri: Uri;
  /** Those that run a stage of the file. */
  readonly deployables: readonly Deployable[];
  readonly audience: Audience;
  /** Whether it is a source of any deployable. */
  readonly isSource: boolean;
}

/** Runs the rules on one file: the file itself and, in a Dockerfile, its stages. */
export function lintFile(
  rules: RulesBySubject,
  reader: FactsReader,
  { uri, deployables, audience, isSource }: LintedFile,
  onRun: () => void,
): RuleRun {
  const text = reader.text(uri);
  if (text === undefined) return { reports: [], failures: [] };
  const language = reader.language(uri);
  const dockerfile = language === 'dockerfile' ? reader.dockerfile(uri) : undefined;
  const manifest = language === 'yaml' || language === 'shell' ? reader.manifest(uri) : undefined;
  const deploys = holdsCommands(uri, language) ? (reader.platform(uri)?.deploys ?? []) : [];
  return collect(
    rules,
    (dispatch) => {
      dispatch('file', { uri, text, dockerfile, manifest, deploys, audience, isSource }, audience);
      if (dockerfile === undefined || !dockerfile.looksLikeDockerfile) return;
      // The stages that deployments start; without any, Docker builds the last one.
      const started = deployables.flatMap((d) =>
        d.containers.flatMap((c) => (valueOf(c.dockerfile) === uri ? (c.launch.base?.stageRange.start ?? []) : [])),
      );
      for (const stage of dockerfile.stages) {
        const runs = started.length > 0 ? started.includes(stage.start) : stage.index === dockerfile.stages.length - 1;
        dispatch('stage', { uri, facts: dockerfile, stage, runs, deployables, audience }, audience);
      }
    },
    onRun,
  );
}
