import { strict as assert } from 'node:assert';
import { equalValues, input, query } from '../../server/src/base/query.ts';

describe('queries', () => {
  it('compute once and again only when an input changed', () => {
    const text = input('a');
    const length = query((_: 'all') => text.get().length);
    assert.equal(length('all'), 1);
    assert.equal(length('all'), 1);
    assert.equal(length.computations(), 1);
    text.set('bb');
    assert.equal(length('all'), 2);
    assert.equal(length.computations(), 2);
  });

  it('stop where a recomputed value equals the old one', () => {
    const text = input('FROM a # x');
    const words = query((_: 'all') => [text.get().split(' ')[1]]);
    const result = query((_: 'all') => ({ base: words('all')[0] }));
    const first = result('all');
    text.set('FROM a # y');
    assert.equal(result('all'), first, 'the identity is kept');
    assert.equal(words.computations(), 2);
    assert.equal(result.computations(), 1, 'nothing downstream ran');
  });

  it('keep keys apart', () => {
    const cells = new Map([
      ['a', input(1)],
      ['b', input(2)],
    ]);
    const double = query((key: string) => (cells.get(key)?.get() ?? 0) * 2);
    assert.deepEqual([double('a'), double('b')], [2, 4]);
    cells.get('a')?.set(5);
    assert.deepEqual([double('a'), double('b')], [10, 4]);
    assert.equal(double.computations(), 3);
  });

  it('hand the previous value to the computation', () => {
    const n = input(1);
    const seen: (number | undefined)[] = [];
    const q = query((_: 'all', previous: number | undefined) => {
      seen.push(previous);
      return n.get();
    });
    q('all');
    n.set(2);
    q('all');
    assert.deepEqual(seen, [undefined, 1]);
  });

  it('forget a key', () => {
    const q = query((key: string) => key.length);
    q('abc');
    q.forget('abc');
    q('abc');
    assert.equal(q.computations(), 2);
  });
});

describe('equalValues', () => {
  const rows: readonly (readonly [unknown, unknown, boolean])[] = [
    [1, 1, true],
    [Number.NaN, Number.NaN, true],
    [null, undefined, false],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [[1, 2], [1, 2, 3], false],
    [[1], { 0: 1 }, false],
    [new Map([['a', [1]]]), new Map([['a', [1]]]), true],
    [new Map([['a', 1]]), new Map([['a', 2]]), false],
    [new Set([1, 2]), new Set([2, 1]), true],
    [new Set([1]), new Set([2]), false],
    [new Date(0), new Date(0), false],
  ];
  for (const [a, b, expected] of rows) {
    it(`${String(expected)}: ${typeof a} ${JSON.stringify(a)} and ${JSON.stringify(b)}`, () =>
      assert.equal(equalValues(a, b), expected));
  }
});
