import {
  type CancellationToken,
  type CodeActionParams,
  type Connection,
  InlayHintKind,
  MessageType,
  type Position,
  type Range,
  ShowMessageNotification,
  type TextDocumentIdentifier,
} from 'vscode-languageserver';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import { toCodeActions } from './actions.ts';
import type { ClientTraits } from './client-traits.ts';
import { type Places, toOffset, toRange } from './convert.ts';
import type { Documents } from './documents.ts';
import type { FileHost } from './file-host.ts';
import type { Files } from './files.ts';
import { toHover } from './hover.ts';
import type { Log } from './log.ts';
import {
  INSPECT,
  type InspectParams,
  LINT_WORKSPACE,
  type PageParams,
  RULE_PAGE,
  RULES,
  SHOW_RULE,
  TOPIC_PAGE,
} from './protocol.ts';
import type { Runner } from './runner.ts';
import { countFindings } from './status.ts';
import { toCoreUri } from './uri.ts';

/** How long an answer waits for files that are still loading, in milliseconds; after that it is given from what is there. */
const PATIENCE = 2_000;
const WORKSPACE_PATIENCE = 120_000;

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
}

/** A handler that never fails: an exception is a log line and the empty answer. */
function guarded<P, R>(session: Session, name: string, empty: () => R, run: (params: P) => R | Promise<R>) {
  // A request without parameters is handed its token alone.
  return async (params: P, token?: CancellationToken): Promise<R> => {
    try {
      await session.runner.idle(PATIENCE);
      return token?.isCancellationRequested === true ? empty() : await run(params);
    } catch (error) {
      session.log.exception(name, error);
      return empty();
    }
  };
}

/** The file that a request is about, where the analysis has its text. */
function fileOf(session: Session, document: TextDocumentIdentifier): Uri | undefined {
  const uri = toCoreUri(document.uri);
  return uri === undefined || session.files.text(uri) === undefined ? undefined : uri;
}

function inspected(session: Session, params: InspectParams | undefined): unknown {
  const { analysis, places } = session;
  const uri = params?.uri === undefined ? undefined : toCoreUri(params.uri);
  const { deployables } = analysis.inspect(uri);
  return {
    deployables: deployables.map((deployable) => ({
      ...deployable,
      root: places.spelling(deployable.root),
      sources: deployable.sources.map(places.spelling),
      containers: deployable.containers.map((container) => ({
        ...container,
        dockerfile: container.dockerfile === null ? null : places.spelling(container.dockerfile),
      })),
    })),
  };
}

/** For editors without our extension: the page that the rule rests on, in the browser, or its summary in a message. */
async function showRule(session: Session, name: unknown): Promise<null> {
  const rule = session.analysis.rules.find((r) => r.name === name);
  if (rule === undefined) return null;
  const { connection } = session;
  if (session.traits().showDocument) await connection.window.showDocument({ uri: rule.source.url, external: true });
  else {
    const message = `${rule.name}: ${rule.summary} ${rule.source.url}`;
    await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
  }
  return null;
}

function registerFeatures(session: Session): void {
  const { connection, analysis, places, documents } = session;
  const none = (): null => null;
  connection.onHover(
    guarded(
      session,
      'hover',
      none,
      ({ textDocument, position }: { textDocument: TextDocumentIdentifier; position: Position }) => {
        const uri = fileOf(session, textDocument);
        if (uri === undefined) return null;
        const { markdownHover, companion } = session.traits();
        return toHover(analysis, places, uri, toOffset(places, uri, position), {
          markdown: markdownHover,
          commands: companion,
        });
      },
    ),
  );
  connection.onCodeAction(
    guarded(session, 'codeAction', none, (params: CodeActionParams) => {
      const uri = fileOf(session, params.textDocument);
      if (uri === undefined) return null;
      return toCodeActions(
        { analysis, documents, places, documentChanges: session.traits().documentChanges },
        uri,
        params,
      );
    }),
  );
  connection.languages.inlayHint.on(
    guarded(
      session,
      'inlayHint',
      none,
      ({ textDocument, range }: { textDocument: TextDocumentIdentifier; range: Range }) => {
        const uri = fileOf(session, textDocument);
        if (uri === undefined) return null;
        const at = { start: toOffset(places, uri, range.start), end: toOffset(places, uri, range.end) };
        return analysis.inlayHints(uri, at).map(({ offset, label }) => ({
          position: toRange(places, uri, { start: offset, end: offset }).start,
          label,
          kind: InlayHintKind.Type,
        }));
      },
    ),
  );
}

function registerPages(session: Session): void {
  const { connection, analysis, host } = session;
  const none = (): null => null;
  connection.onRequest(
    RULE_PAGE,
    guarded(session, 'rulePage', none, ({ name }: PageParams) => analysis.rulePage(name) ?? null),
  );
  connection.onRequest(
    TOPIC_PAGE,
    guarded(session, 'topicPage', none, async ({ name }: PageParams) => (await host.topic?.(name)) ?? null),
  );
  connection.onRequest(
    RULES,
    guarded(
      session,
      'rules',
      () => [],
      () => analysis.rules.map(({ name, summary, severity }) => ({ name, summary, severity })),
    ),
  );
}

/** Registers the answers to all requests. */
export function registerRequests(session: Session): void {
  const { connection, analysis, files, runner } = session;
  registerFeatures(session);
  registerPages(session);
  const none = (): null => null;
  connection.onRequest(
    INSPECT,
    guarded(session, 'inspect', none, (params: InspectParams | undefined) => inspected(session, params)),
  );
  connection.onRequest(
    LINT_WORKSPACE,
    guarded(session, 'lintWorkspace', none, async () => {
      runner.enqueue('Reading the workspace again', files.refresh);
      await runner.idle(WORKSPACE_PATIENCE);
      return { files: files.count(), counts: countFindings(analysis) };
    }),
  );
  connection.onExecuteCommand(
    guarded(
      session,
      'executeCommand',
      none,
      async ({ command, arguments: args }: { command: string; arguments?: unknown[] }) =>
        command === SHOW_RULE ? showRule(session, args?.[0]) : null,
    ),
  );
}
