import type {
  Definition,
  DefinitionLink,
  DefinitionParams,
  PrepareRenameParams,
  PrepareRenameResult,
  RenameParams,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { toWorkspaceEdit } from './actions.ts';
import { toOffset, toRange } from './convert.ts';
import { LSPErrorCodes, ResponseError } from './protocol-values.ts';
import { fileOf, guarded, type Session } from './session.ts';

/** Registers go to definition and rename. */
export function registerNavigation(session: Session): void {
  const { connection, analysis, places, documents } = session;
  connection.onDefinition(
    guarded(
      session,
      'definition',
      (): Definition | DefinitionLink[] | null => null,
      ({ textDocument, position }: DefinitionParams) => {
        const uri = fileOf(session, textDocument);
        const found = uri === undefined ? undefined : analysis.definition(uri, toOffset(places, uri, position));
        if (uri === undefined || found === undefined) return null;
        const targets = found.targets.filter((target) => places.text(target.uri) !== undefined);
        if (!session.traits().definitionLinks)
          return targets.map((t) => ({ uri: places.spelling(t.uri), range: toRange(places, t.uri, t) }));
        const originSelectionRange = toRange(places, uri, found.origin);
        return targets.map((target) => {
          const range = toRange(places, target.uri, target);
          const targetUri = places.spelling(target.uri);
          return { originSelectionRange, targetUri, targetRange: range, targetSelectionRange: range };
        });
      },
    ),
  );
  connection.onPrepareRename(
    guarded(
      session,
      'prepareRename',
      (): PrepareRenameResult | null => null,
      ({ textDocument, position }: PrepareRenameParams) => {
        const uri = fileOf(session, textDocument);
        const target = uri === undefined ? undefined : analysis.renameTarget(uri, toOffset(places, uri, position));
        if (uri === undefined || target === undefined) return null;
        return { range: toRange(places, uri, target.range), placeholder: target.name };
      },
    ),
  );
  connection.onRenameRequest(
    guarded(
      session,
      'rename',
      (): WorkspaceEdit | null => null,
      ({ textDocument, position, newName }: RenameParams) => {
        const uri = fileOf(session, textDocument);
        const found = uri === undefined ? undefined : analysis.rename(uri, toOffset(places, uri, position), newName);
        if (found === undefined) return null;
        if ('problem' in found) throw new ResponseError(LSPErrorCodes.RequestFailed, found.problem);
        const { documentChanges } = session.traits();
        return toWorkspaceEdit({ places, documents, documentChanges }, found.edits);
      },
    ),
  );
}
