/** The start of a container, stated by hand from the Dockerfile's text: what the container runtime would execute. */
export interface RealStart {
  /** What is passed to execve: the words of an exec form, `/bin/sh -c text` of a shell form, ENTRYPOINT and CMD joined. */
  readonly argv: readonly string[];
  /** ENV of the Dockerfile, and of the deployment. */
  readonly env: Readonly<Record<string, string>>;
  /** WORKDIR. */
  readonly cwd: string;
  /** Files outside of `/app`: path in the image → path in the build context. Everything in the context is in `/app`. */
  readonly copies: Readonly<Record<string, string>>;
  /** What `/bin/sh` is in the base image: dash on Debian, busybox ash on Alpine. */
  readonly shell: 'dash' | 'ash';
  /** PORT as the platform sets it. */
  readonly port: number;
}

/** One row: a project, and how it really starts. */
export interface ServerRow {
  readonly name: string;
  /** Programs of the PATH, and Python modules as `py:name`, without which the row cannot run here. */
  readonly needs: readonly string[];
  /** Path in the build context → text; the Dockerfile is one of them. */
  readonly files: Readonly<Record<string, string>>;
  readonly real: RealStart;
  /** Requests sent at once; more than the largest capacity that the row is about. */
  readonly requests: number;
  /** Processes start one after the other: how long to wait after the first socket, in milliseconds. */
  readonly settle: number;
}

/** What a real start did. */
export interface Observation {
  /** Listening TCP sockets, `address:port`. */
  readonly sockets: readonly string[];
  /** Whether a request to the container's own address on PORT got an HTTP answer, and its status. */
  readonly status: number | undefined;
  /** The largest number of requests that were inside the handler at the same time. */
  readonly atOnce: number | undefined;
  /** Whether SIGTERM to PID 1 ended it; undefined where it had ended before. */
  readonly endedBySigterm: boolean | undefined;
  /** It ended by itself before the signal, with this status. */
  readonly exit: number | undefined;
  /** The program that was PID 1. */
  readonly pid1: string | undefined;
  /** The command line of the process that holds the socket of PORT. */
  readonly argv: readonly string[] | undefined;
  /** The end of what it wrote. */
  readonly output: string;
}
