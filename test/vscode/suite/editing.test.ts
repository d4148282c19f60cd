import * as vscode from 'vscode';
import { actionsAt, apply, hoverText, replaceText } from '../harness/actions.ts';
import { match, ok } from '../harness/assert.ts';
import { closeEditors, fileUri, finding, noFinding, openFile, ruleOf } from '../harness/editor.ts';

const dockerfile = 'flask-localhost/Dockerfile';
const fixAll = 'source.fixAll.cloudRunPreflight';

describe('while editing', () => {
  let document: vscode.TextDocument;

  beforeEach(async () => {
    document = (await openFile(dockerfile)).document;
    await finding(document.uri, 'localhost-bind');
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
    const found = await finding(document.uri, 'localhost-bind');
    ok(document.getText(found.range).includes('localhost'), 'the underlined text holds the new address');
  });

  it('offers one preferred quick fix, and it works', async () => {
    const found = await finding(document.uri, 'localhost-bind');
    const offered = await actionsAt(document.uri, found.range, vscode.CodeActionKind.QuickFix.value);
    const preferred = offered.filter(
      (action) => action.isPreferred && action.diagnostics?.some((d) => ruleOf(d) === 'localhost-bind'),
    );
    ok(
      preferred.length === 1 && preferred[0] !== undefined,
      `one preferred fix among: ${offered.map((a) => a.title).join('; ')}`,
    );
    await apply(preferred[0]);
    ok(!document.getText().includes('127.0.0.1'), 'the address is gone');
    await noFinding(document.uri, 'localhost-bind');
  });

  it('offers to ignore the finding here, and then it is silent', async () => {
    const found = await finding(document.uri, 'localhost-bind');
    const ignore = (await actionsAt(document.uri, found.range)).find((action) =>
      /ignore localhost-bind/i.test(action.title),
    );
    ok(ignore !== undefined, '"ignore here" is offered');
    await apply(ignore);
    await noFinding(document.uri, 'localhost-bind');
  });

  it('fixes all safe problems at once', async () => {
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
    const [action] = await actionsAt(document.uri, whole, fixAll);
    ok(action !== undefined, `${fixAll} is offered`);
    await apply(action);
    await noFinding(document.uri, 'localhost-bind');
  });

  it('explains a finding in its hover, and what will run on the command', async () => {
    const found = await finding(document.uri, 'localhost-bind');
    const text = await hoverText(document.uri, found.range.start);
    match(text, /localhost-bind/);
    match(text, /gunicorn/);
  });

  it('says nothing in a hover where nothing is to be said', async () => {
    const line = document.positionAt(document.getText().indexOf('WORKDIR')).line;
    const text = await hoverText(document.uri, new vscode.Position(line, 2));
    ok(!/Cloud Run/.test(text), `silent on WORKDIR, but: ${text}`);
  });

  it('updates the findings of the manifest when the Dockerfile changes', async () => {
    // PORT, which the manifest sets, belongs to Cloud Run whatever the Dockerfile says; the finding must survive an edit of it.
    const manifest = fileUri('fastapi-model/service.yaml');
    const other = (await openFile('fastapi-model/Dockerfile')).document;
    await finding(manifest, 'reserved-name');
    await replaceText(other, '--workers 4', '--workers 1');
    await noFinding(other.uri, 'missing-preload');
    await finding(manifest, 'reserved-name');
  });
});
