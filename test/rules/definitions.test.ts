import { strict as assert } from 'node:assert';
import { RULES } from '../../server/src/rules/index.ts';

// What every rule must be, read off the registry: one loop over all rules.
describe('rule definitions', () => {
  it('have unique kebab-case names in order', () => {
    const names = RULES.map((rule) => rule.name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
  });

  for (const rule of RULES) {
    it(`${rule.name} is complete`, () => {
      assert.match(rule.since, /^\d+\.\d+\.\d+$/);
      assert.match(rule.source.url, /^https:\/\//);
      assert.match(rule.source.checked, /^\d{4}-\d{2}-\d{2}$/);
      assert.match(rule.summary, /^[A-Z`].*\.$/s, 'the summary is one sentence');
      assert.ok(rule.summary.length <= 120, 'the summary is short');
      assert.ok(rule.why.length >= 80, 'why says why');
      assert.ok(rule.bad.length > 0, 'there is a bad example');
      assert.ok(rule.good.length > 0, 'there is at least one trap');
      for (const message of Object.values(rule.messages)) {
        assert.ok(message.length <= 220, `too long: ${message}`);
        assert.match(message, /[.!?)`}]$/, `not a sentence: ${message}`);
      }
    });
  }
});
