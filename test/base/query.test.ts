import { strict as assert } from 'node:assert';
import { createSummaries, equalValues, input, onUnchanging, query } from '../../server/src/base/query.ts';

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

describe('queries over what does not change', () => {
  it('keep their first values, and work them out once', () => {
    const name = input('a');
    const [greeting, length] = onUnchanging(() => {
      const first = query((key: string) => `${key} ${name.get()}`);
      return [first, query((key: string) => first(key).length)] as const;
    });
    assert.equal(length('hello'), 7);
    name.set('another');
    assert.equal(greeting('hello'), 'hello a');
    assert.equal(length('hello'), 7);
    assert.equal(greeting.computations(), 1);
    greeting.forget('hello');
    assert.equal(greeting('hello'), 'hello another');
  });

  it('remember that there is no value, and not that something was thrown', () => {
    let asked = 0;
    const [nothing, failing] = onUnchanging(() => [
      query((_: string): string | undefined => void asked++),
      query((_: string): string => {
        if (asked < 5) throw new Error('not yet');
        return 'now';
      }),
    ]);
    assert.equal(nothing('x'), undefined);
    assert.equal(nothing('x'), undefined);
    assert.equal(asked, 1);
    assert.throws(() => failing('x'), /not yet/);
    asked = 5;
    assert.equal(failing('x'), 'now');
  });

  it('are those defined meanwhile only', () => {
    const name = input('a');
    assert.throws(() =>
      onUnchanging(() => {
        throw new Error('inside');
      }),
    );
    const upper = query((_: string) => name.get().toUpperCase());
    assert.equal(upper('x'), 'A');
    name.set('b');
    assert.equal(upper('x'), 'B');
  });

  it('read summaries that are plain values, too', () => {
    const name = input('a');
    const all = onUnchanging(() => createSummaries().summary((_: 'all') => [name.get()]));
    assert.deepEqual(all('all'), ['a']);
    name.set('b');
    assert.deepEqual(all('all'), ['a']);
  });
});
