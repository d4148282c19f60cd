import { createSummaries, input, query, type Summaries, untracked } from '../base/query.ts';
import type { Span, Uri } from '../base/span.ts';
import { basename, dirname } from '../base/uri.ts';
import { createDockerfileReader, looksLikeDockerfile as textLooksLikeDockerfile } from '../facts/dockerfile.ts';
import { handedToCloudRun, manifestFacts, writtenPorts } from '../facts/manifest.ts';
import type { ManifestFacts } from '../facts/manifest-types.ts';
import { platformFacts } from '../facts/platform.ts';
import { createPythonReader } from '../facts/python.ts';
import { scriptFacts } from '../facts/script.ts';
import { type Brief, headsOf, NO_BRIEF, passedPortsOf, startsWebIn } from './brief.ts';
import { buildScripts } from './built-images.ts';
import { type Configurations, createConfigurations } from './configured.ts';
import type { FactsReader } from './facts-reader.ts';
import { EMPTY_FOLDER, type FolderEntry, listFolders } from './folder-tree.ts';
import { type Language, languageOf, mayDescribe } from './language.ts';
import type { Head } from './match-dockerfile.ts';
import type { PlacedDeploy } from './placed-deploy.ts';
import { programOfKey } from './python-program.ts';
import { type FolderSurvey, NOTHING_SURVEYED, type Survey } from './survey.ts';
import { createTerraformDefaults, withDefaults } from './terraform-defaults.ts';

/** The state of one file as the host told it: its text, known to be absent, or not loaded yet. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unloaded' };

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
  /** How often the facts of a Python file were read. */
  pythonRead(): number;
}

const UNLOADED: FileText = { kind: 'unloaded' };
const ABSENT: FileText = { kind: 'absent' };

/**
 * Gives the text of a file of the index at once; `undefined`: it cannot be had. A host that reads without waiting gives one,
 * so that nothing is worked out before its files are there. Called at most once for a file until that is dropped.
 */
export type ReadText = (uri: Uri) => string | undefined;

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
  const { summaries = createSummaries(), read, briefs, survey } = options;
  const { summary } = summaries;
  const configured = createConfigurations();
  for (const [folder, configuration] of survey?.configurations ?? []) configured.configure(folder, configuration);
  const index = input<ReadonlySet<Uri>>(survey?.index ?? new Set());
  const sizes = input<ReadonlyMap<Uri, number>>(survey?.sizes ?? new Map());
  const folders = input<readonly Uri[]>(survey?.folders ?? []);
  // One map that is changed in place, with a version that readers track: copying it for each of many files would be quadratic.
  const givenLanguages = new Map<Uri, Language>();
  const givenVersion = input(0);
  const given = (): ReadonlyMap<Uri, Language> => {
    givenVersion.get();
    return givenLanguages;
  };
  const texts = new Map<Uri, ReturnType<typeof input<FileText>>>();
  const wanted = new Set<Uri>();
  const python = createPythonReader();
  const dockerfiles = createDockerfileReader();

  const cell = (uri: Uri) => {
    let found = texts.get(uri);
    if (found === undefined) {
      const content = read !== undefined && untracked(() => index.get()).has(uri) ? read(uri) : undefined;
      found = input<FileText>(content === undefined ? UNLOADED : { kind: 'text', text: content });
      texts.set(uri, found);
    }
    return found;
  };
  const setState = (uri: Uri, state: FileText): void => {
    const found = texts.get(uri);
    if (found === undefined) texts.set(uri, input(state));
    else found.set(state);
  };
  /** Files of the index that the host knows to be gone. */
  const gone = new Set<Uri>();
  const present = query((_: 'all'): readonly Uri[] =>
    [...new Set([...index.get(), ...given().keys()])].filter((uri) => !gone.has(uri)).sort(),
  );
  const setGone = (uri: Uri, value: boolean): void => {
    if (value === gone.has(uri)) return;
    if (value) gone.add(uri);
    else gone.delete(uri);
    givenVersion.set(givenVersion.get() + 1);
  };
  const tree = query((_: 'all') => survey?.tree ?? listFolders(present('all')));
  const language = (uri: Uri): Language =>
    configured.isDockerfile(uri) ? 'dockerfile' : (given().get(uri) ?? languageOf(uri));
  const byLanguage = query((wantedLanguage: Language): readonly Uri[] =>
    survey === undefined
      ? present('all').filter((uri) => language(uri) === wantedLanguage)
      : (survey.byLanguage.get(wantedLanguage) ?? []),
  );
  const exists = query((uri: Uri): boolean => {
    // To ask whether a file exists is no reason to read it.
    if (read !== undefined) return index.get().has(uri) ? !gone.has(uri) : given().has(uri);
    const state = cell(uri).get();
    return state.kind === 'text' || (state.kind === 'unloaded' && index.get().has(uri));
  });
  const folder = query((uri: Uri): FolderEntry => tree('all').get(uri) ?? EMPTY_FOLDER);
  const text = (uri: Uri): string | undefined => {
    const state = cell(uri).get();
    if (read === undefined && state.kind === 'unloaded' && exists(uri)) wanted.add(uri);
    return state.kind === 'text' ? state.text : undefined;
  };
  /** Makes the next question for a file's text read it again, or ask for it. */
  const release = (uri: Uri): void => {
    if (read === undefined) {
      setState(uri, UNLOADED);
      return;
    }
    const old = texts.get(uri);
    texts.delete(uri);
    // Another object than before, so that whoever read the file asks again.
    old?.set({ kind: 'unloaded' });
  };
  /** By file, so that the places of an older text are let go with it. */
  const places = new Map<Uri, (range: string) => string | undefined>();
  const written = ({ uri, start, end }: Span): string | undefined => {
    let found = places.get(uri);
    if (found === undefined) {
      found = query((range: string) => {
        const [from, to] = range.split('-').map(Number);
        return text(uri)?.slice(from, to);
      });
      places.set(uri, found);
    }
    return found(`${start}-${end}`);
  };
  const facts = <T>(read: (uri: Uri, text: string, before: T | undefined) => T) =>
    query<Uri, T | undefined>((uri, before) => {
      const content = text(uri);
      return content === undefined ? undefined : read(uri, content, before);
    });

  const forget = (uri: Uri): void => {
    python.forget(uri);
    dockerfiles.forget(uri);
  };
  const setGiven = (uri: Uri, value: Language | undefined): void => {
    if (givenLanguages.get(uri) === value) return;
    if (value === undefined) givenLanguages.delete(uri);
    else givenLanguages.set(uri, value);
    givenVersion.set(givenVersion.get() + 1);
  };

  const mentions = query((key: string): boolean => {
    const cut = key.indexOf('\n');
    const name = key.slice(0, cut);
    return new RegExp(`(?<![\\w])${name}(?![\\w])`).test(text(key.slice(cut + 1)) ?? '');
  });
  const platform = facts(platformFacts);
  const pythonFacts = facts(python.read);
  const dockerfile = facts(dockerfiles.read);
  const ownManifest = facts(manifestFacts);
  /** One part of what is asked of every file: from its brief where briefs are there, else from its facts. */
  const brief = <K extends keyof Brief>(key: K, fromFacts: (uri: Uri) => Brief[K]): ((uri: Uri) => Brief[K]) =>
    briefs === undefined ? query(fromFacts) : (uri) => (briefs.get(uri) ?? NO_BRIEF)[key];
  const looksLikeDockerfile = brief('looksLikeDockerfile', (uri) => {
    const content = text(uri);
    return content !== undefined && textLooksLikeDockerfile(content);
  });
  const runsElsewhere = brief('runsElsewhere', (uri) => platform(uri)?.runsElsewhere ?? false);
  const startsWeb = brief('startsWeb', (uri) => startsWebIn(text(uri)));
  const deploys = brief('deploys', (uri) => platform(uri)?.deploys ?? []);
  const defaultsIn = createTerraformDefaults(
    (uri) => folder(uri).files,
    brief('terraformDefaults', (uri) => platform(uri)?.terraformDefaults ?? {}),
  );
  const handsOver = brief('handsOver', (uri) => platform(uri)?.handsOver ?? []);
  const portsOf = brief('passedPorts', (uri) => passedPortsOf(platform(uri)));
  const declaredPorts = brief('declaredPorts', (uri) => writtenPorts(text(uri) ?? ''));
  const builds = brief('builds', (uri) => platform(uri)?.builds ?? []);
  const targets = brief('targets', (uri) => platform(uri)?.targets ?? []);
  const folderOf = (uri: Uri): Uri => {
    const holding = folders.get().filter((f) => uri === f || uri.startsWith(`${f}/`));
    return holding.sort((a, b) => b.length - a.length)[0] ?? dirname(uri);
  };
  const known = new Set<readonly Uri[]>();
  const consulted = (uris: readonly Uri[]): void => {
    if (known.has(uris)) return;
    known.add(uris);
    options.onConsulted?.(uris);
  };
  /** A question about a workspace folder: from the survey where there is one. */
  const ofFolder = <K extends keyof FolderSurvey>(
    key: K,
    compute: (home: Uri) => FolderSurvey[K],
  ): ((home: Uri) => FolderSurvey[K]) =>
    survey === undefined
      ? summary(compute)
      : (home) => {
          const answers = survey.about.get(home) ?? NOTHING_SURVEYED;
          consulted(answers.from[key]);
          return answers[key];
        };
  const deployingIn = query((home: Uri): readonly Uri[] => buildScripts({ filesOf: byLanguage, folderOf }, home));
  const deploysIn = ofFolder('deploysIn', (home: Uri): readonly PlacedDeploy[] =>
    deployingIn(home).flatMap((uri) =>
      deploys(uri)
        .filter((command) => !command.shown)
        .map((command) => ({ uri, command: withDefaults(command, () => defaultsIn(uri)) })),
    ),
  );
  const handedOverIn = ofFolder('handedOverIn', (home: Uri): readonly string[] => [
    ...new Set(deployingIn(home).flatMap(handsOver)),
  ]);
  const isHandedOver = query((uri: Uri): boolean =>
    handedOverIn(folderOf(uri)).some((path) => `/${uri}`.endsWith(path.replace(/^(?:\.{0,2}\/)*/, '/'))),
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
  const passedPorts = ofFolder('passedPorts', (home: Uri): ReadonlySet<number> => {
    const described = byLanguage('other').filter((uri) => mayDescribe(uri) && folderOf(uri) === home);
    const deploying = deployingIn(home).filter((uri) => deploys(uri).length > 0);
    const manifests = [...deployingIn(home), ...described];
    return new Set([...[...described, ...deploying].flatMap(portsOf), ...manifests.flatMap(declaredPorts)]);
  });
  const buildTargets = ofFolder('buildTargets', (home: Uri): ReadonlySet<string> => {
    const files = new Set(deploysIn(home).map(({ uri }) => uri));
    return new Set([...files].flatMap(targets));
  });
  const builtFiles = ofFolder(
    'builtFiles',
    (home: Uri): ReadonlySet<string> =>
      new Set(
        deployingIn(home).flatMap((uri) =>
          builds(uri).flatMap(({ file }) => (file === undefined ? [] : [basename(file)])),
        ),
      ),
  );
  const dockerfileCount = query(
    (home: Uri): number => byLanguage('dockerfile').filter((uri) => folderOf(uri) === home).length,
  );

  const foldersIn = (uri: Uri): readonly string[] => folder(uri).folders;
  const filesIn = (uri: Uri): readonly string[] => folder(uri).files;
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
    filesOf: byLanguage,
    text,
    written,
    mentions: (uri, name) => /^\w+$/.test(name) && mentions(`${name}\n${uri}`),
    dockerfile,
    manifest,
    python: pythonFacts,
    pythonRead: pythonFacts.computations,
    script: facts(scriptFacts),
    heads,
    looksLikeDockerfile,
    runsElsewhere,
    startsWeb,
    builds,
    platform,
    language,
    deploysIn,
    handedOverIn,
    passedPorts,
    buildTargets,
    builtFiles,
    dockerfileCount,
    folderOf,
    appsIn: configured.appsIn,
    defaultsFor: configured.defaultsFor,
    configure: configured.configure,
    setFile: (uri, content, hint) => {
      wanted.delete(uri);
      places.delete(uri);
      if (content === undefined) {
        setGiven(uri, undefined);
        setGone(uri, true);
        forget(uri);
        setState(uri, ABSENT);
        return;
      }
      setGone(uri, false);
      const plain = hint === undefined || hint === languageOf(uri);
      // The index names most files already; only those that it does not know, or that the editor calls otherwise, are noted.
      setGiven(uri, plain && index.get().has(uri) ? undefined : (hint ?? languageOf(uri)));
      const state = texts.get(uri)?.get();
      if (state?.kind !== 'text' || state.text !== content) setState(uri, { kind: 'text', text: content });
    },
    setIndex: (uris) => {
      const next = new Set(uris);
      for (const [uri, state] of texts) {
        const { kind } = state.get();
        if (!next.has(uri) && kind === 'text' && !givenLanguages.has(uri)) setGiven(uri, languageOf(uri));
        if (read !== undefined && next.has(uri) && kind === 'unloaded') release(uri);
      }
      index.set(next);
    },
    setSizes: (next) => sizes.set(new Map(next)),
    listed: () => ({ folders: folders.get(), index: [...index.get()], sizes: sizes.get() }),
    setFolders: (uris) => folders.set([...uris]),
    dropFile: (uri) => {
      setGiven(uri, undefined);
      setGone(uri, false);
      forget(uri);
      release(uri);
    },
    wanted: () => [...wanted].sort(),
  };
}
