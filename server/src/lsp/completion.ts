import type { CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import type { Uri } from '../base/span.ts';
import { type CompletionAnswer, plainText } from '../features/completion-answer.ts';
import type { ClientTraits } from './client-traits.ts';
import { type Places, toOffset, toRange } from './convert.ts';
import { CompletionItemKind, InsertTextFormat, InsertTextMode, MarkupKind } from './protocol-values.ts';
import { fileOf, guarded, type Session } from './session.ts';

/** Characters that open the list: behind a colon or dash, and in a quoted value. */
export const COMPLETION_TRIGGERS: readonly string[] = [' ', '"'];

const KINDS: Readonly<Record<CompletionAnswer['kind'], CompletionItemKind>> = {
  field: CompletionItemKind.Property,
  annotation: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  reference: CompletionItemKind.Reference,
  snippet: CompletionItemKind.Snippet,
};

/** What the client's lists can do. */
type ListTraits = Pick<ClientTraits, 'companion' | 'snippets' | 'keepsIndentation' | 'markdownCompletion'>;

/** Editors that know no insert modes put the line's own indentation before every further line. */
function relative(text: string, lead: string): string {
  return lead === '' ? text : text.replaceAll(`\n${lead}`, '\n');
}

function toItem(places: Places, uri: Uri, answer: CompletionAnswer, traits: ListTraits): CompletionItem {
  const content = places.text(uri) ?? '';
  const lead = /^[ \t]*/.exec(content.slice(content.lastIndexOf('\n', answer.range.start - 1) + 1))?.[0] ?? '';
  const text = traits.snippets ? answer.newText : plainText(answer.newText);
  const several = text.includes('\n');
  return {
    label: answer.label,
    kind: KINDS[answer.kind],
    filterText: answer.filter,
    sortText: answer.sort,
    textEdit: {
      range: toRange(places, uri, answer.range),
      newText: traits.keepsIndentation ? text : relative(text, lead),
    },
    insertTextFormat: traits.snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(several && traits.keepsIndentation ? { insertTextMode: InsertTextMode.asIs } : {}),
    ...(answer.detail === '' ? {} : { detail: answer.detail }),
    ...(answer.doc === ''
      ? {}
      : {
          documentation: {
            kind: traits.markdownCompletion ? MarkupKind.Markdown : MarkupKind.PlainText,
            value: answer.doc,
          },
        }),
    ...(answer.extra.length === 0
      ? {}
      : {
          additionalTextEdits: answer.extra.map(({ range, newText }) => ({
            range: toRange(places, uri, range),
            newText,
          })),
        }),
    // The command is one of VS Code.
    ...(answer.more && traits.companion
      ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }
      : {}),
  };
}

/** A space that only indents asks for nothing. */
function isIndenting(places: Places, uri: Uri, offset: number, trigger: string | undefined): boolean {
  const text = places.text(uri) ?? '';
  return trigger === ' ' && text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}

/** Registers completion. It does not wait for the analysis of the workspace: the text that is typed is there already. */
export function registerCompletion(session: Session): void {
  const { connection, analysis, places } = session;
  connection.onCompletion(
    guarded(
      session,
      'completion',
      (): CompletionList | null => null,
      ({ textDocument, position, context }: CompletionParams) => {
        const uri = fileOf(session, textDocument);
        if (uri === undefined) return null;
        const offset = toOffset(places, uri, position);
        if (isIndenting(places, uri, offset, context?.triggerCharacter)) return null;
        const answers = analysis.completion(uri, offset);
        if (answers.length === 0) return null;
        const traits = session.traits();
        return { isIncomplete: false, items: answers.map((answer) => toItem(places, uri, answer, traits)) };
      },
      0,
    ),
  );
}
