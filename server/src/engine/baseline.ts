import { jsonText } from '../base/json-text.ts';
import { positionAt } from '../base/lines.ts';
import type { Located, Uri } from '../base/span.ts';
import { dirname, joinPath, pathFrom } from '../base/uri.ts';
import type { ConfigFile, ConfigProblem } from './config-file.ts';
import type { Finding } from './finding.ts';
import { fingerprints } from './fingerprint.ts';

/** One known finding. Paths count from the baseline file's folder, so that the current folder does not matter. */
export interface BaselineEntry {
  readonly path: string;
  readonly rule: string;
  /** See fingerprint.ts. */
  readonly fingerprint: string;
}

/** Decodes a baseline; `undefined` where the text is none. */
export function decodeBaseline(text: string): readonly BaselineEntry[] | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (
    typeof raw !== 'object' ||
    raw === null ||
    !('version' in raw) ||
    raw.version !== 1 ||
    !('findings' in raw) ||
    !Array.isArray(raw.findings)
  )
    return undefined;
  const entries: BaselineEntry[] = [];
  for (const entry of raw.findings as readonly unknown[]) {
    if (typeof entry !== 'object' || entry === null) return undefined;
    const { path, rule, fingerprint } = entry as Readonly<Record<string, unknown>> & {
      path?: unknown;
      rule?: unknown;
      fingerprint?: unknown;
    };
    if (typeof path !== 'string' || typeof rule !== 'string' || typeof fingerprint !== 'string') return undefined;
    entries.push({ path, rule, fingerprint });
  }
  return entries;
}

/** The text of a baseline file: one entry a line, sorted, so that its changes read well. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const key = ({ path, rule, fingerprint }: BaselineEntry): string => `${path}\0${rule}\0${fingerprint}`;
  const sorted = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const lines = sorted.map(({ path, rule, fingerprint }) => `    ${jsonText({ path, rule, fingerprint })}`);
  return `{\n  "version": 1,\n  "findings": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}

/** The findings of one file that a baseline is asked about, in report order, and the text that they were made from. */
export interface FileFindings {
  readonly uri: Uri;
  readonly text: string;
  /** Offsets of its lines. */
  readonly starts: readonly number[];
  readonly findings: readonly Finding[];
}

/** The fingerprints that a baseline lists; none where the text is no baseline. */
export function listedIn(text: string | undefined): ReadonlySet<string> {
  const entries = text === undefined ? undefined : decodeBaseline(text);
  return new Set(entries?.map(({ fingerprint }) => fingerprint));
}

/** What a baseline in `folder` that lists these fingerprints leaves of a file's findings. */
export function leaveOut(listed: ReadonlySet<string>, folder: Uri, file: FileFindings): readonly Finding[] {
  if (listed.size === 0 || file.findings.length === 0) return file.findings;
  const prints = fingerprintsFrom(folder, file);
  return file.findings.filter((_, i) => !listed.has(prints[i] ?? ''));
}

/** The fingerprint of each finding, for a baseline in `folder`. */
function fingerprintsFrom(folder: Uri, { uri, text, starts, findings }: FileFindings): readonly string[] {
  const path = pathFrom(folder, uri);
  const lineText = (line: number): string => text.slice(starts[line] ?? 0, starts[line + 1]);
  return fingerprints(
    findings.map(({ rule, at }) => {
      const first = positionAt(starts, at.start).line;
      const last = positionAt(starts, at.end).line;
      return { rule, path, lines: (first === last ? [first] : [first, last]).map(lineText) };
    }),
  );
}

/** The entries of a file's findings in a baseline in `folder`. */
export function entriesFrom(folder: Uri, file: FileFindings): readonly BaselineEntry[] {
  const path = pathFrom(folder, file.uri);
  const prints = fingerprintsFrom(folder, file);
  return file.findings.map(({ rule }, i) => ({ path, rule, fingerprint: prints[i] ?? '' }));
}

/** The baseline that a configuration file names. `file`: the configuration file, which the path is relative to. */
export function baselineOf(config: ConfigFile, file: Uri): Uri | undefined {
  return config.baseline === undefined ? undefined : joinPath(dirname(file), `./${config.baseline.value}`);
}

/** What a host knows of the disk: whether a file is there, and its text; `undefined` where that was not read. */
export interface Disk {
  /** May answer true for what it does not know. */
  exists(uri: Uri): boolean;
  text(uri: Uri): string | undefined;
}

/** What is wrong with the baseline that a configuration file names. */
export function baselineProblems(config: ConfigFile, file: Uri, disk: Disk): readonly ConfigProblem[] {
  const uri = baselineOf(config, file);
  const { baseline } = config;
  if (baseline === undefined || uri === undefined) return [];
  if (!disk.exists(uri)) return [baselineProblem(baseline, 'missing')];
  const text = disk.text(uri);
  return text === undefined || decodeBaseline(text) !== undefined ? [] : [baselineProblem(baseline, 'malformed')];
}

/** One such fault, for people. */
export function baselineProblem(path: Located<string>, fault: 'missing' | 'malformed'): ConfigProblem {
  const message =
    fault === 'missing'
      ? `There is no baseline "${path.value}", so nothing is left out. "cloud-run-preflight check --update-baseline" writes it.`
      : `"${path.value}" is not a baseline, so nothing is left out. Remove it, and "cloud-run-preflight check --update-baseline" writes a new one.`;
  return { message, at: { start: path.start, end: path.end } };
}
