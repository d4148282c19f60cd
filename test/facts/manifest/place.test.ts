import { strict as assert } from 'node:assert';
import { manifestFacts } from '../../../server/src/facts/manifest/manifest.ts';
import { manifestContext, manifestSpot } from '../../../server/src/facts/manifest/place.ts';

const URI = 'file:///w/service.yaml';
const HEAD = 'apiVersion: serving.knative.dev/v1\nkind: Service\n';

describe('manifestSpot', () => {
  const table: readonly (readonly [marked: string, expected: string])[] = [
    ['spec:\n  template:\n    spec:\n      timeoutSec|onds: 5\n', 'key timeoutSeconds RevisionSpec'],
    ['spec:\n  template:\n    spec:\n      timeoutSeconds: 5|\n', 'value timeoutSeconds RevisionSpec'],
    [
      'spec:\n  template:\n    spec:\n      containers:\n      - name: x\n        resources: {limits: {mem|ory: 1Gi}}\n',
      'key memory ResourceLimits',
    ],
    ['metadata:\n  annotations:\n    run.googleapis.com/in|gress: all\n', 'key run.googleapis.com/ingress service'],
    [
      'spec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "fa|lse"\n',
      'value run.googleapis.com/cpu-throttling revision',
    ],
    ['spec:\n  wrong|: 1\n', 'key - -'],
    ['spec:\n  | \n  a: 1\n', 'none'],
  ];
  for (const [marked, expected] of table) {
    it(JSON.stringify(marked), () => {
      const text = HEAD + marked;
      const spot = manifestSpot(manifestFacts(URI, text.replace('|', '')), text.indexOf('|'));
      const name = spot?.field?.name ?? spot?.annotation?.key ?? '-';
      assert.equal(spot === undefined ? 'none' : `${spot.on} ${name} ${spot.owner ?? spot.level ?? '-'}`, expected);
    });
  }

  it('says nothing about other documents', () => {
    assert.equal(manifestSpot(manifestFacts(URI, 'apiVersion: v1\nkind: Service\nspec: {}\n'), 3), undefined);
  });
});

describe('manifestContext', () => {
  const table: readonly (readonly [marked: string, expected: string])[] = [
    ['spec:\n  template:\n    spec:\n      |\n', 'key RevisionSpec'],
    ['spec:\n  template:\n    spec:\n      containers:\n        - ima|\n', 'key Container'],
    [
      'spec:\n  template:\n    spec:\n      containers:\n        - name: "x\n          ports:\n            - name: h|\n',
      'value ContainerPort name',
    ],
    ['metadata:\n  annotations:\n    run.|\n', 'key service annotations'],
    [
      'spec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: |\n',
      'value revision annotations run.googleapis.com/execution-environment',
    ],
    ['|', 'key Service'],
    [
      'spec:\n  template:\n    spec:\n      containers:\n        - command: [a]\n          args:\n            - |\n',
      'key -',
    ],
    ['x: [\nspec:\n  template:\n    spec:\n      volumes:\n      - |\n', 'key Volume'],
  ];
  for (const [marked, expected] of table) {
    it(JSON.stringify(marked), () => {
      const text = HEAD + marked;
      const c = manifestContext(manifestFacts(URI, text.replace('|', '')), text.indexOf('|'));
      const place = c?.map === undefined ? (c?.type ?? '-') : `${c.level ?? ''} ${c.map}`;
      assert.equal([c?.on, place, c?.key].filter((part) => part !== undefined).join(' '), expected);
    });
  }

  it('needs a Cloud Run document', () => {
    assert.equal(manifestContext(manifestFacts(URI, 'kind: Service\n'), 14), undefined);
    const two = `${HEAD}---\napiVersion: run.googleapis.com/v1\nkind: Job\nspec:\n  `;
    assert.equal(manifestContext(manifestFacts(URI, two), two.length)?.type, 'JobSpec');
  });
});
