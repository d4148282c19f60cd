import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Uri } from '../base/span.ts';
import type { Disk } from '../engine/baseline.ts';
import type { ConfigProblem } from '../engine/config-file.ts';

/** What happened to a file or folder outside the editor. */
export interface FileChange {
  readonly uri: Uri;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** Keeps the analysis fed: the editor's buffers first, the disk behind them, names of the rest. */
export interface Files {
  /** Takes over what a buffer holds now. */
  edited(uri: Uri, document: TextDocument): void;
  /** The buffer is gone; the disk counts again. */
  closed(uri: Uri): Promise<void>;
  setFolders(folders: readonly Uri[]): Promise<void>;
  changed(changes: readonly FileChange[]): Promise<void>;
  /** Lists the folders again and forgets what was read from the disk. */
  readonly refresh: () => Promise<void>;
  /** Loads the files that `ask` gives, and asks again, until it gives no other ones. */
  readonly load: (ask: () => readonly Uri[] | Promise<readonly Uri[]>) => Promise<void>;
  /** The text of a file that the analysis asks for, for hosts that need not wait. */
  readonly readNow: (uri: Uri) => string | undefined;
  /** The text that the analysis has of a file. */
  readonly text: (uri: Uri) => string | undefined;
  /** Offsets of its lines. */
  readonly starts: (uri: Uri) => readonly number[];
  /** Whether the file's buffer is too large to be checked. */
  readonly refused: (uri: Uri) => boolean;
  /** What is wrong in a configuration file. */
  readonly problems: (uri: Uri) => readonly ConfigProblem[];
  /** Configuration files whose problems changed since this was last asked. */
  readonly touched: () => readonly Uri[];
  /** How many files the analysis has text of. */
  count(): number;
  /** The workspace folders. */
  folders(): readonly Uri[];
  /** What is known of the disk and of buffers. */
  readonly disk: Disk;
  /** How many files are listed. */
  listed(): number;
  /** The configuration files that hold, and the baselines that they name. */
  configurations(): readonly { readonly file: Uri; readonly baseline: Uri | undefined }[];
}
