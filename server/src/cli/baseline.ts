import { readFileSync } from 'node:fs';
import { Failure } from './io.ts';
import { jsonText, printable } from './printable.ts';
import { reasonOf } from './roots.ts';

/** One known finding. Paths count from the baseline file's folder, so that the current folder does not matter. */
export interface BaselineEntry {
  readonly path: string;
  readonly rule: string;
  /** See fingerprint.ts. */
  readonly fingerprint: string;
}

/** Reads a baseline; `undefined` where the file does not exist. Throws a `Failure` for a file that is none. */
export function readBaseline(path: string, shown: string): readonly BaselineEntry[] | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Failure(`${printable(shown)}: ${reasonOf(error)}`);
  }
  const entries = decode(text);
  if (entries === undefined)
    throw new Failure(
      `${printable(shown)}: this is no baseline of cloud-run-preflight. Write one with --update-baseline.`,
    );
  return entries;
}

function decode(text: string): readonly BaselineEntry[] | undefined {
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
