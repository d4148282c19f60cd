import { nearest } from '../../base/edit-distance.ts';
import { meantQuantity, parseBytes, parseCpu } from '../../base/quantity.ts';
import type { EnumValue, FieldType } from '../../catalog/field-types.ts';
import type { ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { type ManifestNode, manifestNodes, scalarOf } from '../../facts/manifest/walk.ts';
import { hasSubstitution, isPlaceholder } from '../../facts/placeholder.ts';
import { olderKind } from '../plain-scalars.ts';
import { grammarIssue } from './grammar.ts';
import type { ValueIssue, ValueIssueBase } from './value-types.ts';

/** Wrong values of fields: type, range, choice, grammar. Probes and CPU–memory pairs have rules of their own. */
export function valueIssues(facts: ManifestFacts, document: ManifestDocument): readonly ValueIssue[] {
  const limit = facts.file.errorFrom ?? Number.POSITIVE_INFINITY;
  return manifestNodes(facts, document).flatMap((node) => {
    // An open quote makes text of whatever follows.
    if (node.value !== undefined && node.value.start >= limit) return [];
    const issue = issueOf(facts, document, node);
    return issue === undefined || node.value === undefined ? [] : [issue];
  });
}

function issueOf(facts: ManifestFacts, document: ManifestDocument, node: ManifestNode): ValueIssue | undefined {
  const { value, field } = node;
  if (value === undefined || node.path.length === 0) return undefined;
  const scalar = scalarOf(node);
  if (scalar !== undefined && (scalar.dynamic || (scalar.value === null && scalar.style === 'plain'))) return undefined;
  const at = { start: value.start, end: value.end };
  const text = scalar?.text ?? '';
  const base = {
    severity: 'error',
    name: node.name === '' ? (field?.name ?? '') : node.name,
    isItem: node.isItem,
    text,
    at,
    expected: '',
  } as const;
  if (node.freeMap !== undefined) return scalar === undefined ? notText(facts, node, base) : unquoted(node, base);
  if (field === undefined || field.status === 'output' || field.status === 'unsupported') return undefined;
  const type: FieldType | undefined = node.isItem ? itemType(node) : field.type;
  if (type === undefined)
    return scalar === undefined || hasSubstitution(text) ? undefined : { ...base, problem: 'not-a-map' };
  if (type.kind === 'any') return undefined;
  if (type.kind === 'object' || type.kind === 'map') {
    return value.kind === 'map' || hasSubstitution(text) ? undefined : { ...base, problem: 'not-a-map' };
  }
  if (type.kind === 'list')
    return value.kind === 'seq' || hasSubstitution(text) ? undefined : { ...base, problem: 'not-a-list' };
  if (scalar === undefined)
    return { ...base, problem: type.kind === 'integer' ? 'not-a-number' : 'not-a-map', expected: 'scalar' };
  if (hasSubstitution(text) && type.kind !== 'string') return undefined;
  switch (type.kind) {
    case 'string':
      return unquoted(node, base) ?? grammarIssue(document, node, base);
    case 'integer':
      return integerIssue(node, type, base);
    case 'boolean':
      return booleanIssue(node, type, base);
    case 'enum':
      return enumIssue(node, type.values, base);
    case 'quantity':
      return quantityIssue(node, type.of, base);
  }
}

function itemType(node: ManifestNode): FieldType | undefined {
  if (node.inStrings) return { kind: 'string' };
  return node.type === undefined ? undefined : { kind: 'object', type: node.type };
}

/** A plain scalar that YAML reads as a number or boolean although the API wants text. gcloud refuses it. */
function unquoted(node: ManifestNode, base: ValueIssueBase): ValueIssue | undefined {
  const scalar = scalarOf(node);
  if (scalar === undefined) return undefined;
  const replacement = { text: `"${scalar.text}"`, safe: true };
  if (typeof scalar.value !== 'number' && typeof scalar.value !== 'boolean') {
    const kind = scalar.style === 'plain' ? olderKind(scalar.text) : undefined;
    return kind === undefined ? undefined : { ...base, problem: 'read-as', expected: kind, replacement };
  }
  // gcloud turns a numeric project number into text itself.
  if (node.name === 'namespace' && node.owner === 'ObjectMeta') return undefined;
  return { ...base, problem: 'unquoted', replacement };
}

/** A bare JSON list or object where its text belongs: `key: [{…}]` instead of `key: '[{…}]'`. */
function notText(facts: ManifestFacts, node: ManifestNode, base: ValueIssueBase): ValueIssue | undefined {
  const { value } = node;
  if (value === undefined || value.kind === 'scalar' || value.alias !== undefined) return undefined;
  const text = facts.text.slice(value.start, value.end);
  if (!value.flow || /[\r\n']/.test(text)) return { ...base, text: 'a block', problem: 'unquoted' };
  return { ...base, text, problem: 'unquoted', replacement: { text: `'${text}'`, safe: true } };
}

function integerIssue(
  node: ManifestNode,
  type: Extract<FieldType, { kind: 'integer' }>,
  base: ValueIssueBase,
): ValueIssue | undefined {
  const scalar = scalarOf(node);
  if (scalar === undefined) return undefined;
  const isText = typeof scalar.value !== 'number';
  const octal = /mode$/i.test(node.name) && /^0[0-7]+$/.test(scalar.text);
  const value = octal ? Number.parseInt(scalar.text, 8) : isText ? Number(scalar.text) : scalar.value;
  if (typeof value !== 'number' || !/^[-+]?(?:0[xo])?[0-9a-fA-F]+$/.test(scalar.text)) {
    const seconds = /^(\d+)s$/.exec(scalar.text)?.[1];
    if (seconds === undefined) return { ...base, problem: 'not-a-number' };
    return { ...base, problem: 'not-a-number', replacement: { text: seconds, safe: true } };
  }
  if (isText && type.quoted !== 'allowed') {
    return { ...base, problem: 'quoted', replacement: { text: scalar.text, safe: true } };
  }
  // The probe rule knows the range of each kind of probe.
  if (node.owner === 'Probe') return undefined;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = type;
  if (value >= min && value <= max) return undefined;
  const expected = max === Number.POSITIVE_INFINITY ? `${min} or more` : `${min} to ${max}`;
  const nearestLegal = value > max ? max : min;
  return { ...base, problem: 'range', expected, replacement: { text: String(nearestLegal), safe: false } };
}

function booleanIssue(
  node: ManifestNode,
  type: Extract<FieldType, { kind: 'boolean' }>,
  base: ValueIssueBase,
): ValueIssue | undefined {
  const scalar = scalarOf(node);
  if (scalar === undefined || typeof scalar.value === 'boolean') return undefined;
  if (scalar.style === 'plain' && olderKind(scalar.text) === 'a boolean') return undefined;
  const lower = base.text.toLowerCase();
  if (lower !== 'true' && lower !== 'false') return { ...base, problem: 'not-a-boolean' };
  if (type.quoted === 'allowed') return undefined;
  return { ...base, problem: 'quoted', replacement: { text: lower, safe: true } };
}

/** Words for a protocol that mean one of the two legal ones. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  http2: 'h2c',
  grpc: 'h2c',
  http: 'http1',
  https: 'http1',
  'http1.1': 'http1',
};

function enumIssue(node: ManifestNode, values: readonly EnumValue[], base: ValueIssueBase): ValueIssue | undefined {
  if (values.some((v) => v.value === base.text)) return undefined;
  const [only] = values;
  if (node.path.length === 1 && only !== undefined) {
    return { ...base, problem: 'choice', expected: only.value, replacement: { text: only.value, safe: true } };
  }
  if (isPlaceholder(base.text) && !values.some((v) => v.value.toLowerCase() === base.text.toLowerCase()))
    return undefined;
  const names = values.map((v) => v.value).filter((v) => v !== '');
  const same = names.find((name) => name.toLowerCase() === base.text.toLowerCase());
  const protocol =
    node.owner === 'ContainerPort' && Object.hasOwn(PROTOCOLS, base.text) ? PROTOCOLS[base.text] : undefined;
  const meant = same ?? protocol ?? nearest(base.text, names);
  return {
    ...base,
    problem: 'choice',
    expected: names.join(' or '),
    ...(meant === undefined ? {} : { replacement: { text: meant, safe: same !== undefined } }),
  };
}

function quantityIssue(
  node: ManifestNode,
  of: 'cpu' | 'memory' | 'size' | 'gpu',
  base: ValueIssueBase,
): ValueIssue | undefined {
  const { text } = base;
  const issue = { ...base, expected: of === 'cpu' ? 'a number such as "1" or "500m"' : 'a size such as 512Mi or 2Gi' };
  const number = of === 'cpu' || of === 'gpu' ? parseCpu(text) : parseBytes(text);
  if (number === undefined) {
    const meant = of === 'cpu' || of === 'gpu' ? undefined : meantQuantity(text);
    return {
      ...issue,
      problem: 'quantity',
      ...(meant === undefined ? {} : { replacement: { text: meant, safe: true } }),
    };
  }
  if ((of === 'memory' || of === 'size') && text.endsWith('m')) {
    return { ...issue, problem: 'thousandths', replacement: { text: `${text}i`.replace('mi', 'Mi'), safe: true } };
  }
  if (of === 'memory' && /^\d+$/.test(text) && number > 0 && number < 2 ** 20) {
    return { ...issue, problem: 'quantity', replacement: { text: `${text}Mi`, safe: false } };
  }
  // The schema wants text; readers mostly take a number, so this is no more than a hint (facts §10 item 20).
  const plain = unquoted(node, base);
  return plain === undefined ? undefined : { ...plain, severity: 'hint' };
}
