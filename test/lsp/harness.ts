import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageReader,
  type MessageWriter,
  ProposedFeatures,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Analysis } from '../../server/src/api.ts';
import type { FileHost } from '../../server/src/lsp/file-host.ts';
import { createServer, type ServerOptions } from '../../server/src/lsp/server.ts';

/** What a client says and can do in a test. */
export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Workspace folders, as the editor spells them. */
  readonly folders?: readonly string[];
  /** Answers to the server's own requests, by method. */
  readonly answers?: Readonly<Record<string, (params: never) => unknown>>;
  /** Answers `workspace/configuration` for a scope. */
  readonly configuration?: (scope: string | undefined) => unknown;
}

/** A client that keeps what the server says. */
export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** Everything published, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  readonly logs: readonly string[];
  readonly statuses: readonly unknown[];
  /** Registration methods with their options. */
  readonly registrations: readonly { readonly method: string; readonly registerOptions?: unknown }[];
  /** What the editor shows for a file now. */
  shown(uri: string): readonly Diagnostic[];
  open(uri: string, text: string, languageId?: string, version?: number): void;
  change(uri: string, version: number, text: string): void;
  close(uri: string): void;
  /** Waits until the condition holds. */
  until(what: string, condition: () => boolean): Promise<void>;
  /** Waits until the server has handled and published everything so far. */
  settled(): Promise<void>;
  dispose(): void;
}

/** Connects a client to a server, and initializes. */
export async function connectClient(
  reader: MessageReader,
  writer: MessageWriter,
  options: ClientOptions,
): Promise<TestClient> {
  const connection = createProtocolConnection(reader, writer);
  const published: PublishDiagnosticsParams[] = [];
  const logs: string[] = [];
  const statuses: unknown[] = [];
  const registrations: { method: string; registerOptions?: unknown }[] = [];
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: PublishDiagnosticsParams) => void published.push(params),
  );
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => void logs.push(message));
  connection.onNotification(
    'window/showMessage',
    ({ message }: { message: string }) => void logs.push(`shown: ${message}`),
  );
  connection.onNotification('cloudRunPreflight/status', (params: unknown) => void statuses.push(params));
  connection.onRequest('client/registerCapability', (params: { registrations: typeof registrations }) => {
    registrations.push(...params.registrations);
    return null;
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
    items.map(({ scopeUri }) => options.configuration?.(scopeUri) ?? null),
  );
  connection.onRequest('workspace/inlayHint/refresh', () => {
    logs.push('inlay refresh');
    return null;
  });
  for (const [method, answer] of Object.entries(options.answers ?? {})) connection.onRequest(method, answer);
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: options.capabilities ?? { workspace: { workspaceEdit: { documentChanges: true } } },
    workspaceFolders: options.folders?.map((uri) => ({ uri, name: uri })) ?? null,
    ...(options.initializationOptions === undefined ? {} : { initializationOptions: options.initializationOptions }),
  });
  void connection.sendNotification('initialized', {});

  const until = async (what: string, condition: () => boolean): Promise<void> => {
    const deadline = Date.now() + 5_000;
    while (!condition()) {
      if (Date.now() > deadline)
        throw new Error(`waited in vain: ${what}\n${JSON.stringify({ published, logs }, undefined, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return {
    connection,
    initialized,
    published,
    logs,
    statuses,
    registrations,
    shown: (uri) => published.findLast((params) => params.uri === uri)?.diagnostics ?? [],
    open: (uri, text, languageId = 'dockerfile', version = 1) =>
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version, text } }),
    change: (uri, version, text) =>
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    close: (uri) => void connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    until,
    // Requests wait until the server is idle, and messages arrive in order.
    settled: async () => void (await connection.sendRequest('cloudRunPreflight/rules')),
    dispose: () => {
      connection.dispose();
    },
  };
}

/** Starts a server on in-memory streams and connects a client to it. The analysis may be made by the server, as products do. */
export function startServer(
  analysis: Analysis | ServerOptions['createAnalysis'],
  host: FileHost,
  options: ClientOptions = {},
  onOpenChecked: () => void = () => undefined,
): Promise<TestClient> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down));
  const createAnalysis = typeof analysis === 'function' ? analysis : () => analysis;
  createServer(server, host, { createAnalysis, defer: setImmediate, onOpenChecked });
  return connectClient(new StreamMessageReader(down), new StreamMessageWriter(up), options);
}
