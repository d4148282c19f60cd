import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

/** How a server is started, and what it is told when it asks for its configuration. */
export interface ServerCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A document in the editor. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

/** A client with one server of its own. */
export interface BenchClient {
  readonly pid: number | undefined;
  /** Opens a document; resolves when its diagnostics are here. */
  open(document: OpenDocument): Promise<void>;
  /** Inserts or removes one character as an editor does; resolves when diagnostics of the document are here. */
  key(uri: string, at: number, remove: number, insert: string): Promise<void>;
  /** The same without waiting for an answer. */
  send(uri: string, at: number, remove: number, insert: string): void;
  close(uri: string): void;
  stop(): Promise<void>;
}

const PATIENCE = 15_000;

/** Starts a server and initialises it on a folder. */
export async function startClient(command: ServerCommand, folder: string): Promise<BenchClient> {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [...command.args], {
    env: { ...process.env, ...command.env },
  });
  child.stderr.resume();
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Map<string, () => void>();
  const texts = new Map<string, string>();
  const versions = new Map<string, number>();
  connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string; version?: number }) => {
    // An answer to an older text is not the one that is waited for; servers that say no version answer in order.
    if (params.version !== undefined && params.version !== versions.get(params.uri)) return;
    waiting.get(params.uri)?.();
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section?: string }[] }) =>
    items.map(({ section }) => (section === undefined ? null : (command.settings?.[section] ?? null))),
  );
  connection.onUnhandledNotification(() => undefined);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: 'bench' }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: { publishDiagnostics: { versionSupport: true }, synchronization: {} },
    },
  });
  void connection.sendNotification('initialized', {});
  if (command.settings !== undefined)
    void connection.sendNotification('workspace/didChangeConfiguration', { settings: command.settings });

  const answered = (uri: string): Promise<void> =>
    new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${command.name} gave no diagnostics of ${uri}`)), PATIENCE);
      waiting.set(uri, () => {
        clearTimeout(timer);
        waiting.delete(uri);
        done();
      });
    });
  const send = (uri: string, at: number, remove: number, insert: string): void => {
    const text = texts.get(uri) ?? '';
    const version = (versions.get(uri) ?? 0) + 1;
    const place = (offset: number): { line: number; character: number } => {
      const before = text.slice(0, offset);
      const line = before.split('\n').length - 1;
      return { line, character: offset - (before.lastIndexOf('\n') + 1) };
    };
    texts.set(uri, text.slice(0, at) + insert + text.slice(at + remove));
    versions.set(uri, version);
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: place(at), end: place(at + remove) }, text: insert }],
    });
  };
  return {
    pid: child.pid,
    open: ({ uri, languageId, text }) => {
      texts.set(uri, text);
      versions.set(uri, 1);
      const answer = answered(uri);
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      });
      return answer;
    },
    key: (uri, at, remove, insert) => {
      const answer = answered(uri);
      send(uri, at, remove, insert);
      return answer;
    },
    send,
    close: (uri) => void connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    stop: async () => {
      const ended = new Promise<void>((done) => child.once('exit', () => done()));
      const insist = setTimeout(() => child.kill('SIGKILL'), 3000);
      await connection.sendRequest('shutdown').catch(() => undefined);
      await connection.sendNotification('exit').catch(() => undefined);
      child.stdin.end();
      await ended;
      clearTimeout(insist);
      connection.dispose();
    },
  };
}
