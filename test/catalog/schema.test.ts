import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { manifestSchema, SCHEMA_PATH, schemaText } from '../../scripts/schema.ts';

const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
const validate = ajv.compile(manifestSchema());

function service(container: object, meta: object = {}): object {
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: 'x', ...meta },
    spec: { template: { spec: { containers: [{ image: 'x', ...container }] } } },
  };
}

describe('JSON Schema', () => {
  const table: readonly (readonly [name: string, value: object, ok: boolean])[] = [
    [
      'a service',
      service({ ports: [{ containerPort: 8080, name: 'h2c' }], resources: { limits: { cpu: 1, memory: '1Gi' } } }),
      true,
    ],
    ['annotations', service({}, { annotations: { 'run.googleapis.com/ingress': 'all', 'example.com/x': 'y' } }), true],
    ['an unquoted annotation', service({}, { annotations: { 'run.googleapis.com/ingress': true } }), false],
    ['a wrong field', service({ port: 8080 }), false],
    ['a wrong value', service({ ports: [{ name: 'http2' }] }), false],
    ['no image', { ...service({}), spec: { template: { spec: { containers: [{}] } } } }, false],
    ['a Kubernetes field', service({ envFrom: [] }), false],
    [
      'a job',
      {
        apiVersion: 'run.googleapis.com/v1',
        kind: 'Job',
        metadata: { name: 'x' },
        spec: { template: { spec: { template: { spec: { containers: [{ image: 'x' }], timeoutSeconds: '600' } } } } },
      },
      true,
    ],
    [
      'a job one level short',
      {
        apiVersion: 'run.googleapis.com/v1',
        kind: 'Job',
        metadata: { name: 'x' },
        spec: { template: { spec: { containers: [{ image: 'x' }] } } },
      },
      false,
    ],
  ];
  for (const [name, value, ok] of table)
    it(name, () => assert.equal(validate(value), ok, ajv.errorsText(validate.errors)));

  it('is generated anew after a change of the field table (out/scripts/schema.js)', () => {
    assert.equal(readFileSync(SCHEMA_PATH, 'utf8'), schemaText());
  });
});
