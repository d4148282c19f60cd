import { nearest } from '../../base/edit-distance.ts';
import type { AnnotationSpec, AnnotationValue } from '../../catalog/annotation-types.ts';
import { annotationOf, levelsFor } from '../../catalog/annotations.ts';
import { isRecord, parseJson } from '../../facts/manifest/json.ts';
import type { ManifestAnnotation, ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { hasSubstitution } from '../../facts/placeholder.ts';

/** An annotation whose text is not what it takes. */
export interface AnnotationValueIssue {
  readonly annotation: ManifestAnnotation;
  readonly text: string;
  /** What it takes, in a few words: `"true" or "false"`. */
  readonly expected: string;
  /** The value that was meant, where that is plain. */
  readonly meant?: string;
}

/** Annotations with a wrong value. Unquoted ones are reported as values of fields, misplaced ones as misplaced. */
export function annotationValueIssues(
  facts: ManifestFacts,
  document: ManifestDocument,
): readonly AnnotationValueIssue[] {
  const limit = facts.file.errorFrom ?? Number.POSITIVE_INFINITY;
  return document.annotations.flatMap((annotation): readonly AnnotationValueIssue[] => {
    const spec = annotationOf(annotation.key.value);
    const { value } = annotation;
    if (spec === undefined || value.kind !== 'known' || annotation.range.start >= limit) return [];
    if (spec.stage === 'output' || !levelsFor(document.kind, spec).includes(annotation.level)) return [];
    const node = annotation.entry.value;
    if (node?.kind === 'scalar' && (typeof node.value === 'number' || typeof node.value === 'boolean')) return [];
    if (hasSubstitution(value.value) && spec.value.kind !== 'json') return [];
    const issue = check(spec, value.value);
    return issue === undefined ? [] : [{ annotation, text: value.value, ...issue }];
  });
}

type Found = { readonly expected: string; readonly meant?: string };

function check(spec: AnnotationSpec, text: string): Found | undefined {
  // Zero instances and broken dependencies have rules of their own.
  if (spec.key.endsWith('/maxScale') && text === '0') return undefined;
  const { value } = spec;
  switch (value.kind) {
    case 'boolean':
      return /^(?:true|false)$/i.test(text) ? undefined : booleanFound(text);
    case 'integer':
      return integerFound(value, text);
    case 'share':
      return shareFound(value, text);
    case 'enum':
      return enumFound(value, text);
    case 'list':
      return listFound(value.of, text);
    case 'json':
      return jsonFound(value.shape, text);
    case 'text':
      if (value.maxLength === undefined || text.length <= value.maxLength) return undefined;
      return { expected: `at most ${value.maxLength} characters` };
  }
}

function booleanFound(text: string): Found {
  const meant = /^(?:1|yes|on|enabled?)$/i.test(text)
    ? 'true'
    : /^(?:0|no|off|disabled?)$/i.test(text)
      ? 'false'
      : undefined;
  return { expected: '"true" or "false"', ...(meant === undefined ? {} : { meant }) };
}

function integerFound(value: Extract<AnnotationValue, { kind: 'integer' }>, text: string): Found | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= value.min && number <= (value.max ?? Number.POSITIVE_INFINITY)) return undefined;
  return {
    expected:
      value.max === undefined
        ? `a whole number from ${value.min} on`
        : `a whole number from ${value.min} to ${value.max}`,
  };
}

function shareFound(value: Extract<AnnotationValue, { kind: 'share' }>, text: string): Found | undefined {
  const number = /^\d?(?:\.\d{1,2})?$/.test(text) && text !== '' ? Number(text) : Number.NaN;
  if (number === 0 || text === 'disabled' || (number >= value.min && number <= value.max)) return undefined;
  return { expected: `a share from ${value.min} to ${value.max} with two decimals at most, or 0` };
}

function enumFound(value: Extract<AnnotationValue, { kind: 'enum' }>, text: string): Found | undefined {
  const names = value.values.map((v) => v.value);
  if (names.includes(text)) return undefined;
  const meant = nearest(text, names);
  const current = value.values.filter((v) => v.stage !== 'deprecated').map((v) => v.value);
  return { expected: current.join(', '), ...(meant === undefined ? {} : { meant }) };
}

function listFound(of: 'cloudsql-instance' | 'secret-alias' | 'region', text: string): Found | undefined {
  const items = text.split(',').map((item) => item.trim());
  if (of === 'cloudsql-instance') {
    return items.every((item) => item === '' || item.split(':').length >= 3)
      ? undefined
      : { expected: 'PROJECT:REGION:INSTANCE, separated by commas' };
  }
  if (of === 'secret-alias') {
    return items.every((item) => item === '' || /^[^:]+:projects\/[^/]+\/secrets\/[^/]+/.test(item))
      ? undefined
      : { expected: 'ALIAS:projects/PROJECT/secrets/NAME, separated by commas' };
  }
  return undefined;
}

function jsonFound(shape: Extract<AnnotationValue, { kind: 'json' }>['shape'], text: string): Found | undefined {
  if (shape === 'dependencies') return undefined;
  const value = parseJson(text);
  if (value === undefined && hasSubstitution(text.replace(/^[[{]|[\]}]$/g, ''))) return undefined;
  switch (shape) {
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? undefined
        : { expected: 'a JSON list of strings' };
    case 'string-map':
      return isRecord(value) && Object.values(value).every((item) => typeof item === 'string')
        ? undefined
        : { expected: 'a JSON object of strings' };
    case 'network-interfaces': {
      const expected = 'a JSON list with one object that has network or subnetwork';
      const [first, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : [];
      return isRecord(first) && more.length === 0 && ('network' in first || 'subnetwork' in first)
        ? undefined
        : { expected };
    }
  }
}
