import type { Uri } from '../base/span.ts';
import type { Deployable } from '../model/deployable.ts';
import type { Candidate } from '../model/discovery/candidate.ts';
import type { Survey } from '../model/discovery/survey.ts';
import type { Finding } from './finding.ts';
import type { RawReport } from './lint.ts';
import type { RuleLevel, Settings } from './settings.ts';

// A workspace judged in parts. Deployables do not depend on each other; files can be held by several of them, and the
// findings in such a file are put together from what all of them report.

/** A survey, and what users set. */
export interface SurveyedWorkspace extends Survey {
  readonly settings: ReadonlyMap<Uri, Settings>;
  readonly levels: ReadonlyMap<Uri, Readonly<Record<string, RuleLevel>>>;
}

/** A deployable that was judged, as plain data. */
export interface Settled extends Pick<Deployable, 'id' | 'kind' | 'name' | 'root' | 'sources' | 'audience'> {
  readonly reports: readonly RawReport[];
}

/** Some of the deployables and checked files of a workspace. */
export interface Part {
  /** Ids, in the order of discovery. */
  readonly deployables: readonly string[];
  readonly files: readonly Uri[];
  /** Those of `deployables` that were judged before: their reports are taken as they are. */
  readonly settled?: ReadonlyMap<string, Settled>;
}

/** What judging a part gave. */
export interface PartResult {
  readonly findings: readonly Finding[];
  /** The files that were looked at; findings may be in them only. */
  readonly files: readonly Uri[];
  readonly deployables: readonly Settled[];
}

/** The files that discovery gave a deployable: they are judged with it. */
function ownFiles({ manifest, dockerfiles, procfile, sourceEntry }: Candidate): readonly Uri[] {
  const built = dockerfiles.flatMap((file) => (file.kind === 'known' ? [file.value] : []));
  const others = [manifest?.uri, procfile, sourceEntry].filter((uri) => uri !== undefined);
  return [...built, ...others];
}

/**
 * Cuts a workspace into parts of about `size` deployables or files. Deployables that discovery gave the same file stay
 * together, however many they are; neighbours, which tend to share code, mostly do.
 */
export function partition({ candidates, byLanguage, about }: Survey, size: number): readonly Part[] {
  const groupOf = new Map<Uri, number>();
  const groups: { deployables: string[]; files: Set<Uri> }[] = [];
  for (const candidate of candidates.values()) {
    const files = ownFiles(candidate);
    const meets = [...new Set(files.flatMap((uri) => groupOf.get(uri) ?? []))].sort((a, b) => a - b);
    const at = meets[0] ?? groups.length;
    const group = groups[at] ?? { deployables: [], files: new Set() };
    groups[at] = group;
    group.deployables.push(candidate.id);
    for (const uri of files) group.files.add(uri);
    for (const other of meets.slice(1)) {
      const merged = groups[other];
      group.deployables.push(...(merged?.deployables ?? []));
      for (const uri of merged?.files ?? []) group.files.add(uri);
      groups[other] = { deployables: [], files: new Set() };
    }
    for (const uri of group.files) groupOf.set(uri, at);
  }
  const deploying = new Set([...about.values()].flatMap(({ deploysIn }) => deploysIn.map(({ uri }) => uri)));
  for (const uri of new Set([...(byLanguage.get('dockerfile') ?? []), ...(byLanguage.get('yaml') ?? []), ...deploying]))
    if (!groupOf.has(uri)) groups.push({ deployables: [], files: new Set([uri]) });
  return pack(groups, [...candidates.keys()], size);
}

function pack(
  groups: readonly { readonly deployables: readonly string[]; readonly files: ReadonlySet<Uri> }[],
  order: readonly string[],
  size: number,
): readonly Part[] {
  const place = new Map(order.map((id, i) => [id, i]));
  const parts: { deployables: string[]; files: Uri[]; weight: number }[] = [];
  for (const { deployables, files } of groups) {
    const weight = Math.max(deployables.length, files.size);
    let part = parts.at(-1);
    if (part === undefined || (part.weight > 0 && part.weight + weight > size)) {
      part = { deployables: [], files: [], weight: 0 };
      parts.push(part);
    }
    part.deployables.push(...deployables);
    part.files.push(...files);
    part.weight += weight;
  }
  return parts.map(({ deployables, files }) => ({
    deployables: deployables.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
    files,
  }));
}

/**
 * What is left when all parts were judged: the files that more than one of them looked at, with everything that was
 * reported into them. `undefined`: no file is shared.
 */
export function sharedPart({ candidates }: Survey, results: readonly PartResult[]): Part | undefined {
  const seen = new Set<Uri>();
  const shared = new Set<Uri>();
  for (const { files } of results) {
    for (const uri of files) {
      if (seen.has(uri)) shared.add(uri);
      seen.add(uri);
    }
  }
  if (shared.size === 0) return undefined;
  const settled = new Map<string, Settled>();
  for (const { deployables } of results) {
    for (const deployable of deployables) {
      const { id, sources, reports } = deployable;
      if (sources.some((uri) => shared.has(uri)) || reports.some(({ at }) => shared.has(at.uri)))
        settled.set(id, deployable);
    }
  }
  return { deployables: [...candidates.keys()].filter((id) => settled.has(id)), files: [...shared], settled };
}
