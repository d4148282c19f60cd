import type { Uri } from '../base/span.ts';
import type { ReadFileAnswer } from './protocol.ts';

/** The files below a folder. */
export interface Listing {
  readonly files: readonly Uri[];
  /** There are more than the bound allows. */
  readonly truncated: boolean;
  /** What could not be listed, for the log. */
  readonly problems: readonly string[];
}

/**
 * How a server reads files that no editor holds. Answers are values: a missing or forbidden file is no exception.
 * Only files inside the folders of `setFolders` are ever read, apart from `configAbove` and `readBeside`.
 */
export interface FileHost {
  setFolders(folders: readonly Uri[]): Promise<void>;
  /** All files below a folder, without those in skipped folders; a file gives itself, what is gone gives nothing. */
  list(uri: Uri): Promise<Listing>;
  readonly read: (uri: Uri) => Promise<ReadFileAnswer>;
  /** Bytes of files, without reading them; what cannot be had is left out. */
  sizes?(uris: readonly Uri[]): Promise<ReadonlyMap<Uri, number>>;
  /**
   * The same without waiting, where the host can: small files of a disk are read several times faster so, and the analysis need
   * not begin again with every file that it finds it lacks.
   */
  readonly readNow?: (uri: Uri) => ReadFileAnswer;
  /**
   * The nearest configuration file above a folder, up to the root of the repository that holds the folder: the only file
   * outside the folders that is ever read, together with its baseline. `undefined` where there is none.
   */
  configAbove?(folder: Uri): Promise<{ readonly uri: Uri; readonly answer: ReadFileAnswer } | undefined>;
  /** A file that this configuration file names, below its folder: its baseline. */
  readBeside?(config: Uri, uri: Uri): Promise<ReadFileAnswer>;
  /** Whether the file system compares names without case. */
  readonly ignoreCase?: boolean;
  /** A Markdown page that ships beside the server; absent where there are none. */
  page?(kind: 'rules' | 'topics', name: string): Promise<string | undefined>;
}
