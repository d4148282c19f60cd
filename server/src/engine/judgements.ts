import { createFolderMap } from '../base/folder-map.ts';
import { lineStarts, positionAt } from '../base/lines.ts';
import { query } from '../base/query.ts';
import type { Uri } from '../base/span.ts';
import { dirname } from '../base/uri.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Rule } from '../rules/rule.ts';
import { type BaselineEntry, baselineOf, entriesFrom, leaveOut, listedIn } from './baseline.ts';
import type { ConfigFile } from './config-file.ts';
import { withLevels } from './configure.ts';
import type { Finding } from './finding.ts';
import type { RawReport } from './lint.ts';
import type { SurveyedWorkspace } from './parts.ts';
import { publish } from './publish.ts';
import { DEFAULT_SETTINGS, type RuleLevel, type Settings } from './settings.ts';

/** What users wish to see of the reports in a file: their settings, comments and baseline applied. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** With those that the baseline lists. */
  readonly all: readonly Finding[];
}

/** Turns reports into findings, and holds what decides about it. */
export interface Judgements {
  setSettings(settings: Settings, folder: Uri): void;
  /** The rules and the baseline of a configuration file, for everything below `folder`. */
  setConfig(folder: Uri, config: ConfigFile | undefined, file: Uri): void;
  settingsFor(uri: Uri): Settings;
  /** What is left of reports in a file that may not be all. */
  judge(uri: Uri, reports: readonly RawReport[]): Judgement;
  /** What is left of all reports in a file. */
  of(uri: Uri): Judgement;
  findings(uri: Uri): readonly Finding[];
  /** Asks for the baselines, so that a host knows that they are wanted. */
  wantBaselines(): void;
  /** What a baseline `file` would list of a file, if the configuration of `folder` held for it; nothing if another one does. */
  entriesOf(uri: Uri, folder: Uri, file: Uri): readonly BaselineEntry[];
  /** For the survey of a large workspace. */
  settings(): Pick<SurveyedWorkspace, 'settings' | 'levels'>;
  /** How often the findings of a file were put together. */
  readonly made: () => number;
}

const NONE: Judgement = { findings: [], all: [] };

/** Sets up the judgements over the reports that `reportsIn` gives; `of`: what a survey says that users set. */
export function createJudgements(
  workspace: Workspace,
  rules: readonly Rule[],
  reportsIn: (uri: Uri) => readonly RawReport[],
  of: SurveyedWorkspace | undefined,
): Judgements {
  const settings = createFolderMap<Settings>();
  const levels = createFolderMap<Readonly<Record<string, RuleLevel>>>();
  const baselines = createFolderMap<{ readonly folder: Uri; readonly file: Uri | undefined }>();
  for (const [folder, value] of of?.settings ?? []) settings.set(folder, value);
  for (const [folder, value] of of?.levels ?? []) levels.set(folder, value);

  const starts = query((uri: Uri): readonly number[] => lineStarts(workspace.text(uri) ?? ''));
  const settingsIn = query((folder: Uri) =>
    withLevels(settings.nearest(folder) ?? DEFAULT_SETTINGS, levels.nearest(folder)),
  );
  const settingsFor = (uri: Uri): Settings => settingsIn(dirname(uri));
  const listed = query((baseline: Uri): ReadonlySet<string> => listedIn(workspace.text(baseline)));
  const inConflict = new Set(rules.filter((rule) => rule.speaksInConflict).map((rule) => rule.name));
  const judge = (uri: Uri, reports: readonly RawReport[]): Judgement => {
    const text = workspace.text(uri) ?? '';
    const isTorn = workspace.isInConflict(uri);
    const all = publish({
      uri,
      text,
      reports: isTorn ? reports.filter((report) => inConflict.has(report.rule)) : reports,
      settings: settingsFor(uri),
      // What comments silence shows when the conflict is resolved; until then none is called unused.
      rules: isTorn ? [] : rules,
      trailingComments: workspace.language(uri) !== 'dockerfile',
      lineOf: (offset) => positionAt(starts(uri), offset).line,
      starts: starts(uri),
    });
    const baseline = baselines.nearest(dirname(uri))?.file;
    if (baseline === undefined) return { findings: all, all };
    const file = { uri, text, starts: starts(uri), findings: all };
    return { findings: leaveOut(listed(baseline), dirname(baseline), file), all };
  };
  const judged = query(
    (uri: Uri): Judgement => (workspace.text(uri) === undefined ? NONE : judge(uri, reportsIn(uri))),
  );
  return {
    setSettings: (value, folder) => settings.set(folder, value),
    setConfig: (folder, config, file) => {
      levels.set(folder, config?.rules);
      baselines.set(folder, config === undefined ? undefined : { folder, file: baselineOf(config, file) });
    },
    settingsFor,
    judge,
    of: judged,
    findings: query((uri: Uri): readonly Finding[] => judged(uri).findings),
    wantBaselines: () => {
      for (const { file } of baselines.entries().values()) if (file !== undefined) listed(file);
    },
    entriesOf: (uri, folder, file) => {
      const holder = baselines.nearest(dirname(uri))?.folder ?? folder;
      if (holder !== folder || !uri.startsWith(`${folder}/`)) return [];
      const text = workspace.text(uri) ?? '';
      return entriesFrom(dirname(file), { uri, text, starts: starts(uri), findings: judged(uri).all });
    },
    settings: () => ({ settings: settings.entries(), levels: levels.entries() }),
    made: judged.computations,
  };
}
