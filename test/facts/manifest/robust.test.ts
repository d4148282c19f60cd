import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { manifestFacts } from '../../../server/src/facts/manifest/manifest.ts';
import { manifestContext, manifestSpot } from '../../../server/src/facts/manifest/place.ts';
import { manifestNodes } from '../../../server/src/facts/manifest/walk.ts';
import { annotationValueIssues } from '../../../server/src/model/validation/annotation-values.ts';
import { annotationIssues } from '../../../server/src/model/validation/annotations.ts';
import { fieldIssues } from '../../../server/src/model/validation/fields.ts';
import { probeIssues } from '../../../server/src/model/validation/probes.ts';
import { resourceIssues } from '../../../server/src/model/validation/resources.ts';
import { valueIssues } from '../../../server/src/model/validation/values.ts';

const BASE = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    metadata:
      annotations: &a
        run.googleapis.com/network-interfaces: '[{"network": "n"}]'
    spec:
      containers:
        - image: us-docker.pkg.dev/p/r/app
          env: [{name: A, value: "1"}]
          resources: {limits: {cpu: "1", memory: 1Gi}}
          startupProbe: {httpGet: {path: /}, periodSeconds: 5}
      volumes:
        - {name: v, emptyDir: {}}
  traffic:
    - percent: 100
`;

describe('manifests: bad input', () => {
  it('survives mutations, with spans inside the text', () => {
    const noise = fc.constantFrom(
      '"',
      "'",
      '[',
      '{',
      ']',
      '}',
      ':',
      '\t',
      '\n',
      '- ',
      '  ',
      '#',
      '*a',
      '&b ',
      '<<: *a',
      '{{ x }}',
      '%',
      '|',
      '---\n',
      '\0',
      '😀',
      '1e999',
      '~',
    );
    const change = fc.record({ at: fc.nat(BASE.length), cut: fc.nat(12), put: noise });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let text = BASE;
        for (const { at, cut, put } of changes) text = text.slice(0, at) + put + text.slice(at + cut);
        const facts = manifestFacts('file:///w/s.yaml', text);
        for (const document of facts.documents) {
          const ranges = [
            ...manifestNodes(facts, document).map((n) => n.keyAt),
            ...fieldIssues(facts, document).map((i) => (i.kind === 'missing' ? i.at : i.node.keyAt)),
            ...valueIssues(facts, document).map((i) => i.at),
            ...annotationIssues(facts, document).map((i) => i.annotation.key),
            ...annotationValueIssues(facts, document).map((i) => i.annotation.key),
            ...probeIssues(facts, document).map((i) => i.at),
            ...resourceIssues(document).map((i) => i.at),
          ];
          for (const r of ranges) assert.ok(0 <= r.start && r.start <= r.end && r.end <= text.length);
        }
        for (let i = 0; i <= text.length; i += 37) {
          manifestSpot(facts, i);
          manifestContext(facts, i);
        }
      }),
      { seed: 4, numRuns: 250 },
    );
  });

  it('keeps findings before a break and calls nothing missing behind it', () => {
    const broken = `${BASE.replace('name: web', 'name: Web Shop').replace('image:', 'imag:').replace('volumes:', 'volumes: "')}`;
    const facts = manifestFacts('file:///w/s.yaml', broken);
    const [document] = facts.documents;
    assert.ok(document !== undefined);
    assert.deepEqual(
      valueIssues(facts, document).map((i) => i.problem),
      ['name'],
    );
    assert.deepEqual(
      fieldIssues(facts, document).map((i) => i.kind),
      ['unknown'],
    );
  });

  it('reads a long manifest in little time', () => {
    const env = Array.from({ length: 5000 }, (_, i) => `            - name: V${i}\n              value: "${i}"\n`).join(
      '',
    );
    const text = BASE.replace('          env: [{name: A, value: "1"}]\n', `          env:\n${env}`);
    const facts = manifestFacts('file:///w/s.yaml', text);
    assert.equal(facts.documents[0]?.containers[0]?.env.length, 5000);
    const [document] = facts.documents;
    assert.ok(document !== undefined);
    assert.deepEqual(fieldIssues(facts, document), []);
  });
});
