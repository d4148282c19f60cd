import * as vscode from 'vscode';
import { equal, ok } from '../harness/assert.ts';
import { closeEditors, extension, fileUri, finding, findingsOf, openFile, until } from '../harness/editor.ts';

describe('the extension in VS Code', () => {
  after(closeEditors);

  it('is known to VS Code', () => {
    equal(extension().id, 'cloud-run-preflight.cloud-run-preflight');
  });

  it('activates when a Dockerfile is opened', async () => {
    await openFile('flask-localhost/Dockerfile');
    await until('activation', () => extension().isActive);
  });

  it('underlines the address in a Dockerfile that listens on localhost', async () => {
    const editor = await openFile('flask-localhost/Dockerfile');
    const found = await finding(editor.document.uri, 'localhost-bind');
    equal(found.source, 'cloud-run');
    equal(found.severity, vscode.DiagnosticSeverity.Error);
    ok(editor.document.getText(found.range).includes('127.0.0.1'), 'the underlined text holds the address');
  });

  it('shows nothing on the clean sample', async () => {
    const clean = fileUri('clean/Dockerfile');
    await openFile('clean/Dockerfile');
    await openFile('flask-localhost/Dockerfile');
    await finding(fileUri('flask-localhost/Dockerfile'), 'localhost-bind');
    equal(findingsOf(clean).length, 0);
  });
});
