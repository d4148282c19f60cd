import type { CancellationToken, TerminalLink, TerminalLinkProvider } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { ERRORS_IN_LINE, type ErrorInLine, type ErrorsInLineParams } from '../../server/src/lsp/protocol.ts';

interface ErrorLink extends TerminalLink {
  readonly line: string;
}

/**
 * Makes messages of Cloud Run in terminals links to their explanation. `client`: the client where it runs; a look at a terminal
 * starts none.
 */
export function terminalLinks(
  client: () => Promise<Pick<BaseLanguageClient, 'sendRequest'>> | undefined,
  explain: (message: string) => Promise<void>,
): TerminalLinkProvider<ErrorLink> {
  return {
    provideTerminalLinks: async ({ line }, token: CancellationToken) => {
      const params: ErrorsInLineParams = { line };
      const found = await (await client())?.sendRequest<readonly ErrorInLine[]>(ERRORS_IN_LINE, params, token);
      return (found ?? []).map(({ start, end, title }) => ({
        startIndex: start,
        length: end - start,
        tooltip: `Explain: ${title}`,
        line,
      }));
    },
    handleTerminalLink: ({ line }) => explain(line),
  };
}
