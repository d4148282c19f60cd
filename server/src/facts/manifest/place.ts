import type { Range } from '../../base/span.ts';
import type { AnnotationSpec } from '../../catalog/annotation-types.ts';
import { annotationOf } from '../../catalog/annotations.ts';
import type { FieldSpec, TypeName } from '../../catalog/field-types.ts';
import { placeAt, typeAt } from '../../catalog/fields.ts';
import { type AnnotationLevel, KINDS, type ResourceKind } from '../../catalog/kinds.ts';
import { contextAt } from '../../syntax/yaml-context.ts';
import type { YamlPath, YamlScalar } from '../../syntax/yaml-types.ts';
import { locate } from '../../syntax/yaml-walk.ts';
import type { ManifestDocument, ManifestFacts } from './types.ts';

/** What stands at an offset of a sound part of a manifest: for hover, links and definitions. */
export interface ManifestSpot {
  readonly document: ManifestDocument;
  readonly path: YamlPath;
  readonly on: 'key' | 'value';
  /** The key or value under the caret. */
  readonly range: Range;
  /** The field of the key; for values the field that holds them. */
  readonly field: FieldSpec | undefined;
  /** The type of the map that holds the key. */
  readonly owner: TypeName | undefined;
  /** Inside a map of annotations or labels: its level. */
  readonly level: AnnotationLevel | undefined;
  readonly map: 'annotations' | 'labels' | undefined;
  readonly annotation: AnnotationSpec | undefined;
  readonly scalar: YamlScalar | undefined;
}

/** The spot of an offset; `undefined` between keys and outside of Cloud Run documents. */
export function manifestSpot(facts: ManifestFacts, offset: number): ManifestSpot | undefined {
  const found = locate(facts.file, offset);
  if (found === undefined || found.on === 'between' || found.node === undefined) return undefined;
  const root = facts.file.documents[found.document]?.root;
  const document = facts.documents.find((d) => d.root === root);
  if (document === undefined) return undefined;
  const place = placeAt(document.kind, found.path);
  const free = freeMapOf(document.kind, found.path.slice(0, -1));
  const key = found.path.at(-1);
  return {
    document,
    path: found.path,
    on: found.on,
    range: { start: found.node.start, end: found.node.end },
    field: place?.field,
    owner: place?.owner,
    level: free?.level,
    map: free?.map,
    annotation: free?.map === 'annotations' && typeof key === 'string' ? annotationOf(key) : undefined,
    scalar: found.node.kind === 'scalar' ? found.node : undefined,
  };
}

/** What can be typed at an offset, also where the document is broken there: for completion. */
export interface ManifestContext {
  readonly kind: ResourceKind;
  /** The document, where it can be parsed. */
  readonly document: ManifestDocument | undefined;
  /** Path of the map that the caret is in. */
  readonly path: YamlPath;
  readonly on: 'key' | 'value';
  /** The key whose value is being typed. */
  readonly key: string | undefined;
  /** The type of the map; `undefined` in free maps and in places that the table does not know. */
  readonly type: TypeName | undefined;
  /** The field whose value is being typed, or whose list item of text. */
  readonly field: FieldSpec | undefined;
  readonly level: AnnotationLevel | undefined;
  readonly map: 'annotations' | 'labels' | undefined;
  /** Text that a completion replaces, and its part before the caret. */
  readonly range: Range;
  readonly typed: string;
  /** Column that keys have here. */
  readonly column: number;
  /** Keys that are there already. */
  readonly siblings: readonly string[];
  /** The caret follows a dash. */
  readonly item: boolean;
}

/** The context of an offset; `undefined` where the lines around it do not declare a Cloud Run resource. */
export function manifestContext(facts: ManifestFacts, offset: number): ManifestContext | undefined {
  const context = contextAt(facts.text, offset);
  const { start, end } = context.document;
  const document = facts.documents.find((d) => d.root.start >= start && d.root.start < end);
  const kind = document?.kind ?? declaredKind(facts.text.slice(start, end));
  if (kind === undefined) return undefined;
  const { range, typed, column, siblings, item } = context;
  const at = { kind, document, range, typed, column, siblings, item };
  return contextIn(at, context.path, context.on, context.key);
}

/** A context moved to another path of the same document. */
export function contextIn(
  at: Pick<ManifestContext, 'kind' | 'document' | 'range' | 'typed' | 'column' | 'siblings' | 'item'>,
  path: YamlPath,
  on: ManifestContext['on'],
  key: string | undefined,
): ManifestContext {
  const { kind, document, range, typed, column, siblings, item } = at;
  const free = freeMapOf(kind, path);
  const valuePath = on === 'value' && key !== undefined ? [...path, key] : path;
  return {
    kind,
    document,
    path,
    on,
    key,
    type: typeAt(kind, path),
    field: placeAt(kind, valuePath)?.field,
    level: free?.level,
    map: free?.map,
    range,
    typed,
    column,
    siblings,
    item,
  };
}

function freeMapOf(
  kind: ResourceKind,
  path: YamlPath,
): { readonly level: AnnotationLevel; readonly map: 'annotations' | 'labels' } | undefined {
  const map = path.at(-1);
  if (map !== 'annotations' && map !== 'labels') return undefined;
  const parent = path.slice(0, -1).join('.');
  const level = KINDS[kind].levels.find((l) => l.path === parent)?.level;
  return level === undefined ? undefined : { level, map };
}

/** The kind that the lines of a document declare, for text that does not parse. */
function declaredKind(text: string): ResourceKind | undefined {
  const name = /^kind:[ \t]*["']?(\w+)/m.exec(text)?.[1];
  const own =
    /^apiVersion:[ \t]*["']?(?:serving\.knative\.dev\/v1|run\.googleapis\.com\/v\d\w*)["']?[ \t]*(?:#.*)?\r?$/m.test(
      text,
    );
  return own ? Object.values(KINDS).find((k) => k.kind === name)?.kind : undefined;
}
