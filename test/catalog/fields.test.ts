import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { annotationOf } from '../../server/src/catalog/annotations.ts';
import type { FieldType, TypeName } from '../../server/src/catalog/field-types.ts';
import { allPlaces, fieldOf, placeAt, rightParent, TYPES, typeAt } from '../../server/src/catalog/fields.ts';
import { FOREIGN_FIELDS, foreignField } from '../../server/src/catalog/fields-foreign.ts';
import { KINDS } from '../../server/src/catalog/kinds.ts';
import { fieldMarkdown } from '../../server/src/catalog/manifest-docs.ts';

/** Types of our own: string maps whose keys the API documents. */
const OWN_TYPES = new Set<TypeName>(['ResourceLimits', 'ResourceRequests', 'NodeSelector', 'VolumeAttributes']);

/** API types that a written manifest can reach but the table leaves out. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ServiceStatus: 'output',
  JobStatus: 'output',
  WorkerPoolStatus: 'output',
  InstanceStatus: 'output',
  OwnerReference: 'inside the unsupported ownerReferences',
  ConfigMapKeySelector: 'inside the unsupported configMapKeyRef',
  ConfigMapVolumeSource: 'inside the unsupported configMap',
  EnvFromSource: 'inside the unsupported envFrom',
  SecurityContext: 'inside the unsupported securityContext',
  ExecAction: 'inside the unsupported exec',
  LocalObjectReference: 'inside the unsupported imagePullSecrets and localObjectReference',
};

interface ApiField {
  readonly type: string;
}

function apiTypes(): ReadonlyMap<string, ReadonlyMap<string, ApiField>> {
  const text = readFileSync('node_modules/@googleapis/run/build/v1.d.ts', 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, '');
  const out = new Map<string, ReadonlyMap<string, ApiField>>();
  for (const match of text.matchAll(/interface Schema\$(\w+) \{([\s\S]*?)\n {4}\}/g)) {
    const fields = new Map<string, ApiField>();
    for (const field of (match[2] ?? '').matchAll(/^ {8}(\w+)\?: ([^;{]+|\{[^}]*\}[^;]*);/gm)) {
      fields.set(field[1] ?? '', { type: (field[2] ?? '').replace(' | null', '').replace(/\s+/g, ' ').trim() });
    }
    out.set(match[1] ?? '', fields);
  }
  return out;
}

/** How the API's types file would write a type of the table. */
function apiForm(type: FieldType): readonly string[] {
  switch (type.kind) {
    case 'string':
    case 'quantity':
    case 'enum':
      return ['string'];
    case 'integer':
      return type.quoted === 'allowed' ? ['string'] : ['number'];
    case 'boolean':
      return ['boolean'];
    case 'object':
      return OWN_TYPES.has(type.type) ? ['{ [key: string]: string; }'] : [`Schema$${type.type}`];
    case 'list':
      return type.of === 'string' ? ['string[]'] : [`Schema$${type.of}[]`];
    case 'map':
      return ['{ [key: string]: string; }'];
    case 'any':
      return [];
  }
}

describe('field table: conformance with the API types', () => {
  const api = apiTypes();
  it('reads the types', () => assert.ok(api.size > 60 && (api.get('Container')?.size ?? 0) > 15));

  for (const [name, fields] of Object.entries(TYPES)) {
    if (OWN_TYPES.has(name as TypeName)) continue;
    it(name, () => {
      const theirs = api.get(name);
      assert.ok(theirs !== undefined, `the API has no type ${name}`);
      const expected = [...theirs.keys()].sort();
      const own = fields.map((f) => f.name);
      assert.deepEqual([...own].sort(), expected);
      for (const field of fields) {
        const form = apiForm(field.type);
        const type = theirs.get(field.name)?.type ?? '';
        if (form.length > 0)
          assert.ok(form.includes(type), `${name}.${field.name} is ${type}, not ${form.join(' or ')}`);
      }
    });
  }

  it('leaves no reachable type out without a reason', () => {
    const reached = new Set<string>(['Service', 'Job', 'WorkerPool', 'Instance']);
    for (const type of reached) {
      for (const field of api.get(type)?.values() ?? []) {
        const inner = /Schema\$(\w+)/.exec(field.type)?.[1];
        if (inner !== undefined && LEFT_OUT[inner] === undefined) reached.add(inner);
      }
    }
    assert.deepEqual(
      [...reached].filter((type) => !Object.hasOwn(TYPES, type)),
      [],
    );
  });

  it('has no exception that is not needed', () => {
    for (const name of Object.keys(LEFT_OUT)) assert.ok(api.has(name), name);
  });

  it('knows every annotation that the API names', () => {
    const text = readFileSync('node_modules/@googleapis/run/build/v1.d.ts', 'utf8');
    const named = new Set(
      [...text.matchAll(/`((?:run\.googleapis\.com|autoscaling\.knative\.dev)\/[\w-]+)`/g)].map((m) => m[1] ?? ''),
    );
    const labels = new Set([
      'run.googleapis.com/execution',
      'run.googleapis.com/job',
      'run.googleapis.com/runningState',
    ]);
    assert.ok(named.size > 30);
    assert.deepEqual(
      [...named].filter((key) => annotationOf(key) === undefined && !labels.has(key)),
      [],
    );
  });
});

describe('field table: look-ups', () => {
  const places: readonly (readonly [path: readonly (string | number)[], pattern: string | undefined])[] = [
    [['spec', 'template', 'spec', 'containers', 0, 'image'], 'spec.template.spec.containers[].image'],
    [['spec', 'template', 'spec', 'containers', 2], 'spec.template.spec.containers[]'],
    [['metadata', 'annotations', 'x'], undefined],
    [['spec', 'containers'], undefined],
    [['spec', 'template', 'spec', 'containers', 'image'], undefined],
  ];
  for (const [path, pattern] of places)
    it(path.join('.'), () => assert.equal(placeAt('Service', path)?.pattern, pattern));

  it('knows the types of maps', () => {
    assert.equal(typeAt('Job', ['spec', 'template', 'spec', 'template', 'spec']), 'TaskSpec');
    assert.equal(typeAt('Instance', ['spec', 'containers', 0, 'resources', 'limits']), 'ResourceLimits');
    assert.equal(typeAt('Service', ['metadata', 'labels']), undefined);
    assert.equal(typeAt('Service', []), 'Service');
  });

  it('finds the right parent', () => {
    const container = ['spec', 'template', 'spec', 'template', 'spec', 'containers', 0];
    assert.deepEqual(rightParent('Job', container, 'timeoutSeconds')?.path, container.slice(0, -2));
    assert.deepEqual(rightParent('Job', ['spec', 'template', 'spec'], 'containers')?.path, [
      'spec',
      'template',
      'spec',
      'template',
      'spec',
    ]);
    assert.deepEqual(rightParent('Service', ['spec', 'template', 'spec', 'containers', 0], 'limits')?.path, [
      'spec',
      'template',
      'spec',
      'containers',
      0,
      'resources',
    ]);
    assert.equal(rightParent('Service', ['spec'], 'replicas'), undefined);
  });

  it('lists every place once', () => {
    for (const kind of Object.values(KINDS)) {
      const patterns = allPlaces(kind.kind).map((p) => p.pattern);
      assert.equal(new Set(patterns).size, patterns.length);
      assert.ok(patterns.length > 80);
    }
  });

  it('documents every field in one to three sentences', () => {
    for (const [type, fields] of Object.entries(TYPES)) {
      for (const field of fields) {
        assert.match(field.doc, /^[A-Z`0-9].*\.$/s, `${type}.${field.name}`);
        assert.ok(field.doc.length < 330, `${type}.${field.name} is long`);
        assert.match(fieldMarkdown(field), /https:\/\/docs\.cloud\.google\.com\//);
      }
    }
  });

  it('has no foreign field that is a field', () => {
    for (const [type, table] of Object.entries(FOREIGN_FIELDS)) {
      for (const [name, foreign] of Object.entries(table)) {
        const own = fieldOf(type as TypeName, name);
        if (own !== undefined) assert.ok(own.status === 'unsupported' || type === 'InstanceSpec', `${type}.${name}`);
        if (foreign.rename !== undefined && type === 'RevisionSpec')
          assert.ok(fieldOf(type, foreign.rename) !== undefined);
      }
    }
    assert.equal(foreignField('Container', 'toString'), undefined);
  });
});
