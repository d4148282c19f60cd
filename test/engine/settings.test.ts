import { strict as assert } from 'node:assert';
import { applyEdits, collectFixes } from '../../server/src/engine/edits.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { DEFAULT_SETTINGS, decodeSettings, effectiveSeverity, SETTINGS } from '../../server/src/engine/settings.ts';

const NAMES = new Set(['fixed-port', 'tmp-write']);

describe('settings', () => {
  it('have the defaults of their table', () => {
    assert.deepEqual(decodeSettings({}, NAMES), { settings: DEFAULT_SETTINGS, problems: [] });
    assert.deepEqual(decodeSettings(undefined, NAMES).settings, DEFAULT_SETTINGS);
    for (const setting of SETTINGS) assert.ok(setting.markdown.length > 20);
  });

  it('decode nested values', () => {
    const { settings, problems } = decodeSettings(
      { enable: false, hover: { enable: false }, rules: { 'fixed-port': 'off' } },
      NAMES,
    );
    assert.deepEqual(problems, []);
    assert.equal(settings.enable, false);
    assert.equal(settings.hover, false);
    assert.deepEqual(settings.rules, { 'fixed-port': 'off' });
  });

  it('name what is wrong and keep the default there', () => {
    const { settings, problems } = decodeSettings(
      { enable: 'yes', rules: { nope: 'off', 'tmp-write': 'loud', 'fixed-port': 'hint' } },
      NAMES,
    );
    assert.equal(settings.enable, true);
    assert.deepEqual(settings.rules, { 'fixed-port': 'hint' });
    assert.equal(problems.length, 3);
  });

  it('decode what happens beside ruff', () => {
    assert.equal(decodeSettings({ ruff: { overlap: 'keep' } }, NAMES).settings.ruffOverlap, 'keep');
    assert.equal(decodeSettings({ ruff: { overlap: 'lower' } }, NAMES).settings.ruffOverlap, undefined);
    assert.equal(decodeSettings({ ruff: { overlap: true } }, NAMES).problems.length, 1);
  });

  it('survive anything', () => {
    for (const raw of [null, 1, 'x', [], { rules: [] }, { rules: 3 }, { hover: 1 }])
      assert.ok(decodeSettings(raw, NAMES).settings);
  });

  it('decide a severity', () => {
    const settings = { ...DEFAULT_SETTINGS, rules: { 'fixed-port': 'off', 'tmp-write': 'error' } as const };
    assert.equal(effectiveSeverity(settings, 'fixed-port', 'warning'), undefined);
    assert.equal(effectiveSeverity(settings, 'tmp-write', 'warning'), 'error');
    assert.equal(effectiveSeverity(settings, 'other', 'hint'), 'hint');
  });
});

function finding(start: number, end: number, newText: string, safety: 'safe' | 'suggestion' = 'safe'): Finding {
  const at = { uri: 'file:///f', start, end };
  return {
    rule: 'r',
    severity: 'error',
    message: 'm',
    at,
    related: [],
    tags: [],
    fixes: [{ title: 't', safety, edits: [{ at, newText }] }],
  };
}

describe('bulk fixes', () => {
  it('apply in any order', () => {
    const { edits } = collectFixes([finding(4, 5, 'Y'), finding(0, 1, 'X')], 'safe');
    assert.equal(applyEdits('abcdef', 'file:///f', edits), 'XbcdYf');
  });
  it('leave what touches the same text for the next round', () => {
    const { fixed } = collectFixes([finding(0, 3, 'X'), finding(2, 5, 'Y')], 'safe');
    const inFront = collectFixes([finding(0, 3, 'X'), finding(0, 0, 'exec ')], 'safe');
    assert.deepEqual(inFront.edits.length, 1, 'an insertion is meant for what stands behind it');
    assert.equal(fixed.length, 1);
  });
  it('make an identical edit once', () => {
    const { edits, fixed } = collectFixes([finding(0, 1, 'X'), finding(0, 1, 'X')], 'safe');
    assert.deepEqual([edits.length, fixed.length], [1, 2]);
  });
  it('never apply a suggestion unasked', () => {
    assert.equal(collectFixes([finding(0, 1, 'X', 'suggestion')], 'safe').edits.length, 0);
    assert.equal(collectFixes([finding(0, 1, 'X', 'suggestion')], 'suggestion').edits.length, 1);
  });
});
