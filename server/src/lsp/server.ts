import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis, AnalysisOptions } from '../api.ts';
import type { Uri } from '../base/span.ts';
import { FIX_ALL } from './actions.ts';
import { type ClientTraits, clientTraits, workspaceFolders } from './client-traits.ts';
import { COMPLETION_TRIGGERS } from './completion.ts';
import { type Configuration, createConfiguration, SECTION } from './configuration.ts';
import { createDocuments } from './documents.ts';
import type { FileHost } from './file-host.ts';
import { createFiles } from './files.ts';
import { createLog } from './log.ts';
import { SHOW_RULE, STATUS, type StatusParams } from './protocol.ts';
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  PositionEncodingKind,
  TextDocumentSyncKind,
  TextDocuments,
} from './protocol-values.ts';
import { createPublisher } from './publish.ts';
import { registerRequests } from './requests.ts';
import { createRunner, type Defer } from './runner.ts';
import type { Session } from './session.ts';
import { countFindings, statusOf } from './status.ts';
import { toCoreUri } from './uri.ts';
import { createVitals, registerVitals } from './vitals.ts';
import { createWarmUp } from './warm-up.ts';
import { registerWatchers, toFileChanges } from './watch.ts';

/** What differs between the Node process, the web worker and tests. */
export interface ServerOptions {
  /** A later macrotask, behind the messages that have already arrived. */
  readonly defer: Defer;
  /** Called when the open files have been checked for the first time, before everything else is. */
  readonly onOpenChecked?: () => void;
  /** The core; tests hand in one of their own. */
  readonly createAnalysis: (options: Pick<AnalysisOptions, 'read'>) => Analysis;
}

function capabilities(traits: ClientTraits): InitializeResult {
  return {
    serverInfo: { name: 'cloud-run-preflight' },
    capabilities: {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
      inlayHintProvider: true,
      completionProvider: { triggerCharacters: [...COMPLETION_TRIGGERS] },
      documentSymbolProvider: true,
      documentLinkProvider: {},
      definitionProvider: true,
      renameProvider: { prepareProvider: true },
      ...(traits.companion ? { codeLensProvider: {} } : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      // Our extension has the command itself; two owners of one name would be an error there.
      ...(traits.companion ? {} : { executeCommandProvider: { commands: [SHOW_RULE] } }),
    },
  };
}

/** Serves one client over `connection`, reading what no editor holds through `host`. Starts listening. */
export function createServer(connection: Connection, host: FileHost, options: ServerOptions): void {
  const log = createLog(connection);
  const core = options.createAnalysis(host.readNow === undefined ? {} : { read: (uri) => files.readNow(uri) });
  let spent = 0;
  const timed = <T>(work: () => T): T => {
    const started = performance.now();
    try {
      return work();
    } finally {
      spent += performance.now() - started;
    }
  };
  const analysis: Analysis = {
    ...core,
    wanted: () => timed(() => core.wanted()),
    touched: () => timed(() => core.touched()),
  };
  const documents = createDocuments();
  const files = createFiles(analysis, documents, host, log);
  const places = { text: files.text, starts: files.starts, spelling: documents.spelling };
  const { refused, problems } = files;
  const publisher = createPublisher({ connection, analysis, documents, places, log, refused, problems });
  const edited = new Set<Uri>();
  const failed = new Set<string>();
  const vitals = createVitals(() => performance.now());
  let traits = clientTraits({ capabilities: {} } as InitializeParams);
  let configuration: Configuration | undefined;
  let folders: readonly Uri[] = [];
  let status = '';
  let started = false;
  let reconfigured = false;
  let cold = true;

  const notifyStatus = (): void => {
    for (const { rule, error } of analysis.failures()) {
      failed.add(`${rule} failed; the output has the details`);
      // The id of an app holds its path.
      vitals.failed(rule.replace(/^(model) of .*/s, '$1'));
      log.exception(rule, error);
    }
    if (!traits.companion) return;
    const faults = [...(configuration?.problems() ?? []), ...failed];
    const params: StatusParams = statusOf(countFindings(analysis), analysis.leftOut(), faults);
    const text = JSON.stringify(params);
    if (text === status) return;
    status = text;
    connection
      .sendNotification(STATUS, params)
      .catch((error: unknown) => log.exception('The status was not sent', error));
  };
  const publish = (): number => {
    const touched = analysis.touched();
    const uris = new Set([...touched, ...files.touched(), ...edited]);
    const [cause] = edited;
    edited.clear();
    for (const uri of uris) publisher.publish(uri);
    notifyStatus();
    if ((touched.length > 0 || reconfigured) && traits.codeLensRefresh && traits.companion) {
      connection
        .sendRequest(CodeLensRefreshRequest.type)
        .catch((error: unknown) => log.exception('Code lenses were not refreshed', error));
    }
    if ((touched.length > 0 || reconfigured) && traits.inlayHintRefresh) {
      connection.languages.inlayHint
        .refresh()
        .catch((error: unknown) => log.exception('Inlay hints were not refreshed', error));
    }
    reconfigured = false;
    if (cold) vitals.ready();
    else vitals.checked(spent, cause);
    cold = false;
    const cost = spent;
    spent = 0;
    return cost;
  };
  const warmUp = createWarmUp({
    analysis,
    documents,
    files,
    defer: options.defer,
    publish: publisher.publish,
    edited: () => edited,
    onOpenChecked: options.onOpenChecked ?? (() => undefined),
  });
  const settle = (interrupted: () => boolean): Promise<void> =>
    cold ? warmUp.run(interrupted) : files.load(analysis.wanted);
  const runner = createRunner({ defer: options.defer, settle, publish, log });

  const readSettings = async (): Promise<void> => {
    await configuration?.read(folders);
    reconfigured = true;
  };
  const useFolders = (next: readonly Uri[]): void => {
    folders = next;
    cold = true;
    vitals.begun();
    runner.enqueue('Reading the settings', readSettings);
    runner.enqueue('Listing the workspace', () => files.setFolders(next));
  };
  /** Once, before anything is published: some clients open a document before they say `initialized`. */
  const start = (): void => {
    if (started) return;
    started = true;
    useFolders(folders);
  };

  connection.onInitialize((params) => {
    traits = clientTraits(params);
    folders = workspaceFolders(params);
    const { settings: initial, configuration: asks } = traits;
    configuration = createConfiguration({ connection, analysis, log, asks, initial });
    return capabilities(traits);
  });
  connection.onInitialized(() => {
    start();
    if (traits.watchRegistration) void registerWatchers(connection, log);
    if (traits.configurationRegistration) {
      connection.client
        .register(DidChangeConfigurationNotification.type, { section: SECTION })
        .catch((error: unknown) => log.exception('The client does not tell of changed settings', error));
    }
    if (traits.folderChanges) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => toCoreUri(uri)));
        useFolders([
          ...new Set([...folders.filter((f) => !gone.has(f)), ...added.flatMap(({ uri }) => toCoreUri(uri) ?? [])]),
        ]);
      });
    }
  });
  connection.onDidChangeConfiguration((params) => {
    configuration?.pushed(params?.settings);
    runner.enqueue('Reading the settings', readSettings);
  });
  connection.onDidChangeWatchedFiles((params) => {
    const changes = toFileChanges(params?.changes);
    if (changes.length > 0) runner.enqueue('Reading changed files', () => files.changed(changes));
  });
  connection.onShutdown(() => runner.dispose());

  const buffers = new TextDocuments(TextDocument);
  buffers.onDidChangeContent(({ document }) => {
    start();
    const uri = documents.put(document);
    if (uri === undefined) return;
    edited.add(uri);
    files.edited(uri, document);
    runner.request();
  });
  buffers.onDidClose(({ document }) => {
    const uri = documents.remove(document);
    if (uri === undefined) return;
    edited.add(uri);
    runner.enqueue('Closing a document', () => files.closed(uri));
  });
  buffers.listen(connection);
  const session: Session = {
    connection,
    analysis,
    documents,
    files,
    host,
    places,
    runner,
    log,
    traits: () => traits,
    cold: () => cold,
  };
  registerRequests(session);
  registerVitals(session, vitals, () => configuration?.problems() ?? []);
  connection.listen();
}
