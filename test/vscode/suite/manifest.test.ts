import * as vscode from 'vscode';
import { equal, match, ok } from '../harness/assert.ts';
import { closeEditors, fileUri, openFile, removeFile, until, writeFile } from '../harness/editor.ts';

const DOCKERFILE =
  'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "--bind", ":8080", "main:app"]\n';
const SERVICE = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: typed
spec:
  template:
    spec:
      containers:
        - image: europe-west1-docker.pkg.dev/my-project/apps/typed
          volumeMounts:
            - name: data
              mountPath: /data
          \n      volumes:
        - name: data
          emptyDir: {}
`;

describe('in a manifest', () => {
  let document: vscode.TextDocument;
  const positionOf = (text: string, more = 0): vscode.Position =>
    document.positionAt(document.getText().indexOf(text) + more);

  before(async () => {
    await writeFile('typed/Dockerfile', DOCKERFILE);
    await writeFile('typed/main.py', 'from flask import Flask\n\napp = Flask(__name__)\n');
    await writeFile('typed/service.yaml', SERVICE);
    document = (await openFile('typed/service.yaml')).document;
  });
  after(async () => {
    await closeEditors();
    await removeFile('typed');
  });

  it('completes keys where they belong, and blocks with what they need elsewhere', async () => {
    const list = await until('a list', async () => {
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(12, 10),
      );
      return found.items.some((item) => item.label === 'startupProbe') && found;
    });
    const labels = list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
    ok(labels.includes('resources') && labels.includes('startupProbe over HTTP'), 'keys and blocks are offered');
    ok(!labels.includes('image') && !labels.includes('volumeMounts'), 'present keys are left out');
    const gpu = list.items.find((item) => item.label === 'resources with a GPU');
    match(gpu?.additionalTextEdits?.[0]?.newText ?? '', /nodeSelector:/);
  });

  it('writes a block with the indentation of the file', async () => {
    const editor = await openFile('typed/service.yaml');
    const at = new vscode.Position(12, 10);
    editor.selection = new vscode.Selection(at, at);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    const item = list.items.find(({ label }) => label === 'livenessProbe over HTTP');
    ok(item?.insertText instanceof vscode.SnippetString, 'the block has tab stops');
    match(item.insertText.value, /^livenessProbe:\n {12}httpGet:\n {14}path: /);
    equal(item.keepWhitespace, true);
  });

  it('shows the outline', async () => {
    const outline = await until('symbols', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found?.find((symbol) => symbol.detail === 'Service');
    });
    equal(
      outline.children.map((child) => child.name),
      ['typed', 'data'],
    );
  });

  it('goes to the volume, and to the Dockerfile behind the image', async () => {
    const go = async (position: vscode.Position): Promise<vscode.LocationLink> => {
      const found = await until('a definition', async () => {
        const links = await vscode.commands.executeCommand<(vscode.LocationLink | vscode.Location)[]>(
          'vscode.executeDefinitionProvider',
          document.uri,
          position,
        );
        return links[0];
      });
      return 'targetUri' in found ? found : { targetUri: found.uri, targetRange: found.range };
    };
    const volume = await go(positionOf('name: data', 7));
    equal(volume.targetRange.start.line, 14);
    const image = await go(positionOf('image: ', 10));
    equal(image.targetUri.path, fileUri('typed/Dockerfile').path);
    equal(image.targetRange.start.line, 2);
  });

  it('renames a volume with its mounts', async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      positionOf('name: data', 7),
      'files',
    );
    equal(
      edit.get(document.uri).map(({ newText }) => newText),
      ['files', 'files'],
    );
  });

  it('says above the name what will run, and opens the page', async () => {
    const lens = await until('a code lens', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        10,
      );
      return found.find(({ command }) => command?.title.startsWith('What will run: gunicorn'));
    });
    equal(lens.command?.command, 'cloudRunPreflight.inspect');
    await vscode.commands.executeCommand('cloudRunPreflight.inspect', ...(lens.command?.arguments ?? []));
    const uri = vscode.Uri.from({
      scheme: 'cloud-run-inspect',
      path: '/What will run: service.yaml.md',
      query: document.uri.toString(),
    });
    const page = await vscode.workspace.openTextDocument(uri);
    match(page.getText(), /^# typed\n\nA service, as /);
    match(page.getText(), /gunicorn/);
  });
});
