import { createFolderMap } from './base/folder-map.ts';
import { lineStarts, positionAt } from './base/lines.ts';
import { createSummaries, onUnchanging, query } from './base/query.ts';
import type { Range, Uri } from './base/span.ts';
import { dirname, joinPath } from './base/uri.ts';
import { baselineOf, leaveOut, listedIn } from './engine/baseline.ts';
import { CONFIG_NAME, type ConfigFile } from './engine/config-file.ts';
import { modelConfiguration, withLevels } from './engine/configure.ts';
import { compareFindings, type Finding } from './engine/finding.ts';
import { earlyLook, firstLook } from './engine/first-look.ts';
import { bySubject, lintDeployable, lintFile, lintManifest, type RawReport, type RuleRun } from './engine/lint.ts';
import type { Part, PartResult, Settled, SurveyedWorkspace } from './engine/parts.ts';
import { publish } from './engine/publish.ts';
import { DEFAULT_SETTINGS, type RuleLevel, type Settings } from './engine/settings.ts';
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
import { strongestAudience } from './model/audience.ts';
import type { FolderConfiguration } from './model/configured.ts';
import type { Audience, Deployable } from './model/deployable.ts';
import { createDiscovery } from './model/discover.ts';
import type { Language } from './model/language.ts';
import { mayDeploy } from './model/language.ts';
import { resolveDeployable } from './model/resolve.ts';
import { takeSurvey } from './model/take-survey.ts';
import { createWorkspace, type ReadText } from './model/workspace.ts';
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
   * (model/weights-on-disk.ts) says which ones matter.
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

/** What is found in a file. */
interface Judgement {
  readonly findings: readonly Finding[];
  /** How many more the baseline lists. */
  readonly leftOut: number;
}

const NO_REPORTS: readonly RawReport[] = [];
const NO_JUDGEMENT: Judgement = { findings: [], leftOut: 0 };

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
  const settings = createFolderMap<Settings>();
  const levels = createFolderMap<Readonly<Record<string, RuleLevel>>>();
  const baselines = createFolderMap<{ readonly file: Uri | undefined }>();
  const configurations = new Map<Uri, FolderConfiguration>();
  for (const [folder, value] of part?.of.settings ?? []) settings.set(folder, value);
  for (const [folder, value] of part?.of.levels ?? []) levels.set(folder, value);
  const failures: { rule: string; error: string }[] = [];
  let rulesRun = 0;
  const countRun = (): void => void rulesRun++;
  const noted = (run: RuleRun): readonly RawReport[] => {
    failures.push(...run.failures);
    return run.reports;
  };

  const discovered = createDiscovery(workspace);
  const candidates = summaries.summary(
    (_: 'all') => part?.of.candidates ?? new Map(discovered().map((c) => [c.id, c])),
  );
  const candidate = query((id: string) => candidates('all').get(id));
  const ids = query((_: 'all') => part?.deployables ?? [...candidates('all').keys()]);
  const deployable = query((id: string): Deployable | undefined => {
    const found = candidate(id);
    if (found === undefined) return undefined;
    try {
      return resolveDeployable(workspace, found);
    } catch (error) {
      failures.push({
        rule: `model of ${id}`,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return undefined;
    }
  });
  const deployables = (): readonly Deployable[] => ids('all').flatMap((id) => deployable(id) ?? []);
  const settled = (id: string): Settled | undefined => part?.settled?.get(id);
  const sourcesOf = query((id: string): readonly Uri[] => (settled(id) ?? deployable(id))?.sources ?? []);
  const invert = (of: (id: string) => readonly Uri[]): ReadonlyMap<Uri, readonly string[]> => {
    const map = new Map<Uri, string[]>();
    for (const id of ids('all')) {
      for (const uri of of(id)) {
        const list = map.get(uri);
        if (list === undefined) map.set(uri, [id]);
        else list.push(id);
      }
    }
    return map;
  };
  const holders = summaries.summary((_: 'all') => invert(sourcesOf));
  const holdersOf = query((uri: Uri): readonly string[] => holders('all').get(uri) ?? []);
  const audienceIn = query((id: string): Audience | undefined => (settled(id) ?? deployable(id))?.audience);
  // Rules on the manifest alone have a query of their own: an edit in the Dockerfile or in Python runs none of them.
  const ofManifest = query((id: string): readonly RawReport[] => {
    const place = candidate(id)?.manifest;
    const audience = audienceIn(id);
    if (place === undefined || audience === undefined) return NO_REPORTS;
    return noted(lintManifest(groups, workspace, place, audience, countRun));
  });
  const ofRest = query((id: string): readonly RawReport[] => {
    const found = deployable(id);
    return found === undefined ? NO_REPORTS : noted(lintDeployable(groups, workspace, found, countRun));
  });
  const ofDeployable = query(
    (id: string): readonly RawReport[] => settled(id)?.reports ?? [...ofManifest(id), ...ofRest(id)],
  );
  const ofFile = query((uri: Uri): readonly RawReport[] => {
    const holding = holdersOf(uri);
    // Only stages are told who runs them; an edit in another file of the deployable leaves the rest alone.
    const found = workspace.language(uri) === 'dockerfile' ? holding.flatMap((id) => deployable(id) ?? []) : [];
    return noted(lintFile(groups, workspace, uri, found, strongestAudience(holding.map(audienceIn)), countRun));
  });
  const checkedFiles = query((_: 'all'): readonly Uri[] => {
    if (part !== undefined) return [...new Set([...part.files, ...holders('all').keys()])].sort();
    const scripts = [...workspace.filesOf('shell'), ...workspace.filesOf('other').filter(mayDeploy)];
    const deploying = scripts.filter((uri) => (workspace.platform(uri)?.deploys.length ?? 0) > 0);
    const listed = [...workspace.filesOf('dockerfile'), ...workspace.filesOf('yaml'), ...deploying];
    return [...new Set([...listed, ...holders('all').keys()])].sort();
  });
  // Which deployables report into which file changes far less often than the reports: an edit wakes only the files that its own
  // deployables report into.
  const targets = query((id: string): readonly Uri[] =>
    [...new Set(ofDeployable(id).map((report) => report.at.uri))].sort(),
  );
  const reporters = summaries.summary((_: 'all') => invert(targets));
  const reportersOf = query((uri: Uri): readonly string[] => reporters('all').get(uri) ?? []);
  const reportsIn = query((uri: Uri): readonly RawReport[] => [
    ...ofFile(uri),
    ...reportersOf(uri).flatMap((id) => ofDeployable(id).filter((report) => report.at.uri === uri)),
  ]);
  const starts = query((uri: Uri): readonly number[] => lineStarts(workspace.text(uri) ?? ''));
  const settingsIn = query((folder: Uri) =>
    withLevels(settings.nearest(folder) ?? DEFAULT_SETTINGS, levels.nearest(folder)),
  );
  const settingsFor = (uri: Uri): Settings => settingsIn(dirname(uri));
  const listed = query((baseline: Uri): ReadonlySet<string> => listedIn(workspace.text(baseline)));
  const judge = (uri: Uri, reports: readonly RawReport[]): Judgement => {
    const text = workspace.text(uri) ?? '';
    const all = publish({
      uri,
      text,
      reports,
      settings: settingsFor(uri),
      rules,
      trailingComments: workspace.language(uri) !== 'dockerfile',
      lineOf: (offset) => positionAt(starts(uri), offset).line,
      starts: starts(uri),
    });
    const baseline = baselines.nearest(dirname(uri))?.file;
    if (baseline === undefined) return { findings: all, leftOut: 0 };
    const file = { uri, text, starts: starts(uri), findings: all };
    const left = leaveOut(listed(baseline), dirname(baseline), file);
    return { findings: left, leftOut: all.length - left.length };
  };
  const judged = query(
    (uri: Uri): Judgement => (workspace.text(uri) === undefined ? NO_JUDGEMENT : judge(uri, reportsIn(uri))),
  );
  const findings = query((uri: Uri): readonly Finding[] => judged(uri).findings);
  const published = query((_: 'all'): readonly Uri[] =>
    part?.settled === undefined
      ? [...new Set([...reporters('all').keys(), ...checkedFiles('all')])].sort()
      : part.files,
  );

  const allFindings = (): readonly Finding[] => published('all').flatMap(findings).sort(compareFindings);

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
    for (const id of ids('all')) {
      ofDeployable(id);
      yield summaries.refresh();
    }
    for (const uri of published('all')) {
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
    setSettings: (value, folder) => settings.set(folder ?? '', value),
    setConfig: (folder, config, file = joinPath(folder, CONFIG_NAME)) => {
      levels.set(folder, config?.rules);
      baselines.set(folder, config === undefined ? undefined : { file: baselineOf(config, file) });
      const configuration = config === undefined ? undefined : modelConfiguration(config, file);
      if (configuration === undefined) configurations.delete(folder);
      else configurations.set(folder, configuration);
      workspace.configure(folder, configuration);
    },
    wanted: fresh(() => {
      for (const { file } of baselines.entries().values()) if (file !== undefined) listed(file);
      published('all').forEach(findings);
      return workspace.wanted();
    }),
    findings: fresh(findings),
    firstFindings: (uris) => {
      const look = asked(() => firstLook(groups, workspace, uris, countRun));
      if (look === undefined) return undefined;
      failures.push(...look.failures);
      return {
        findings: uris.flatMap((uri) => judge(uri, look.reports.get(uri) ?? NO_REPORTS).findings),
        deployables: look.deployables,
      };
    },
    earlyFindings: (uri) => {
      const reports = earlyLook(groups, workspace, uri, countRun);
      return reports === undefined ? undefined : judge(uri, reports).findings;
    },
    loading: workspace.wanted,
    steps,
    allFindings: fresh(allFindings),
    leftOut: fresh(() => published('all').reduce((sum, uri) => sum + judged(uri).leftOut, 0)),
    survey: (look) => ({
      ...takeSurvey(workspace.listed(), configurations, look),
      settings: settings.entries(),
      levels: levels.entries(),
    }),
    settle: fresh(() => {
      const files = published('all');
      return {
        findings: files.flatMap(findings),
        files,
        deployables: (part?.settled === undefined ? deployables() : []).map((found) => {
          const { id, kind, name, root, sources, audience } = found;
          return { id, kind, name, root, sources, audience, reports: ofDeployable(id) };
        }),
      };
    }),
    touched: fresh(() => {
      const next = new Map<Uri, readonly Finding[]>();
      const out: Uri[] = [];
      for (const uri of published('all')) {
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
      deployablesResolved: deployable.computations(),
      pythonRead: workspace.pythonRead(),
      filesPublished: judged.computations(),
    }),
  };
}
