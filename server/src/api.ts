import { createSummaries, onUnchanging } from './base/query.ts';
import type { Range, Uri } from './base/span.ts';
import { joinPath } from './base/uri.ts';
import type { BaselineEntry } from './engine/baseline.ts';
import { CONFIG_NAME, type ConfigFile } from './engine/config-file.ts';
import { modelConfiguration } from './engine/configure.ts';
import { compareFindings, type Finding } from './engine/finding.ts';
import { earlyLook, firstLook } from './engine/first-look.ts';
import { createJudgements } from './engine/judgements.ts';
import { bySubject } from './engine/lint.ts';
import type { Part, PartResult, SurveyedWorkspace } from './engine/parts.ts';
import { createReports } from './engine/reports.ts';
import type { Settings } from './engine/settings.ts';
import { type CodeActionAnswer, codeActions } from './features/code-action.ts';
import { type CodeLensAnswer, codeLenses } from './features/code-lens.ts';
import { completion } from './features/completion.ts';
import type { CompletionAnswer } from './features/completion-answer.ts';
import { type DefinitionAnswer, definition } from './features/definition.ts';
import { type ErrorExplanation, explainError } from './features/explain-error.ts';
import { hover } from './features/hover.ts';
import type { HoverAnswer } from './features/hover-answer.ts';
import { type InlayHintAnswer, inlayHints } from './features/inlay.ts';
import { type InspectReport, inspect } from './features/inspect.ts';
import { inspectPage } from './features/inspect-page.ts';
import { type LinkAnswer, links } from './features/link.ts';
import { type RenameAnswer, type RenameTarget, rename, renameTarget } from './features/rename.ts';
import { type SymbolAnswer, symbols } from './features/symbol.ts';
import type { Deployable } from './model/deployable.ts';
import type { FolderConfiguration } from './model/discovery/configured.ts';
import { takeSurvey } from './model/discovery/take-survey.ts';
import type { ReadText } from './model/files.ts';
import type { Language } from './model/language.ts';
import { createWorkspace } from './model/workspace.ts';
import { RULES } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';

/** All that an adapter sees of the core. Synchronous and pure: the host sets files and asks; nothing is read behind its back. */
export interface Analysis {
  /**
   * Gives the text of a file; `undefined`: known to be absent. `language` is the editor's language id where it has one,
   * and wins over the name (a `Containerfile.web` that the user opened as Dockerfile is one).
   */
  setFile(uri: Uri, text: string | undefined, language?: Language): void;
  /** Forgets what was set for a file, so that it is asked for again where the index has it. */
  dropFile(uri: Uri): void;
  /** Which files exist (names only), below all workspace folders. */
  setIndex(uris: readonly Uri[]): void;
  /**
   * How large files with weights are, in bytes: what a host finds out beside listing, without reading them. `holdsWeights`
   * (model/python/weights-on-disk.ts) says which ones matter.
   */
  setSizes(sizes: ReadonlyMap<Uri, number>): void;
  /** The workspace folders. Files of different folders never belong together. */
  setFolders(folders: readonly Uri[]): void;
  /** Settings for everything below `folder`, or for all files; the nearest folder decides. */
  setSettings(settings: Settings, folder?: Uri): void;
  /**
   * The configuration file that holds below `folder`; `undefined`: there is none any more. The nearest folder decides, and
   * `setSettings` wins over its rules. Paths in it are relative to `file`, by default the one of the usual name in `folder`.
   * What it excludes the host leaves out of the index. What its baseline lists is no finding here; in parts of a surveyed workspace it is.
   */
  setConfig(folder: Uri, config: ConfigFile | undefined, file?: Uri): void;
  /** Files that answers are still waiting for; load them with `setFile` and ask again. */
  wanted(): readonly Uri[];
  /** The findings in one file, in report order. */
  findings(uri: Uri): readonly Finding[];
  /**
   * The findings in some Dockerfiles and manifests, from what belongs to them alone: nothing else is resolved, and none of them goes
   * away when everything is. `undefined`: only the whole workspace can tell. Ask for `loading` behind it.
   */
  firstFindings(uris: readonly Uri[]): FirstFindings | undefined;
  /**
   * Some findings in an open Python file, from the deployables beside it: others may add to them, and none goes away. `undefined`:
   * nothing can be said yet. Ask for `loading` behind it.
   */
  earlyFindings(uri: Uri): readonly Finding[] | undefined;
  /** Files that questions since then asked for and nobody loaded, without asking anything. */
  loading(): readonly Uri[];
  /**
   * Works out everything, in steps of one file or deployable; the host takes them one after the other and does other things
   * between them. Without it the first question does all of it at once.
   */
  steps(): Iterable<void>;
  /** The findings in all files, in report order. */
  allFindings(): readonly Finding[];
  /** How many findings baselines left out of them. */
  leftOut(): number;
  /** What a baseline `file` would list today, of the files for which the configuration file of `folder` holds, or would hold if it were there. */
  baselineEntries(folder: Uri, file: Uri): readonly BaselineEntry[];
  /** Looks over all files that `read` gives, so that parts of the workspace can be judged by analyses of their own (engine/parts.ts). */
  survey(read: ReadText): SurveyedWorkspace;
  /** Everything that there is to say about this analysis' part of a workspace. */
  settle(): PartResult;
  /** Files whose findings changed since this was last asked. */
  touched(): readonly Uri[];
  /** What to show when the pointer rests on an offset. */
  hover(uri: Uri, offset: number): HoverAnswer | undefined;
  /** Quick fixes and source actions for a range. */
  codeActions(uri: Uri, range: Range): readonly CodeActionAnswer[];
  inlayHints(uri: Uri, range: Range): readonly InlayHintAnswer[];
  /** What can be written at an offset of a manifest. */
  completion(uri: Uri, offset: number): readonly CompletionAnswer[];
  /** The outline of a manifest. */
  symbols(uri: Uri): readonly SymbolAnswer[];
  /** Pages that names in a manifest lead to. */
  links(uri: Uri): readonly LinkAnswer[];
  /** Where the text at an offset is defined, in this file or another. */
  definition(uri: Uri, offset: number): DefinitionAnswer | undefined;
  /** The name at an offset that `rename` can change. */
  renameTarget(uri: Uri, offset: number): RenameTarget | undefined;
  rename(uri: Uri, offset: number, name: string): RenameAnswer | undefined;
  codeLenses(uri: Uri): readonly CodeLensAnswer[];
  /** What will run: the resolved model of every deployable, or of those that a file belongs to. */
  inspect(uri?: Uri): InspectReport;
  /** The same for people: a Markdown page about everything that a file belongs to. */
  inspectPage(uri: Uri): string | undefined;
  /** What an error message or log of Cloud Run means, and which findings may be behind it. */
  explainError(text: string): ErrorExplanation;
  deployables(): readonly Deployable[];
  readonly rules: readonly Rule[];
  /** Rules that threw since this was last asked; bugs of ours, for the log. */
  failures(): readonly { readonly rule: string; readonly error: string }[];
  /** How much work was done so far. For tests of what a keystroke costs. */
  statistics(): Statistics;
}

/** What a first look at some files gave. */
export interface FirstFindings {
  /** File by file in the order asked for, each in report order. */
  readonly findings: readonly Finding[];
  /** The deployables that the files belong to. */
  readonly deployables: readonly Deployable[];
}

/** Counts of work since the analysis was created. */
export interface Statistics {
  readonly rulesRun: number;
  readonly deployablesResolved: number;
  /** How often the facts of a Python file were read from its text. */
  readonly pythonRead: number;
  /** How often the findings of a file were put together. */
  readonly filesPublished: number;
}

/** Options of an analysis; tests run single rules. */
export interface AnalysisOptions {
  readonly rules?: readonly Rule[];
  /** Reads files of the index at once. Then `wanted` stays empty, and no answer is preliminary. */
  readonly read?: ReadText;
  /** Nothing is set any more once a question was asked: answers are worked out quicker, and `touched` and `steps` make no sense. */
  readonly once?: boolean;
  /** Told which other files stand behind answers that a survey gave to `part`. */
  readonly onConsulted?: (uris: readonly Uri[]) => void;
  /** Judge a part of a workspace that was surveyed, and nothing else. */
  readonly part?: Part & { readonly of: SurveyedWorkspace };
}

/** Creates the engine over an empty workspace. */
export function createAnalysis(options: AnalysisOptions = {}): Analysis {
  return options.once === true ? onUnchanging(() => create(options)) : create(options);
}

function create(options: AnalysisOptions): Analysis {
  const rules = options.rules ?? RULES;
  const groups = bySubject(rules);
  const summaries = createSummaries();
  const { read, part, onConsulted } = options;
  const workspace = createWorkspace({
    summaries,
    ...(read === undefined ? {} : { read }),
    ...(part === undefined ? {} : { survey: part.of }),
    ...(onConsulted === undefined ? {} : { onConsulted }),
  });
  const configurations = new Map<Uri, FolderConfiguration>();
  const failures: { rule: string; error: string }[] = [];
  let rulesRun = 0;
  const onRun = (): void => void rulesRun++;
  const reports = createReports({
    workspace,
    summaries,
    rules: groups,
    ...(part === undefined ? {} : { part }),
    onRun,
    onFailure: (failure) => void failures.push(failure),
  });
  const judgements = createJudgements(workspace, rules, reports.in, part?.of);
  const { deployables, deployable, holdersOf } = reports;
  const { findings, judge, settingsFor } = judgements;
  const allFindings = (): readonly Finding[] => reports.files().flatMap(findings).sort(compareFindings);

  /** Answers define queries, too. */
  const asked = <R>(ask: () => R): R => (options.once === true ? onUnchanging(ask) : ask());
  /** Every answer starts from summaries that are up to date. */
  const fresh =
    <A extends readonly unknown[], R>(ask: (...args: A) => R) =>
    (...args: A): R => {
      summaries.refresh();
      return asked(() => ask(...args));
    };

  function* steps(): Iterable<void> {
    // First what discovery needs, then what it found; behind each step the host may have changed inputs.
    for (const uri of workspace.filesOf('yaml')) yield void workspace.manifest(uri);
    for (const uri of workspace.filesOf('dockerfile')) yield void workspace.dockerfile(uri);
    summaries.refresh();
    for (const id of reports.ids()) {
      reports.ofDeployable(id);
      yield summaries.refresh();
    }
    for (const uri of reports.files()) {
      findings(uri);
      yield summaries.refresh();
    }
  }

  let last = new Map<Uri, readonly Finding[]>();
  const context = { workspace, deployables, deployable, holdersOf, findings, rules, settingsFor };
  return {
    setFile: workspace.setFile,
    dropFile: workspace.dropFile,
    setIndex: workspace.setIndex,
    setSizes: workspace.setSizes,
    setFolders: workspace.setFolders,
    setSettings: (value, folder) => judgements.setSettings(value, folder ?? ''),
    setConfig: (folder, config, file = joinPath(folder, CONFIG_NAME)) => {
      judgements.setConfig(folder, config, file);
      const configuration = config === undefined ? undefined : modelConfiguration(config, file);
      if (configuration === undefined) configurations.delete(folder);
      else configurations.set(folder, configuration);
      workspace.configure(folder, configuration);
    },
    wanted: fresh(() => {
      judgements.wantBaselines();
      reports.files().forEach(findings);
      return workspace.wanted();
    }),
    findings: fresh(findings),
    firstFindings: (uris) => {
      const look = asked(() => firstLook(groups, workspace, uris, onRun));
      if (look === undefined) return undefined;
      failures.push(...look.failures);
      return {
        findings: uris.flatMap((uri) => judge(uri, look.reports.get(uri) ?? []).findings),
        deployables: look.deployables,
      };
    },
    earlyFindings: (uri) => {
      const early = earlyLook(groups, workspace, uri, onRun);
      return early === undefined ? undefined : judge(uri, early).findings;
    },
    loading: workspace.wanted,
    steps,
    allFindings: fresh(allFindings),
    leftOut: fresh(() => {
      const left = reports.files().map((uri) => judgements.of(uri).all.length - findings(uri).length);
      return left.reduce((sum, count) => sum + count, 0);
    }),
    baselineEntries: fresh((folder, file) => reports.files().flatMap((uri) => judgements.entriesOf(uri, folder, file))),
    survey: (look) => ({
      ...takeSurvey(workspace.listed(), configurations, look),
      ...judgements.settings(),
    }),
    settle: fresh(() => {
      const files = reports.files();
      return {
        findings: files.flatMap(findings),
        files,
        deployables: (part?.settled === undefined ? deployables() : []).map((found) => {
          const { id, kind, name, root, sources, audience } = found;
          return { id, kind, name, root, sources, audience, reports: reports.ofDeployable(id) };
        }),
      };
    }),
    touched: fresh(() => {
      const next = new Map<Uri, readonly Finding[]>();
      const out: Uri[] = [];
      for (const uri of reports.files()) {
        const current = findings(uri);
        if (current.length > 0) next.set(uri, current);
        if ((last.get(uri) ?? []) !== current && !(current.length === 0 && !last.has(uri))) out.push(uri);
      }
      for (const uri of last.keys()) if (!next.has(uri) && !out.includes(uri)) out.push(uri);
      last = next;
      return out.sort();
    }),
    hover: fresh((uri, offset) => hover(context, uri, offset)),
    codeActions: fresh((uri, range) => codeActions(context, uri, range)),
    inlayHints: fresh((uri, range) => inlayHints(context, uri, range)),
    completion: fresh((uri, offset) => completion(context, uri, offset)),
    symbols: fresh((uri) => symbols(context, uri)),
    links: fresh((uri) => links(context, uri)),
    definition: fresh((uri, offset) => definition(context, uri, offset)),
    renameTarget: fresh((uri, offset) => renameTarget(context, uri, offset)),
    rename: fresh((uri, offset, name) => rename(context, uri, offset, name)),
    codeLenses: fresh((uri) => codeLenses(context, uri)),
    inspectPage: fresh((uri) => inspectPage(context, uri)),
    explainError: fresh((text) => explainError(context, allFindings(), text)),
    inspect: fresh((uri?: Uri) => {
      const found = uri === undefined ? deployables() : holdersOf(uri).flatMap((id) => deployable(id) ?? []);
      return inspect(found, workspace);
    }),
    deployables: fresh(deployables),
    rules,
    failures: () => failures.splice(0),
    statistics: () => ({
      rulesRun,
      deployablesResolved: reports.resolved(),
      pythonRead: workspace.pythonRead(),
      filesPublished: judgements.made(),
    }),
  };
}
