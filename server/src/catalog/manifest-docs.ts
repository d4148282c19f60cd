import type { AnnotationSpec, AnnotationValue } from './annotation-types.ts';
import type { FieldSpec, FieldType } from './field-types.ts';
import { type AnnotationLevel, LEVEL_NOUNS } from './kinds.ts';
import { MANIFEST_CHECKED, MANIFEST_SOURCES } from './manifest-sources.ts';

// Table rows as Markdown, for hover and completion.

/** The type and range of a field in a few words: `integer, 1–3600`. */
export function describeType(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return 'string';
    case 'integer':
      return `integer${rangeText(type.min, type.max)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'quantity':
      return type.of === 'cpu'
        ? 'number of vCPUs, as text'
        : type.of === 'gpu'
          ? '`"1"`'
          : 'size, such as `512Mi` or `2Gi`';
    case 'enum':
      return type.values.map((v) => `\`${v.value === '' ? '""' : v.value}\``).join(', ');
    case 'object':
      return 'map';
    case 'list':
      return type.of === 'string' ? 'list of strings' : 'list';
    case 'map':
      return 'map of strings';
    case 'any':
      return 'not set by you';
  }
}

/** The same for the value of an annotation, which always is a string. */
export function describeAnnotationValue(value: AnnotationValue): string {
  switch (value.kind) {
    case 'boolean':
      return '`"true"` or `"false"`, in quotes';
    case 'integer':
      return `integer in quotes${rangeText(value.min, value.max)}`;
    case 'share':
      return `number in quotes, ${value.min}–${value.max}, or \`"0"\``;
    case 'enum':
      return value.values.map((v) => `\`${v.value}\``).join(', ');
    case 'list':
      return 'list separated by commas';
    case 'json':
      return 'JSON in quotes';
    case 'text':
      return value.maxLength === undefined ? 'text' : `text, up to ${value.maxLength} characters`;
  }
}

function rangeText(min: number | undefined, max: number | undefined): string {
  if (min === undefined && max === undefined) return '';
  if (max === undefined) return `, ${min} or more`;
  return min === undefined ? `, up to ${max}` : `, ${min}–${max}`;
}

function footer(parts: readonly (string | undefined)[], source: keyof typeof MANIFEST_SOURCES): string {
  const facts = parts.filter((part) => part !== undefined).join(' · ');
  return `${facts}\n\n${link(source)}`;
}

function link(source: keyof typeof MANIFEST_SOURCES): string {
  return `[Documentation](${MANIFEST_SOURCES[source]}), checked ${MANIFEST_CHECKED}`;
}

/** Markdown for a field in a list that shows its name, type and default beside it: what it does, and the link. */
export function fieldSummary(field: FieldSpec): string {
  return `${field.doc}${valueList(field.type)}\n\n${link(field.source)}`;
}

/** The same for an annotation. */
export function annotationSummary(spec: AnnotationSpec): string {
  return `${spec.doc}${valueList(spec.value)}\n\n${link(spec.source)}`;
}

/** Markdown for one field: name, what it does, type, default, stage, link. */
export function fieldMarkdown(field: FieldSpec): string {
  const stage = field.stage === 'preview' ? ' *(preview)*' : field.stage === 'deprecated' ? ' *(deprecated)*' : '';
  const status = {
    output: 'written by the server',
    unsupported: 'not supported by Cloud Run',
    ignored: 'no effect',
  } as const;
  const facts = [
    field.status === undefined || field.status === 'ignored' ? describeType(field.type) : undefined,
    field.default === undefined ? undefined : `default: ${field.default}`,
    field.required === true ? 'required' : undefined,
    field.status === undefined ? undefined : status[field.status],
  ];
  return `**${field.name}**${stage}\n\n${field.doc}${valueList(field.type)}\n\n${footer(facts, field.source)}`;
}

function valueList(type: FieldType | AnnotationValue): string {
  if (type.kind !== 'enum' || type.values.length < 2) return '';
  return `\n\n${type.values.map((v) => `- \`${v.value === '' ? '""' : v.value}\`: ${v.doc}`).join('\n')}`;
}

/** Markdown for one annotation. */
export function annotationMarkdown(spec: AnnotationSpec): string {
  const stage = spec.stage === 'preview' ? ' *(preview)*' : spec.stage === 'deprecated' ? ' *(deprecated)*' : '';
  const facts = [
    describeAnnotationValue(spec.value),
    spec.default === undefined ? undefined : `default: ${spec.default}`,
    `on ${levelList(spec.levels)}`,
  ];
  return `**${spec.key}**${stage}\n\n${spec.doc}${valueList(spec.value)}\n\n${footer(facts, spec.source)}`;
}

/** Levels in words: `the service or the revision template`. */
export function levelList(levels: readonly AnnotationLevel[]): string {
  const nouns = levels.map((level) => LEVEL_NOUNS[level]);
  return nouns.length < 2 ? (nouns[0] ?? '') : `${nouns.slice(0, -1).join(', ')} or ${nouns.at(-1) ?? ''}`;
}
