import type { FieldSpec, FieldType, TypeName } from './field-types.ts';
import { CONTAINER_TYPES } from './fields-container.ts';
import { POD_TYPES } from './fields-pod.ts';
import { PROBE_TYPES } from './fields-probe.ts';
import { RESOURCE_TYPES } from './fields-resource.ts';
import { VOLUME_TYPES } from './fields-volume.ts';
import type { ResourceKind } from './kinds.ts';

/** The field table: every type of the manifest language with its fields. The only source for validation, hover, completion and schema. */
export const TYPES: Readonly<Record<TypeName, readonly FieldSpec[]>> = {
  ...RESOURCE_TYPES,
  ...POD_TYPES,
  ...CONTAINER_TYPES,
  ...VOLUME_TYPES,
  ...PROBE_TYPES,
};

const BY_NAME: ReadonlyMap<TypeName, ReadonlyMap<string, FieldSpec>> = new Map(
  Object.entries(TYPES).map(([type, fields]) => [type as TypeName, new Map(fields.map((f) => [f.name, f]))]),
);

/** The field of a type, `undefined` where the type has no such field. */
export function fieldOf(type: TypeName, name: string): FieldSpec | undefined {
  return BY_NAME.get(type)?.get(name);
}

/** Whether a field means something in a kind. */
export function fitsKind(field: FieldSpec, kind: ResourceKind): boolean {
  return field.kinds === undefined || field.kinds.includes(kind);
}

/** The type that the fields of an object or the items of a list have. */
export function innerType(type: FieldType): TypeName | undefined {
  if (type.kind === 'object') return type.type;
  return type.kind === 'list' && type.of !== 'string' ? type.of : undefined;
}

/** A place in the manifest language: what stands at a path. */
export interface FieldPlace {
  /** Keys joined by dots, `[]` for list items: `spec.template.spec.containers[].image`. */
  readonly pattern: string;
  readonly field: FieldSpec;
  /** The type that holds the field. */
  readonly owner: TypeName;
}

/**
 * What stands at a path of keys and indexes (`['spec', 'template', 'spec', 'containers', 0]`): the field whose value, or whose list
 * item, that is, with its type. `undefined` where the language knows nothing, for the root, and inside free maps.
 */
export function placeAt(kind: ResourceKind, path: readonly (string | number)[]): FieldPlace | undefined {
  let owner: TypeName = kind;
  let place: FieldPlace | undefined;
  let pattern = '';
  for (const [i, step] of path.entries()) {
    if (typeof step === 'number') {
      if (place?.field.type.kind !== 'list') return undefined;
      pattern += '[]';
      place = { ...place, pattern };
      continue;
    }
    if (i > 0) {
      const inner: TypeName | undefined = place === undefined ? undefined : innerType(place.field.type);
      const inList = place?.field.type.kind === 'list' && typeof path[i - 1] !== 'number';
      if (inner === undefined || inList) return undefined;
      owner = inner;
    }
    const field = fieldOf(owner, step);
    if (field === undefined) return undefined;
    pattern = pattern === '' ? step : `${pattern}.${step}`;
    place = { pattern, field, owner };
  }
  return place;
}

/** The type of the map at a path, for completion; the kind's own type for the root, `undefined` for free maps and scalars. */
export function typeAt(kind: ResourceKind, path: readonly (string | number)[]): TypeName | undefined {
  if (path.length === 0) return kind;
  const place = placeAt(kind, path);
  if (place === undefined) return undefined;
  if (place.field.type.kind === 'list' && typeof path.at(-1) !== 'number') return undefined;
  return innerType(place.field.type);
}

/** Every place of a kind, outermost first. The language does not recurse, so the list is finite. */
export function allPlaces(kind: ResourceKind): readonly FieldPlace[] {
  const out: FieldPlace[] = [];
  const visit = (owner: TypeName, prefix: string): void => {
    for (const field of TYPES[owner]) {
      if (!fitsKind(field, kind)) continue;
      const pattern = prefix === '' ? field.name : `${prefix}.${field.name}`;
      out.push({ pattern, field, owner });
      const inner = innerType(field.type);
      if (inner !== undefined) visit(inner, field.type.kind === 'list' ? `${pattern}[]` : pattern);
    }
  };
  visit(kind, '');
  return out;
}

/** Where a field of a type stands that was written at another place. */
export interface RightParent {
  /** Path of the map that should hold it, from the root; list indexes as numbers. */
  readonly path: readonly (string | number)[];
  readonly field: FieldSpec;
}

/**
 * The one place for a field that its map does not know: the nearest map above that knows it, else the only map below, reached
 * through objects (`containers` on an execution spec belongs to `template.spec`). `path` is the map's path.
 */
export function rightParent(
  kind: ResourceKind,
  path: readonly (string | number)[],
  name: string,
): RightParent | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const above = path.slice(0, length);
    const type = typeAt(kind, above);
    const field = type === undefined ? undefined : fieldOf(type, name);
    // The map above whose field of this name leads here has it already.
    if (field !== undefined && usable(field, kind) && path[length] !== name) return { path: above, field };
  }
  const here = typeAt(kind, path);
  const found: RightParent[] = [];
  const visit = (type: TypeName, at: readonly (string | number)[], depth: number): void => {
    for (const field of TYPES[type]) {
      if (field.type.kind !== 'object' || !usable(field, kind)) continue;
      const inner = fieldOf(field.type.type, name);
      const below = [...at, field.name];
      if (inner !== undefined && usable(inner, kind)) found.push({ path: below, field: inner });
      else if (depth < 3) visit(field.type.type, below, depth + 1);
    }
  };
  if (here !== undefined) visit(here, path, 0);
  return found.length === 1 ? found[0] : undefined;
}

function usable(field: FieldSpec, kind: ResourceKind): boolean {
  return field.status !== 'output' && field.status !== 'unsupported' && fitsKind(field, kind);
}
