import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Uri } from '../base/span.ts';
import { type BaselineEntry, baselineText, entriesFrom } from '../engine/baseline.ts';
import {
  type BaselineFile,
  checkPlace,
  configFor,
  configuredBaseline,
  givenBaseline,
  readBaseline,
} from './baseline.ts';
import { type Collected, textOf } from './collect.ts';
import { Failure } from './io.ts';
import { isInside, toUri } from './paths.ts';
import { printable } from './printable.ts';
import { lineIndex } from './report/report.ts';
import type { Session } from './session.ts';
import { writeOutput } from './write.ts';

/** The baselines of a run: the one that the command line names, else those of the configuration files. */
export interface Baselines {
  /** What they leave of all findings. */
  without(all: readonly Collected[]): readonly Collected[];
  /** Says how many listed findings are no more. */
  noteGone(all: readonly Collected[]): void;
  /**
   * Writes them anew: today's findings, and the old entries of files that this run did not look at. Gives the findings for which no
   * baseline counts.
   */
  update(all: readonly Collected[]): readonly Collected[];
}

/** A finding as a baseline lists it. */
interface Printed {
  readonly collected: Collected;
  readonly entry: BaselineEntry;
}

/** Opens the baselines of a run. Throws a `Failure` for one that cannot be read; with `update`, it need not exist. */
export function openBaselines(session: Session, given: string | undefined, update: boolean): Baselines {
  const files = given === undefined ? configuredFiles(session) : [givenBaseline(session, given)];
  if (update && files.length === 0)
    throw new Failure('--update-baseline needs --baseline FILE, or "baseline" in .cloud-run-preflight.yaml.');
  const entries = new Map(files.map((file) => [file.path, readBaseline(session, file, update)]));
  /** All findings that a file counts for. */
  const printed = (file: BaselineFile, all: readonly Collected[]): readonly Printed[] => {
    const mine = all.filter(
      ({ finding }) => given !== undefined || baselineFor(session, finding.at.uri)?.path === file.path,
    );
    return print(session, file, mine);
  };
  const seen = (file: BaselineFile, entry: BaselineEntry): boolean =>
    session.isTarget(toUri(join(file.folder, entry.path)));
  return {
    without: (all) => {
      const known = new Set<Collected>();
      for (const file of files) {
        const listed = new Set(entries.get(file.path)?.map(({ fingerprint }) => fingerprint));
        for (const { collected, entry } of printed(file, all)) if (listed.has(entry.fingerprint)) known.add(collected);
      }
      return all.filter((collected) => !known.has(collected));
    },
    noteGone: (all) => {
      for (const file of files) {
        const todays = new Set(printed(file, all).map(({ entry }) => entry.fingerprint));
        const old = entries.get(file.path) ?? [];
        const gone = old.filter((entry) => seen(file, entry) && !todays.has(entry.fingerprint)).length;
        if (gone > 0)
          session.note(
            `${gone} ${gone === 1 ? 'finding' : 'findings'} of ${printable(file.shown)} no longer ${gone === 1 ? 'exists' : 'exist'}. --update-baseline removes ${gone === 1 ? 'it' : 'them'}.`,
          );
      }
    },
    update: (all) => {
      const written = new Set<Collected>();
      for (const file of files) {
        const today = printed(file, all);
        for (const { collected } of today) written.add(collected);
        write(session, file, { old: entries.get(file.path) ?? [], today: today.map(({ entry }) => entry), seen });
      }
      return all.filter((collected) => !written.has(collected));
    },
  };
}

/** The baselines of the configuration files that hold for a file or folder of this run. */
function configuredFiles(session: Session): readonly BaselineFile[] {
  const concerned = (folder: string): boolean =>
    session.roots.targets.some(({ path }) => isInside(folder, path) || isInside(path, folder));
  const files = [...session.configured.values()].flatMap((config) => {
    const file = configuredBaseline(session, config);
    return file !== undefined && (session.configured.has('') || concerned(dirname(config.path))) ? [file] : [];
  });
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function baselineFor(session: Session, uri: Uri): BaselineFile | undefined {
  const config = configFor(session, uri);
  return config === undefined ? undefined : configuredBaseline(session, config);
}

function print(session: Session, { folder }: BaselineFile, all: readonly Collected[]): readonly Printed[] {
  const home = toUri(folder);
  const read = textOf(session);
  const linesOf = lineIndex(read);
  const byFile = new Map<Uri, Collected[]>();
  for (const collected of all) {
    const { uri } = collected.finding.at;
    const list = byFile.get(uri);
    if (list === undefined) byFile.set(uri, [collected]);
    else list.push(collected);
  }
  return [...byFile].flatMap(([uri, list]) => {
    const findings = list.map(({ finding }) => finding);
    const entries = entriesFrom(home, { uri, text: read(uri), starts: linesOf(uri), findings });
    return entries.flatMap((entry, i) => {
      const collected = list[i];
      return collected === undefined ? [] : [{ collected, entry }];
    });
  });
}

function write(
  session: Session,
  file: BaselineFile,
  {
    old,
    today,
    seen,
  }: {
    readonly old: readonly BaselineEntry[];
    readonly today: readonly BaselineEntry[];
    readonly seen: (file: BaselineFile, entry: BaselineEntry) => boolean;
  },
): void {
  checkPlace(file);
  const todays = new Set(today.map((entry) => entry.fingerprint));
  const before = new Set(old.map((entry) => entry.fingerprint));
  const kept = old.filter((entry) => !seen(file, entry) && existsSync(join(file.folder, entry.path)));
  const gone = old.filter((entry) => seen(file, entry) && !todays.has(entry.fingerprint)).length;
  const added = today.filter((entry) => !before.has(entry.fingerprint)).length;
  writeOutput(file.path, baselineText([...kept, ...today]));
  const count = kept.length + today.length;
  session.note(
    `${printable(file.shown)}: ${count} ${count === 1 ? 'finding' : 'findings'}, ${added} new, ${gone} gone.`,
  );
}
