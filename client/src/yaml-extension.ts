import {
  type Diagnostic,
  type Disposable,
  extensions,
  languages,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import { isReason, SNIFFED_LINES } from './sniff.ts';
import { isDoubled, type SchemaChoice, type Squiggle, schemaChoice } from './yaml-coexistence.ts';

// Living together with the YAML extension of Red Hat: the language id stays `yaml`, both look at a manifest, and a setting says
// whose validation and completion of keys counts.

/** Id of the other extension. */
export const YAML_EXTENSION = 'redhat.vscode-yaml';

/** What the other extension exports; the part that is used. */
export interface YamlApi {
  /** `false`: the name is taken already. `requestSchema` gives the URI of a document's schema, with `name` as its scheme. */
  registerContributor(
    name: string,
    requestSchema: (resource: string) => string | undefined,
    requestSchemaContent: (uri: string) => Promise<string> | string,
  ): boolean;
}

/** What differs between the editor and tests. */
export interface YamlHost {
  /** The other extension's API, waking it where it sleeps; `undefined` where it is not installed. */
  api(): Promise<YamlApi | undefined>;
  choice(uri: Uri): SchemaChoice;
  /** The text of our schema. */
  schema(): Promise<string>;
}

/** The running arrangement. */
export interface YamlExtension extends Disposable {
  /** Registers with the other extension, once and only when it is there and has a manifest before it. */
  register(): Promise<boolean>;
  readonly middleware: Middleware;
}

/** Name of our contributor, and scheme of its URIs. */
const SCHEME = 'cloud-run-schema';
const FULL = `${SCHEME}://schema/cloud-run.schema.json`;
/** In force while validation is ours: it takes the place of every other schema and finds nothing. */
const SILENT = `${SCHEME}://schema/silent.schema.json`;
const SILENT_TEXT = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: 'Cloud Run' });

function isManifest(document: TextDocument): boolean {
  return document.languageId === 'yaml' && isReason('yaml', () => document.getText(new Range(0, 0, SNIFFED_LINES, 0)));
}

function documentOf(uri: string): TextDocument | undefined {
  const parsed = Uri.parse(uri).toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === parsed);
}

function squiggle(diagnostic: Diagnostic): Squiggle {
  const { code, source, range } = diagnostic;
  return {
    source: source ?? '',
    code: String(typeof code === 'object' ? code.value : code),
    start: range.start.line,
    end: range.end.line,
  };
}

/** Arranges the two extensions; `registerWith` the real one below, or a fake in tests. */
export function createYamlExtension(host: YamlHost): YamlExtension {
  let registered: Promise<boolean> | undefined;
  let active = false;
  /** What our server said last, before anything was left out, with the way to show it. */
  const shown = new Map<string, { readonly all: Diagnostic[]; readonly show: (list: Diagnostic[]) => void }>();

  const requestSchema = (resource: string): string | undefined => {
    const document = documentOf(resource);
    if (document === undefined || !isManifest(document)) return undefined;
    const choice = host.choice(document.uri);
    return choice === 'off' ? undefined : choice === 'theirs' ? FULL : SILENT;
  };
  const validates = (uri: Uri): boolean => active && host.choice(uri) === 'theirs';
  const register = async (): Promise<boolean> => {
    const api = await host.api();
    if (typeof api?.registerContributor !== 'function') return false;
    active = api.registerContributor(SCHEME, requestSchema, (uri) => (uri === FULL ? host.schema() : SILENT_TEXT));
    for (const [uri, { all, show }] of shown) show(left(Uri.parse(uri), all));
    return active;
  };
  const left = (uri: Uri, all: Diagnostic[]): Diagnostic[] => {
    const document = documentOf(uri.toString());
    if (document?.languageId !== 'yaml') return all;
    const theirs = languages
      .getDiagnostics(uri)
      .map(squiggle)
      .filter(({ source }) => /^yaml/i.test(source));
    return all.filter((diagnostic) => !isDoubled(squiggle(diagnostic), theirs, validates(uri)));
  };
  const listener = languages.onDidChangeDiagnostics(({ uris }) => {
    for (const uri of uris) {
      const last = shown.get(uri.toString());
      if (last === undefined) continue;
      const now = left(uri, last.all);
      const own = languages.getDiagnostics(uri).filter(({ source }) => source === last.all[0]?.source);
      // Showing fires the event again: only where something changes.
      if (now.length !== own.length) last.show(now);
    }
  });
  return {
    register: () => {
      registered ??= register().then((done) => {
        if (!done) registered = undefined;
        return done;
      });
      return registered;
    },
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => {
        if (diagnostics.length === 0) shown.delete(uri.toString());
        else shown.set(uri.toString(), { all: diagnostics, show: (list) => next(uri, list) });
        next(uri, left(uri, diagnostics));
      },
      provideCompletionItem: (document, position, context, token, next) =>
        document.languageId === 'yaml' && validates(document.uri)
          ? undefined
          : next(document, position, context, token),
    },
    dispose: () => {
      listener.dispose();
      shown.clear();
    },
  };
}

/** The arrangement with the real extension. It is asked when a manifest is open, and again when extensions come and go. */
export function arrangeWithYaml(extensionUri: Uri, section: string, problem: (error: unknown) => void): YamlExtension {
  const yaml = createYamlExtension({
    api: async () => {
      const found = extensions.getExtension<YamlApi | undefined>(YAML_EXTENSION);
      return found === undefined ? undefined : found.isActive ? found.exports : found.activate();
    },
    choice: (uri) => schemaChoice(workspace.getConfiguration(section, uri).get('yaml.schema')),
    schema: async () => {
      const file = Uri.joinPath(extensionUri, 'docs', 'schema', 'cloud-run.schema.json');
      return new TextDecoder('utf-8').decode(await workspace.fs.readFile(file));
    },
  });
  const consider = (): void => {
    if (extensions.getExtension(YAML_EXTENSION) === undefined) return;
    if (workspace.textDocuments.some(isManifest)) yaml.register().catch(problem);
  };
  const listeners = [
    extensions.onDidChange(consider),
    workspace.onDidOpenTextDocument(consider),
    window.onDidChangeActiveTextEditor(consider),
  ];
  consider();
  return {
    ...yaml,
    dispose: () => {
      for (const listener of listeners) void listener.dispose();
      yaml.dispose();
    },
  };
}
