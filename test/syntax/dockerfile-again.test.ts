import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { dockerfile } from '../../scripts/bench/documents.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile.ts';
import { resplitDockerfile } from '../../server/src/syntax/dockerfile-split.ts';

// A Dockerfile that is parsed with the parse of an earlier version gives what a fresh parse gives.

const TEXTS: readonly string[] = [
  '# syntax=docker/dockerfile:1\n# escape=`\nARG A=1\nFROM a AS b\n\n  RUN a `\n # inside\n\n  && b\n# note\nCMD ["c", "d"]\n',
  'FROM a\r\nENV A=1 \\\r\n  B=2 \\\r\n# c\r\n  C=3\r\nRUN <<E\r\nx <<F\r\n# no comment\r\nE\r\nCOPY <<"X" <<-Y /a/\n1\nX\n\t2\n\tY\nRUN b\\\\\nUSER c\\ \nLABEL d="e f" g',
  '\uFEFFFROM a\nonbuild run b\nFOO bar\n\\\nRUN c \\\n\n\n  d\n\tEXPOSE 1\n\u000bUSER x\nRUN e\\',
  'RUN <<\nRUN <<E\nRUN a\n#b\n',
  dockerfile(40).text,
];

const PIECES = [
  '',
  'a',
  ' ',
  '\n',
  '\\',
  '`',
  '#',
  '"',
  '<<E',
  'E',
  '\r',
  '\t',
  '\uFEFF',
  '# escape=`\n',
  'RUN x\n',
  '\\\n',
];

describe('a Dockerfile parsed again', () => {
  it('is what a fresh parse gives, for each character at each place', function () {
    this.timeout(60_000);
    for (const old of TEXTS.slice(0, 4)) {
      const before = parseDockerfile(old);
      for (let at = 0; at <= old.length; at++) {
        for (const piece of PIECES) {
          const text = old.slice(0, at) + piece + old.slice(piece === '' ? at + 1 : at);
          assert.deepEqual(parseDockerfile(text, before), parseDockerfile(text), JSON.stringify([old, text]));
        }
      }
    }
  });

  it('is what a fresh parse gives after many edits', () => {
    const edit = fc.record({
      at: fc.nat({ max: 999_999 }),
      remove: fc.nat({ max: 3 }),
      insert: fc.constantFrom(...PIECES),
    });
    let spared = 0;
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.array(edit, { minLength: 1, maxLength: 8 }), (first, steps) => {
        let text = first;
        let tree = parseDockerfile(text);
        for (const { at, remove, insert } of steps) {
          const place = Math.floor((at * (text.length + 1)) / 1_000_000);
          text = text.slice(0, place) + insert + text.slice(place + remove);
          const fresh = parseDockerfile(text);
          if (resplitDockerfile(text, fresh.escape, tree) !== undefined) spared++;
          tree = parseDockerfile(text, tree);
          assert.deepEqual(tree, fresh, JSON.stringify(text));
        }
      }),
      { seed: 20261128, numRuns: 300 },
    );
    assert.ok(spared > 300, `only ${spared} edits spared work`);
  });

  it('splits one instruction again, and everything where two are joined', () => {
    const before = parseDockerfile('FROM a\nRUN b\nRUN c\n');
    assert.ok(resplitDockerfile('FROM a\nRUN bb\nRUN c\n', '\\', before) !== undefined);
    assert.ok(resplitDockerfile('FROM a\nRUN b\nRUN cc\n', '\\', before) !== undefined);
    assert.equal(resplitDockerfile('FROM a\nRUN b\\\nRUN c\n', '\\', before), undefined);
    assert.equal(resplitDockerfile('FROM a\nRUN bRUN c\n', '\\', before), undefined);
  });
});
