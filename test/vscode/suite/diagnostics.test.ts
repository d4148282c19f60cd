import * as vscode from 'vscode';
import { replaceText } from '../harness/actions.ts';
import { equal, match, ok } from '../harness/assert.ts';
import {
  closeEditors,
  fileUri,
  finding,
  findingsOf,
  noFinding,
  openFile,
  removeFile,
  rulesOn,
  until,
  writeFile,
} from '../harness/editor.ts';

const LOCALHOST = 'FROM python:3.13-slim\nCOPY . .\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';
const ENTRYPOINT = 'FROM python:3.13-slim\nCOPY . .\nENTRYPOINT ["gunicorn", "main:app"]\n';
const MANIFEST = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: pair
spec:
  template:
    spec:
      containers:
        - image: europe-west1-docker.pkg.dev/p/r/pair
          args: ["--bind", "127.0.0.1:8080", "main:app"]
`;
const THREAD =
  'import threading\n\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\ndef work():\n    print(1)\n\n\n@app.post("/")\ndef start():\n    threading.Thread(target=work).start()\n    return {}\n';
const MAIN = 'from flask import Flask\n\napp = Flask(__name__)\n';

describe('diagnostics', () => {
  before(async () => {
    await writeFile('one app/Dockerfile', LOCALHOST);
    await writeFile('one app/main.py', MAIN);
    await writeFile('pair/Dockerfile', ENTRYPOINT);
    await writeFile('pair/service.yaml', MANIFEST);
    await writeFile('pair/main.py', MAIN);
  });
  after(async () => {
    await closeEditors();
    for (const folder of ['one app', 'pair', 'later', 'terraform']) await removeFile(folder).catch(() => undefined);
  });

  it('name the rule, link to its source, and underline no more than the fault', async () => {
    const { document } = await openFile('one app/Dockerfile');
    const found = await finding(document.uri, 'localhost-bind');
    equal(found.severity, vscode.DiagnosticSeverity.Error);
    ok(typeof found.code === 'object', 'the code has a link');
    match(found.code.target.toString(), /^https:\/\/(?:docs\.)?cloud\.google\.com\//);
    ok(found.range.isSingleLine && found.range.end.character - found.range.start.character < 20, 'the range is tight');
  });

  it('an edit in the Dockerfile changes what the manifest shows', async () => {
    const manifest = fileUri('pair/service.yaml');
    const editor = await openFile('pair/Dockerfile');
    await finding(manifest, 'localhost-bind');
    await replaceText(editor.document, '"gunicorn", "main:app"', '"python", "main.py"');
    await noFinding(manifest, 'localhost-bind');
    await replaceText(editor.document, '"python", "main.py"', '"gunicorn", "main:app"');
    await finding(manifest, 'localhost-bind');
  });

  it('appear for files that are made outside the editor, and go with them', async () => {
    await openFile('one app/Dockerfile');
    const uri = await writeFile('later/Dockerfile', LOCALHOST);
    await finding(uri, 'localhost-bind');
    await removeFile('later');
    await until('no findings', () => findingsOf(uri).length === 0);
  });

  it('go when Terraform sets what was missing, in its editor and outside', async () => {
    const python = fileUri('terraform/app/main.py');
    const service = (throttled: boolean): string =>
      `resource "google_cloud_run_v2_service" "app" {\n  name = "app"\n  template {\n    containers {\n      image = var.image\n      resources {\n        cpu_idle = ${throttled}\n      }\n    }\n  }\n}\n`;
    await writeFile('terraform/app/Dockerfile', 'FROM python:3.13-slim\nCOPY . .\nCMD ["gunicorn", "main:app"]\n');
    await writeFile('terraform/app/main.py', THREAD);
    await writeFile('terraform/infra/main.tf', service(true));
    await openFile('terraform/app/main.py');
    await finding(python, 'background-work-throttled');
    await writeFile('terraform/infra/main.tf', service(false));
    await noFinding(python, 'background-work-throttled');
    const editor = await openFile('terraform/infra/main.tf');
    await replaceText(editor.document, 'cpu_idle = false', 'cpu_idle = true');
    await finding(python, 'background-work-throttled');
  });

  it('survive a half-typed manifest', async () => {
    const dockerfile = fileUri('one app/Dockerfile');
    await openFile('one app/Dockerfile');
    const editor = await openFile('pair/service.yaml');
    await replaceText(editor.document, '          args: [', '\t args: ["x');
    await finding(editor.document.uri, 'yaml-syntax');
    ok(rulesOn(dockerfile).includes('localhost-bind'), 'other findings stay');
    await replaceText(editor.document, '\t args: ["x', '          args: [');
    await noFinding(editor.document.uri, 'yaml-syntax');
    await finding(editor.document.uri, 'localhost-bind');
  });

  it('say nothing but the conflict while a merge is open', async () => {
    const editor = await openFile('one app/Dockerfile');
    const cmd = 'CMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n';
    await finding(editor.document.uri, 'localhost-bind');
    await replaceText(editor.document, cmd, `<<<<<<< HEAD\n${cmd}=======\nCMD ["flask", "run"]\n>>>>>>> other\n`);
    await finding(editor.document.uri, 'merge-conflict');
    equal(rulesOn(editor.document.uri), ['merge-conflict']);
    await replaceText(editor.document, '<<<<<<< HEAD\n', '');
    await replaceText(editor.document, '=======\nCMD ["flask", "run"]\n>>>>>>> other\n', '');
    await finding(editor.document.uri, 'localhost-bind');
    await noFinding(editor.document.uri, 'merge-conflict');
  });

  it('say nothing about a plain Kubernetes manifest', async () => {
    const text = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ports: [{ port: 80 }]\n';
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: text });
    await vscode.window.showTextDocument(document);
    await openFile('one app/Dockerfile');
    await finding(fileUri('one app/Dockerfile'), 'localhost-bind');
    equal(findingsOf(document.uri).length, 0);
  });

  it('work on an untitled Dockerfile', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: LOCALHOST });
    await vscode.window.showTextDocument(document);
    await finding(document.uri, 'localhost-bind');
  });
});
