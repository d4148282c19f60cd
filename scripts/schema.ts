import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ANNOTATIONS } from '../server/src/catalog/annotations.ts';
import type { FieldSpec, FieldType, TypeName } from '../server/src/catalog/field-types.ts';
import { TYPES } from '../server/src/catalog/fields.ts';
import { KINDS } from '../server/src/catalog/kinds.ts';
import { MANIFEST_SOURCES } from '../server/src/catalog/manifest-sources.ts';

/** A JSON value that is an object. */
export type Json = { readonly [key: string]: unknown };

/** Path of the generated file, from the project's root. */
export const SCHEMA_PATH = 'docs/schema/cloud-run.schema.json';

/** The field table as a JSON Schema (draft 7) for editors without this extension. Looser than our own validation. */
export function manifestSchema(): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Cloud Run',
    description: 'Service, Job, WorkerPool and Instance manifests of Google Cloud Run. Generated from the field table.',
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { enum: [...new Set(Object.values(KINDS).map((k) => k.apiVersion))] },
      kind: { enum: Object.keys(KINDS) },
    },
    allOf: Object.values(KINDS).map((k) => ({
      if: { properties: { kind: { const: k.kind } } },
      ...Object.fromEntries([['then', { $ref: `#/definitions/${k.kind}` }]]),
    })),
    definitions: Object.fromEntries(
      Object.entries(TYPES).map(([name, fields]) => [name, definition(name as TypeName, fields)]),
    ),
  };
}

function definition(name: TypeName, fields: readonly FieldSpec[]): Json {
  const written = fields.filter((f) => f.status !== 'unsupported');
  const required = written.filter((f) => f.required === true).map((f) => f.name);
  return {
    type: 'object',
    properties: Object.fromEntries(written.map((f) => [f.name, property(f)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: name === 'VolumeAttributes' || name === 'NodeSelector' ? { type: 'string' } : false,
  };
}

function property(field: FieldSpec): Json {
  const facts = field.default === undefined ? field.doc : `${field.doc} Default: ${field.default}.`;
  return {
    description: facts,
    markdownDescription: `${facts}\n\n[Documentation](${MANIFEST_SOURCES[field.source]})`,
    ...schemaOf(field.type),
    ...(field.stage === 'deprecated' ? { deprecationMessage: 'Deprecated.' } : {}),
  };
}

function schemaOf(type: FieldType): Json {
  switch (type.kind) {
    case 'string':
      return { type: 'string' };
    case 'integer': {
      const range = {
        ...(type.min === undefined ? {} : { minimum: type.min }),
        ...(type.max === undefined ? {} : { maximum: type.max }),
      };
      return { type: type.quoted === 'allowed' ? ['integer', 'string'] : 'integer', ...range };
    }
    case 'boolean':
      return { type: type.quoted === 'allowed' ? ['boolean', 'string'] : 'boolean' };
    case 'quantity':
      return { type: ['string', 'number'] };
    case 'enum':
      return { enum: type.values.map((v) => v.value) };
    case 'object':
      return { $ref: `#/definitions/${type.type}` };
    case 'list':
      return { type: 'array', items: type.of === 'string' ? { type: 'string' } : { $ref: `#/definitions/${type.of}` } };
    case 'map':
      return type.of === 'annotations' ? annotations() : { type: 'object', additionalProperties: { type: 'string' } };
    case 'any':
      return {};
  }
}

function annotations(): Json {
  const offered = ANNOTATIONS.filter((a) => a.stage === 'GA' || a.stage === 'preview');
  return {
    type: 'object',
    properties: Object.fromEntries(offered.map((a) => [a.key, { type: 'string', description: a.doc }])),
    additionalProperties: { type: 'string' },
  };
}

/** The file's text. */
export function schemaText(): string {
  return `${JSON.stringify(manifestSchema(), undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SCHEMA_PATH, schemaText());
