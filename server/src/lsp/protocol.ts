// The messages that are not in the language server protocol, shared by server and client. Only plain types and names:
// the two sides use different copies of the protocol library.

/** What the client says about itself in `initializationOptions`; every part may be missing. */
export interface InitializationOptions {
  /**
   * The client is our VS Code extension: it shows rule pages and topics itself (commands), has a status item, and
   * answers `readFile` and `listFiles`.
   */
  readonly companion?: boolean;
  /** The `cloudRunPreflight` section, for editors that do not answer `workspace/configuration`. */
  readonly settings?: unknown;
}

/** Number of findings by severity. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
}

/** Server to client, notification: what the status item shows. `error`: something is wrong with settings or with us. */
export const STATUS = 'cloudRunPreflight/status';
export interface StatusParams {
  readonly state: 'ok' | 'problems' | 'error';
  readonly counts: Counts;
  readonly message: string;
}

/** Client to server: the Markdown page of a rule, or `null` where there is none beside the server. */
export const RULE_PAGE = 'cloudRunPreflight/rulePage';
/** Client to server: the Markdown page of a topic, or `null` where there is none beside the server. */
export const TOPIC_PAGE = 'cloudRunPreflight/topicPage';
export interface PageParams {
  readonly name: string;
}

/** Client to server: every rule, for a list to pick from. */
export const RULES = 'cloudRunPreflight/rules';
export interface RuleEntry {
  readonly name: string;
  readonly summary: string;
  readonly severity: string;
}

/** Client to server: read the folders again and check everything; answers with what was found. */
export const LINT_WORKSPACE = 'cloudRunPreflight/lintWorkspace';
export interface LintAnswer {
  readonly files: number;
  readonly counts: Counts;
}

/** Client to server: what will run, for one file's deployables or all; URIs as the editor spells them. */
export const INSPECT = 'cloudRunPreflight/inspect';
export interface InspectParams {
  readonly uri?: string;
}
/** What our extension reads of the answer. */
export interface InspectAnswer {
  readonly deployables: readonly {
    readonly name: string | null;
    readonly kind: string;
    readonly root: string;
    readonly sources: readonly string[];
  }[];
}

/** Client to server: the same for people, as a Markdown page about one file; `null` where nothing is known of it. */
export const INSPECT_PAGE = 'cloudRunPreflight/inspectPage';
export interface InspectPageParams {
  readonly uri: string;
}

/** Client to server: what an error message or log of Cloud Run means, as a Markdown page. */
export const ERROR_PAGE = 'cloudRunPreflight/errorPage';
export interface ErrorPageParams {
  readonly text: string;
  /** The folder that links on the page start from, with `/` in front; without it they are whole URIs. */
  readonly base?: string;
}
export interface ErrorPageAnswer {
  /** Whether something in the text was recognised. */
  readonly known: boolean;
  readonly page: string;
}

/** Client to server: the messages in a line of a terminal that the page above explains. */
export const ERRORS_IN_LINE = 'cloudRunPreflight/errorsInLine';
export interface ErrorsInLineParams {
  readonly line: string;
}
export interface ErrorInLine {
  readonly start: number;
  readonly end: number;
  readonly title: string;
}

/** Client to server: what to write so that today's findings in a workspace folder are left out; `null` while that is not known. */
export const BASELINE = 'cloudRunPreflight/baseline';
export interface BaselineParams {
  readonly folder: string;
}
export type BaselineAnswer =
  | {
      readonly kind: 'plan';
      /** Baselines with their new text: how many findings they leave out, how many of them anew. */
      readonly files: readonly {
        readonly uri: string;
        readonly text: string;
        readonly findings: number;
        readonly added: number;
      }[];
      /** What the configuration file, which need not exist, has to end with. */
      readonly configuration: { readonly uri: string; readonly append: string } | null;
    }
  /** Why nothing can be written, for people. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Client to server: how it is doing, for bug reports. URIs as the editor spells them. */
export const VITALS = 'cloudRunPreflight/vitals';
export interface VitalsAnswer {
  readonly files: { readonly listed: number; readonly read: number };
  /** `null` while the workspace was never checked as a whole. */
  readonly apps: number | null;
  readonly counts: Counts | null;
  /** Findings that baselines leave out. */
  readonly leftOut: number | null;
  /** The configuration files that hold, and the baseline that each names. */
  readonly configurations: readonly { readonly file: string; readonly baseline: string | null }[];
  /** Milliseconds from the first task to the first answer about the whole workspace. */
  readonly firstCheck: number | null;
  /** The check after an edit or another change that took longest, in milliseconds, and the file that was edited. */
  readonly slowest: { readonly milliseconds: number; readonly file: string | null } | null;
  /** What is wrong with the settings. */
  readonly faults: readonly string[];
  /** Rules that threw, and how often. */
  readonly failures: readonly { readonly rule: string; readonly count: number }[];
}

/** Server to client (worker only): the files below a folder; a file gives itself, what does not exist gives nothing. */
export const LIST_FILES = 'cloudRunPreflight/listFiles';
export interface ListFilesAnswer {
  readonly uris: readonly string[];
  /** There are more, beyond the bound. */
  readonly truncated: boolean;
}

/** Server to client (worker only): how large files are, in bytes, by URI; what cannot be had is left out. */
export const FILE_SIZES = 'cloudRunPreflight/fileSizes';
export interface FileSizesParams {
  readonly uris: readonly string[];
}
export interface FileSizesAnswer {
  readonly sizes: Readonly<Record<string, number>>;
}

/** Server to client (worker only): the text of a file. */
export const READ_FILE = 'cloudRunPreflight/readFile';
export interface FileParams {
  readonly uri: string;
}
export type ReadFileAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'binary' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Decides what file content is, for both sides: text in UTF-8 or, with a byte order mark, UTF-16; else binary where it holds a NUL.
 * The mark is dropped, as editors do.
 */
export function decodeFile(bytes: Uint8Array): ReadFileAnswer {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { kind: 'text', text: new TextDecoder('utf-16le').decode(bytes) };
  if (first === 0xfe && second === 0xff) return { kind: 'text', text: new TextDecoder('utf-16be').decode(bytes) };
  return bytes.includes(0) ? { kind: 'binary' } : { kind: 'text', text: new TextDecoder('utf-8').decode(bytes) };
}

/** Files above this size (bytes on disk, UTF-16 units in the editor) are not checked. */
export const MAX_FILE_SIZE = 5 * 1024 * 1024;
/** At most this many file names are listed per folder. */
export const MAX_FILES = 50_000;

/** Command that shows a rule's page; its argument is the rule's name. */
export const SHOW_RULE = 'cloudRunPreflight.showRule';
/** Command that shows a topic; its argument is the topic's name. */
export const SHOW_TOPIC = 'cloudRunPreflight.showTopic';

/** Command that shows what will run; its argument is the URI of a file, by default the one in the editor. */
export const SHOW_INSPECT = 'cloudRunPreflight.inspect';

/** Command that explains an error of Cloud Run; its argument is the message, by default what is selected or in the clipboard. */
export const EXPLAIN_ERROR = 'cloudRunPreflight.explainError';

/** Folders that hold what tools made; never listed, never read. */
export const SKIPPED_FOLDERS: readonly string[] = [
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'venv',
  '.venv',
  'virtualenv',
  '__pycache__',
  'site-packages',
  '.tox',
  '.nox',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.cache',
  '.terraform',
  '.gradle',
  '.next',
  '.nuxt',
  '.vscode-test',
  '.idea',
  'dist',
  '.direnv',
];
