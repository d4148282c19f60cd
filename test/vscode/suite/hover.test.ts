import * as vscode from 'vscode';
import { equal, ok } from '../harness/assert.ts';
import { closeEditors, finding, openFile, until } from '../harness/editor.ts';

/** The Markdown of all hovers at a position. */
async function hovers(uri: vscode.Uri, position: vscode.Position): Promise<readonly vscode.MarkdownString[]> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return found.flatMap(({ contents }) =>
    contents.flatMap((part) => (part instanceof vscode.MarkdownString ? [part] : [])),
  );
}

describe('hover', () => {
  after(closeEditors);

  it('explains a finding: what, why, how, and where to read on', async () => {
    const { document } = await openFile('flask-localhost/Dockerfile');
    const { range } = await finding(document.uri, 'localhost-bind');
    const [hover] = await until('a hover', async () => {
      const found = await hovers(document.uri, range.start.translate(0, 1));
      return found.length > 0 && found;
    });
    const text = hover?.value ?? '';
    for (const part of ['localhost-bind', 'Quick fix:', 'gunicorn']) ok(text.includes(part), `${part} in:\n${text}`);
  });

  it('links to the rule page with a command, and trusts no other', async () => {
    const { document } = await openFile('flask-localhost/Dockerfile');
    const { range } = await finding(document.uri, 'localhost-bind');
    const [hover] = await hovers(document.uri, range.start.translate(0, 1));
    ok(
      hover?.value.includes('command:cloudRunPreflight.showRule?%5B%22localhost-bind%22%5D'),
      hover?.value ?? 'no hover',
    );
    equal(hover?.isTrusted, { enabledCommands: ['cloudRunPreflight.showRule', 'cloudRunPreflight.showTopic'] });
  });

  it('says what will run on CMD without a finding', async () => {
    const { document } = await openFile('clean/Dockerfile');
    await until('a hover', async () => {
      const line = document
        .getText()
        .split('\n')
        .findIndex((text) => text.startsWith('CMD'));
      const found = await hovers(document.uri, new vscode.Position(line, 1));
      return found.some(({ value }) => value.includes('uvicorn'));
    });
  });

  it('is silent where there is nothing to add', async () => {
    const { document } = await openFile('clean/Dockerfile');
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.startsWith('WORKDIR'));
    equal(
      (await hovers(document.uri, new vscode.Position(line, 9))).map(({ value }) => value),
      [],
    );
  });
});
