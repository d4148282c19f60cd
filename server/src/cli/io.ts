/** Where text goes. `tty`: a person may be looking at it. */
export interface Sink {
  readonly write: (text: string) => void;
  readonly tty: boolean;
  /** How many columns the terminal has; absent where that is not known, as in a file. */
  readonly columns?: number | undefined;
}

/** Everything that the command line touches besides files, so that tests run it in their own process. */
export interface CliIo {
  /** The current folder, absolute, in the system's own notation. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The report, and nothing else. */
  readonly stdout: Sink;
  /** Notes, progress and errors. */
  readonly stderr: Sink;
  /** All of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
  /** The Markdown page of a rule; `undefined` where it did not come with the product. */
  readonly rulePage: (rule: string) => string | undefined;
  /** Milliseconds of any clock that only runs forward. */
  readonly now: () => number;
  /** Called when a run turns out to be a long one, so that optimised code pays. */
  readonly onLong: () => void;
  /** Resolves when the user ends a run that would go on by itself (`--watch`). */
  readonly stopped: Promise<void>;
}

/** The contract's exit statuses. */
export type ExitStatus = 0 | 1 | 2;

/** A reason to end with status 2, in one line for people. */
export class Failure extends Error {}

/** Whether `sink` may be coloured: a terminal that can, and a user who did not say no. */
export function colored(io: CliIo, sink: Sink): boolean {
  return sink.tty && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb';
}
