import { nearest } from '../base/edit-distance.ts';
import { meantQuantity, parseBytes, parseCpu } from '../base/quantity.ts';
import type { Range } from '../base/span.ts';
import type { EnumValue, FieldType } from '../catalog/field-types.ts';
import { MAX_JOB_NAME_LENGTH, MAX_LABEL_LENGTH, MAX_NAME_LENGTH } from '../catalog/limits.ts';
import type { ManifestDocument, ManifestFacts } from '../facts/manifest-types.ts';
import { type ManifestNode, manifestNodes, scalarOf } from '../facts/manifest-walk.ts';
import { hasSubstitution, isPlaceholder } from '../facts/placeholder.ts';

/** What is wrong with a value. */
export type ValueProblem =
  /** A number or boolean where text belongs. */
  | 'unquoted'
  /** Text where a number or boolean belongs. */
  | 'quoted'
  | 'not-a-number'
  | 'not-a-boolean'
  | 'not-a-map'
  | 'not-a-list'
  | 'range'
  | 'choice'
  | 'quantity'
  | 'thousandths'
  | 'name'
  | 'too-long'
  | 'revision-prefix'
  | 'account'
  | 'image'
  | 'path';

/** A value that Cloud Run refuses or misreads. */
export interface ValueIssue {
  readonly problem: ValueProblem;
  /** `warning` where only the pages say so, `hint` where it mostly works. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** The key, or the list's key for items. */
  readonly name: string;
  readonly text: string;
  readonly at: Range;
  /** What would be right: a range, the choices, the prefix. */
  readonly expected: string;
  /** The source text to put there; safe where the meaning is plain. */
  readonly replacement?: { readonly text: string; readonly safe: boolean };
}

/** Wrong values of fields: type, range, choice, grammar. Probes and CPU–memory pairs have rules of their own. */
export function valueIssues(facts: ManifestFacts, document: ManifestDocument): readonly ValueIssue[] {
  return manifestNodes(facts, document).flatMap((node) => {
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
      return booleanIssue(scalar.value, base);
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

type Base = Omit<ValueIssue, 'problem'>;

/** A plain scalar that YAML reads as a number or boolean although the API wants text. gcloud refuses it. */
function unquoted(node: ManifestNode, base: Base): ValueIssue | undefined {
  const scalar = scalarOf(node);
  if (scalar === undefined || (typeof scalar.value !== 'number' && typeof scalar.value !== 'boolean')) return undefined;
  // gcloud turns a numeric project number into text itself.
  if (node.name === 'namespace' && node.owner === 'ObjectMeta') return undefined;
  return { ...base, problem: 'unquoted', replacement: { text: `"${scalar.text}"`, safe: true } };
}

/** A bare JSON list or object where its text belongs: `key: [{…}]` instead of `key: '[{…}]'`. */
function notText(facts: ManifestFacts, node: ManifestNode, base: Base): ValueIssue | undefined {
  const { value } = node;
  if (value === undefined || value.kind === 'scalar' || value.alias !== undefined) return undefined;
  const text = facts.text.slice(value.start, value.end);
  if (!value.flow || /[\r\n']/.test(text)) return { ...base, text: 'a block', problem: 'unquoted' };
  return { ...base, text, problem: 'unquoted', replacement: { text: `'${text}'`, safe: true } };
}

function integerIssue(
  node: ManifestNode,
  type: Extract<FieldType, { kind: 'integer' }>,
  base: Base,
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

function booleanIssue(value: unknown, base: Base): ValueIssue | undefined {
  if (typeof value === 'boolean') return undefined;
  const lower = base.text.toLowerCase();
  if (lower === 'true' || lower === 'false')
    return { ...base, problem: 'quoted', replacement: { text: lower, safe: true } };
  return { ...base, problem: 'not-a-boolean' };
}

/** Words for a protocol that mean one of the two legal ones. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  http2: 'h2c',
  grpc: 'h2c',
  http: 'http1',
  https: 'http1',
  'http1.1': 'http1',
};

function enumIssue(node: ManifestNode, values: readonly EnumValue[], base: Base): ValueIssue | undefined {
  // A document with another apiVersion or kind is no manifest of ours.
  if (node.path.length === 1 || values.some((v) => v.value === base.text)) return undefined;
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

function quantityIssue(node: ManifestNode, of: 'cpu' | 'memory' | 'size' | 'gpu', base: Base): ValueIssue | undefined {
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

function grammarIssue(document: ManifestDocument, node: ManifestNode, base: Base): ValueIssue | undefined {
  const grammar = node.field?.type.kind === 'string' ? node.field.type.grammar : undefined;
  const { text } = base;
  if (grammar === undefined || text === '' || node.isItem || isPlaceholder(text)) return undefined;
  switch (grammar) {
    case 'resource-name':
      return nameIssue(document, node, base);
    case 'container-name':
      return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(text) && text.length <= MAX_LABEL_LENGTH
        ? undefined
        : badName(base, 'lower-case letters, digits and hyphens, at most 63 characters');
    case 'service-account':
      if (text.includes('@')) return undefined;
      return {
        ...base,
        problem: 'account',
        severity: 'warning',
        expected: `${text}@PROJECT_ID.iam.gserviceaccount.com`,
      };
    case 'image':
      return imageIssue(base);
    case 'relative-path':
      return text.startsWith('/') || text.split('/').includes('..')
        ? { ...base, problem: 'path', expected: 'a relative path without ".."' }
        : undefined;
    default:
      return undefined;
  }
}

function nameIssue(document: ManifestDocument, node: ManifestNode, base: Base): ValueIssue | undefined {
  const { text } = base;
  if (node.path.length === 2) {
    if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(text))
      return badName(base, 'lower-case letters, digits and hyphens, a letter first');
    const longest = document.kind === 'Job' ? MAX_JOB_NAME_LENGTH : MAX_NAME_LENGTH;
    return text.length > longest ? { ...base, problem: 'too-long', expected: String(longest) } : undefined;
  }
  if (document.kind === 'Job') return undefined;
  if (
    document.name.kind === 'known' &&
    !isPlaceholder(document.name.value) &&
    !text.startsWith(`${document.name.value}-`)
  ) {
    return { ...base, problem: 'revision-prefix', expected: `${document.name.value}-` };
  }
  return text.length > MAX_LABEL_LENGTH
    ? { ...base, problem: 'too-long', expected: String(MAX_LABEL_LENGTH) }
    : undefined;
}

function badName(base: Base, expected: string): ValueIssue {
  const meant = base.text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const replacement = meant === '' ? {} : { replacement: { text: meant, safe: false } };
  return { ...base, problem: 'name', expected, ...replacement };
}

function imageIssue(base: Base): ValueIssue | undefined {
  const scheme = /^(?:https?|docker):\/\//.exec(base.text)?.[0];
  if (scheme !== undefined) {
    return {
      ...base,
      problem: 'image',
      expected: 'no scheme',
      replacement: { text: base.text.slice(scheme.length), safe: true },
    };
  }
  if (/\s/.test(base.text)) return { ...base, problem: 'image', expected: 'no white space' };
  const repository = base.text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return /[A-Z]/.test(repository) ? { ...base, problem: 'image', expected: 'lower case' } : undefined;
}
