import { type Known, known, unknown } from '../base/known.ts';
import type { Uri } from '../base/span.ts';
import { ancestors, basename, dirname, joinPath } from '../base/uri.ts';
import type { Copy, DockerfileFacts, Stage } from '../facts/dockerfile/types.ts';
import type { FactsReader } from './facts-reader.ts';
import { matchesGlob } from './launch/glob.ts';
import { type ImageConfig, imageConfig } from './launch/image.ts';
import { joinDirectory } from './launch/image-path.ts';
import { type WrittenFile, writtenFile } from './launch/written-files.ts';

/** A file of the image: one of the build context, or one whose text the Dockerfile itself writes. */
export type ImageFile = { readonly kind: 'file'; readonly uri: Uri } | WrittenFile;

/** Finds out where the files of an image come from. Paths are absolute paths in the image. */
export interface ImageFiles {
  find(path: string): ImageFile | undefined;
  /** Folders of the build context whose content lies at this path, most recently copied first. */
  folders(path: string): readonly Uri[];
  /**
   * Folders of the build context that modules are imported from when this path is on Python's path: those of `folders`, and those
   * of which parts lie there under their own names (`COPY src ./src`).
   */
  roots(path: string): readonly Uri[];
  /** Whether everything at this path comes from the build context, so that a missing file is certainly missing. */
  readonly complete: (path: string) => boolean;
}

/** The answer where there is no build context. */
export const NO_IMAGE_FILES: ImageFiles = {
  find: () => undefined,
  folders: () => [],
  roots: () => [],
  complete: () => false,
};

function folderExists(reader: FactsReader, folder: Uri): boolean {
  return reader.filesIn(folder).length > 0 || reader.foldersIn(folder).length > 0;
}

const GLOB = /[*?[]/;

function localSources(facts: DockerfileFacts): readonly string[] {
  const out: string[] = [];
  for (const stage of facts.stages) {
    for (const copy of stage.copies) {
      if (copy.from !== undefined) continue;
      for (const source of copy.sources) {
        const text = source.parts.every((p) => p.kind === 'literal')
          ? source.parts.map((p) => (p.kind === 'literal' ? p.text : '')).join('')
          : undefined;
        if (text !== undefined && !/^(?:https?|git|ssh):|^git@/.test(text)) out.push(text);
      }
    }
  }
  return out;
}

function sourceExists(reader: FactsReader, context: Uri, source: string): boolean {
  const path = joinPath(context, `./${source}`);
  if (!GLOB.test(source)) return reader.exists(path) || folderExists(reader, path);
  const folder = dirname(path);
  if (GLOB.test(folder.slice(context.length))) return true;
  const pattern = basename(path);
  return [...reader.filesIn(folder), ...reader.foldersIn(folder)].some((name) => matchesGlob(pattern, name, true));
}

/** Whether a COPY source says nothing about which folder the context is. */
function isEverything(source: string): boolean {
  return /^(?:\.?\/?|\.\/\*|\*)$/.test(source);
}

const PROGRAM_FILE =
  /\.(?:py|js|ts|go|java|rb|rs|php|cs)$|^(?:requirements.*\.txt|pyproject\.toml|package\.json|go\.mod|Pipfile|pom\.xml)$/;

/**
 * The folder that the image is built in: the Dockerfile's own or the nearest ancestor (up to the workspace folder) in which
 * the most COPY sources exist. A Dockerfile that copies everything from a folder without programs is built from further up.
 */
export function buildContext(reader: FactsReader, dockerfile: Uri): Known<Uri> {
  const facts = reader.dockerfile(dockerfile);
  const own = dirname(dockerfile);
  if (facts === undefined) return unknown('missing-file');
  const top = reader.folderOf(dockerfile);
  const candidates = ancestors(own).filter(
    (folder) => folder === own || folder === top || folder.startsWith(`${top}/`),
  );
  const sources = localSources(facts);
  const telling = sources.filter((source) => !isEverything(source));
  const score = (folder: Uri): number => telling.filter((source) => sourceExists(reader, folder, source)).length;
  const best = Math.max(0, ...candidates.map(score));
  if (best > 0) return known(candidates.find((folder) => score(folder) === best) ?? own);
  if (telling.length === 0 && sources.length > 0) {
    const withPrograms = candidates.find(
      (folder) =>
        reader.filesIn(folder).some((name) => PROGRAM_FILE.test(name)) || hasProgramFolder(reader, folder, own),
    );
    return known(withPrograms ?? own);
  }
  return known(own);
}

function hasProgramFolder(reader: FactsReader, folder: Uri, except: Uri): boolean {
  return reader.foldersIn(folder).some((name) => {
    const child = joinPath(folder, name);
    return child !== except && reader.filesIn(child).some((file) => PROGRAM_FILE.test(file));
  });
}

interface Mapped {
  readonly copy: Copy;
  readonly stage: Stage;
  readonly destination: string;
  readonly sources: readonly string[];
}

/** `path` below `folder` (or the folder itself, as the empty string). */
function below(folder: string, path: string): string | undefined {
  if (folder === '/') return path.slice(1);
  if (path === folder) return '';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** Reads where the files of a stage come from. */
export function imageFiles(reader: FactsReader, config: ImageConfig, context: Uri): ImageFiles {
  return filesOfStage(reader, config, context, 4);
}

/** The files of a stage that COPY --from names, and what a path that it copies is called there. */
interface OtherStage {
  readonly files: ImageFiles;
  readonly path: (source: string) => string;
}

function filesOfStage(reader: FactsReader, config: ImageConfig, context: Uri, depth: number): ImageFiles {
  const copies = mappedCopies(config);
  /** By the name that COPY --from gives; every question about a path asks again. */
  const stages = new Map<string, OtherStage>();
  const other = (copy: Copy): OtherStage | undefined => {
    if (copy.from === undefined) return undefined;
    const name = copy.from.parts
      .map((p) => (p.kind === 'literal' ? p.text : ''))
      .join('')
      .toLowerCase();
    const found = stages.get(name) ?? stageNamed(name);
    stages.set(name, found);
    return found;
  };
  const stageNamed = (name: string): OtherStage => {
    const stage = config.facts.stages.find((s) => s.name?.value.toLowerCase() === name || String(s.index) === name);
    if (stage === undefined || depth === 0) return { files: NO_IMAGE_FILES, path: (s) => s };
    const inner = imageConfig(config.facts, String(stage.index));
    if (inner === undefined) return { files: NO_IMAGE_FILES, path: (s) => s };
    return { files: filesOfStage(reader, inner, context, depth - 1), path: (s) => joinDirectory('/', s) ?? s };
  };
  const local = (source: string): Uri => joinPath(context, `./${source}`);

  const findIn = ({ copy, destination, sources }: Mapped, path: string): ImageFile | undefined => {
    for (const heredoc of copy.heredocs) {
      if (path === destination || path === joinDirectory(destination, heredoc.name)) {
        return {
          kind: 'text',
          uri: config.uri,
          text: heredoc.content,
          at: { uri: config.uri, start: heredoc.start, end: heredoc.end },
        };
      }
    }
    const rest = below(destination, path);
    if (rest === undefined) return undefined;
    const from = other(copy);
    for (const source of [...sources].reverse()) {
      if (from !== undefined) {
        const origin = from.path(source);
        const name = basename(origin);
        const found =
          (rest === '' ? from.files.find(origin) : from.files.find(joinDirectory(origin, rest) ?? '')) ??
          (rest === name ? from.files.find(origin) : undefined);
        if (found !== undefined) return found;
        continue;
      }
      const found = findLocal(reader, local(source), rest);
      if (found !== undefined) return { kind: 'file', uri: found };
    }
    return undefined;
  };

  const folders = (path: string): readonly Uri[] => {
    const out = new Set<Uri>();
    for (const { copy, destination, sources } of copies) {
      const from = other(copy);
      for (const source of [...sources].reverse()) {
        const rest = below(destination, path);
        if (from !== undefined) {
          if (rest !== undefined)
            for (const folder of from.files.folders(joinDirectory(from.path(source), rest) ?? '')) out.add(folder);
          continue;
        }
        const uri = local(source);
        const isFile = GLOB.test(source) || reader.exists(uri);
        // A copied file makes its own folder's name space visible at the destination.
        if (isFile && (destination === path || dirname(destination) === path)) out.add(dirname(uri));
        if (isFile || rest === undefined) continue;
        const folder = rest === '' ? uri : joinPath(uri, rest);
        if (folderExists(reader, folder)) out.add(folder);
      }
    }
    return [...out];
  };
  const roots = (path: string): readonly Uri[] => {
    const out = new Set(folders(path));
    for (const { copy, destination, sources } of copies) {
      const rest = below(path, destination);
      const from = other(copy);
      if (rest === undefined || rest === '') continue;
      for (const source of sources) {
        // `COPY --from=build /app/src /app/src`: what lies above it there.
        if (from !== undefined) {
          const origin = from.path(source);
          const cut = origin.endsWith(`/${rest}`) ? origin.slice(0, -rest.length - 1) : undefined;
          if (cut !== undefined) for (const folder of from.files.roots(cut === '' ? '/' : cut)) out.add(folder);
          continue;
        }
        const uri = local(source);
        if (uri.endsWith(`/${rest}`) && folderExists(reader, uri)) out.add(uri.slice(0, -rest.length - 1));
      }
    }
    return [...out];
  };

  return {
    find: (path) => {
      for (const mapped of copies) {
        const found = findIn(mapped, path);
        if (found !== undefined) return found;
      }
      return writtenFile(config, path);
    },
    folders,
    roots,
    complete: (path) =>
      copies.some(
        ({ copy, destination, sources }) =>
          copy.from === undefined &&
          below(destination, path) !== undefined &&
          sources.some((s) => folderExists(reader, local(s)) && !reader.exists(local(s))),
      ),
  };
}

/** `rest` below what a local source names: a folder's content, a file under its own name or renamed, a glob's match. */
function findLocal(reader: FactsReader, source: Uri, rest: string): Uri | undefined {
  const name = basename(source);
  if (GLOB.test(name)) {
    const folder = dirname(source);
    const [first = '', ...more] = rest.split('/');
    const direct = joinPath(folder, rest === '' ? name : rest);
    if (matchesGlob(name, first, true) && reader.exists(direct)) return direct;
    // A folder that the pattern matches copies its content.
    for (const child of reader.foldersIn(folder)) {
      const inner = joinPath(joinPath(folder, child), [first, ...more].join('/'));
      if (matchesGlob(name, child, true) && reader.exists(inner)) return inner;
    }
    return undefined;
  }
  if (reader.exists(source)) return rest === '' || rest === name ? source : undefined;
  if (rest === '') return undefined;
  const inside = joinPath(source, rest);
  return reader.exists(inside) ? inside : undefined;
}

/** COPY and ADD along the chain, the last one first, with absolute destinations. */
function mappedCopies(config: ImageConfig): readonly Mapped[] {
  const out: Mapped[] = [];
  for (const stage of config.chain) {
    for (const copy of [...stage.copies].reverse()) {
      const text = copy.destination === undefined ? undefined : config.text(stage, copy.order, copy.destination);
      const destination = text === undefined ? undefined : joinDirectory(config.workdirAt(stage, copy.order), text);
      if (destination === undefined) continue;
      const sources = copy.sources
        .map((source) => config.text(stage, copy.order, source))
        .filter((s): s is string => s !== undefined);
      out.push({ copy, stage, destination, sources });
    }
  }
  return out;
}
