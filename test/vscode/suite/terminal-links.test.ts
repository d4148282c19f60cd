import * as vscode from 'vscode';
import { terminalLinks } from '../../../client/src/terminal-links.ts';
import { equal } from '../harness/assert.ts';

const LINE = 'ERROR: no available instance';

describe('links in terminals', () => {
  const context = { line: LINE } as vscode.TerminalLinkContext;
  const { token } = new vscode.CancellationTokenSource();

  it('are what the server finds in the line, and explain it', async () => {
    const asked: unknown[] = [];
    const explained: string[] = [];
    const client = {
      sendRequest: async (method: unknown, params: unknown) => {
        asked.push(method, params);
        return [{ start: 7, end: 28, title: 'No instance was free' }];
      },
    };
    const links = terminalLinks(
      () =>
        Promise.resolve(
          client as Parameters<typeof terminalLinks>[0] extends () => Promise<infer C> | undefined ? C : never,
        ),
      async (message) => void explained.push(message),
    );
    const [link] = (await links.provideTerminalLinks(context, token)) ?? [];
    equal(asked, ['cloudRunPreflight/errorsInLine', { line: LINE }]);
    equal([link?.startIndex, link?.length, link?.tooltip], [7, 21, 'Explain: No instance was free']);
    if (link !== undefined) await links.handleTerminalLink(link);
    equal(explained, [LINE]);
  });

  it('start no server', async () => {
    const links = terminalLinks(
      () => undefined,
      async () => undefined,
    );
    equal(await links.provideTerminalLinks(context, token), []);
  });
});
