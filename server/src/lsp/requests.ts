import type { CodeActionParams, Position, Range, TextDocumentIdentifier } from 'vscode-languageserver';
import { toCodeActions } from './actions.ts';
import { registerBaseline } from './baseline.ts';
import { registerCompletion } from './completion.ts';
import { toOffset, toRange } from './convert.ts';
import { registerErrorPage } from './error-page.ts';
import { toHover } from './hover.ts';
import { registerLens } from './lens.ts';
import { registerNavigation } from './navigation.ts';
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
import { InlayHintKind, MessageType, ShowMessageNotification } from './protocol-values.ts';
import { fileOf, guarded, type Session } from './session.ts';
import { countFindings } from './status.ts';
import { registerSymbols } from './symbols.ts';
import { toCoreUri } from './uri.ts';

/** How long the whole workspace may take to be read, in milliseconds. */
const WORKSPACE_PATIENCE = 120_000;

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
      const { documentChanges, createsFiles } = session.traits();
      return toCodeActions({ analysis, documents, places, documentChanges, createsFiles }, uri, params);
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
    guarded(session, 'rulePage', none, async ({ name }: PageParams) => (await host.page?.('rules', name)) ?? null),
  );
  connection.onRequest(
    TOPIC_PAGE,
    guarded(session, 'topicPage', none, async ({ name }: PageParams) => (await host.page?.('topics', name)) ?? null),
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
  registerCompletion(session);
  registerSymbols(session);
  registerNavigation(session);
  registerLens(session);
  registerPages(session);
  registerBaseline(session);
  registerErrorPage(session);
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
