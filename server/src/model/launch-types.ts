import type { Known } from '../base/known.ts';
import type { Range, Span, Uri } from '../base/span.ts';
import type { ServerKind } from '../catalog/servers/server-entry.ts';

/** The notation around a piece of text; decides how an edit quotes what it writes. */
export type Notation = 'json' | 'shell' | 'python' | 'yaml' | 'toml' | 'dockerfile';

/**
 * Where an edit that changes a setting has to write.
 * `replace`: the whole source text of the value (quotes included); `prefix` is the beginning of the same word that has to
 * stay (`--host=`). `part`: a piece inside a word or a quoted text, to be replaced without quotes.
 * `insert`: an empty span at which new text goes; `lead` and `trail` are what must stand around it there (a comma in a
 * JSON array, a space in a shell line), `name` is the flag, keyword or variable that must be written with the value.
 * `model/launch/place-edit.ts` turns a place and a value into an edit.
 */
export type Place =
  | { readonly kind: 'replace'; readonly at: Span; readonly notation: Notation; readonly prefix?: string }
  | { readonly kind: 'part'; readonly at: Span; readonly notation: Notation }
  | {
      readonly kind: 'insert';
      readonly at: Span;
      readonly notation: Notation;
      readonly lead: string;
      readonly trail: string;
      readonly name?: string;
    };

/** Who decided a setting; later ones in the server's own precedence win. */
export type Origin = 'flag' | 'config-file' | 'environment' | 'code' | 'manifest' | 'platform' | 'default';

/** A setting of the server: its value, who set it, and where to change it. */
export interface Setting<T> {
  readonly value: Known<T>;
  readonly origin: Origin;
  /** Where to write another value; absent when no single place decides. */
  readonly place?: Place;
}

/** One word of what the kernel executes, expanded, with the place that it was written at. */
export interface Arg {
  readonly value: string;
  readonly at: Span;
  readonly notation: Notation;
}

/** One option of the command line: its name (long spelling where there is one), its value, and what to remove to be rid of it. */
export interface ServerOption {
  readonly name: string;
  readonly value: string | undefined;
  /** The option with its value. */
  readonly at: Span;
  readonly valueAt: Span | undefined;
  /** The option with its value and the separator before it (space, or comma in a JSON array). */
  readonly remove: Span;
}

/** A listening socket. `port` is undefined for a unix socket. */
export interface Bind {
  readonly host: string;
  readonly port: number | undefined;
  readonly transport: 'tcp' | 'unix' | 'fd';
  /** What is spoken on it. */
  readonly protocol: 'http' | 'https' | 'uwsgi' | 'unknown';
  /** `::` without IPv4: asyncio asks the kernel for that. */
  readonly onlyIpv6?: true;
}

/** The server that answers requests, with its settings as they will be at run time. */
export interface Server {
  readonly kind: ServerKind;
  /** The word or call that starts it: `gunicorn` in the CMD, `uvicorn.run` in main.py. */
  readonly at: Span;
  /** How it is started: from the command line, or by a call in Python code. */
  readonly startedBy: 'command' | 'code';
  /** `module:attribute` or path of the application, where it is named. */
  readonly app: Known<string>;
  readonly host: Setting<string>;
  readonly port: Setting<number>;
  /** Whether it certainly listens on PORT where no option says otherwise. */
  readonly readsPort?: boolean;
  readonly workers: Setting<number>;
  readonly threads: Setting<number>;
  readonly workerClass: Setting<string>;
  readonly preload: Setting<boolean>;
  readonly timeoutSeconds: Setting<number>;
  readonly gracefulTimeoutSeconds: Setting<number>;
  /** A variable or an argument of the call may switch HTTP/2 on; the options of a command line stand in `options`. */
  readonly http2?: true;
  /** Development features that are on: `reload`, `debug`, or the server itself is a development server. */
  readonly development: readonly {
    readonly what: 'server' | 'reload' | 'debug';
    readonly at: Span;
    readonly remove?: Span;
  }[];
  /** Where a further flag can be added to the command line, when it is started by one. */
  readonly flags: Place | undefined;
  /** Flags of the command line that the server does not need or that decide a setting: name, whole range (value included). */
  readonly options: readonly ServerOption[];
}

/** Why the start (or every request) certainly fails, in the server's or kernel's own terms, and the place that makes it so. */
export interface StartFailure {
  readonly code:
    | 'unexpanded-port'
    | 'not-a-program'
    | 'no-shell'
    | 'refused-option'
    | 'missing-module'
    | 'wrong-interface'
    | 'daemonised'
    | 'other';
  readonly text: string;
  readonly at: Span;
  /** False: the server starts, but answers every request with an error. */
  readonly fatal: boolean;
}

/** A shell that stays in front of the server and does not pass signals on. */
export interface FrontProcess {
  readonly program: 'dash' | 'bash' | 'ash' | 'npm' | 'yarn' | 'other';
  /** Where the process in front is written (the shell-form command, the script's last command, `npm`). */
  readonly at: Span;
  /** Where the word `exec` may be inserted so that the server replaces the shell; absent when that would not be right. */
  readonly execAt: Span | undefined;
}

/** One process start, resolved as far as the files allow. */
export interface Launch {
  /** The instruction or field that decides what starts (CMD, ENTRYPOINT, manifest `command`); undefined when the base image decides. */
  readonly command: Span | undefined;
  /** Further places that take part (ENTRYPOINT beside CMD, the entrypoint script, the config file), for related information and hover. */
  readonly alsoDecidedBy: readonly Span[];
  readonly form: 'exec' | 'shell' | undefined;
  /** Nobody wrote the command: buildpacks chose it. `command` is then the package that made them, or the `--source` of the deployment. */
  readonly chosenByBuildpack: boolean;
  /** Where a Procfile would say otherwise; only of a command that buildpacks chose. */
  readonly procfile: Uri | undefined;
  /** Everything behind the keyword of the deciding CMD or ENTRYPOINT, for a fix that rewrites the command. */
  readonly commandArguments: Span | undefined;
  /** What the kernel executes in the end: shells and wrappers peeled, scripts followed, variables expanded as Cloud Run would. */
  readonly argv: Known<readonly Arg[]>;
  /** The words as written, before `$PORT` and others are expanded; same length and places as argv where argv is known. */
  readonly written: readonly Arg[];
  readonly pid1: Known<'server' | 'shell' | 'init' | 'other'>;
  readonly front: FrontProcess | undefined;
  readonly sigtermReachesServer: Known<boolean>;
  /** The server; a known `undefined` is a process that is known and is no server. */
  readonly server: Known<Server | undefined>;
  /** Processes that run beside the main one: started in the background, or daemons such as nginx. */
  readonly companions: readonly Arg[];
  /** What the process is when it is no server: a script that ends, a consumer that never listens. Empty where nothing is known. */
  readonly workload: Known<'ends' | 'consumer' | 'server'>;
  readonly startFailures: readonly StartFailure[];
  readonly binds: Known<readonly Bind[]>;
  /** Whether a request that Cloud Run sends to the container's port is answered. */
  readonly reachable: Known<boolean>;
  /** Requests that one instance really serves at the same time. */
  readonly capacity: Known<number | 'unbounded'>;
  /** The variables that the process sees, each with its origin; later definitions have already won. */
  readonly environment: readonly EnvironmentVariable[];
  /** False where further variables may be set at deployment or by an image that is not known. */
  readonly environmentComplete: boolean;
  /** The folder in the image that the process starts in. */
  readonly workdir: Known<string>;
  /** The Python file that the command enters first (the script, or the module of `module:app`), when it lies in the build context. */
  readonly entry: Known<Uri>;
  /** Which folders of the build context are importable at run time, most specific first (where `module` is looked up). */
  readonly importRoots: readonly Uri[];
  /** The final stage's facts that rules on the image need. */
  readonly base: BaseImage | undefined;
}

/** A variable of the process environment. `value` is unknown for secrets and build-time placeholders. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: Known<string>;
  /** `deployment`: a flag of the command that deploys the image. */
  readonly origin: 'dockerfile' | 'deployment' | 'manifest' | 'platform' | 'shell' | 'base-image';
  /** Where to write another value. */
  readonly place?: Place;
}

/** The base image at the end of the FROM chain of the stage that runs. */
export interface BaseImage {
  /** Reference as resolved (ARG substituted), e.g. `python:3.12-slim`. */
  readonly reference: Known<string>;
  readonly at: Span;
  readonly family: 'debian' | 'ubuntu' | 'alpine' | 'distroless' | 'scratch' | 'unknown';
  /** Which shell `/bin/sh` is; `none` in distroless and scratch. */
  readonly shell: 'dash' | 'bash' | 'ash' | 'none' | 'unknown';
  readonly stageRange: Range;
}
