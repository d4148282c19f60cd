import { strict as assert } from 'node:assert';
import { editDistance, nearest } from '../../server/src/base/edit-distance.ts';
import { formatBytes, meantQuantity, parseBytes, parseCpu, toQuantity } from '../../server/src/base/quantity.ts';

describe('quantities', () => {
  const bytes: readonly (readonly [string, number | undefined])[] = [
    ['512Mi', 536870912],
    ['1Gi', 1073741824],
    ['1.5Gi', 1610612736],
    ['1G', 1e9],
    ['1000000', 1e6],
    ['1e6', 1e6],
    ['512m', 0.512],
    ['512MB', undefined],
    ['512mi', undefined],
    ['1 Gi', undefined],
    ['', undefined],
    ['Gi', undefined],
    ['-1Gi', undefined],
  ];
  for (const [text, expected] of bytes) it(`memory ${text}`, () => assert.equal(parseBytes(text), expected));

  const cpus: readonly (readonly [string, number | undefined])[] = [
    ['1', 1],
    ['0.5', 0.5],
    ['1000m', 1],
    ['80m', 0.08],
    ['.5', 0.5],
    ['1Gi', undefined],
    ['two', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of cpus) it(`cpu ${text}`, () => assert.equal(parseCpu(text), expected));

  it('writes bytes', () => {
    assert.deepEqual(
      [formatBytes(2 ** 29), formatBytes(1.5 * 2 ** 30), toQuantity(2 ** 31), toQuantity(2 ** 29 + 1)],
      ['512 MiB', '1.5 GiB', '2Gi', '513Mi'],
    );
  });

  it('guesses what was meant', () => {
    assert.deepEqual(['512MB', '1GB', '2g', '512mi', '1 Gi', 'lots'].map(meantQuantity), [
      '512Mi',
      '1Gi',
      '2Gi',
      '512Mi',
      '1Gi',
      undefined,
    ]);
  });
});

describe('nearest', () => {
  const keys = [
    'timeoutSeconds',
    'serviceAccountName',
    'containers',
    'containerConcurrency',
    'volumes',
    'nodeSelector',
  ];
  const table: readonly (readonly [string, string | undefined])[] = [
    ['timeoutSecond', 'timeoutSeconds'],
    ['timeoutseconds', 'timeoutSeconds'],
    ['container', 'containers'],
    ['volume', 'volumes'],
    ['replicas', undefined],
    ['xyz', undefined],
  ];
  for (const [word, expected] of table) it(word, () => assert.equal(nearest(word, keys), expected));
  it('does not choose between two', () => assert.equal(nearest('minxScale', ['minScale', 'maxScale']), 'minScale'));
  it('counts a swap as one', () => assert.equal(editDistance('imgae', 'image', 3), 1));
});
