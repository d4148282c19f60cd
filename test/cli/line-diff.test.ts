import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseUnifiedDiff } from '../../server/src/cli/changed-lines.ts';
import { diffLines, splitLines } from '../../server/src/cli/line-diff.ts';
import { unifiedDiff } from '../../server/src/cli/unified-diff.ts';

const line = fc.constantFrom('a\n', 'b\n', 'c\n', '+\n', '-\n', '@@ -1 +1 @@\n', '\n');
const lines = fc.array(line, { maxLength: 30 });

/** Applies a unified diff of one file, as `patch` does. */
function patch(before: string, diff: string): string {
  const old = splitLines(before);
  const out: string[] = [];
  let at = 0;
  const rows = diff.split('\n').slice(2, -1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? '';
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(row);
    const text = rows[i + 1]?.startsWith('\\') === true ? row.slice(1) : `${row.slice(1)}\n`;
    if (hunk !== null && !/^[ +-]/.test(row)) {
      const from = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      out.push(...old.slice(at, from));
      at = from;
    } else if (row.startsWith('+')) out.push(text);
    else if (row.startsWith('-') || row.startsWith(' ')) {
      assert.equal(old[at], text);
      if (row.startsWith(' ')) out.push(text);
      at++;
    }
  }
  return [...out, ...old.slice(at)].join('');
}

describe('cli line diff', () => {
  it('turns the old lines into the new ones', () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const out: string[] = [];
        let at = 0;
        for (const { aStart, aEnd, bStart, bEnd } of diffLines(a, b)) {
          assert.ok(aEnd > aStart || bEnd > bStart);
          out.push(...a.slice(at, aStart), ...b.slice(bStart, bEnd));
          at = aEnd;
        }
        assert.deepEqual([...out, ...a.slice(at)], b);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it('is the shortest for small changes', () => {
    const changes = diffLines(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'e']);
    assert.deepEqual(changes, [
      { aStart: 1, aEnd: 2, bStart: 1, bEnd: 2 },
      { aStart: 4, aEnd: 4, bStart: 4, bEnd: 5 },
    ]);
  });

  it('stays fast where everything differs', () => {
    const a = Array.from({ length: 5000 }, (_, i) => `a${i}`);
    const b = Array.from({ length: 5000 }, (_, i) => `b${i}`);
    assert.deepEqual(diffLines(a, b), [{ aStart: 0, aEnd: 5000, bStart: 0, bEnd: 5000 }]);
  });

  it('prints diffs that apply', () => {
    fc.assert(
      fc.property(lines, lines, fc.boolean(), (a, b, cut) => {
        const before = a.join('');
        const after = cut ? b.join('').replace(/\n$/, '') : b.join('');
        const diff = unifiedDiff('Dockerfile', before, after);
        if (before === after) assert.equal(diff, '');
        else assert.equal(patch(before, diff), after);
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it('reads back which lines are new', () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const diff = unifiedDiff('api/Dockerfile', a.join(''), b.join(''));
        const expected = diffLines(a, b).flatMap((c) =>
          Array.from({ length: c.bEnd - c.bStart }, (_, i) => c.bStart + i + 1),
        );
        const ranges = parseUnifiedDiff(diff).get('api/Dockerfile') ?? [];
        const found =
          ranges === 'all'
            ? ['all']
            : ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        assert.deepEqual(found, expected);
      }),
      { seed: 3, numRuns: 400 },
    );
  });

  it('reads names as git writes them', () => {
    const diff = [
      '--- "a/\\303\\274 \\"x\\"/Dockerfile"',
      '+++ "b/\\303\\274 \\"x\\"/Dockerfile"',
      '@@ -0,0 +1,2 @@',
      '+a',
      '+b',
      '--- a/gone',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-a',
      '',
    ];
    assert.deepEqual([...parseUnifiedDiff(diff.join('\n'))], [['ü "x"/Dockerfile', [{ from: 1, to: 2 }]]]);
  });
});
