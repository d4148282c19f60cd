import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BaselineEntry, baselineText, readBaseline } from './baseline.ts';
import { type Collected, textOf } from './collect.ts';
import { fingerprints } from './fingerprint.ts';
import { Failure } from './io.ts';
import { shownPath, toPath, toUri } from './paths.ts';
import { printable } from './printable.ts';
import { lineTextOf } from './report/line-text.ts';
import { lineIndex } from './report/report.ts';
import type { Session } from './session.ts';
import { writeOutput } from './write.ts';

/**
 * Leaves out the findings that the baseline lists. With `update` it is written anew first: today's findings, and the
 * old entries of files that this run did not look at.
 */
export function applyBaseline(
  session: Session,
  path: string,
  update: boolean,
  findings: readonly Collected[],
): readonly Collected[] {
  const folder = existsSync(dirname(path)) ? realpathSync(dirname(path)) : dirname(path);
  const shown = shownPath(session.cwd, join(folder, basename(path)));
  const known = readBaseline(path, shown);
  if (known === undefined && !update)
    throw new Failure(`${printable(shown)}: there is no such baseline. Write it with --update-baseline.`);
  const read = textOf(session);
  const reported = findings.map((c) => c.reported);
  const prints = fingerprints(reported, lineTextOf({ textOf: read, linesOf: lineIndex(read) }), ({ uri }) =>
    shownPath(folder, toPath(uri)),
  );
  const today: readonly BaselineEntry[] = reported.map(({ uri, rule }, i) => ({
    path: shownPath(folder, toPath(uri)),
    rule,
    fingerprint: prints[i] ?? '',
  }));
  const old = known ?? [];
  const todays = new Set(today.map((entry) => entry.fingerprint));
  const seen = (entry: BaselineEntry): boolean => session.isTarget(toUri(join(folder, entry.path)));
  const gone = old.filter((entry) => seen(entry) && !todays.has(entry.fingerprint)).length;
  if (!update) {
    if (gone > 0)
      session.note(
        `${gone} ${gone === 1 ? 'finding' : 'findings'} of ${printable(shown)} no longer ${gone === 1 ? 'exists' : 'exist'}. --update-baseline removes ${gone === 1 ? 'it' : 'them'}.`,
      );
    const listed = new Set(old.map((entry) => entry.fingerprint));
    return findings.filter((_finding, i) => !listed.has(prints[i] ?? ''));
  }
  const before = new Set(old.map((entry) => entry.fingerprint));
  const kept = old.filter((entry) => !seen(entry) && existsSync(join(folder, entry.path)));
  writeOutput(path, baselineText([...kept, ...today]));
  const added = today.filter((entry) => !before.has(entry.fingerprint)).length;
  session.note(`${printable(shown)}: ${kept.length + today.length} findings, ${added} new, ${gone} gone.`);
  return [];
}
