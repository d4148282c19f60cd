import type { InitializeParams } from 'vscode-languageserver';
import type { Uri } from '../base/span.ts';
import type { InitializationOptions } from './protocol.ts';
import { InsertTextMode } from './protocol-values.ts';
import { toCoreUri } from './uri.ts';

/** What the client can do, as far as it matters here. */
export interface ClientTraits {
  /** Our VS Code extension: shows pages, has a status item, registers the commands. */
  readonly companion: boolean;
  readonly settings: unknown;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly folderChanges: boolean;
  readonly watchRegistration: boolean;
  readonly documentChanges: boolean;
  /** Whether edits of the workspace may make files. */
  readonly createsFiles: boolean;
  readonly inlayHintRefresh: boolean;
  readonly markdownHover: boolean;
  readonly showDocument: boolean;
  readonly codeLensRefresh: boolean;
  /** Completion: tab stops, text with its own indentation, Markdown. */
  readonly snippets: boolean;
  readonly keepsIndentation: boolean;
  readonly markdownCompletion: boolean;
  readonly symbolTree: boolean;
  readonly definitionLinks: boolean;
}

function optionsOf(raw: unknown): InitializationOptions {
  return typeof raw === 'object' && raw !== null ? raw : {};
}

/** Reads the traits from what the client sends; whatever is missing counts as not supported. */
export function clientTraits(params: InitializeParams): ClientTraits {
  const { workspace, textDocument, window } = params.capabilities ?? {};
  const options = optionsOf(params.initializationOptions);
  const formats = textDocument?.hover?.contentFormat;
  const item = textDocument?.completion?.completionItem;
  return {
    companion: options.companion === true,
    // Some editors hand over the section itself.
    settings: options.settings ?? params.initializationOptions,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    folderChanges: workspace?.workspaceFolders === true,
    watchRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport === true,
    markdownHover: formats === undefined || formats.includes('markdown'),
    showDocument: window?.showDocument?.support === true,
    codeLensRefresh: workspace?.codeLens?.refreshSupport === true,
    snippets: item?.snippetSupport === true,
    keepsIndentation: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    markdownCompletion: item?.documentationFormat?.includes('markdown') === true,
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
  };
}

/** The folders of the workspace; older clients give one root, editors of single files give none. */
export function workspaceFolders(params: InitializeParams): readonly Uri[] {
  const given = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
  return [...new Set(given.flatMap((uri) => toCoreUri(uri) ?? []))];
}
