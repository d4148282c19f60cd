import * as vscode from 'vscode';
import { actionsAt, apply, replaceText } from '../harness/actions.ts';
import { ok } from '../harness/assert.ts';
import { closeEditors, finding, findingAt, noFinding, openFile } from '../harness/editor.ts';

const dockerfile = 'flask-localhost/Dockerfile';

describe('while editing', () => {
  let document: vscode.TextDocument;

  beforeEach(async () => {
    document = (await openFile(dockerfile)).document;
    await findingAt(document, 'localhost-bind', '127.0.0.1');
  });

  afterEach(closeEditors);

  it('follows what is typed, there and back', async () => {
    await replaceText(document, '127.0.0.1', '0.0.0.0');
    await noFinding(document.uri, 'localhost-bind');
    await replaceText(document, '0.0.0.0', '127.0.0.1');
    await finding(document.uri, 'localhost-bind');
  });

  it('keeps the underline at its text while lines are added above', async () => {
    await replaceText(document, 'FROM', '\n\nFROM');
    await replaceText(document, '127.0.0.1', 'localhost');
    await findingAt(document, 'localhost-bind', 'localhost');
  });

  it('offers one preferred quick fix, and it works', async () => {
    const found = await findingAt(document, 'localhost-bind', '127.0.0.1');
    const offered = await actionsAt(document.uri, found.range, vscode.CodeActionKind.QuickFix.value);
    const preferred = offered.filter((action) => action.isPreferred);
    const titles = offered.map((action) => action.title).join('; ');
    ok(preferred.length === 1 && preferred[0] !== undefined, `one preferred fix among: ${titles}`);
    await apply(preferred[0]);
    ok(!document.getText().includes('127.0.0.1'), 'the address is gone');
    await noFinding(document.uri, 'localhost-bind');
  });

  it('offers to ignore the finding here, and then it is silent', async () => {
    const found = await findingAt(document, 'localhost-bind', '127.0.0.1');
    const ignore = (await actionsAt(document.uri, found.range)).find((action) =>
      /ignore localhost-bind/i.test(action.title),
    );
    ok(ignore !== undefined, '"ignore here" is offered');
    await apply(ignore);
    await noFinding(document.uri, 'localhost-bind');
  });
});
