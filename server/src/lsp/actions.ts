import type { CodeAction, CodeActionParams, Command, Diagnostic, WorkspaceEdit } from 'vscode-languageserver';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import type { Finding } from '../engine/finding.ts';
import type { CodeActionAnswer } from '../features/code-action.ts';
import type { Edit } from '../rules/rule.ts';
import { type Places, SOURCE, toOffset, toRange, toTextEdit } from './convert.ts';
import type { Documents } from './documents.ts';
import { SHOW_RULE } from './protocol.ts';
import { CodeActionKind } from './protocol-values.ts';

/** The kind under which "fix all on save" is configured. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.cloudRunPreflight`;

/** What code actions are made from. */
export interface ActionContext {
  readonly analysis: Analysis;
  readonly documents: Documents;
  readonly places: Places;
  /** Whether the client takes versioned edits. */
  readonly documentChanges: boolean;
  /** Whether edits may make files. */
  readonly createsFiles: boolean;
}

/** Edits as the client applies them: versioned where it can. Those that make files need a client that takes them. */
export function toWorkspaceEdit(
  context: Omit<ActionContext, 'analysis' | 'createsFiles'>,
  edits: readonly Edit[],
): WorkspaceEdit {
  const { places, documents } = context;
  const files = new Map<Uri, Edit[]>();
  for (const edit of edits) files.set(edit.at.uri, [...(files.get(edit.at.uri) ?? []), edit]);
  const entries = [...files].map(([uri, list]) => ({ uri, edits: list.map((edit) => toTextEdit(places, edit)) }));
  if (!context.documentChanges)
    return { changes: Object.fromEntries(entries.map((e) => [places.spelling(e.uri), e.edits])) };
  const created = new Set(edits.flatMap((edit) => (edit.creates ? [edit.at.uri] : [])));
  return {
    documentChanges: [
      // A file that somebody made meanwhile is left alone: then the client applies nothing.
      ...[...created].map((uri) => ({ kind: 'create' as const, uri: places.spelling(uri) })),
      ...entries.map(({ uri, edits: list }) => ({
        textDocument: { uri: places.spelling(uri), version: documents.get(uri)?.version ?? null },
        edits: list,
      })),
    ],
  };
}

/** The editor's diagnostics that show one of the findings. */
function linked(context: ActionContext, findings: readonly Finding[], shown: readonly Diagnostic[]): Diagnostic[] {
  return shown.filter((diagnostic) =>
    findings.some((finding) => {
      if (diagnostic.source !== SOURCE || diagnostic.code !== finding.rule) return false;
      const range = toRange(context.places, finding.at.uri, finding.at);
      return (
        range.start.line === diagnostic.range.start.line && range.start.character === diagnostic.range.start.character
      );
    }),
  );
}

function toCodeAction(context: ActionContext, answer: CodeActionAnswer, shown: readonly Diagnostic[]): CodeAction {
  const kind = answer.kind === 'fix-all' ? FIX_ALL : CodeActionKind.QuickFix;
  const diagnostics = answer.kind === 'fix-all' ? [] : linked(context, answer.findings, shown);
  const command: Command | undefined =
    answer.showRule === undefined
      ? undefined
      : { title: answer.title, command: SHOW_RULE, arguments: [answer.showRule] };
  return {
    title: answer.title,
    kind,
    ...(diagnostics.length === 0 ? {} : { diagnostics }),
    ...(answer.preferred ? { isPreferred: true } : {}),
    ...(answer.edits.length === 0 ? {} : { edit: toWorkspaceEdit(context, answer.edits) }),
    ...(command === undefined ? {} : { command }),
  };
}

/** Whether the client asked for this kind; a kind asks for its sub-kinds too. */
function isAsked(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/** The code actions at a range, computed anew: what the editor sends is only used to link them with its diagnostics. */
export function toCodeActions(context: ActionContext, uri: Uri, params: CodeActionParams): CodeAction[] {
  const { only, diagnostics } = params.context ?? { only: undefined, diagnostics: [] };
  if (!isAsked(only, CodeActionKind.QuickFix) && !isAsked(only, FIX_ALL)) return [];
  const range = {
    start: toOffset(context.places, uri, params.range?.start),
    end: toOffset(context.places, uri, params.range?.end),
  };
  return context.analysis
    .codeActions(uri, range)
    .filter(({ edits }) => context.createsFiles || !edits.some((edit) => edit.creates))
    .map((answer) => toCodeAction(context, answer, diagnostics ?? []))
    .filter(({ kind }) => kind !== undefined && isAsked(only, kind));
}
