/** What an option decides. Names that several servers share mean the same everywhere. */
export type OptionMeaning =
  | 'bind'
  | 'host'
  | 'port'
  | 'socket'
  | 'fd'
  | 'insecure-bind'
  | 'quic-bind'
  | 'endpoint'
  | 'workers'
  | 'threads'
  | 'worker-class'
  | 'interface'
  | 'preload'
  | 'timeout'
  | 'graceful-timeout'
  | 'reload'
  | 'no-reload'
  | 'debug'
  | 'no-threads'
  | 'config'
  | 'folder'
  | 'app'
  | 'factory'
  | 'tls'
  | 'http2'
  | 'daemon'
  | 'environment'
  | 'env-file'
  | 'source'
  | 'uwsgi-socket'
  | 'http-socket'
  | 'https-socket'
  | 'protocol'
  | 'master'
  | 'die-on-term'
  | 'async'
  | 'cheaper'
  | 'fast';

/** One option of a command line. */
export interface OptionEntry {
  /** All spellings, the one to write first. */
  readonly names: readonly string[];
  readonly means: OptionMeaning;
  /** A value follows. Without it the option is a switch. */
  readonly value: boolean;
}

/** How a server's command line is read. */
export type OptionSyntax =
  /** Python's argparse: `--name v`, `--name=v`, `-nv`, clusters, unambiguous beginnings of long names. */
  | 'argparse'
  /** click: as argparse, but no abbreviation, and `-n=v` gives `=v`. */
  | 'click'
  /** getopt: long options only, abbreviations allowed. */
  | 'getopt'
  /** uWSGI: `--name v` and `--name=v`; everything else is a module, an ini file or a socket by its form. */
  | 'uwsgi';

/** What a server does to requests that come in at the same time. */
export type Parallelism = 'thread-per-request' | 'event-loop' | 'thread-pool' | 'one' | 'worker-class' | 'unknown';

/** Servers that are told apart; `other` is a server of another kind. */
export type ServerKind =
  | 'gunicorn'
  | 'uvicorn'
  | 'hypercorn'
  | 'granian'
  | 'daphne'
  | 'waitress'
  | 'uwsgi'
  | 'flask'
  | 'django'
  | 'fastapi'
  | 'streamlit'
  | 'gradio'
  | 'functions-framework'
  | 'http.server'
  | 'aiohttp'
  | 'sanic'
  | 'tornado'
  | 'quart'
  | 'nginx'
  | 'adk'
  | 'chainlit'
  | 'litestar'
  | 'panel'
  | 'shiny'
  | 'mcp'
  | 'telegram'
  | 'slack'
  | 'websockets'
  | 'grpc'
  | 'other';

/** A server as its own source and documentation describe it. */
export interface ServerEntry {
  readonly kind: ServerKind;
  /** Programs that start it. */
  readonly programs: readonly string[];
  /** Names behind `python -m` that start it. */
  readonly modules: readonly string[];
  readonly syntax: OptionSyntax;
  readonly options: readonly OptionEntry[];
  /** Other options that take a value, so that the value is not taken for the application. */
  readonly otherValues: readonly string[];
  /** The same for those that are too many to list. */
  readonly otherValuesLike?: RegExp;
  /** Options of other servers, often written here by mistake, that this one certainly refuses. */
  readonly refuses?: readonly string[];
  /** Options with which the program does something else and ends, as `--version`. */
  readonly ends?: readonly string[];
  /** Where it listens when nothing is said; `undefined`: nowhere. */
  readonly defaultHost: string | undefined;
  readonly defaultPort: number | undefined;
  /** The default host when PORT is set and the server reads it. */
  readonly hostWithPort?: string;
  /** Whether the default port is the variable PORT. */
  readonly readsPort: boolean;
  /** Variables that stand for options: meaning → name. */
  readonly environment: Partial<Readonly<Record<OptionMeaning, string>>>;
  readonly defaultWorkers: number;
  readonly defaultThreads: number;
  readonly parallelism: Parallelism;
  /** `default`: no handler is installed, so PID 1 ignores the signal and any other process dies of it. */
  readonly sigterm: 'handled' | 'default' | 'unknown';
  readonly defaultTimeoutSeconds: number | undefined;
  readonly defaultGracefulTimeoutSeconds: number | undefined;
  /** Made for development, whatever its options. */
  readonly development: boolean;
  readonly speaksHttp2: 'yes' | 'no' | 'option' | 'unknown';
  /** Version whose behaviour is described. */
  readonly version: string;
  readonly source: string;
  readonly checked: string;
}
