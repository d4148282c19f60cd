import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Uri } from '../base/span.ts';
import type { Language } from '../model/language.ts';
import { toCoreUri, toEditorUri } from './uri.ts';

/** Language ids of editors that decide what a file is, whatever its name. Other ids leave it to the name. */
const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['dockerfile', 'dockerfile'],
  ['yaml', 'yaml'],
  ['python', 'python'],
  ['shellscript', 'shell'],
]);

/** The documents that the editor holds, by core URI. */
export interface Documents {
  get(uri: Uri): TextDocument | undefined;
  /** Adds or replaces a document; the core URI, or `undefined` when the document is no file of its own. */
  put(document: TextDocument): Uri | undefined;
  remove(document: TextDocument): Uri | undefined;
  all(): Iterable<readonly [Uri, TextDocument]>;
  /** The URI for the editor: as it spelled it when it opened the document, else as VS Code would. */
  readonly spelling: (uri: Uri) => string;
}

/** What the editor says that a document is; `undefined` leaves it to the name. */
export function languageHint(document: TextDocument): Language | undefined {
  return LANGUAGES.get(document.languageId);
}

/** Creates an empty set of open documents. */
export function createDocuments(): Documents {
  const open = new Map<Uri, TextDocument>();
  return {
    get: (uri) => open.get(uri),
    put: (document) => {
      const uri = toCoreUri(document.uri);
      if (uri !== undefined) open.set(uri, document);
      return uri;
    },
    remove: (document) => {
      const uri = toCoreUri(document.uri);
      // Two spellings of one file may be open; the other one stays.
      if (uri === undefined || open.get(uri)?.uri !== document.uri) return undefined;
      open.delete(uri);
      return uri;
    },
    all: () => open,
    spelling: (uri) => open.get(uri)?.uri ?? toEditorUri(uri),
  };
}
