import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import { toRange } from './convert.ts';
import { INSPECT_PAGE, type InspectPageParams, SHOW_INSPECT } from './protocol.ts';
import { fileOf, guarded, type Session } from './session.ts';
import { toCoreUri } from './uri.ts';

/** Registers the code lens, and the page that it opens. */
export function registerLens(session: Session): void {
  const { connection, analysis, places } = session;
  connection.onCodeLens(
    guarded(
      session,
      'codeLens',
      (): CodeLens[] | null => null,
      ({ textDocument }: CodeLensParams) => {
        const uri = fileOf(session, textDocument);
        // Without our extension nobody knows the command.
        if (uri === undefined || !session.traits().companion) return null;
        return analysis.codeLenses(uri).map(({ range, title }) => ({
          range: toRange(places, uri, range),
          command: { title, command: SHOW_INSPECT, arguments: [places.spelling(uri)] },
        }));
      },
    ),
  );
  connection.onRequest(
    INSPECT_PAGE,
    guarded(
      session,
      'inspectPage',
      (): string | null => null,
      (params: InspectPageParams) => {
        const uri = typeof params.uri === 'string' ? toCoreUri(params.uri) : undefined;
        return uri === undefined ? null : (analysis.inspectPage(uri) ?? null);
      },
    ),
  );
}
