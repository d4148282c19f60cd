import { nearest } from '../../base/edit-distance.ts';
import { oncePer } from '../../base/once.ts';
import type { Range } from '../../base/span.ts';
import type { FieldSpec, TypeName } from '../../catalog/field-types.ts';
import { fieldOf, fitsKind, type RightParent, rightParent, TYPES } from '../../catalog/fields.ts';
import { foreignField } from '../../catalog/fields-foreign.ts';
import type { ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { type ManifestNode, manifestNodes } from '../../facts/manifest/walk.ts';

/** A fault in the shape of a manifest: one for each wrong or missing key. */
export type FieldIssue =
  | {
      readonly kind: 'unknown';
      readonly node: ManifestNode;
      /** The field of the same map that was probably meant. */
      readonly near?: string;
      /** The one other map that has this field (under `meant`). */
      readonly parent?: RightParent;
      /** The field's name at that place, where it differs. */
      readonly meant: string;
      /** What v1 has instead of a field of another API. */
      readonly instead?: string;
    }
  | { readonly kind: 'unsupported'; readonly node: ManifestNode; readonly instead: string; readonly ofKind: boolean }
  | {
      readonly kind: 'missing';
      readonly name: string;
      /** The map that should have it. */
      readonly path: readonly (string | number)[];
      /** A short place of that map: its key, or the key that is there without a value. */
      readonly at: Range;
      readonly empty: boolean;
      /** The type of that map. */
      readonly owner: TypeName;
    };

/** String maps whose keys are not ours to judge. */
const OPEN_TYPES = new Set<TypeName>(['VolumeAttributes', 'NodeSelector']);

/** Short names that people take for a field, of whatever map. */
const ALIASES: Readonly<Record<string, string>> = {
  timeout: 'timeoutSeconds',
  timeoutSecond: 'timeoutSeconds',
  taskTimeout: 'timeoutSeconds',
  concurrency: 'containerConcurrency',
  serviceAccount: 'serviceAccountName',
  serviceAccountEmail: 'serviceAccountName',
  retries: 'maxRetries',
  tasks: 'taskCount',
  environment: 'env',
  envVars: 'env',
  cpu: 'limits',
  memory: 'limits',
  entrypoint: 'command',
  healthCheck: 'livenessProbe',
};

/** Unknown, unsupported and missing fields of a document, in source order. */
export const fieldIssues: (facts: ManifestFacts, document: ManifestDocument) => readonly FieldIssue[] =
  oncePer(findIssues);

function findIssues(facts: ManifestFacts, document: ManifestDocument): readonly FieldIssue[] {
  const out: FieldIssue[] = [];
  // A patch of an overlay tool leaves out what its base has.
  const partial = /patch|overlay/i.test(facts.uri);
  for (const node of manifestNodes(facts, document)) {
    const wrong = wrongKey(document, node);
    if (wrong !== undefined) out.push(wrong);
    if (!partial) out.push(...missingKeys(document, node));
  }
  return out;
}

function wrongKey(document: ManifestDocument, node: ManifestNode): FieldIssue | undefined {
  if (node.owner === undefined || node.isItem || OPEN_TYPES.has(node.owner)) return undefined;
  const { field } = node;
  if (field === undefined) return unknownKey(document, node, node.owner);
  if (field.status === 'unsupported') {
    // A legal empty value of the one field that has one.
    if (field.name === 'configurationName' && node.value?.kind === 'scalar' && node.value.text === '') return undefined;
    return { kind: 'unsupported', node, instead: withoutFirstSentence(field.doc), ofKind: false };
  }
  if (fitsKind(field, document.kind)) return undefined;
  return { kind: 'unsupported', node, instead: '', ofKind: true };
}

function withoutFirstSentence(doc: string): string {
  const rest = doc.replace(/^A Kubernetes field[.:]\s*/, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function unknownKey(document: ManifestDocument, node: ManifestNode, owner: TypeName): FieldIssue {
  const foreign = foreignField(owner, node.name);
  if (foreign?.from === 'kubernetes') return { kind: 'unsupported', node, instead: foreign.instead, ofKind: false };
  const path = node.path.slice(0, -1);
  const usable = TYPES[owner].filter((f) => f.status === undefined && fitsKind(f, document.kind));
  const names = usable.map((f) => f.name).filter((name) => !node.siblings.includes(name));
  const lower = node.name.toLowerCase();
  const issue = { kind: 'unknown', node, meant: node.name } as const;
  const same =
    foreign?.rename ?? names.find((name) => name.toLowerCase() === lower || name.toLowerCase() === `${lower}s`);
  if (same !== undefined && names.includes(same)) return { ...issue, near: same };
  if (foreign !== undefined) return { ...issue, instead: foreign.instead };
  const parent = rightParent(document.kind, path, node.name);
  if (parent !== undefined) return { ...issue, parent };
  const near = nearest(node.name, names);
  if (near !== undefined) return { ...issue, near };
  const alias = Object.hasOwn(ALIASES, node.name) ? ALIASES[node.name] : undefined;
  if (alias === undefined) return issue;
  if (names.includes(alias) && alias !== 'limits') return { ...issue, near: alias };
  const other = rightParent(document.kind, path, alias);
  return other === undefined ? issue : { ...issue, parent: other, meant: alias };
}

function missingKeys(document: ManifestDocument, node: ManifestNode): readonly FieldIssue[] {
  if (node.type === undefined || node.value?.kind !== 'map' || !node.complete) return [];
  const { type, value } = node;
  const required: FieldSpec[] = TYPES[type].filter((f) => f.required === true && fitsKind(f, document.kind));
  const named = node.keys.includes('name') || node.keys.includes('generateName');
  const nameField = fieldOf('ObjectMeta', 'name');
  if (type === 'ObjectMeta' && node.path.length === 1 && !named && nameField !== undefined) required.push(nameField);
  return required.flatMap((field): readonly FieldIssue[] => {
    const entry = value.entries.findLast((e) => e.key.text === field.name);
    const issue = { kind: 'missing', name: field.name, path: node.path, owner: type } as const;
    if (entry === undefined) {
      // A misspelt or misplaced sibling is that fault already.
      return explained(document, node, type, field.name) ? [] : [{ ...issue, at: node.keyAt, empty: false }];
    }
    const empty = entry.value === undefined || (entry.value.kind === 'seq' && entry.value.items.length === 0);
    if (!empty || entry.merged) return [];
    return [{ ...issue, at: { start: entry.key.start, end: entry.key.end }, empty: true }];
  });
}

function explained(document: ManifestDocument, node: ManifestNode, type: TypeName, name: string): boolean {
  return node.keys.some((key) => {
    if (fieldOf(type, key) !== undefined) return false;
    if (nearest(key, [name]) === name || key.toLowerCase() === name.toLowerCase()) return true;
    const parent = rightParent(document.kind, node.path, key);
    return parent !== undefined && parent.path[node.path.length] === name;
  });
}
