import { strict as assert } from 'node:assert';
import { flowAt } from '../../server/src/features/completion-flow.ts';
import { HEAD, marked, offered, taken } from './manifest-kit.ts';

const POD = `${HEAD}spec:\n  template:\n    spec:\n`;
const CONTAINER = `${POD}      containers:\n        - image: gcr.io/p/i\n`;

describe('completion in braces', () => {
  const table: readonly (readonly [name: string, text: string, first: readonly string[], never: readonly string[]])[] =
    [
      ['empty', `${CONTAINER}          resources: {limits: {⟨⟩}}\n`, ['cpu', 'memory'], ['limits']],
      ['behind a key', `${CONTAINER}          resources: {limits: {cpu: "1", m⟨⟩}}\n`, ['memory'], ['cpu']],
      ['before a key', `${CONTAINER}          resources: {limits: {⟨⟩, cpu: "1"}}\n`, ['memory'], ['cpu']],
      ['not closed', `${CONTAINER}          env:\n            - {name: A, ⟨⟩\n`, ['value', 'valueFrom'], ['name']],
      ['a list', `${POD}      containers: [{image: x, na⟨⟩}]\n`, ['name'], ['image']],
      ['words', `${CONTAINER}          args: [a, ⟨⟩]\n`, [], ['name']],
      ['behind them', `${CONTAINER}          resources: {limits: {}}⟨⟩\n`, [], ['limits', 'cpu']],
      ['no blocks', `${POD}      containers: [{⟨⟩}]\n`, ['image'], ['livenessProbe over HTTP']],
      [
        'a value with its neighbour',
        `${CONTAINER}          resources: {limits: {memory: ⟨⟩, cpu: "4"}}\n`,
        ['2Gi', '4Gi', '8Gi', '16Gi'],
        ['1Gi', '32Gi'],
      ],
      [
        'an annotation',
        `${HEAD}  annotations: {run.googleapis.com/default-url-disabled: ⟨⟩}\n`,
        ['"true"', '"false"'],
        [],
      ],
    ];
  for (const [name, text, first, never] of table) {
    it(name, () => {
      const labels = offered(marked(text)).map((item) => item.label);
      assert.deepEqual(labels.slice(0, first.length), first);
      assert.deepEqual(
        never.filter((label) => labels.includes(label)),
        [],
      );
    });
  }

  it('writes no line breaks', () => {
    const line = `${CONTAINER}          resources: `;
    assert.equal(taken(marked(`${line}{li⟨⟩}\n`), 'limits'), `${line}{limits: {}}\n`);
    assert.equal(
      taken(marked(`${line}{limits: {cpu: "1",⟨⟩}}\n`), 'memory'),
      `${line}{limits: {cpu: "1", memory: }}\n`,
    );
    assert.equal(taken(marked(`${POD}      containers: [{en⟨⟩}]\n`), 'env'), `${POD}      containers: [{env: []}]\n`);
  });

  it('finds its place in any text', () => {
    const text = `{a: 'x, {', "b": [1, {c: d}], e: {f: "g}`;
    for (let offset = 0; offset <= text.length; offset++) {
      const found = flowAt(text, 0, offset);
      if (found !== undefined) assert.ok(found.range.start <= offset && offset <= found.range.end, String(offset));
    }
    assert.deepEqual(flowAt(text, 0, text.indexOf('d}') + 1)?.path, ['b', 1]);
  });
});
