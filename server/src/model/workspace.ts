import { createSummaries, input, query, type Summaries } from '../base/query.ts';
import type { Uri } from '../base/span.ts';
import { dirname } from '../base/uri.ts';
import { platformFacts } from '../facts/deploy/platform.ts';
import {
  createDockerfileReader,
  looksLikeDockerfile as textLooksLikeDockerfile,
} from '../facts/dockerfile/dockerfile.ts';
import { handedToCloudRun, writtenPorts } from '../facts/manifest/manifest.ts';
import type { ManifestFacts } from '../facts/manifest/types.ts';
import { currentSide, mergeConflicts } from '../facts/merge-conflict.ts';
import { createPythonReader } from '../facts/python/python.ts';
import { scriptFacts } from '../facts/script.ts';
import { isDevelopmentFile } from './discovery/audience.ts';
import { type Brief, headsOf, NO_BRIEF, passedPortsOf, readManifest, startsWebIn } from './discovery/brief.ts';
import { type Configurations, createConfigurations } from './discovery/configured.ts';
import { type AboutFile, createFolderQuestions } from './discovery/folder-questions.ts';
import type { Head } from './discovery/match-dockerfile.ts';
import type { Survey } from './discovery/survey.ts';
import type { FactsReader } from './facts-reader.ts';
import { createFiles, type ReadText } from './files.ts';
import type { Language } from './language.ts';
import { programOfKey } from './python/program.ts';

/** The reader together with the doors through which a host feeds it. */
export interface Workspace extends FactsReader {
  setFile(uri: Uri, text: string | undefined, language?: Language): void;
  setIndex(uris: readonly Uri[]): void;
  setSizes(sizes: ReadonlyMap<Uri, number>): void;
  setFolders(folders: readonly Uri[]): void;
  configure: Configurations['configure'];
  /** What the host listed. */
  listed(): {
    readonly folders: readonly Uri[];
    readonly index: readonly Uri[];
    readonly sizes: ReadonlyMap<Uri, number>;
  };
  /** Forgets what the host said about a file; the index decides again whether it exists. */
  dropFile(uri: Uri): void;
  /** Files that a query asked for and nobody loaded yet. */
  wanted(): readonly Uri[];
  /** Whether a merge conflict is open in a file. */
  isInConflict(uri: Uri): boolean;
  /** How often the facts of a Python file were read. */
  pythonRead(): number;
}

/** What a workspace starts from. */
interface WorkspaceOptions {
  readonly summaries?: Summaries;
  /** Without it, files that a query asks for are named by `wanted`, and the answer is preliminary. */
  readonly read?: ReadText;
  /** What is known of each file beforehand; then questions about all files open none. */
  readonly briefs?: ReadonlyMap<Uri, Brief>;
  /** The answers to questions about all files; then those files, folders and configurations are the workspace's. */
  readonly survey?: Survey;
  /** Told which files stand behind an answer of the survey, when that is asked for the first time. */
  readonly onConsulted?: (uris: readonly Uri[]) => void;
}

/** Creates a workspace, an empty one by default. It has identity and state; everything that it answers is plain data. */
export function createWorkspace(options: WorkspaceOptions = {}): Workspace {
  const { summaries = createSummaries(), read, briefs, survey, onConsulted } = options;
  const configured = createConfigurations();
  for (const [folder, configuration] of survey?.configurations ?? []) configured.configure(folder, configuration);
  const sizes = input<ReadonlyMap<Uri, number>>(survey?.sizes ?? new Map());
  const folders = input<readonly Uri[]>(survey?.folders ?? []);
  const python = createPythonReader();
  const dockerfiles = createDockerfileReader();
  const files = createFiles({
    read,
    survey,
    isDockerfile: configured.isDockerfile,
    onForget: (uri) => {
      python.forget(uri);
      dockerfiles.forget(uri);
    },
  });
  const { text, exists, language, filesOf } = files;
  const facts = <T>(read: (uri: Uri, text: string, before: T | undefined) => T) =>
    query<Uri, T | undefined>((uri, before) => {
      const content = text(uri);
      return content === undefined ? undefined : read(uri, currentSide(content), before);
    });

  const mentions = query((key: string): boolean => {
    const cut = key.indexOf('\n');
    const name = key.slice(0, cut);
    return new RegExp(`(?<![\\w])${name}(?![\\w])`).test(text(key.slice(cut + 1)) ?? '');
  });
  const platform = facts(platformFacts);
  const pythonFacts = facts(python.read);
  const dockerfile = facts(dockerfiles.read);
  const ownManifest = facts<ManifestFacts>((uri, content, before) => readManifest(uri, language(uri), content, before));
  /** One part of what is asked of every file: from its brief where briefs are there, else from its facts. */
  const brief = <K extends keyof Brief>(key: K, fromFacts: (uri: Uri) => Brief[K]): ((uri: Uri) => Brief[K]) =>
    briefs === undefined ? query(fromFacts) : (uri) => (briefs.get(uri) ?? NO_BRIEF)[key];
  const looksLikeDockerfile = brief('looksLikeDockerfile', (uri) => {
    const content = text(uri);
    return content !== undefined && textLooksLikeDockerfile(content);
  });
  const runsElsewhere = brief('runsElsewhere', (uri) => platform(uri)?.runsElsewhere ?? false);
  const startsWeb = brief('startsWeb', (uri) => startsWebIn(text(uri)));
  const about: AboutFile = {
    deploys: brief('deploys', (uri) => platform(uri)?.deploys ?? []),
    terraformDefaults: brief('terraformDefaults', (uri) => platform(uri)?.terraformDefaults ?? {}),
    handsOver: brief('handsOver', (uri) => platform(uri)?.handsOver ?? []),
    passedPorts: brief('passedPorts', (uri) => passedPortsOf(platform(uri))),
    declaredPorts: brief('declaredPorts', (uri) => writtenPorts(text(uri) ?? '')),
    builds: brief('builds', (uri) => platform(uri)?.builds ?? []),
    targets: brief('targets', (uri) => platform(uri)?.targets ?? []),
  };
  const folderOf = (uri: Uri): Uri => {
    const holding = folders.get().filter((f) => uri === f || uri.startsWith(`${f}/`));
    return holding.sort((a, b) => b.length - a.length)[0] ?? dirname(uri);
  };
  const foldersIn = (uri: Uri): readonly string[] => files.folder(uri).folders;
  const filesIn = (uri: Uri): readonly string[] => files.folder(uri).files;
  const inFolder = createFolderQuestions({
    files: { filesOf, filesIn, folderOf, looksLikeDockerfile },
    about,
    summaries,
    survey,
    onConsulted,
  });
  // A script that holds manifests hands them over itself.
  const isHandedOver = query(
    (uri: Uri): boolean =>
      language(uri) === 'shell' ||
      inFolder.handedOverIn(folderOf(uri)).some((path) => `/${uri}`.endsWith(path.replace(/^(?:\.{0,2}\/)*/, '/'))),
  );
  // Most manifests say themselves what they are for; only for the others the scripts are asked.
  const manifest = query((uri: Uri): ManifestFacts | undefined => {
    const own = ownManifest(uri);
    return own?.documents.some((d) => d.isUndecided) && isHandedOver(uri) ? handedToCloudRun(own) : own;
  });
  const ownHeads = brief('heads', (uri) => headsOf(ownManifest(uri)));
  const heads = query((uri: Uri): readonly Head[] => {
    const own = ownHeads(uri);
    if (!own.some((head) => head.isUndecided) || !isHandedOver(uri)) return own;
    return own.map((head) => (head.isUndecided ? { ...head, isCloudRun: true } : head));
  });
  const dockerfileCount = query(
    (home: Uri): number =>
      filesOf('dockerfile').filter((uri) => folderOf(uri) === home && !isDevelopmentFile(home, uri)).length,
  );

  const sizeOf = query((uri: Uri): number | undefined => sizes.get().get(uri));
  const program = query((key: string) =>
    programOfKey(key, { exists, foldersIn, filesIn, sizeOf, python: pythonFacts }),
  );

  return {
    exists,
    filesIn,
    sizeOf,
    foldersIn,
    program,
    filesOf,
    text,
    written: files.written,
    mentions: (uri, name) => /^\w+$/.test(name) && mentions(`${name}\n${uri}`),
    dockerfile,
    manifest,
    python: pythonFacts,
    isInConflict: query((uri: Uri): boolean => mergeConflicts(text(uri) ?? '').length > 0),
    pythonRead: pythonFacts.computations,
    script: facts(scriptFacts),
    heads,
    looksLikeDockerfile,
    runsElsewhere,
    startsWeb,
    builds: about.builds,
    platform,
    language,
    ...inFolder,
    dockerfileCount,
    folderOf,
    appsIn: configured.appsIn,
    defaultsFor: configured.defaultsFor,
    configure: configured.configure,
    setFile: files.setFile,
    setIndex: files.setIndex,
    dropFile: files.dropFile,
    wanted: files.wanted,
    setSizes: (next) => sizes.set(new Map(next)),
    setFolders: (uris) => folders.set([...uris]),
    listed: () => ({ folders: folders.get(), index: files.index(), sizes: sizes.get() }),
  };
}
