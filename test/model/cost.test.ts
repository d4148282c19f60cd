import { strict as assert } from 'node:assert';
import { GIB, MIB } from '../../server/src/base/quantity.ts';
import { idleDollars } from '../../server/src/model/cost.ts';
import { analyse } from '../kit/example.ts';

/** A service with annotations of the template and limits of its only container. */
function manifest(annotations: string, limits: string, labels = ''): string {
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
${labels}spec:
  template:
    metadata:
      annotations:
${annotations}    spec:
      containers:
        - image: gcr.io/p/web
          resources:
            limits:
${limits}`;
}

const costOf = (text: string) => analyse({ 'service.yaml': text }).inspect().deployables[0]?.idleCost;
const MIN = '        autoscaling.knative.dev/minScale: "1"\n';
const LIMITS = '              cpu: "1"\n              memory: 512Mi\n';

describe('the cost of minimum instances', () => {
  it('follows billing mode, size and price tier', () => {
    const small = { instances: 1, cpu: 1, memoryBytes: 512 * MIB } as const;
    const month = (billing: 'request' | 'instance', tier: 1 | 2) => idleDollars({ ...small, billing, tier }).toFixed(2);
    assert.equal(month('request', 1), '9.86');
    assert.equal(month('instance', 1), '49.93');
    assert.equal(month('request', 2), '13.80');
    assert.equal(
      idleDollars({ ...small, instances: 3, memoryBytes: GIB, billing: 'request', tier: 1 }).toFixed(2),
      '39.42',
    );
  });

  it('is said with tier and date', () => {
    assert.equal(costOf(manifest(MIN, LIMITS)), 'about 9.90 USD a month idle (tier 1 region, prices of November 2026)');
    const always = `${MIN}        run.googleapis.com/cpu-throttling: "false"\n`;
    const zurich = '  labels:\n    cloud.googleapis.com/location: europe-west6\n';
    assert.match(costOf(manifest(always, LIMITS, zurich)) ?? '', /^about 60 USD a month idle \(tier 2 region/);
  });

  for (const [why, annotations, limits] of [
    ['none is kept', '        run.googleapis.com/startup-cpu-boost: "true"\n', LIMITS],
    ['the count is a placeholder', '        autoscaling.knative.dev/minScale: "${MIN}"\n', LIMITS],
    ['the size is a placeholder', MIN, '              cpu: "1"\n              memory: ${MEMORY}\n'],
    ['a GPU has its own price', MIN, `${LIMITS}              nvidia.com/gpu: "1"\n`],
  ] as const)
    it(`is not said where ${why}`, () => assert.equal(costOf(manifest(annotations, limits)), null));
});
