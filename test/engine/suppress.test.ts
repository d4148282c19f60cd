import { strict as assert } from 'node:assert';
import { lineStarts } from '../../server/src/base/lines.ts';
import { findSuppressions, suppressor } from '../../server/src/engine/suppress.ts';

function find(text: string, trailing = false) {
  return findSuppressions(text, lineStarts(text), trailing);
}

describe('suppression comments', () => {
  it('silence the next line that is no comment', () => {
    const [s] = find('# cloud-run-ignore fixed-port: why\n\n# more\nCMD x\nCMD y\n');
    assert.ok(s !== undefined);
    assert.deepEqual(s.lines, [3]);
    assert.equal(s.reason, 'why');
    assert.ok(suppressor([s])('fixed-port', 3).length > 0);
    assert.ok(suppressor([s])('fixed-port', 4).length === 0);
    assert.ok(suppressor([s])('tmp-write', 3).length === 0);
  });

  it('reach over continued lines', () => {
    const [s] = find('# cloud-run-ignore a-rule\nCMD gunicorn \\\n  # in between\n  --bind x \\\n  main:app\nUSER x\n');
    assert.deepEqual(s?.lines, [1, 2, 3, 4]);
  });

  it('name several rules, each with its range', () => {
    const text = '# cloud-run-ignore a-rule, b-rule : because\nx\n';
    const names = find(text)[0]?.rules ?? [];
    assert.deepEqual(
      names.map((n) => text.slice(n.start, n.end)),
      ['a-rule', 'b-rule'],
    );
  });

  it('stand behind code only where the language allows', () => {
    const text = 'open("/tmp/x")  # cloud-run-ignore tmp-write: scratch\n';
    assert.deepEqual(find(text), []);
    const [s] = find(text, true);
    assert.deepEqual(s?.lines, [0]);
    assert.equal(text.slice(0, s?.removal.start), 'open("/tmp/x")');
  });

  it('count for the file only in the first comment block', () => {
    assert.equal(find('# a\n# cloud-run-ignore-file x-rule\nFROM a\n')[0]?.scope, 'file');
    assert.deepEqual(find('FROM a\n# cloud-run-ignore-file x-rule\n'), []);
  });

  it('survive BOM, CRLF and the end of the file', () => {
    const [s] = find('\uFEFF# cloud-run-ignore a-rule\r\nFROM a\r\n');
    assert.deepEqual(s?.lines, [1]);
    assert.deepEqual(find('# cloud-run-ignore a-rule')[0]?.lines, []);
    assert.deepEqual(find('# cloud-run-ignore')[0]?.rules, []);
  });

  it('are no mere mentions', () => {
    assert.deepEqual(find('# see cloud-run-ignore in the docs\nFROM a\n'), []);
    assert.deepEqual(find('# cloud-run-ignored things\nFROM a\n'), []);
  });
});
