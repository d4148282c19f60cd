import type { CancellationToken, Connection, TextDocumentIdentifier } from 'vscode-languageserver';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import type { ClientTraits } from './client-traits.ts';
import type { Places } from './convert.ts';
import type { Documents } from './documents.ts';
import type { Files } from './file-feed.ts';
import type { FileHost } from './file-host.ts';
import type { Log } from './log.ts';
import { ResponseError } from './protocol-values.ts';
import type { Runner } from './runner.ts';
import { toCoreUri } from './uri.ts';

/** How long an answer waits for files that are still loading, in milliseconds; after that it is given from what is there. */
const PATIENCE = 2_000;
/**
 * How long it waits for a workspace that nothing is known of yet; after that it is empty. To give it would mean to work out
 * everything at once, and all that the user types would wait for that.
 */
const COLD_PATIENCE = 15_000;

/** What the handlers work with. */
export interface Session {
  readonly connection: Connection;
  readonly analysis: Analysis;
  readonly documents: Documents;
  readonly files: Files;
  readonly host: FileHost;
  readonly places: Places;
  readonly runner: Runner;
  readonly log: Log;
  traits(): ClientTraits;
  /** Whether the workspace was never checked as a whole. */
  cold(): boolean;
}

/**
 * A handler that never fails: an exception is a log line and the empty answer. A `ResponseError` is meant for the user and passes.
 * `patience`: milliseconds that it waits for the server to be idle; none for what is asked at every key.
 */
export function guarded<P, R>(
  session: Session,
  name: string,
  empty: () => R,
  run: (params: P) => R | Promise<R>,
  patience = PATIENCE,
) {
  // A request without parameters is handed its token alone.
  return async (params: P, token?: CancellationToken): Promise<R> => {
    try {
      if (patience > 0 && session.cold() && !(await session.runner.idle(COLD_PATIENCE))) return empty();
      if (patience > 0) await session.runner.idle(patience);
      return token?.isCancellationRequested === true ? empty() : await run(params);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      session.log.exception(name, error);
      return empty();
    }
  };
}

/** The file that a request is about, where the analysis has its text. */
export function fileOf(session: Session, document: TextDocumentIdentifier): Uri | undefined {
  const uri = toCoreUri(document.uri);
  return uri === undefined || session.files.text(uri) === undefined ? undefined : uri;
}
