import { strict as assert } from 'node:assert';
import { HEAD, marked } from './manifest-kit.ts';

const EVIDENT = HEAD.replace('  name: web\n', '  name: web\n  annotations:\n    run.googleapis.com/ingress: all\n');
const POD = `${EVIDENT}spec:\n  template:\n    spec:\n`;
const GUNICORN =
  '          command: [gunicorn, --workers, "2", --threads, "4", --timeout, "30", --bind, ":8080", "main:app"]\n';
const CONTAINER = `${POD}      containers:\n        - image: gcr.io/p/i\n`;
const LIMITS = `${CONTAINER}          resources:\n            limits:\n`;

describe('hover in manifests', () => {
  const hover = (source: string): string | undefined => {
    const { analysis, uri, offset } = marked(source);
    // Findings have tests of their own; the last parts are about the place.
    return analysis.hover(uri, offset)?.markdown;
  };
  const table: readonly (readonly [name: string, text: string, expected: readonly RegExp[]])[] = [
    [
      'value of an annotation',
      EVIDENT.replace(': all', ': a⟨⟩ll').concat('spec: {}\n'),
      [/`all`: /, /\*\*run\.googleapis\.com\/ingress\*\*/],
    ],
    [
      'value of a field',
      `${CONTAINER}          ports:\n            - name: h⟨⟩2c\n`,
      [/`h2c`: HTTP\/2 without TLS/, /Documentation/],
    ],
    ['cpu', `${LIMITS}              cpu: 5⟨⟩00m\n`, [/`500m` is 0\.5 vCPU\. It allows 128 MiB to 1 GiB/]],
    [
      'memory beside cpu',
      `${LIMITS}              cpu: "2"\n              memory: 2⟨⟩Gi\n`,
      [/`2Gi` is 2 GiB/, /`2` vCPU allows 128 MiB to 8 GiB/],
    ],
    [
      'memory alone',
      `${LIMITS}              memory: 8⟨⟩Gi\n`,
      [/needs 2 vCPU or more/, /default of 1 vCPU allows 128 MiB to 4 GiB/],
    ],
    [
      'seconds',
      `${POD}      timeoutSeconds: 18⟨⟩00\n      containers: [{image: gcr.io/p/i}]\n`,
      [/`1800` seconds are 30 minutes/],
    ],
    [
      'region',
      EVIDENT.replace(
        '  annotations',
        '  labels:\n    cloud.googleapis.com/location: europe-⟨⟩west1\n  annotations',
      ).concat('spec: {}\n'),
      [/`europe-west1`: Belgium, price tier 1/],
    ],
    [
      'a label',
      EVIDENT.replace(
        '  annotations',
        '  labels:\n    cloud.googleapis.com/loc⟨⟩ation: europe-west1\n  annotations',
      ).concat('spec: {}\n'),
      [/Region that/],
    ],
    [
      'the volume of a mount',
      `${CONTAINER}          volumeMounts:\n            - name: da⟨⟩ta\n              mountPath: /d\n      volumes:\n        - name: data\n          emptyDir: {medium: Memory, sizeLimit: 1Gi}\n`,
      [/The volume `data` is an empty folder in memory/],
    ],
    [
      'concurrency above the capacity',
      `${POD}      containerConc⟨⟩urrency: 80\n      containers:\n        - image: gcr.io/p/i\n${GUNICORN}`,
      [/takes 8 requests at a time, Cloud Run sends up to 80/],
    ],
    [
      'the cost of minimum instances',
      EVIDENT.concat(
        'spec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/min⟨⟩Scale: "2"\n    spec:\n      containers:\n        - image: gcr.io/p/i\n',
      ),
      [/\*\*Here:\*\* 2 instances, about 19\.70 USD a month idle \(tier 1 region/],
    ],
    [
      'memory of workers',
      `${LIMITS}              mem⟨⟩ory: 1Gi\n${GUNICORN}`,
      [/2 workers share 1 GiB, which is 512 MiB each/],
    ],
    ['cpu of workers', `${LIMITS}              cp⟨⟩u: "1"\n${GUNICORN}`, [/2 workers share 1 vCPU/]],
    [
      'timeout of the worker',
      `${POD}      timeoutSec⟨⟩onds: 300\n      containers:\n        - image: gcr.io/p/i\n${GUNICORN}`,
      [/gunicorn gives a worker 30 s, Cloud Run gives a request 300 s/],
    ],
    [
      'largest load',
      `${POD.replace('    spec:\n', '    metadata:\n      annotations:\n        autoscaling.knative.dev/max⟨⟩Scale: "5"\n    spec:\n')}      containerConcurrency: 10\n      containers: [{image: gcr.io/p/i}]\n`,
      [/up to 5 instances with 10 requests each: 50 at the same time/],
    ],
    [
      'time to start',
      `${CONTAINER}          startup⟨⟩Probe:\n            httpGet: {path: /}\n            periodSeconds: 5\n            failureThreshold: 12\n`,
      [/has 60 s to start/],
    ],
  ];
  for (const [name, text, expected] of table) {
    it(name, () => {
      const found = hover(text) ?? '';
      for (const pattern of expected) assert.match(found, pattern);
      assert.ok(!found.includes('undefined'), found);
    });
  }

  it('is silent between keys, in free text and in other YAML', () => {
    assert.equal(hover(`${POD}   ⟨⟩   containers: [{image: gcr.io/p/i}]\n`), undefined);
    assert.equal(hover('apiVersion: v1\nkind: Ser⟨⟩vice\n'), undefined);
    assert.equal(hover(`${EVIDENT}spec:\n  # te⟨⟩mplate\n  template: {}\n`), undefined);
  });
});
