import { valueOf } from '../base/known.ts';
import type { Uri } from '../base/span.ts';
import { ancestors, dirname } from '../base/uri.ts';
import type { Deployable } from '../model/deployable.ts';
import { isDevelopmentFile, strongestAudience } from '../model/discovery/audience.ts';
import type { Candidate } from '../model/discovery/candidate.ts';
import { createDiscovery } from '../model/discovery/discover.ts';
import { scopeTo } from '../model/discovery/scope.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { resolveDeployable } from '../model/resolve.ts';
import { lintDeployable, lintFile, lintManifest, type RawReport, type RuleRun, type RulesBySubject } from './lint.ts';

// The reports in a few files before the whole workspace is read and resolved. What is shown then must stay: the deployables
// that can say anything about a Dockerfile or a manifest are those that run it or stand in it, and they are resolved in full.

/** What is reported in a few files, and the deployables that they belong to, in the order of discovery. */
export interface FirstLook {
  readonly reports: ReadonlyMap<Uri, readonly RawReport[]>;
  readonly deployables: readonly Deployable[];
  readonly failures: RuleRun['failures'];
}

function belongsTo(candidate: Candidate, uri: Uri): boolean {
  return candidate.manifest?.uri === uri || candidate.dockerfiles.some((dockerfile) => valueOf(dockerfile) === uri);
}

/** Whether only what the file belongs to can report in it: it is a Dockerfile or a manifest. */
function standsForItself(workspace: FactsReader, uri: Uri): boolean {
  switch (workspace.language(uri)) {
    case 'dockerfile':
      return workspace.looksLikeDockerfile(uri);
    case 'yaml':
      return (workspace.manifest(uri)?.documents.length ?? 0) > 0;
    case 'python':
    case 'shell':
    case 'other':
      return false;
  }
}

interface Found {
  readonly candidate: Candidate;
  readonly deployable: Deployable;
  readonly runs: readonly RuleRun[];
}

/** Resolves and judges what some Dockerfiles and manifests belong to, in the order of discovery. */
function judge(rules: RulesBySubject, reader: FactsReader, uris: readonly Uri[], onRun: () => void): readonly Found[] {
  const candidates = createDiscovery(reader)().filter((candidate) => uris.some((uri) => belongsTo(candidate, uri)));
  return candidates.map((candidate) => {
    const deployable = resolveDeployable(reader, candidate);
    const ofRest = lintDeployable(rules, reader, deployable, onRun);
    const { manifest } = candidate;
    if (manifest === undefined || !uris.includes(manifest.uri)) return { candidate, deployable, runs: [ofRest] };
    const ofManifest = lintManifest(rules, reader, manifest, deployable.audience, onRun);
    return { candidate, deployable, runs: [ofManifest, ofRest] };
  });
}

const reportsIn = (uri: Uri, runs: readonly RuleRun[]): readonly RawReport[] =>
  runs.flatMap((run) => run.reports.filter(({ at }) => at.uri === uri));

/**
 * Runs the rules on what some Dockerfiles and manifests are part of. `undefined`: a file is neither, so that any deployable of the
 * workspace may report in it, or something failed, which the full run will say.
 */
export function firstLook(
  rules: RulesBySubject,
  workspace: FactsReader,
  uris: readonly Uri[],
  onRun: () => void,
): FirstLook | undefined {
  if (!uris.every((uri) => standsForItself(workspace, uri))) return undefined;
  const reader = scopeTo(workspace, uris);
  try {
    const found = judge(rules, reader, uris, onRun);
    const all = found.flatMap(({ runs }) => runs);
    const looks = uris.map((uri) => {
      const deployables = found.flatMap((f) => (belongsTo(f.candidate, uri) ? [f.deployable] : []));
      const runsIt = reader.language(uri) === 'dockerfile' ? deployables : [];
      const audience = strongestAudience(deployables.map((deployable) => deployable.audience));
      const file = { uri, deployables: runsIt, audience, isSource: deployables.length > 0 };
      const own = lintFile(rules, reader, file, onRun);
      return { uri, own, reports: reportsIn(uri, [own, ...all]) };
    });
    return {
      reports: new Map(looks.map(({ uri, reports }) => [uri, reports])),
      deployables: found.map(({ deployable }) => deployable),
      failures: [...looks.map(({ own }) => own), ...all].flatMap(({ failures }) => failures),
    };
  } catch {
    return undefined;
  }
}

/** More Dockerfiles in one folder than this tell nothing about the Python below it. */
const MOST_NEAR = 4;

/** The Dockerfiles in the nearest folder above a file that has any, or the few that a small workspace folder has. */
function nearestDockerfiles(workspace: FactsReader, uri: Uri): readonly Uri[] {
  const home = workspace.folderOf(uri);
  const all = workspace
    .filesOf('dockerfile')
    .filter((dockerfile) => workspace.folderOf(dockerfile) === home && !isDevelopmentFile(home, dockerfile));
  const folder = ancestors(dirname(uri)).find((above) => all.some((dockerfile) => dirname(dockerfile) === above));
  const near = folder === undefined ? all : all.filter((dockerfile) => dirname(dockerfile) === folder);
  return near.length > MOST_NEAR ? [] : near.filter(workspace.looksLikeDockerfile);
}

/**
 * What the deployables beside a Python file report in it. Others may report more when they are resolved, and nothing goes away then.
 * `undefined`: it is no Python, or nothing lies beside it.
 */
export function earlyLook(
  rules: RulesBySubject,
  workspace: FactsReader,
  uri: Uri,
  onRun: () => void,
): readonly RawReport[] | undefined {
  if (workspace.language(uri) !== 'python') return undefined;
  const near = nearestDockerfiles(workspace, uri);
  if (near.length === 0) return undefined;
  try {
    const found = judge(rules, scopeTo(workspace, near), near, onRun);
    return reportsIn(
      uri,
      found.flatMap(({ runs }) => runs),
    );
  } catch {
    return undefined;
  }
}
