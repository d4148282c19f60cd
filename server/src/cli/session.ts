import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Analysis, AnalysisOptions } from '../api.ts';
import type { Uri } from '../base/span.ts';
import { sizeLimit } from '../engine/size-limit.ts';
import { isTooLongPython } from '../model/python/program.ts';
import { holdsWeights } from '../model/python/weights-on-disk.ts';
import type { ReadingOptions } from './check-options.ts';
import { checkRuleNames, type ReadConfig, type RuleChoice } from './config.ts';
import type { CliIo } from './io.ts';
import { isLarge, type Judged, judgeInParts, type Parted } from './judge.ts';
import { listFiles } from './listing.ts';
import { isInside, plainPath, shownPath, toPath, toUri } from './paths.ts';
import { printable } from './printable.ts';
import { createProgress, type Progress } from './progress.ts';
import { type ReadResult, readText, sizesOf } from './read.ts';
import { findRoots, type Roots } from './roots.ts';

/** A file whose text the engine has. */
interface LoadedFile {
  readonly text: string;
  readonly writable: boolean;
}

/** The engine over the files of one run. */
export interface Session {
  readonly analysis: Analysis;
  readonly roots: Roots;
  /** The current folder without links; reports show paths relative to it. */
  readonly cwd: string;
  /** Texts that the engine has asked for so far, by URI; of a large workspace only those that findings are in. */
  readonly files: ReadonlyMap<Uri, LoadedFile>;
  /** The configuration files in force, by the folder that they hold for. */
  readonly configured: ReadonlyMap<Uri, ReadConfig>;
  /** Files that were looked into. */
  readonly seen: ReadonlySet<Uri>;
  /** All findings, and the deployables that they belong to. */
  readonly judge: () => Judged;
  /** Rules that threw since this was last asked. */
  readonly failures: Analysis['failures'];
  readonly progress: Progress;
  /** Whether findings in this file are wanted. */
  readonly isTarget: (uri: Uri) => boolean;
  /** The file's path as reports show it. */
  readonly shown: (uri: Uri) => string;
  /** Says something on standard error, unless the user wants quiet. */
  readonly note: (text: string) => void;
  readonly debug: (text: string) => void;
  /** Gives the engine another text for a file, without writing it. */
  readonly replace: (uri: Uri, text: string) => void;
  /** Lists and reads everything again. */
  readonly refresh: () => void;
}

/** Makes an engine that reads its files by itself. */
export type CreateAnalysis = (options: Pick<AnalysisOptions, 'read' | 'once' | 'part' | 'onConsulted'>) => Analysis;

/** What a session needs besides the options of the command line. */
export interface SessionInput {
  readonly io: CliIo;
  readonly options: ReadingOptions;
  readonly choice: RuleChoice;
  readonly createAnalysis: CreateAnalysis;
  /** Whether texts will be changed, or looked at again: then everything is held in one analysis. */
  readonly lasting: boolean;
  /** Deployables or files in a part of a large workspace. */
  readonly partSize?: number;
  /** Text of a file that need not exist: standard input under a name. */
  readonly overlay?: {
    readonly path: string;
    readonly text: string /** Reports name files by absolute paths. */;
    readonly absolute: boolean;
  };
}

/** Characters that the survey of a large workspace may leave in memory. */
const MOST_AHEAD = 32_000_000;

/** So many characters are worked on before a run counts as a long one: about ten apps. */
const LONG = 48_000;
/** A look at named files only glances at other texts: so many characters of them are as much work as one. */
const GLANCE = 10;
/** So many names of files make a long run, too. */
const LONG_LIST = 10_000;

/** So many named files are judged by what belongs to them. Of more, the whole workspace costs hardly more, and can be judged in parts. */
const MOST_LOOKED_AT = 20;

/** Finds the files and feeds the engine with their names; it reads what it needs when it is asked. */
export function openSession(input: SessionInput): Session {
  const { io, options, overlay } = input;
  const cwd = realpathSync(io.cwd);
  const started = io.now();
  const roots = overlay === undefined ? findRoots(io.cwd, options.paths) : overlayRoots(cwd, overlay);
  const progress = createProgress(io, options.progress);
  const files = new Map<Uri, LoadedFile>();
  const tried = new Set<Uri>();
  const said = new Set<string>();
  const shown = (uri: Uri): string => (roots.absolute ? plainPath(toPath(uri)) : shownPath(cwd, toPath(uri)));
  const say = (text: string): void => {
    if (said.has(text)) return;
    said.add(text);
    progress.clear();
    io.stderr.write(`${text}\n`);
  };
  const note = (text: string): void => {
    if (!options.quiet) say(text);
  };
  const debug = (text: string): void => {
    if (options.debug) say(`debug: ${text} (${Math.round(io.now() - started)} ms)`);
  };
  const seen = new Set<Uri>();
  let inParts = false;
  const configured = new Map<Uri, ReadConfig>();
  let configs: ReadonlyMap<Uri, ReadConfig> = new Map();
  const readFile = (uri: Uri): ReadResult => {
    if (overlay !== undefined && toUri(overlay.path) === uri)
      return { kind: 'text', text: overlay.text, writable: true };
    // Findings may point into a configuration file that lies above the workspace folders.
    const config = configs.get(uri);
    return config === undefined
      ? readText(roots.folders, toPath(uri))
      : { kind: 'text', text: config.text, writable: config.writable };
  };
  let work = 0;
  let looking = false;
  const count = (characters: number): void => {
    const more = looking ? characters / GLANCE : characters;
    if (work <= LONG && work + more > LONG) io.onLong();
    work += more;
  };
  const open = (uri: Uri): ReadResult => {
    const found = readFile(uri);
    if (found.kind === 'text') count(found.text.length);
    const limit = sizeLimit(uri);
    const tooLong = found.kind === 'text' && found.text.length > limit.length;
    const result: ReadResult = tooLong ? { kind: 'refused', reason: `larger than ${limit.shown}.` } : found;
    if (result.kind === 'refused') note(`${printable(shown(uri))}: not read, ${result.reason}`);
    else if (result.kind === 'skipped') debug(`${printable(shown(uri))}: not read, ${result.reason}`);
    else if (isTooLongPython(uri, result.text))
      note(`${printable(shown(uri))}: longer than 1 MB, so what this Python does is not looked at.`);
    return result;
  };
  /** What the survey of a large workspace read, until it is asked for again; as much as memory allows. */
  const ahead = new Map<Uri, ReadResult>();
  let aheadLength = 0;
  const readAhead = (uri: Uri): string | undefined => {
    const result = open(uri);
    if (result.kind !== 'text') return undefined;
    aheadLength += result.text.length;
    if (aheadLength < MOST_AHEAD) ahead.set(uri, result);
    return result.text;
  };
  const read = (uri: Uri): string | undefined => {
    tried.add(uri);
    if (!inParts) progress.show('Reading files', tried.size);
    const result = ahead.get(uri) ?? open(uri);
    ahead.delete(uri);
    if (result.kind !== 'text') return undefined;
    seen.add(uri);
    files.set(uri, { text: result.text, writable: result.writable });
    return result.text;
  };
  const analysis = input.createAnalysis({ read, once: !input.lasting });
  const ruleNames: ReadonlySet<string> = new Set(analysis.rules.map((rule) => rule.name));
  checkRuleNames(input.choice, ruleNames);
  const list = (): void => {
    const { choice } = input;
    const found = listFiles({ cwd, roots, options, choice, analysis, ruleNames, progress, configured, note, debug });
    configs = new Map([...configured.values()].map((config) => [toUri(config.path), config]));
    for (const { path } of configured.values()) found.push(path);
    if (overlay !== undefined) found.push(overlay.path);
    const index = [...new Set(found)].map(toUri);
    inParts = !input.lasting && isLarge(index, input.partSize);
    if (index.length > LONG_LIST) io.onLong();
    analysis.setFolders(roots.folders.map(toUri));
    analysis.setIndex(index);
    const sizes = sizesOf(found.filter(holdsWeights));
    analysis.setSizes(new Map([...sizes].map(([path, size]) => [toUri(path), size])));
  };

  const refresh = (): void => {
    looked = undefined;
    list();
    for (const uri of [...tried]) {
      const result = readFile(uri);
      if (result.kind === 'text' && result.text === files.get(uri)?.text) continue;
      tried.delete(uri);
      seen.delete(uri);
      files.delete(uri);
      analysis.dropFile(uri);
    }
  };

  let parts: Parted | undefined;
  /** What was found about the files that the user named, until a text changes. */
  let looked: Judged | undefined;
  const judge = (): Judged => {
    looking = true;
    looked ??= lookAt(analysis, roots);
    looking = false;
    if (looked !== undefined) return looked;
    if (inParts) {
      parts ??= judgeInParts(
        analysis,
        {
          open: readAhead,
          createPart: (part, onConsulted) => input.createAnalysis({ read, once: true, part, onConsulted }),
          seen: (uri) => void seen.add(uri),
          keep: (needed) => {
            for (const uri of files.keys()) if (!needed.has(uri)) files.delete(uri);
          },
          progress: progress.show,
        },
        input.partSize,
      );
      return parts;
    }
    const findings = analysis.allFindings();
    return { findings, deployables: analysis.deployables() };
  };

  for (const line of roots.notes) note(line);
  list();
  const targetFiles = new Set(roots.targets.filter((t) => !t.folder).map((t) => toUri(t.path)));
  const targetFolders = roots.targets.filter((t) => t.folder).map((t) => t.path);
  return {
    analysis,
    roots,
    cwd,
    files,
    configured,
    seen,
    judge,
    failures: () => [...(parts?.failures.splice(0) ?? []), ...analysis.failures()],
    progress,
    shown,
    note,
    debug,
    refresh,
    isTarget: (uri) => targetFiles.has(uri) || targetFolders.some((folder) => isInside(folder, toPath(uri))),
    replace: (uri, text) => {
      looked = undefined;
      files.set(uri, { text, writable: files.get(uri)?.writable ?? true });
      analysis.setFile(uri, text);
    },
  };
}

/** Answers about the files that the user named, where what they belong to can tell. */
function lookAt(analysis: Analysis, { targets }: Roots): Judged | undefined {
  const few = targets.length > 0 && targets.length <= MOST_LOOKED_AT;
  return few && targets.every(({ folder }) => !folder)
    ? analysis.firstFindings([...new Set(targets.map(({ path }) => toUri(path)))])
    : undefined;
}

function overlayRoots(cwd: string, { path, absolute }: NonNullable<SessionInput['overlay']>): Roots {
  const targets = [{ path, folder: false }];
  const folder = dirname(path);
  // The file need not exist, nor its folder.
  const folders = existsSync(folder) ? findRoots(cwd, [folder]).folders : [];
  return { folders, targets, absolute, notes: [] };
}
