import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  ProgressLocation,
  Range,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import {
  type BaseLanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient';
import {
  EXPLAIN_ERROR,
  FILE_SIZES,
  type FileParams,
  type FileSizesAnswer,
  type FileSizesParams,
  type InitializationOptions,
  LINT_WORKSPACE,
  LIST_FILES,
  type LintAnswer,
  type ListFilesAnswer,
  READ_FILE,
  type ReadFileAnswer,
  SHOW_INSPECT,
  SHOW_RULE,
  SHOW_TOPIC,
  STATUS,
  type StatusParams,
} from '../../server/src/lsp/protocol.ts';
import { createConfigurationFile } from './configuration-file.ts';
import { createDebugInformation } from './debug-information.ts';
import { registerErrorView } from './error-view.ts';
import { fileSizes, listFiles, readFile } from './files.ts';
import { registerInspectView } from './inspect-view.ts';
import { ID, NAME } from './names.ts';
import { registerPages } from './pages.ts';
import { isReason, PROJECT_FILES, SNIFFED_LINES } from './sniff.ts';
import { createStatus, type Status } from './status.ts';
import { terminalLinks } from './terminal-links.ts';
import { writeBaseline } from './write-baseline.ts';
import { arrangeWithYaml } from './yaml-extension.ts';

/** Makes the client for this host: a process or a web worker behind it. */
type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/** What differs between the two extension hosts. */
export interface Host {
  readonly create: CreateClient;
  /** What the extension host is, for bug reports. */
  readonly runtime: string;
  /** Ends what the client does not end by itself. */
  end(): void;
}

/** What an activated extension gives back. */
export interface Running {
  /** Ends the server, where it runs. */
  stop(): Promise<void>;
}

function clientOptions(outputChannel: LogOutputChannel, middleware: Middleware): LanguageClientOptions {
  const initializationOptions: InitializationOptions = { companion: true };
  return {
    documentSelector: [
      { language: 'dockerfile' },
      { language: 'yaml' },
      { language: 'python' },
      { language: 'shellscript' },
      { language: 'toml' },
      { language: 'makefile' },
      { language: 'pip-requirements' },
      { pattern: '**/{requirements*.txt,Procfile,*.cfg,*.ini,*.conf,*.tf,*.tfvars}' },
    ],
    diagnosticCollectionName: ID,
    outputChannel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    middleware,
    // Hovers link to our own pages, and to nothing else that acts.
    markdown: { isTrusted: { enabledCommands: [SHOW_RULE, SHOW_TOPIC] } },
  };
}

async function startClient(
  create: CreateClient,
  output: LogOutputChannel,
  status: Status,
  middleware: Middleware,
): Promise<BaseLanguageClient> {
  const client = create(clientOptions(output, middleware));
  client.onNotification(STATUS, (params: StatusParams) => status.report(params));
  client.onRequest<FileSizesAnswer, void>(FILE_SIZES, (params: FileSizesParams) => fileSizes(params));
  client.onRequest<ListFilesAnswer, void>(LIST_FILES, (params: FileParams) => listFiles(params));
  client.onRequest<ReadFileAnswer, void>(READ_FILE, (params: FileParams) => readFile(params));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) status.server('starting');
    if (newState === State.Stopped || newState === State.StartFailed) status.server('stopped');
  });
  await client.start();
  return client;
}

async function lintWorkspace(client: () => Promise<BaseLanguageClient>): Promise<void> {
  const options = { location: ProgressLocation.Window, title: 'Checking the workspace for Cloud Run' };
  const answer = await window.withProgress(options, async () =>
    (await client()).sendRequest<LintAnswer | null>(LINT_WORKSPACE),
  );
  if (answer === null) return;
  const { error, warning, information, hint } = answer.counts;
  const total = error + warning + information + hint;
  if (total > 0) await commands.executeCommand('workbench.actions.view.problems');
  else void window.showInformationMessage(`Cloud Run Preflight found no problems in ${answer.files} files.`);
}

/** Calls `start` once, now or on the first document that is a reason to. */
async function startWhenNeeded(context: ExtensionContext, start: () => void): Promise<void> {
  const listeners: Disposable[] = [];
  const begin = (): void => {
    for (const listener of listeners.splice(0)) listener.dispose();
    start();
  };
  const open = workspace.textDocuments;
  const starts = (document: TextDocument): boolean =>
    isReason(document.languageId, () => document.getText(new Range(0, 0, SNIFFED_LINES, 0)));
  if (open.some(starts)) return begin();
  const consider = (document: TextDocument): void => {
    if (starts(document)) begin();
  };
  listeners.push(
    workspace.onDidOpenTextDocument(consider),
    workspace.onDidChangeTextDocument(({ document }) => consider(document)),
  );
  context.subscriptions.push({ dispose: () => listeners.forEach((listener) => void listener.dispose()) });
  // An open YAML file is what has woken us; without one it was the files of the workspace.
  if (open.some(({ languageId }) => languageId === 'yaml')) return;
  if ((await workspace.findFiles(PROJECT_FILES, undefined, 1)).length > 0 && listeners.length > 0) begin();
}

/** Registers everything that both hosts share. The server starts when there is something for it to do. */
export function activateExtension(context: ExtensionContext, { create, runtime }: Host): Running {
  const output = window.createOutputChannel(NAME, { log: true });
  const yaml = arrangeWithYaml(context.extensionUri, ID, (error) =>
    output.warn(`The YAML extension was not told of our schema: ${String(error)}`),
  );
  let status: Status | undefined;
  let client: Promise<BaseLanguageClient> | undefined;

  const debug = createDebugInformation({ context, output, runtime, client: () => client });
  const begin = async (own: Status): Promise<BaseLanguageClient> => {
    const started = debug.starting();
    try {
      const found = await startClient(create, output, own, yaml.middleware);
      started.ready();
      return found;
    } catch (error) {
      client = undefined;
      output.error(error instanceof Error ? error : String(error));
      throw error;
    }
  };
  const running = (): Promise<BaseLanguageClient> => {
    status ??= createStatus();
    client ??= begin(status);
    return client;
  };
  const start = (): void => {
    if (client === undefined) running().catch(() => status?.server('stopped'));
  };
  const stop = async (): Promise<void> => {
    const current = client;
    client = undefined;
    if (current === undefined) return;
    try {
      await (await current).dispose();
    } catch (error) {
      output.warn(`The server did not end in order: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const pages = registerPages(context, running);
  const inspect = registerInspectView(running);
  const errors = registerErrorView(running);
  context.subscriptions.push(
    output,
    pages,
    inspect,
    errors,
    window.registerTerminalLinkProvider(terminalLinks(() => client, errors.explain)),
    yaml,
    { dispose: () => status?.dispose() },
    commands.registerCommand('cloudRunPreflight.restart', async () => {
      await stop();
      await running();
    }),
    commands.registerCommand('cloudRunPreflight.showOutput', () => output.show()),
    commands.registerCommand('cloudRunPreflight.lintWorkspace', () => lintWorkspace(running)),
    commands.registerCommand('cloudRunPreflight.printDebugInformation', debug.print),
    commands.registerCommand('cloudRunPreflight.createConfiguration', () => createConfigurationFile(context)),
    commands.registerCommand('cloudRunPreflight.writeBaseline', () => writeBaseline(running)),
    commands.registerCommand('cloudRunPreflight.showCi', pages.showCi),
    commands.registerCommand(SHOW_RULE, pages.showRule),
    commands.registerCommand(SHOW_TOPIC, pages.showTopic),
    commands.registerCommand(SHOW_INSPECT, inspect.show),
    commands.registerCommand(EXPLAIN_ERROR, errors.explain),
  );
  startWhenNeeded(context, start).catch((error: unknown) => output.error(String(error)));
  return { stop };
}
