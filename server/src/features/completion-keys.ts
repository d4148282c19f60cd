import type { FieldSpec, TypeName } from '../catalog/field-types.ts';
import { fitsKind, innerType, TYPES } from '../catalog/fields.ts';
import type { ResourceKind } from '../catalog/kinds.ts';
import { describeType, fieldSummary } from '../catalog/manifest-docs.ts';
import type { YamlPath } from '../syntax/yaml-types.ts';
import { snippetText } from './completion-answer.ts';
import { volumeNames } from './completion-names.ts';
import type { Offer, Place } from './completion-place.ts';

/** Fields of which a map takes one. */
const ONE_OF: Partial<Readonly<Record<TypeName, readonly string[]>>> = {
  Probe: ['httpGet', 'tcpSocket', 'grpc'],
  Volume: ['secret', 'emptyDir', 'csi', 'nfs'],
  EnvVar: ['value', 'valueFrom'],
  TrafficTarget: ['latestRevision', 'revisionName'],
  InstanceSplit: ['latestRevision', 'revisionName'],
};

/** Whether Cloud Run takes a field at this place; what the type alone does not say. */
function fitsPlace(kind: ResourceKind, path: YamlPath, type: TypeName, name: string): boolean {
  if (type === 'Container' && name === 'ports') return kind === 'Service' || kind === 'Instance';
  if (type !== 'Probe') return true;
  const probe = path.at(-1);
  if (name === 'initialDelaySeconds') return probe !== 'readinessProbe';
  return name !== 'tcpSocket' || probe === 'startupProbe';
}

/** The fields that can still be written in a map of a type. */
export function openFields(
  kind: ResourceKind,
  path: YamlPath,
  type: TypeName,
  present: readonly string[],
): readonly FieldSpec[] {
  const group = ONE_OF[type] ?? [];
  const taken = group.find((name) => present.includes(name));
  return TYPES[type].filter(
    (field) =>
      field.status === undefined &&
      !present.includes(field.name) &&
      fitsKind(field, kind) &&
      !(taken !== undefined && group.includes(field.name)) &&
      fitsPlace(kind, path, type, field.name),
  );
}

/** What is written behind a new key, from the colon on: the value's place, or the lines of a block with its required fields. */
export function afterKey(field: FieldSpec, column: number, place: Pick<Place, 'style' | 'flow'>): string {
  if (place.flow && field.type.kind === 'list') return ': [$0]';
  if (place.flow && (field.type.kind === 'object' || field.type.kind === 'map')) return ': {$0\\}';
  const { type } = field;
  const { step, dash } = place.style;
  const pad = (n: number): string => `\n${' '.repeat(n)}`;
  switch (type.kind) {
    case 'list': {
      const inner = type.of === 'string' ? [] : requiredScalars(type.of);
      const at = column + dash;
      if (inner.length === 0) return `:${pad(at)}- $0`;
      return `:${pad(at)}- ${inner.map((f, i) => `${f.name}: $${i + 1}`).join(pad(at + 2))}`;
    }
    case 'object': {
      const inner = requiredScalars(type.type);
      const at = column + step;
      if (inner.length === 0) return `:${pad(at)}$0`;
      return `:${pad(at)}${inner.map((f, i) => `${f.name}: $${i + 1}`).join(pad(at))}`;
    }
    case 'map':
      return `:${pad(column + step)}$0`;
    case 'enum':
      return type.values.length === 1 ? `: ${type.values[0]?.value ?? ''}` : ': ';
    case 'integer':
      return field.default !== undefined && /^\d+$/.test(field.default) ? `: \${1:${field.default}}` : ': ';
    case 'string':
    case 'boolean':
    case 'quantity':
    case 'any':
      return ': ';
  }
}

function requiredScalars(type: TypeName): readonly FieldSpec[] {
  return TYPES[type].filter((f) => f.required === true && innerType(f.type) === undefined);
}

/** Whether the value of a field is chosen from a list, so that the list should open at once. */
function hasChoices(field: FieldSpec, place: Place): boolean {
  const { type } = field;
  if (type.kind === 'enum') return type.values.length > 1;
  if (type.kind === 'string')
    return type.grammar === 'secret-version' || (type.grammar === 'volume-name' && volumeNames(place).length > 0);
  const inner = innerType(type);
  const [first] = inner === undefined ? [] : requiredScalars(inner);
  if (first !== undefined) return hasChoices(first, place);
  if (type.kind === 'list') return type.of !== 'string';
  return type.kind !== 'integer' && type.kind !== 'any';
}

/**
 * The keys of a type that the place has room for, required ones first. `prefix` and `column` differ from the place's own where
 * a dash has to be written too.
 */
export function keyOffers(place: Place, type: TypeName, prefix: string, column: number): readonly Offer[] {
  const { kind, path, siblings, range } = place.context;
  const keepsValue = /^[ \t]*:/.test(place.text.slice(range.end, range.end + 40));
  return openFields(kind, path, type, prefix === '' ? siblings : []).map((field) => ({
    label: field.name,
    kind: 'field',
    detail: [
      field.required === true ? 'required' : undefined,
      field.stage,
      describeType(field.type).replaceAll('`', ''),
      field.default === undefined ? undefined : `default ${field.default.replaceAll('`', '')}`,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    doc: fieldSummary(field),
    newText: prefix + snippetText(field.name) + (keepsValue ? '' : afterKey(field, column, place)),
    sort: field.required === true ? '0' : '1',
    more: !keepsValue && hasChoices(field, place),
  }));
}
