import type { Uri } from '../../base/span.ts';
import type { Language } from '../language.ts';
import type { Candidate } from './candidate.ts';
import type { FolderConfiguration } from './configured.ts';
import type { FolderEntry } from './folder-tree.ts';
import type { PlacedDeploy } from './placed-deploy.ts';

/** What the files of a workspace folder say together. The questions are those of `FactsReader`. */
export interface FolderSurvey {
  readonly deploysIn: readonly PlacedDeploy[];
  readonly handedOverIn: readonly string[];
  readonly passedPorts: ReadonlySet<number>;
  readonly buildTargets: ReadonlySet<string>;
  readonly builtFiles: ReadonlySet<string>;
  readonly builtImages: ReadonlyMap<string, readonly Uri[]>;
}

/** The same with what was looked at for it. */
export interface FolderAnswers extends FolderSurvey {
  /** By question: files other than Dockerfiles and YAML, which are looked at in any case. */
  readonly from: Readonly<Record<keyof FolderSurvey, readonly Uri[]>>;
}

/** The answers for a folder in which nothing is said. */
export const NOTHING_SURVEYED: FolderAnswers = {
  deploysIn: [],
  handedOverIn: [],
  passedPorts: new Set(),
  buildTargets: new Set(),
  builtFiles: new Set(),
  builtImages: new Map(),
  from: { deploysIn: [], handedOverIn: [], passedPorts: [], buildTargets: [], builtFiles: [], builtImages: [] },
};

/**
 * All that judging one deployable takes of the rest of the workspace: which files exist, what is deployed, and the answers to
 * the questions about all files. Plain data that does not change: parts of a large workspace are judged on it one after
 * the other, so that no more than a part has to be held at a time.
 */
export interface Survey {
  readonly folders: readonly Uri[];
  readonly index: ReadonlySet<Uri>;
  /** Bytes of files that hold weights. */
  readonly sizes: ReadonlyMap<Uri, number>;
  readonly tree: ReadonlyMap<Uri, FolderEntry>;
  readonly byLanguage: ReadonlyMap<Language, readonly Uri[]>;
  readonly configurations: ReadonlyMap<Uri, FolderConfiguration>;
  /** By workspace folder. */
  readonly about: ReadonlyMap<Uri, FolderAnswers>;
  /** Procfiles that discovery looked into. */
  readonly procfiles: readonly Uri[];
  /** By id, in the order of discovery. */
  readonly candidates: ReadonlyMap<string, Candidate>;
}
