import { strict as assert } from 'node:assert';
import { isDoubled, type Squiggle, schemaChoice } from '../../client/src/yaml-coexistence.ts';
import { RULES } from '../../server/src/rules/index.ts';

const own = (code: string, start = 4, end = start): Squiggle => ({ source: 'cloud-run', code, start, end });
const syntax: Squiggle = { source: 'YAML', code: '0', start: 9, end: 9 };
const schema = (start: number, end = start): Squiggle => ({
  source: 'yaml-schema: Cloud Run',
  code: '513',
  start,
  end,
});

describe('coexistence with the YAML extension', () => {
  const table: readonly (readonly [string, Squiggle, readonly Squiggle[], validates: boolean, doubled: boolean])[] = [
    ['alone', own('yaml-syntax'), [], false, false],
    ['one syntax error, reported at two places', own('yaml-syntax'), [syntax], false, true],
    ['a syntax error and a fault of the schema', own('yaml-syntax'), [schema(4)], false, false],
    ['a field that both find', own('unknown-field'), [schema(4)], false, true],
    ['a field, and a fault elsewhere', own('unknown-field'), [schema(5)], false, false],
    ['a missing field inside what the other underlines', own('missing-field'), [schema(1, 20)], false, true],
    ['a missing field, when the schema is ours', own('missing-field'), [], true, true],
    ['a value that both find', own('invalid-value'), [schema(4)], true, true],
    ['a value that no schema finds', own('invalid-value'), [schema(3)], true, false],
    ['a fault that no schema knows', own('cpu-memory-pair'), [schema(4), syntax], true, false],
  ];
  for (const [name, finding, theirs, validates, doubled] of table)
    it(name, () => assert.equal(isDoubled(finding, theirs, validates), doubled));

  it('names rules that exist', () => {
    const names = new Set(RULES.map((rule) => rule.name));
    for (const name of ['yaml-syntax', 'unknown-field', 'unsupported-field', 'missing-field', 'invalid-value'])
      assert.ok(names.has(name), name);
    for (const name of ['misplaced-annotation', 'unknown-annotation']) assert.ok(names.has(name), name);
  });

  it('takes the default for what it does not know', () => {
    assert.deepEqual(['ours', 'theirs', 'off', 'x', undefined, 1].map(schemaChoice), [
      'ours',
      'theirs',
      'off',
      'ours',
      'ours',
      'ours',
    ]);
  });
});
