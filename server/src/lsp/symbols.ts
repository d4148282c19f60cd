import type {
  DocumentLink,
  DocumentLinkParams,
  DocumentSymbol,
  DocumentSymbolParams,
  SymbolInformation,
} from 'vscode-languageserver';
import type { Uri } from '../base/span.ts';
import type { SymbolAnswer } from '../features/symbol.ts';
import { type Places, toRange } from './convert.ts';
import { SymbolKind } from './protocol-values.ts';
import { fileOf, guarded, type Session } from './session.ts';

const KINDS: Readonly<Record<SymbolAnswer['kind'], SymbolKind>> = {
  resource: SymbolKind.Class,
  container: SymbolKind.Package,
  variable: SymbolKind.Variable,
  port: SymbolKind.Interface,
  probe: SymbolKind.Event,
  mount: SymbolKind.Field,
  volume: SymbolKind.File,
  traffic: SymbolKind.Property,
};

function toSymbol(places: Places, uri: Uri, answer: SymbolAnswer): DocumentSymbol {
  return {
    name: answer.name,
    detail: answer.detail,
    kind: KINDS[answer.kind],
    range: toRange(places, uri, answer.range),
    selectionRange: toRange(places, uri, answer.selection),
    children: answer.children.map((child) => toSymbol(places, uri, child)),
  };
}

/** The same as a flat list, for clients that show no tree. */
function flat(places: Places, uri: Uri, answers: readonly SymbolAnswer[], holder?: string): SymbolInformation[] {
  return answers.flatMap((answer) => [
    {
      name: answer.name,
      kind: KINDS[answer.kind],
      location: { uri: places.spelling(uri), range: toRange(places, uri, answer.range) },
      ...(holder === undefined ? {} : { containerName: holder }),
    },
    ...flat(places, uri, answer.children, answer.name),
  ]);
}

/** Registers the outline and the links. `null` for files that are not ours keeps the place of other servers. */
export function registerSymbols(session: Session): void {
  const { connection, analysis, places } = session;
  connection.onDocumentSymbol(
    guarded(
      session,
      'documentSymbol',
      (): DocumentSymbol[] | SymbolInformation[] | null => null,
      ({ textDocument }: DocumentSymbolParams) => {
        const uri = fileOf(session, textDocument);
        const answers = uri === undefined ? [] : analysis.symbols(uri);
        if (uri === undefined || answers.length === 0) return null;
        return session.traits().symbolTree
          ? answers.map((answer) => toSymbol(places, uri, answer))
          : flat(places, uri, answers);
      },
    ),
  );
  connection.onDocumentLinks(
    guarded(
      session,
      'documentLink',
      (): DocumentLink[] | null => null,
      ({ textDocument }: DocumentLinkParams) => {
        const uri = fileOf(session, textDocument);
        if (uri === undefined) return null;
        return analysis
          .links(uri)
          .map(({ range, target, tooltip }) => ({ range: toRange(places, uri, range), target, tooltip }));
      },
    ),
  );
}
