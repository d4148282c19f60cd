import type { Connection } from 'vscode-languageserver';

/** Lines for the editor's output channel. Nothing here throws. */
export interface Log {
  error(line: string): void;
  warn(line: string): void;
  info(line: string): void;
  debug(line: string): void;
  /** An exception, with its stack; what is the same as the one before it is only counted by the first line. */
  exception(what: string, error: unknown): void;
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Logs over `window/logMessage`. */
export function createLog(connection: Connection): Log {
  let last = '';
  const send = (write: () => void): void => {
    try {
      write();
    } catch {
      // The connection is gone; there is nobody to tell.
    }
  };
  const error = (line: string): void => send(() => connection.console.error(line));
  return {
    error,
    warn: (line) => send(() => connection.console.warn(line)),
    info: (line) => send(() => connection.console.info(line)),
    debug: (line) => send(() => connection.console.debug(line)),
    exception: (what, thrown) => {
      const line = `${what}: ${textOf(thrown)}`;
      // A fault in the file at hand comes back with each keystroke.
      if (line === last) return;
      last = line;
      error(line);
    },
  };
}
