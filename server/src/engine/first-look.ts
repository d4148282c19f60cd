import { valueOf } from '../base/known.ts';
import type { Uri } from '../base/span.ts';
import { strongestAudience } from '../model/audience.ts';
import type { Candidate } from '../model/candidate.ts';
import { createDiscovery } from '../model/discover.ts';
import { resolveDeployable } from '../model/resolve.ts';
import { scopeTo } from '../model/scope.ts';
import type { FactsReader } from '../model/workspace.ts';
import { lintDeployable, lintFile, lintManifest, type RuleRun, type RulesBySubject } from './lint.ts';

// The reports in one open file before the whole workspace is read and resolved. What is shown then must stay: the deployables
// that can say anything about a Dockerfile or a manifest are those that run it or stand in it, and they are resolved in full.

function belongsTo(candidate: Candidate, uri: Uri): boolean {
  return candidate.manifest?.uri === uri || candidate.dockerfiles.some((dockerfile) => valueOf(dockerfile) === uri);
}

/**
 * Runs the rules on what one Dockerfile or manifest is part of. `undefined`: the file is neither, so that any deployable of the
 * workspace may report in it, or something failed, which the full run will say.
 */
export function firstLook(
  rules: RulesBySubject,
  workspace: FactsReader,
  uri: Uri,
  onRun: () => void,
): RuleRun | undefined {
  const isDockerfile = workspace.language(uri) === 'dockerfile' && workspace.looksLikeDockerfile(uri);
  const isManifest = workspace.language(uri) === 'yaml' && (workspace.manifest(uri)?.documents.length ?? 0) > 0;
  if (!isDockerfile && !isManifest) return undefined;
  const reader = scopeTo(workspace, uri);
  try {
    const candidates = createDiscovery(reader)().filter((candidate) => belongsTo(candidate, uri));
    const deployables = candidates.map((candidate) => resolveDeployable(reader, candidate));
    const audience = strongestAudience(deployables.map((deployable) => deployable.audience));
    const runs = [
      lintFile(rules, reader, uri, isDockerfile ? deployables : [], audience, onRun),
      ...deployables.flatMap((deployable, i) => {
        const place = candidates[i]?.manifest;
        const ofRest = lintDeployable(rules, reader, deployable, onRun);
        if (place?.uri !== uri) return [ofRest];
        return [lintManifest(rules, reader, place, deployable.audience, onRun), ofRest];
      }),
    ];
    return {
      reports: runs.flatMap(({ reports }) => reports.filter((report) => report.at.uri === uri)),
      failures: runs.flatMap(({ failures }) => failures),
    };
  } catch {
    return undefined;
  }
}
