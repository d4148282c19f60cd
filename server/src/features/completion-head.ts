import { KINDS } from '../catalog/kinds.ts';
import { contextAt } from '../syntax/yaml-context.ts';
import type { CompletionAnswer } from './completion-answer.ts';

const OWN_API = /^apiVersion:[ \t]*["']?(serving\.knative\.dev\/v1|run\.googleapis\.com\/v1)["']?[ \t]*(?:#.*)?\r?$/m;

/** The `kind` of a document that so far only names an API of Cloud Run; nothing everywhere else. */
export function headCompletion(text: string, offset: number): readonly CompletionAnswer[] {
  const context = contextAt(text, offset);
  const document = text.slice(context.document.start, context.document.end);
  const apiVersion = OWN_API.exec(document)?.[1];
  if (apiVersion === undefined || context.path.length > 0 || context.item) return [];
  const onKind = context.on === 'value' && context.key === 'kind';
  if (!onKind && (context.on === 'value' || context.column > 0 || context.siblings.includes('kind'))) return [];
  // Another kind is complete already: the document is not ours.
  if (onKind && context.typed.length < context.range.end - context.range.start) return [];
  const glue = onKind && text.charAt(context.range.start - 1) === ':' ? ' ' : '';
  return Object.values(KINDS)
    .filter((kind) => kind.apiVersion === apiVersion)
    .map((kind, i) => ({
      label: onKind ? kind.kind : `kind: ${kind.kind}`,
      kind: 'value',
      detail: kind.stage === 'preview' ? 'preview' : '',
      doc: kind.doc,
      range: { start: context.range.start, end: context.range.end },
      newText: onKind ? glue + kind.kind : `kind: ${kind.kind}\n`,
      filter: onKind ? kind.kind : `kind: ${kind.kind}`,
      sort: `0${i}`,
      more: false,
      extra: [],
    }));
}
