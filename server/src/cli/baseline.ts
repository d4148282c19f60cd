import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Located, Uri } from '../base/span.ts';
import { ancestors, dirname as folderOf } from '../base/uri.ts';
import { type BaselineEntry, baselineProblem, decodeBaseline } from '../engine/baseline.ts';
import { problemLines, type ReadConfig } from './config.ts';
import { Failure } from './io.ts';
import { absolute, isInside, shownPath } from './paths.ts';
import { printable } from './printable.ts';
import { readText } from './read.ts';
import type { Session } from './session.ts';

/** A baseline file, and who names it. */
export interface BaselineFile {
  readonly path: string;
  /** The folder that its paths count from, without links. */
  readonly folder: string;
  /** Its path for people. */
  readonly shown: string;
  /** The configuration file that names it, and where; `undefined`: the command line does. */
  readonly named: { readonly config: ReadConfig; readonly at: Located<string> } | undefined;
}

/** The file that `--baseline` names. */
export function givenBaseline(session: Session, given: string): BaselineFile {
  const path = absolute(session.cwd, given);
  const folder = existsSync(dirname(path)) ? realpathSync(dirname(path)) : dirname(path);
  return { path, folder, shown: shownPath(session.cwd, join(folder, basename(path))), named: undefined };
}

/** The file that a configuration file names, if it names one. */
export function configuredBaseline(session: Session, config: ReadConfig): BaselineFile | undefined {
  const at = config.config.baseline;
  if (at === undefined) return undefined;
  const path = join(realpathSync(dirname(config.path)), at.value);
  return { path, folder: dirname(path), shown: shownPath(session.cwd, path), named: { config, at } };
}

/** The configuration file that holds for a file. */
export function configFor(session: Session, uri: Uri): ReadConfig | undefined {
  for (const folder of [...ancestors(folderOf(uri)), '']) {
    const config = session.configured.get(folder);
    if (config !== undefined) return config;
  }
  return undefined;
}

/** Reads a baseline. Throws a `Failure` for a file that is none, and for one that is not there unless it may be `missing`. */
export function readBaseline(session: Session, file: BaselineFile, missing: boolean): readonly BaselineEntry[] {
  const refuse = (fault: 'missing' | 'malformed'): Failure => {
    if (file.named === undefined)
      return new Failure(
        fault === 'missing'
          ? `${printable(file.shown)}: there is no such baseline. Write it with --update-baseline.`
          : `${printable(file.shown)}: this is not a baseline of cloud-run-preflight. Remove it, and --update-baseline writes a new one.`,
      );
    const { config, at } = file.named;
    const lines = problemLines(shownPath(session.cwd, config.path), config.text, [baselineProblem(at, fault)]);
    return new Failure(lines.join('\n'));
  };
  if (!existsSync(file.path)) {
    if (missing) return [];
    throw refuse('missing');
  }
  const content = readText([homeOf(file)], file.path);
  if (content.kind !== 'text') throw new Failure(`${printable(file.shown)}: ${content.reason}`);
  const entries = decodeBaseline(content.text.replace(/^\uFEFF/, ''));
  if (entries === undefined) throw refuse('malformed');
  return entries;
}

/** What a baseline must lie in when its links are resolved: the user's own choice is free, one of the project stays in it. */
function homeOf({ path, named }: BaselineFile): string {
  return named === undefined ? dirname(realpathSync(path)) : realpathSync(dirname(named.config.path));
}

/** Throws a `Failure` where a baseline of the project would be written outside of it, through a link. */
export function checkPlace(file: BaselineFile): void {
  if (file.named === undefined) return;
  let at = file.folder;
  while (!existsSync(at)) at = dirname(at);
  if (!isInside(realpathSync(dirname(file.named.config.path)), realpathSync(at)))
    throw new Failure(`${printable(file.shown)}: not written, a link leads outside.`);
}
