import type { Range, Uri } from '../base/span.ts';
import type { FileAccess } from '../facts/python-types.ts';
import type { Container } from './deployable.ts';
import { covers, type DiskPath, diskPath, isOwnDisk, isTemporary } from './python-path.ts';
import { closureOf, keyOf, type Phases } from './python-phases.ts';
import type { PythonProgram } from './python-program.ts';

/** A place that leaves data on the container's own disk. */
export interface DiskWrite {
  readonly uri: Uri;
  readonly access: FileAccess;
  /** Absent for `tempfile`, which picks the place itself. */
  readonly path?: DiskPath;
  /** `later`: another request reads it; `upload`, `log`: kept by intent; `left`: stays under /tmp until the instance ends. */
  readonly why: 'later' | 'upload' | 'log' | 'left';
  /** The place that reads it later. */
  readonly reader?: { readonly uri: Uri; readonly range: Range };
  readonly range: Range;
}

interface Placed {
  readonly uri: Uri;
  readonly access: FileAccess;
  readonly path: DiskPath | undefined;
}

/** Writes of a program that Cloud Run loses with the instance, in the order of files and places. */
export function diskWrites(program: PythonProgram, phases: Phases, container: Container): readonly DiskWrite[] {
  const accesses: Placed[] = [...program.files].flatMap(([uri, facts]) =>
    facts.files.map((access) => ({ uri, access, path: diskPath(access.path, uri, container.launch) })),
  );
  const reads = accesses.filter(({ access }) => access.kind === 'read');
  const handlers = phases.handlers.map((handler) => closureOf(program, [handler]));
  const out: DiskWrite[] = [];
  for (const { uri, access, path } of accesses) {
    const { kind } = access;
    const phase = phases.of(uri, access.within, callInGuard(program, uri, access));
    if (phase === 'unreached' || access.scoped || access.removedInSameFunction) continue;
    if (path !== undefined && !isOwnDisk(path, container)) continue;
    const range = access.pathRange ?? access.range;
    const found = { uri, access, range, ...(path === undefined ? {} : { path }) };
    if (kind === 'upload-folder' && path !== undefined) {
      if (!cleansUp(program)) out.push({ ...found, why: 'upload' });
    } else if (kind === 'log' && path !== undefined) out.push({ ...found, why: 'log' });
    else if (kind === 'temporary' && phases.inRequest(uri, access.within) && leaves(access))
      out.push({ ...found, why: 'left' });
    else if (kind === 'write' && path !== undefined && phases.inRequest(uri, access.within)) {
      const reader = reads.find((read) => isReadLater(read, { uri, access, path }, handlers));
      if (reader !== undefined) {
        const place = { uri: reader.uri, range: reader.access.pathRange ?? reader.access.range };
        out.push({ ...found, why: 'later', reader: place });
      } else if (isTemporary(path)) out.push({ ...found, why: 'left' });
    }
  }
  return out.sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.range.start - b.range.start));
}

/** Whether the program deletes every file that its functions write, so that an upload folder is scratch space. */
export function cleansUp(program: PythonProgram): boolean {
  const writes = [...program.files.values()].flatMap((facts) =>
    facts.files.filter((access) => access.kind === 'write' && access.within >= 0 && !access.scoped),
  );
  return writes.length > 0 && writes.every((access) => access.removedInSameFunction);
}

function callInGuard(program: PythonProgram, uri: Uri, access: FileAccess): boolean {
  return program.files.get(uri)?.calls[access.call]?.inMainGuard ?? false;
}

/** `mkstemp`, `mkdtemp` and `NamedTemporaryFile(delete=False)` leave their file behind; the others clean up by themselves. */
function leaves(access: FileAccess): boolean {
  return /mkstemp|mkdtemp|NamedTemporaryFile/.test(access.api);
}

/** Whether some request reads the file without having written it. */
function isReadLater(read: Placed, write: Placed, handlers: readonly ReadonlySet<string>[]): boolean {
  if (read.path === undefined || write.path === undefined) return false;
  const folder = /listdir|scandir|glob|iterdir|send_from_directory|StaticFiles/.test(read.access.api);
  if (folder ? !covers(read.path, write.path) : read.path.text !== write.path.text) return false;
  if (/^[^*]*\/\*$/.test(write.path.text) && !folder && !isTemporary(write.path)) return false;
  const [reader, writer] = [read, write].map(({ uri, access }) => keyOf({ uri, index: access.within }));
  if (reader === undefined || writer === undefined || reader === writer) return false;
  if (/StaticFiles/.test(read.access.api)) return true;
  return handlers.some((reached) => reached.has(reader) && !reached.has(writer));
}

/** A database in a file on the container's own disk. */
export interface LocalDatabase {
  readonly uri: Uri;
  readonly access: FileAccess;
  readonly path: DiskPath;
  readonly range: Range;
}

/** Databases that the program opens on the container's own disk. */
export function localDatabases(program: PythonProgram, phases: Phases, container: Container): readonly LocalDatabase[] {
  const out: LocalDatabase[] = [];
  for (const [uri, facts] of program.files) {
    for (const access of facts.files) {
      if (access.kind !== 'database') continue;
      const path = databasePath(access, uri, container);
      if (path === undefined || !isOwnDisk(path, container)) continue;
      if (phases.of(uri, access.within, callInGuard(program, uri, access)) === 'unreached') continue;
      if (/[?&]mode=ro\b|[?&]immutable=1/.test(path.text)) continue;
      out.push({ uri, access, path, range: access.pathRange ?? access.range });
    }
  }
  return out;
}

/** A variable that is set holds a whole URL, while facts give the default's file only. */
function databasePath(access: FileAccess, uri: Uri, container: Container): DiskPath | undefined {
  const { launch } = container;
  const value = access.path;
  const found = value?.kind === 'env' ? launch.environment.find((v) => v.name === value.name) : undefined;
  if (value === undefined || found === undefined) return diskPath(value, uri, launch);
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

/** Whether any code of the program changes a database, so that a file that came with the image is not just read. */
export function changesData(program: PythonProgram): boolean {
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
