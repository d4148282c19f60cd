import * as vscode from 'vscode';
import type { SchemaChoice } from '../../../client/src/yaml-coexistence.ts';
import { createYamlExtension, type YamlApi, type YamlExtension } from '../../../client/src/yaml-extension.ts';
import { equal, match, ok } from '../harness/assert.ts';
import { closeEditors, extension, ruleOf, until } from '../harness/editor.ts';

const MANIFEST = 'apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  wrong: 1\n';

/** Stands in for the YAML extension: keeps what is registered with it. */
function fakeApi() {
  const calls: Parameters<YamlApi['registerContributor']>[] = [];
  const api: YamlApi = {
    registerContributor: (...parameters) => {
      calls.push(parameters);
      return calls.length === 1;
    },
  };
  return { api, calls };
}

function finding(code: string, line: number, source = 'cloud-run'): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(new vscode.Range(line, 0, line, 3), code);
  diagnostic.code = code;
  diagnostic.source = source;
  return diagnostic;
}

describe('beside the YAML extension', () => {
  const theirs = vscode.languages.createDiagnosticCollection('fake-yaml');
  let choice: SchemaChoice = 'ours';
  let fake = fakeApi();
  let yaml: YamlExtension;
  let document: vscode.TextDocument;

  const open = (content: string): Thenable<vscode.TextDocument> =>
    vscode.workspace.openTextDocument({ language: 'yaml', content });

  beforeEach(async () => {
    choice = 'ours';
    fake = fakeApi();
    yaml = createYamlExtension({
      api: () => Promise.resolve(fake.api),
      choice: () => choice,
      schema: async () => {
        const file = vscode.Uri.joinPath(extension().extensionUri, 'docs', 'schema', 'cloud-run.schema.json');
        return new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(file));
      },
    });
    document = await open(MANIFEST);
  });
  afterEach(async () => {
    yaml.dispose();
    theirs.clear();
    await closeEditors();
  });
  after(() => theirs.dispose());

  /** The codes that stay of what our server says. */
  const kept = (list: readonly vscode.Diagnostic[], uri = document.uri): readonly (readonly string[])[] => {
    const seen: string[][] = [];
    yaml.middleware.handleDiagnostics?.(uri, [...list], (_, left) => seen.push(left.map((d) => ruleOf(d))));
    return seen;
  };

  it('registers once, for manifests only, and says by the setting which schema holds', async () => {
    ok(await yaml.register(), 'it is registered');
    await yaml.register();
    equal(fake.calls.length, 1);
    const [name, request, content] = fake.calls[0] ?? [];
    ok(name !== undefined && request !== undefined && content !== undefined, 'the contributor is whole');
    const uri = document.uri.toString();
    const silent = request(uri) ?? '';
    match(silent, new RegExp(`^${name}://`));
    equal(Object.keys(JSON.parse(await content(silent)) as object), ['$schema', 'title'], 'it finds nothing');
    choice = 'theirs';
    const full = request(uri) ?? '';
    match(await content(full), /"definitions"/);
    choice = 'off';
    equal(request(uri), undefined);
    choice = 'ours';
    const other = await open('apiVersion: apps/v1\nkind: Deployment\n');
    equal(request(other.uri.toString()), undefined);
    equal(request('file:///not/open.yaml'), undefined);
  });

  it('does nothing where the other is missing or has no such API', async () => {
    for (const api of [undefined, {} as YamlApi]) {
      const lonely = createYamlExtension({
        api: () => Promise.resolve(api),
        choice: () => 'theirs',
        schema: () => Promise.resolve('{}'),
      });
      equal(await lonely.register(), false);
      lonely.dispose();
    }
    choice = 'theirs';
    equal(kept([finding('unknown-field', 3)]), [['unknown-field']], 'nothing is hidden before it is registered');
  });

  it('leaves out what the other shows', async () => {
    await yaml.register();
    const own = [finding('yaml-syntax', 1), finding('unknown-field', 3), finding('cpu-memory-pair', 3)];
    equal(kept(own), [['yaml-syntax', 'unknown-field', 'cpu-memory-pair']]);
    theirs.set(document.uri, [finding('0', 2, 'YAML')]);
    equal(kept(own), [['unknown-field', 'cpu-memory-pair']]);
    theirs.set(document.uri, [finding('513', 3, 'yaml-schema: Cloud Run')]);
    equal(kept(own), [['yaml-syntax', 'cpu-memory-pair']]);
    theirs.clear();
    choice = 'theirs';
    equal(kept(own), [['yaml-syntax', 'cpu-memory-pair']], 'fields are theirs');
  });

  it('follows when the other says something later', async () => {
    const seen: string[][] = [];
    const shown = vscode.languages.createDiagnosticCollection('fake-ours');
    yaml.middleware.handleDiagnostics?.(document.uri, [finding('yaml-syntax', 1)], (uri, left) => {
      shown.set(uri, left);
      seen.push(left.map((d) => ruleOf(d)));
    });
    theirs.set(document.uri, [finding('0', 2, 'YAML')]);
    await until('the double is hidden', () => seen.at(-1)?.length === 0);
    theirs.clear();
    await until('the finding is back', () => seen.at(-1)?.length === 1);
    shown.dispose();
  });

  it('completes where validation is ours', async () => {
    await yaml.register();
    const position = new vscode.Position(3, 2);
    const token = new vscode.CancellationTokenSource().token;
    const context = { triggerKind: vscode.CompletionTriggerKind.Invoke, triggerCharacter: undefined };
    const ask = async (): Promise<number> => {
      const next = () => [new vscode.CompletionItem('template')];
      const found = await yaml.middleware.provideCompletionItem?.(document, position, context, token, next);
      return Array.isArray(found) ? found.length : 0;
    };
    equal(await ask(), 1);
    choice = 'theirs';
    equal(await ask(), 0);
  });
});
