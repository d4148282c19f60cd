import { setFlagsFromString } from 'node:v8';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import type { Finding } from '../engine/finding.ts';
import { type Part, type PartResult, partition, type SurveyedWorkspace, sharedPart } from '../engine/parts.ts';
import type { Deployable } from '../model/deployable.ts';
import { languageOf } from '../model/language.ts';

/** What there is to report. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly deployables: readonly Pick<Deployable, 'kind' | 'name' | 'root' | 'sources'>[];
}

/** The same of a workspace that was judged in parts. */
export interface Parted extends Judged {
  readonly failures: { rule: string; error: string }[];
}

/** What judging in parts needs of the session. */
interface Desk {
  /** The text of a file that is only looked at for the survey. */
  readonly open: (uri: Uri) => string | undefined;
  readonly createPart: (
    part: Part & { readonly of: SurveyedWorkspace },
    onConsulted: (uris: readonly Uri[]) => void,
  ) => Analysis;
  /** Notes that a file was looked into. */
  readonly seen: (uri: Uri) => void;
  /** Lets go of all texts but those of these files. */
  readonly keep: (needed: ReadonlySet<Uri>) => void;
  readonly progress: (text: string, done: number, all?: number) => void;
}

/** Deployables or files in a part. Few enough to stay small in memory, many enough that starting a part does not count. */
const PART_SIZE = 250;

/**
 * How V8 keeps memory while parts are judged: what a part leaves behind is collected before several times as much has piled up, and the
 * space for new objects stays as large as it is.
 */
const FRUGAL = ['--heap-growing-percent=30', '--semi-space-growth-factor=1'];
/** V8's own values. Compiled code is kept for the next run only under the flags that it was compiled with. */
const USUAL = ['--heap-growing-percent=0', '--semi-space-growth-factor=2'];

/** Whether there is so much to judge that holding all of it at a time would take too much memory; up to there that is quicker. */
export function isLarge(index: readonly Uri[], partSize = PART_SIZE): boolean {
  let checked = 0;
  for (const uri of index) if (['dockerfile', 'yaml'].includes(languageOf(uri))) checked++;
  return checked > 10 * partSize;
}

/**
 * Judges a large workspace part by part, each in an analysis of its own that is dropped afterwards. The answers are those of
 * one analysis of everything.
 */
export function judgeInParts(analysis: Analysis, desk: Desk, partSize = PART_SIZE): Parted {
  for (const flag of FRUGAL) setFlagsFromString(flag);
  try {
    return judgeParts(analysis, desk, partSize);
  } finally {
    for (const flag of USUAL) setFlagsFromString(flag);
  }
}

function judgeParts(analysis: Analysis, desk: Desk, partSize: number): Parted {
  const failures: { rule: string; error: string }[] = [];
  const surveyed = new Set<Uri>();
  const survey = analysis.survey((uri) => {
    desk.progress('Looking over files', surveyed.size);
    const text = desk.open(uri);
    if (text !== undefined) surveyed.add(uri);
    return text;
  });
  const consulted = (uris: readonly Uri[]): void => {
    for (const uri of uris) if (surveyed.has(uri)) desk.seen(uri);
  };
  consulted(survey.procfiles);
  /** Files that reports show lines of. */
  const needed = new Set<Uri>();
  const settle = (part: Part): PartResult => {
    const own = desk.createPart({ ...part, of: survey }, consulted);
    const result = own.settle();
    failures.push(...own.failures());
    for (const { at, related, fixes } of result.findings)
      for (const span of [at, ...related.map((r) => r.at), ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.at))])
        needed.add(span.uri);
    desk.keep(needed);
    return result;
  };
  const parts = partition(survey, partSize);
  let done = 0;
  const results = parts.map((part) => {
    desk.progress('Checking apps', done, survey.candidates.size);
    done += part.deployables.length;
    return settle(part);
  });
  const shared = sharedPart(survey, results);
  const apart = new Set(shared?.files);
  const findings = results.flatMap((result) => result.findings.filter(({ at }) => !apart.has(at.uri)));
  if (shared !== undefined) findings.push(...settle(shared).findings);
  const found = new Map(results.flatMap(({ deployables }) => deployables.map((d) => [d.id, d] as const)));
  return {
    findings,
    deployables: [...survey.candidates.keys()].flatMap((id) => found.get(id) ?? []),
    failures,
  };
}
