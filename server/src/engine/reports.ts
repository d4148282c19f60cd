import { type createSummaries, query } from '../base/query.ts';
import type { Uri } from '../base/span.ts';
import type { Audience, Deployable } from '../model/deployable.ts';
import { strongestAudience } from '../model/discovery/audience.ts';
import { createDiscovery } from '../model/discovery/discover.ts';
import { mayDeploy } from '../model/language.ts';
import { resolveDeployable } from '../model/resolve.ts';
import type { Workspace } from '../model/workspace.ts';
import { lintDeployable, lintFile, lintManifest, type RawReport, type RuleRun, type RulesBySubject } from './lint.ts';
import type { Part, Settled, SurveyedWorkspace } from './parts.ts';

/** What the rules report in the whole workspace, or in a part of one. Every answer is remembered, and worked out again where it must. */
export interface Reports {
  /** Ids of all deployables, in the order of discovery. */
  ids(): readonly string[];
  deployable(id: string): Deployable | undefined;
  deployables(): readonly Deployable[];
  /** Ids of the deployables that a file is a source of. */
  holdersOf(uri: Uri): readonly string[];
  /** Everything that is reported of a deployable, in any file. */
  ofDeployable(id: string): readonly RawReport[];
  /** Everything that is reported in a file. */
  in(uri: Uri): readonly RawReport[];
  /** The files that something may be reported in, sorted. */
  files(): readonly Uri[];
  /** How often a deployable was resolved. */
  readonly resolved: () => number;
}

/** What reports are made from. */
export interface ReportsInput {
  readonly workspace: Workspace;
  readonly summaries: ReturnType<typeof createSummaries>;
  readonly rules: RulesBySubject;
  readonly part?: Part & { readonly of: SurveyedWorkspace };
  /** Told of each rule that is run. */
  readonly onRun: () => void;
  /** Told of bugs of ours: rules that threw, and deployables that could not be resolved. */
  readonly onFailure: (failure: RuleRun['failures'][number]) => void;
}

const NONE: readonly RawReport[] = [];

/** Sets up the reports of a workspace; nothing is worked out before it is asked for. */
export function createReports({ workspace, summaries, rules, part, onRun, onFailure }: ReportsInput): Reports {
  const noted = (run: RuleRun): readonly RawReport[] => {
    run.failures.forEach(onFailure);
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
      onFailure({
        rule: `model of ${id}`,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return undefined;
    }
  });
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
    if (place === undefined || audience === undefined) return NONE;
    return noted(lintManifest(rules, workspace, place, audience, onRun));
  });
  const ofRest = query((id: string): readonly RawReport[] => {
    const found = deployable(id);
    return found === undefined ? NONE : noted(lintDeployable(rules, workspace, found, onRun));
  });
  const ofDeployable = query(
    (id: string): readonly RawReport[] => settled(id)?.reports ?? [...ofManifest(id), ...ofRest(id)],
  );
  const ofFile = query((uri: Uri): readonly RawReport[] => {
    const holding = holdersOf(uri);
    // Only stages are told who runs them; an edit in another file of the deployable leaves the rest alone.
    const found = workspace.language(uri) === 'dockerfile' ? holding.flatMap((id) => deployable(id) ?? []) : [];
    const audience = strongestAudience(holding.map(audienceIn));
    return noted(
      lintFile(rules, workspace, { uri, deployables: found, audience, isSource: holding.length > 0 }, onRun),
    );
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
  const inFile = query((uri: Uri): readonly RawReport[] => [
    ...ofFile(uri),
    ...reportersOf(uri).flatMap((id) => ofDeployable(id).filter((report) => report.at.uri === uri)),
  ]);
  const files = query((_: 'all'): readonly Uri[] =>
    part?.settled === undefined
      ? [...new Set([...reporters('all').keys(), ...checkedFiles('all')])].sort()
      : part.files,
  );
  return {
    ids: () => ids('all'),
    deployable,
    deployables: () => ids('all').flatMap((id) => deployable(id) ?? []),
    holdersOf,
    ofDeployable,
    in: inFile,
    files: () => files('all'),
    resolved: deployable.computations,
  };
}
