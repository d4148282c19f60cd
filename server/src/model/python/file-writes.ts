import type { Range, Uri } from '../../base/span.ts';
import { fileOfUrl, isNoFile } from '../../facts/python/database-url.ts';
import type { FileAccess } from '../../facts/python/types.ts';
import type { Container } from '../deployable.ts';
import { followName, type PlacedValue } from './known-values.ts';
import { covers, type DiskPath, diskPath, isOwnDisk, isTemporary } from './path.ts';
import { closureOf, keyOf, type Phases, targetOf } from './phases.ts';
import { derive, type PythonProgram } from './program.ts';
import { cleansUp, isKept, type PlacedAccess, uploadFolder } from './upload-folder.ts';

/** A place that leaves data on the container's own disk. */
export interface DiskWrite {
  readonly uri: Uri;
  readonly access: FileAccess;
  /** Absent for `tempfile`, which picks the place itself. */
  readonly path?: DiskPath;
  /**
   * `later`: another request reads it; `restart`: the next start does; `upload`, `log`: kept by intent; `left`: stays under /tmp
   * until the instance ends.
   */
  readonly why: 'later' | 'restart' | 'upload' | 'log' | 'left';
  /** The place that reads it later. */
  readonly reader?: { readonly uri: Uri; readonly range: Range };
  readonly range: Range;
}

/** Writes of a program that Cloud Run loses with the instance, in the order of files and places. */
export function diskWrites(program: PythonProgram, phases: Phases, container: Container): readonly DiskWrite[] {
  const accesses: PlacedAccess[] = [...program.files].flatMap(([uri, facts]) =>
    facts.files.map((access) => ({ uri, access, path: diskPath(access.path, uri, container.launch, program) })),
  );
  const reads = accesses.filter(({ access }) => access.kind === 'read');
  const handlers = (): readonly ReadonlySet<string>[] =>
    derive(program, 'handlers', () => phases.handlers.map((handler) => closureOf(program, [handler])));
  const out: DiskWrite[] = [];
  for (const { uri, access, path } of accesses) {
    const { kind } = access;
    const phase = phases.of(uri, access.within, callInGuard(program, uri, access));
    if (phase === 'unreached' || access.scoped || access.removedInSameFunction) continue;
    if (path !== undefined && !isOwnDisk(path, container)) continue;
    if (kind === 'write' && isOwnFunction(program, uri, access)) continue;
    const range = access.pathRange ?? access.range;
    const found = { uri, access, range, ...(path === undefined ? {} : { path }) };
    if (kind === 'upload-folder' && path !== undefined) {
      if (!cleansUp(program)) out.push({ ...found, why: 'upload' });
    } else if (kind === 'log' && path !== undefined) out.push({ ...found, why: 'log' });
    else if (kind === 'temporary' && phases.inRequest(uri, access.within) && leaves(access))
      out.push({ ...found, why: 'left' });
    else if (kind === 'write' && path !== undefined && phases.inRequest(uri, access.within)) {
      const later = reads.find((read) => isReadLater(read, { uri, access, path }, handlers));
      const reader = later ?? reads.find((read) => isReadAtStart(read, path, program, phases));
      if (reader !== undefined) {
        const place = { uri: reader.uri, range: reader.access.pathRange ?? reader.access.range };
        out.push({ ...found, why: later === undefined ? 'restart' : 'later', reader: place });
        continue;
      }
      if (access.append && isJournal(path)) {
        if (!out.some((known) => known.why === 'log' && known.path?.text === path.text))
          out.push({ ...found, why: 'log' });
        continue;
      }
      const folder = uploadFolder(path, { uri, access }, program);
      if (folder !== undefined && isKept(folder, { uri, access, path }, accesses, program, handlers)) {
        // What configuration names is told there, and each folder once.
        const isTold = accesses.some(
          (other) => other.access.kind === 'upload-folder' && other.path?.text === folder.text,
        );
        if (!isTold && !out.some((known) => known.why === 'upload' && known.path?.text === folder.text))
          out.push({ ...found, path: folder, why: 'upload' });
      } else if (isTemporary(path)) out.push({ ...found, why: 'left' });
    }
  }
  return out.sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.range.start - b.range.start));
}

/** Whether a file is one that lines are added to, one for each request: `metrics.jsonl`. */
function isJournal({ text }: DiskPath): boolean {
  return /\.(?:log|jsonl|ndjson|csv|tsv|txt)$/i.test(text) && !/[*\\]/.test(text);
}

/** Whether the call runs a function of the program (`handler.save(path)`), which tells by itself what it does with the path. */
function isOwnFunction(program: PythonProgram, uri: Uri, access: FileAccess): boolean {
  const call = program.files.get(uri)?.calls[access.call];
  return call !== undefined && targetOf(program, uri, call) !== undefined;
}

function callInGuard(program: PythonProgram, uri: Uri, access: FileAccess): boolean {
  return program.files.get(uri)?.calls[access.call]?.inMainGuard ?? false;
}

/** `mkstemp`, `mkdtemp` and `NamedTemporaryFile(delete=False)` leave their file behind; the others clean up by themselves. */
function leaves(access: FileAccess): boolean {
  return /mkstemp|mkdtemp|NamedTemporaryFile/.test(access.api);
}

/** Whether some request reads the file without having written it. */
function isReadLater(read: PlacedAccess, write: PlacedAccess, handlers: () => readonly ReadonlySet<string>[]): boolean {
  if (read.path === undefined || write.path === undefined) return false;
  const folder = /listdir|scandir|glob|iterdir|send_from_directory|StaticFiles/.test(read.access.api);
  const same = read.path.text === write.path.text || isAnyFileBeside(read.path, write.path);
  if (folder ? !covers(read.path, write.path) : !same) return false;
  if (/^[^*]*\/\*$/.test(write.path.text) && !folder && !isTemporary(write.path)) return false;
  const [reader, writer] = [read, write].map(({ uri, access }) => keyOf({ uri, index: access.within }));
  if (reader === undefined || writer === undefined || reader === writer) return false;
  if (/StaticFiles/.test(read.access.api)) return true;
  return handlers().some((reached) => reached.has(reader) && !reached.has(writer));
}

/** Whether a request names any file of the folder to read (`/download/{name}`), and the other one is one of many that lie there. */
function isAnyFileBeside(read: DiskPath, write: DiskPath): boolean {
  const cut = write.text.lastIndexOf('/') + 1;
  return (
    /^[^*]+\/\*$/.test(read.text) &&
    write.text.slice(0, cut) === read.text.slice(0, -1) &&
    write.text.includes('*', cut)
  );
}

/** Whether only the code that runs at start reads the file, so that what a request wrote there is meant to last. */
function isReadAtStart(read: PlacedAccess, path: DiskPath, program: PythonProgram, phases: Phases): boolean {
  const { uri, access } = read;
  if (read.path === undefined || read.path.text !== path.text || path.text.includes('*')) return false;
  if (phases.inRequest(uri, access.within)) return false;
  const phase = phases.of(uri, access.within, callInGuard(program, uri, access));
  return phase === 'import' || phase === 'startup';
}

/** A database in a file on the container's own disk. */
export interface LocalDatabase {
  readonly uri: Uri;
  readonly access: FileAccess;
  readonly path: DiskPath;
  readonly range: Range;
  /** The variable whose default the path is. */
  readonly variable?: string;
  /** The place of the path, where another file or a caller sets it. */
  readonly setAt?: { readonly uri: Uri; readonly range: Range };
}

/** Databases that the program opens on the container's own disk. */
export function localDatabases(program: PythonProgram, phases: Phases, container: Container): readonly LocalDatabase[] {
  const out: LocalDatabase[] = [];
  for (const [uri, facts] of program.files) {
    for (const access of facts.files) {
      if (access.kind !== 'database') continue;
      const place = placeOf(access, uri, program);
      const path = place === undefined ? undefined : databasePath(place, container, program);
      if (place === undefined || path === undefined || !isOwnDisk(path, container)) continue;
      if (phases.of(uri, access.within, callInGuard(program, uri, access)) === 'unreached') continue;
      if (/[?&]mode=ro\b|[?&]immutable=1/.test(path.text)) continue;
      if (access.vectors === true && !addsVectors(program, phases)) continue;
      // A program that opens the same file again and again loses it once.
      if (out.some((known) => known.path.text === path.text)) continue;
      const { value } = place;
      out.push({
        uri,
        access,
        path,
        range: access.pathRange ?? access.range,
        ...(value.kind === 'env' ? { variable: value.name } : {}),
        ...(value === access.path ? {} : { setAt: { uri: place.uri, range: value.origin } }),
      });
    }
  }
  return out;
}

/** The value that names the file, followed to where it is set. */
function placeOf(access: FileAccess, uri: Uri, program: PythonProgram): PlacedValue | undefined {
  const { path } = access;
  if (path?.kind !== 'name') return path === undefined ? undefined : { uri, value: path };
  const found = followName(program, uri, path);
  const value = found === undefined || access.url !== true ? found?.value : fileOfUrl(found.value);
  return found === undefined || value === undefined || isNoFile(value) ? undefined : { uri: found.uri, value };
}

/** A variable that is set holds a whole URL, while facts give the default's file only. */
function databasePath({ uri, value }: PlacedValue, container: Container, program: PythonProgram): DiskPath | undefined {
  const { launch } = container;
  if (value.kind === 'either') {
    // Whichever it is, the data is lost when all of them lie on the own disk.
    const paths = value.values.map((one) =>
      isNoFile(one) ? undefined : databasePath({ uri, value: one }, container, program),
    );
    return paths.every((path) => path !== undefined && isOwnDisk(path, container)) ? paths[0] : undefined;
  }
  const found = value.kind === 'env' ? launch.environment.find((v) => v.name === value.name) : undefined;
  if (found === undefined) return diskPath(value, uri, launch, program);
  if (found.value.kind === 'unknown') return undefined;
  const url = /^sqlite(?:\+\w+)?:\/\/\/([^?]+)/.exec(found.value.value)?.[1];
  const text = url ?? (found.value.value.includes('://') ? undefined : found.value.value);
  return text === undefined
    ? undefined
    : diskPath({ kind: 'string', value: text, range: value.range, origin: value.origin }, uri, launch);
}

const changes = /^\s*(?:insert|update|delete|replace|create|alter|drop|merge)\b/i;
const saving =
  /(?:^|\.)(?:commit|add_all|bulk_save_objects|bulk_insert_mappings|create_all|insert|insert_one|upsert|add_documents|save)$/;

const adding =
  /(?:^|\.)a?(?:add_documents|add_texts|add_embeddings|from_documents|from_texts|upsert)$|(?:^|\.)(?:collection|table)\w*\.(?:add|insert)$/;

/** Whether requests put something into a store of vectors, so that it is more than an index that came with the image. */
function addsVectors(program: PythonProgram, phases: Phases): boolean {
  return [...program.files].some(([uri, facts]) =>
    facts.calls.some(
      (call) =>
        (adding.test(call.text) || /^(?:chromadb|lancedb)\..*\.(?:add|upsert)$/.test(call.callee ?? '')) &&
        phases.inRequest(uri, call.within),
    ),
  );
}

/** Whether any code of the program changes a database, so that a file that came with the image is not just read. */
export function changesData(program: PythonProgram): boolean {
  return derive(program, 'changes', () => findChanges(program));
}

function findChanges(program: PythonProgram): boolean {
  for (const facts of program.files.values()) {
    for (const call of facts.calls) {
      const [first] = call.args;
      const sql =
        first?.kind === 'string'
          ? first.value
          : first?.kind === 'template' && typeof first.parts[0] === 'string'
            ? first.parts[0]
            : '';
      if (/(?:^|\.)(?:execute|executemany|executescript|text)$/.test(call.text) && changes.test(sql)) return true;
      if (saving.test(call.text) && call.receiver !== undefined) return true;
    }
  }
  return false;
}
