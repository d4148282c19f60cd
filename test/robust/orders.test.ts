import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { createAnalysis } from '../../server/src/api.ts';
import {
  DEFAULT_SETTINGS,
  decodeSettings,
  effectiveSeverity,
  type RuleLevel,
} from '../../server/src/engine/settings.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { analyse, describeFinding, ROOT, uriOf } from '../kit/example.ts';
import { formatOf, mutate, mutation } from '../kit/mutate.ts';
import { patience, runs } from '../kit/property.ts';
import { CORPUS } from './projects.ts';

// The order in which files, names and settings arrive decides nothing, and settings change severities alone.

const project = fc.constantFrom(...CORPUS.filter((files) => Object.keys(files).length > 1)).chain((files) =>
  fc.constantFrom(...Object.keys(files)).chain((path) =>
    fc.array(mutation(formatOf(path)), { maxLength: 2 }).map((changes) => ({
      ...files,
      [path]: changes.reduce(mutate, files[path] ?? ''),
    })),
  ),
);

const LEVELS: readonly RuleLevel[] = ['error', 'warning', 'information', 'hint', 'off', 'default'];
const levels = fc.dictionary(fc.constantFrom(...RULES.map(({ name }) => name)), fc.constantFrom(...LEVELS), {
  maxKeys: RULES.length,
});

describe('orders and settings', () => {
  it('files may arrive in any order, with questions in between', function () {
    this.timeout(patience(60_000));
    const arrivals = project.chain((files) =>
      fc.record({
        files: fc.constant(files),
        order: fc.shuffledSubarray(Object.keys(files), { minLength: Object.keys(files).length }),
        indexAt: fc.nat({ max: Object.keys(files).length }),
        asks: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      }),
    );
    fc.assert(
      fc.property(arrivals, ({ files, order, indexAt, asks }) => {
        const analysis = createAnalysis();
        analysis.setFolders([ROOT]);
        order.forEach((path, i) => {
          if (i === indexAt) analysis.setIndex(Object.keys(files).map(uriOf));
          analysis.setFile(uriOf(path), files[path]);
          if (asks[i % asks.length]) analysis.touched();
          else analysis.wanted();
        });
        if (indexAt >= order.length) analysis.setIndex(Object.keys(files).map(uriOf));
        const fresh = analyse(files).allFindings();
        assert.deepEqual(analysis.allFindings().map(describeFinding), fresh.map(describeFinding));
      }),
      runs(60),
    );
  });

  it('settings change severities and nothing else, and can be taken back', function () {
    this.timeout(patience(60_000));
    fc.assert(
      fc.property(project, levels, fc.boolean(), (files, rules, enable) => {
        const analysis = analyse(files);
        // What suppression comments are used for depends on what is on.
        const plain = () => analysis.allFindings().filter(({ rule }) => rule !== 'unused-suppression');
        const before = plain();
        analysis.setSettings({ ...DEFAULT_SETTINGS, enable, rules });
        const expected = before.flatMap((finding) => {
          const severity = effectiveSeverity({ ...DEFAULT_SETTINGS, rules }, finding.rule, finding.severity);
          return severity === undefined || !enable ? [] : [describeFinding({ ...finding, severity })];
        });
        assert.deepEqual(plain().map(describeFinding), expected);
        analysis.setSettings(DEFAULT_SETTINGS);
        assert.deepEqual(plain().map(describeFinding), before.map(describeFinding));
      }),
      runs(60),
    );
  });

  it('anything may stand where settings are expected', () => {
    const names = new Set(RULES.map(({ name }) => name));
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const { settings } = decodeSettings(raw, names);
        assert.equal(typeof settings.enable, 'boolean');
        for (const level of Object.values(settings.rules)) assert.ok(LEVELS.includes(level));
      }),
      runs(500),
    );
  });
});
