import { input, query, untracked } from '../base/query.ts';
import type { Span, Uri } from '../base/span.ts';
import { EMPTY_FOLDER, type FolderEntry, listFolders } from './discovery/folder-tree.ts';
import type { Survey } from './discovery/survey.ts';
import { type Language, languageOf } from './language.ts';

/** The state of one file as the host told it: its text, known to be absent, or not loaded yet. */
type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unloaded' };

const UNLOADED: FileText = { kind: 'unloaded' };
const ABSENT: FileText = { kind: 'absent' };

/**
 * Gives the text of a file of the index at once; `undefined`: it cannot be had. A host that reads without waiting gives one,
 * so that nothing is worked out before its files are there. Called at most once for a file until that is dropped.
 */
export type ReadText = (uri: Uri) => string | undefined;

/** Which files there are, and their texts: what a host feeds, and what queries ask. */
export interface Files {
  setFile(uri: Uri, text: string | undefined, language?: Language): void;
  setIndex(uris: readonly Uri[]): void;
  /** Forgets what the host said about a file; the index decides again whether it exists. */
  dropFile(uri: Uri): void;
  /** Files that a query asked for and nobody loaded yet. */
  wanted(): readonly Uri[];
  /** What the host listed. */
  index(): readonly Uri[];
  exists(uri: Uri): boolean;
  text(uri: Uri): string | undefined;
  /** The text at a place. */
  written(span: Span): string | undefined;
  language(uri: Uri): Language;
  /** All files of a language, sorted. */
  filesOf(language: Language): readonly Uri[];
  /** Names in a folder. */
  folder(uri: Uri): FolderEntry;
}

/** What a store of files starts from. */
interface FilesOptions {
  /** Without it, files that a query asks for are named by `wanted`, and the answer is preliminary. */
  readonly read: ReadText | undefined;
  /** The files of a workspace that was surveyed. */
  readonly survey: Survey | undefined;
  /** Whether the user’s configuration makes a Dockerfile of it. */
  readonly isDockerfile: (uri: Uri) => boolean;
  /** Told of files whose text is gone. */
  readonly onForget: (uri: Uri) => void;
}

/** Creates a store of files. */
export function createFiles({ read, survey, isDockerfile, onForget }: FilesOptions): Files {
  const index = input<ReadonlySet<Uri>>(survey?.index ?? new Set());
  // One map that is changed in place, with a version that readers track: copying it for each of many files would be quadratic.
  const givenLanguages = new Map<Uri, Language>();
  const givenVersion = input(0);
  const given = (): ReadonlyMap<Uri, Language> => {
    givenVersion.get();
    return givenLanguages;
  };
  const texts = new Map<Uri, ReturnType<typeof input<FileText>>>();
  const wanted = new Set<Uri>();

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
  const language = (uri: Uri): Language => (isDockerfile(uri) ? 'dockerfile' : (given().get(uri) ?? languageOf(uri)));
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
  const setGiven = (uri: Uri, value: Language | undefined): void => {
    if (givenLanguages.get(uri) === value) return;
    if (value === undefined) givenLanguages.delete(uri);
    else givenLanguages.set(uri, value);
    givenVersion.set(givenVersion.get() + 1);
  };

  return {
    exists,
    text,
    written,
    language,
    filesOf: byLanguage,
    folder,
    index: () => [...index.get()],
    setFile: (uri, content, hint) => {
      wanted.delete(uri);
      places.delete(uri);
      if (content === undefined) {
        setGiven(uri, undefined);
        setGone(uri, true);
        onForget(uri);
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
    dropFile: (uri) => {
      setGiven(uri, undefined);
      setGone(uri, false);
      onForget(uri);
      release(uri);
    },
    wanted: () => [...wanted].sort(),
  };
}
