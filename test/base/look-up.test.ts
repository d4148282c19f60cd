import { strict as assert } from 'node:assert';
import { lookUp } from '../../server/src/base/look-up.ts';

describe('looking up by name', () => {
  it('finds the first item of a name, and nothing for others', () => {
    const items = [
      { id: 1, names: ['a', 'b'] },
      { id: 2, names: ['b', 'c'] },
    ];
    const find = lookUp(items, ({ names }) => names);
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'constructor'].map((name) => find(name)?.id),
      [1, 1, 2, undefined, undefined],
    );
  });
});
