import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../api.ts';
import { lineStarts } from '../base/lines.ts';
import type { Uri } from '../base/span.ts';
import { sizeLimit } from '../engine/size-limit.ts';
import { isTooLongPython } from '../model/python/program.ts';
import { holdsWeights } from '../model/python/weights-on-disk.ts';
import { createConfigFiles, isConfigFile } from './config-files.ts';
import { type Documents, languageHint } from './documents.ts';
import type { Files } from './file-feed.ts';
import type { FileHost, Listing } from './file-host.ts';
import type { Log } from './log.ts';
import { MAX_FILES, type ReadFileAnswer, SKIPPED_FOLDERS } from './protocol.ts';

/** Files that are read at the same time. */
const WIDTH = 16;
/** Files with weights whose size is looked up. */
const MAX_MEASURED = 500;
const SKIPPED = new Set(SKIPPED_FOLDERS);

const ABSENT: ReadFileAnswer = { kind: 'absent' };

function failure(error: unknown): ReadFileAnswer {
  return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
}

/** Creates the feeder of `analysis`; nothing is listed or read before it is asked to. */
export function createFiles(analysis: Analysis, documents: Documents, host: FileHost, log: Log): Files {
  /** What the analysis was told; `undefined`: absent. */
  const told = new Map<Uri, string | undefined>();
  const lines = new Map<Uri, { readonly text: string; readonly starts: readonly number[] }>();
  const refused = new Set<Uri>();
  /** Python files that are only told about once. */
  const long = new Set<Uri>();
  let index = new Set<Uri>();
  let folders: readonly Uri[] = [];
  let measured = false;

  const configs = createConfigFiles(analysis, host.ignoreCase ?? false);
  /** Configuration files above the folders. */
  const above = new Set<Uri>();
  const exists = (uri: Uri): boolean => index.has(uri) || documents.get(uri) !== undefined || home(uri) === undefined;
  /** Of what was not read nothing is known; what cannot be read has no text. */
  const disk = { exists, text: (uri: Uri) => (told.has(uri) ? (told.get(uri) ?? '') : undefined) };
  const isExcluded = (uri: Uri): boolean => !isConfigFile(uri) && configs.excludes(uri);

  const tell = (uri: Uri, text: string | undefined, document?: TextDocument): void => {
    if (isExcluded(uri)) {
      forget(uri);
      return;
    }
    told.set(uri, text);
    if (text !== undefined && isTooLongPython(uri, text) && !long.has(uri)) {
      long.add(uri);
      log.info(`${uri} is longer than 1 MB, so what this Python does is not looked at.`);
    }
    analysis.setFile(uri, text, document === undefined ? undefined : languageHint(document));
    if (isConfigFile(uri) && (!isSkipped(uri) || above.has(uri))) configure(uri, text);
  };
  /** Files with weights are not read, but how large they are says whether they fit. */
  const measure = async (): Promise<void> => {
    const uris = [...index].filter((uri) => holdsWeights(uri) && !isExcluded(uri)).slice(0, MAX_MEASURED);
    if (host.sizes === undefined || (uris.length === 0 && !measured)) return;
    measured = uris.length > 0;
    analysis.setSizes(uris.length === 0 ? new Map() : await host.sizes(uris).catch(() => new Map<Uri, number>()));
  };
  const showIndex = (): void => analysis.setIndex([...index].filter((uri) => !isExcluded(uri)));
  const configure = (uri: Uri, text: string | undefined): void => {
    if (!configs.set(uri, text)) return;
    for (const file of [...told.keys()]) if (isExcluded(file)) forget(file);
    for (const [file, document] of documents.all()) if (!told.has(file)) edited(file, document);
    showIndex();
  };
  const forget = (uri: Uri): void => {
    told.delete(uri);
    lines.delete(uri);
    analysis.dropFile(uri);
  };
  const home = (uri: Uri): Uri | undefined => folders.find((f) => uri === f || uri.startsWith(`${f}/`));
  const isSkipped = (uri: Uri): boolean => {
    const folder = home(uri);
    return (
      folder === undefined ||
      uri
        .slice(folder.length)
        .split('/')
        .some((part) => SKIPPED.has(part))
    );
  };

  const edited = (uri: Uri, document: TextDocument): void => {
    const text = document.getText();
    if (text.length <= sizeLimit(uri).length || isExcluded(uri)) {
      refused.delete(uri);
      tell(uri, text, document);
      return;
    }
    if (!refused.has(uri)) sayTooLarge(uri);
    refused.add(uri);
    tell(uri, undefined);
  };

  const sayTooLarge = (uri: Uri): void => log.info(`${uri} is larger than ${sizeLimit(uri).shown} and is not checked.`);
  /** The text of an answer, if it is to be checked; what cannot be read is logged. */
  const textOf = (uri: Uri, answer: ReadFileAnswer): string | undefined => {
    const isTooLong = answer.kind === 'text' && answer.text.length > sizeLimit(uri).length;
    if (answer.kind === 'too-large' || isTooLong) sayTooLarge(uri);
    if (answer.kind === 'binary') log.debug(`${uri} is a binary file and is not checked.`);
    if (answer.kind === 'failed') log.warn(`${uri} cannot be read: ${answer.reason}.`);
    return answer.kind === 'text' && !isTooLong ? answer.text : undefined;
  };
  const take = (uri: Uri, answer: ReadFileAnswer): void => tell(uri, textOf(uri, answer));

  const loadOne = async (uri: Uri): Promise<void> => {
    const open = documents.get(uri);
    if (open !== undefined) return edited(uri, open);
    const answer = home(uri) === undefined ? ABSENT : await host.read(uri).catch(failure);
    // Opened while it was read: the buffer wins.
    if (documents.get(uri) === undefined) take(uri, answer);
  };

  const loadAll = async (uris: readonly Uri[]): Promise<void> => {
    for (let i = 0; i < uris.length; i += WIDTH) await Promise.all(uris.slice(i, i + WIDTH).map(loadOne));
  };

  const note = (where: Uri, listing: Listing): readonly Uri[] => {
    for (const problem of listing.problems) log.warn(problem);
    if (listing.truncated)
      log.info(`${where} has more than ${MAX_FILES} files; those that lie deepest are not checked.`);
    return listing.files;
  };
  const readAbove = async (): Promise<void> => {
    above.clear();
    for (const folder of folders) {
      const found = await host.configAbove?.(folder);
      if (found === undefined || home(found.uri) !== undefined) continue;
      above.add(found.uri);
      const open = documents.get(found.uri);
      if (open === undefined) take(found.uri, found.answer);
      else edited(found.uri, open);
    }
    for (const uri of configs.all()) {
      if (!above.has(uri) && (isSkipped(uri) || !exists(uri))) configure(uri, undefined);
    }
    for (const uri of above) {
      const baseline = configs.baselineOf(uri);
      if (baseline === undefined || home(baseline) !== undefined || host.readBeside === undefined) continue;
      take(baseline, await host.readBeside(uri, baseline));
    }
  };
  const listAll = async (): Promise<void> => {
    const found = new Set<Uri>();
    for (const folder of folders) for (const uri of note(folder, await host.list(folder))) found.add(uri);
    index = found;
    for (const uri of [...told.keys()]) if (documents.get(uri) === undefined) forget(uri);
    await readAbove();
    await loadAll([...found].filter(isConfigFile));
    showIndex();
    await measure();
  };

  const created = async (uri: Uri): Promise<void> => {
    for (const file of note(uri, await host.list(uri))) {
      if (isSkipped(file) || index.size >= MAX_FILES * Math.max(1, folders.length)) continue;
      index.add(file);
      if (documents.get(file) === undefined && (told.has(file) || isConfigFile(file))) await loadOne(file);
    }
  };
  const deleted = (uri: Uri): void => {
    // Of a folder that is gone, editors name only the folder.
    const isFile = index.has(uri) || told.has(uri);
    const gone = isFile ? [uri] : [...index, ...told.keys()].filter((file) => file.startsWith(`${uri}/`));
    for (const file of gone) {
      index.delete(file);
      if (documents.get(file) !== undefined) continue;
      forget(file);
      if (isConfigFile(file)) configure(file, undefined);
    }
  };

  return {
    edited,
    closed: async (uri) => {
      // Opened again before this task's turn.
      if (documents.get(uri) !== undefined) return;
      refused.delete(uri);
      forget(uri);
      if (above.has(uri)) await readAbove();
      if (isSkipped(uri)) return;
      // Editors that watch no files never said that it was made.
      const known = index.has(uri);
      const found = (await host.list(uri)).files.includes(uri);
      if (found) index.add(uri);
      else index.delete(uri);
      if (isConfigFile(uri)) {
        if (found) await loadOne(uri);
        else configure(uri, undefined);
      }
      if (found !== known) showIndex();
    },
    setFolders: async (next) => {
      folders = [...next].sort((a, b) => b.length - a.length);
      await host.setFolders(next);
      analysis.setFolders(next);
      await listAll();
    },
    changed: async (changes) => {
      let names = false;
      for (const { uri, kind } of changes) {
        if (isSkipped(uri)) continue;
        if (kind === 'changed' && index.has(uri)) {
          if (told.has(uri) && documents.get(uri) === undefined) await loadOne(uri);
          continue;
        }
        names = true;
        if (kind === 'deleted') deleted(uri);
        else await created(uri);
      }
      if (names) showIndex();
      if (changes.some(({ uri }) => holdsWeights(uri))) await measure();
    },
    refresh: listAll,
    load: async (ask) => {
      const tried = new Set<Uri>();
      for (;;) {
        const wanted = (await ask()).filter((uri) => !tried.has(uri));
        if (wanted.length === 0) return;
        for (const uri of wanted) tried.add(uri);
        await loadAll(wanted);
      }
    },
    readNow: (uri) => {
      // Of a buffer that is too large nothing is known, whatever the disk holds.
      if (host.readNow === undefined || refused.has(uri) || isExcluded(uri) || home(uri) === undefined)
        return undefined;
      const text = textOf(uri, host.readNow(uri));
      told.set(uri, text);
      return text;
    },
    text: (uri) => told.get(uri),
    starts: (uri) => {
      const text = told.get(uri) ?? '';
      const kept = lines.get(uri);
      if (kept?.text === text) return kept.starts;
      const starts = lineStarts(text);
      lines.set(uri, { text, starts });
      return starts;
    },
    refused: (uri) => refused.has(uri),
    problems: (uri) => configs.problems(uri, disk),
    touched: () => configs.touched(disk),
    count: () => [...told.values()].filter((text) => text !== undefined).length,
    folders: () => folders,
    disk,
    listed: () => index.size,
    configurations: configs.inForce,
  };
}
