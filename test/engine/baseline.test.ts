import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import fc from 'fast-check';
import { lineStarts } from '../../server/src/base/lines.ts';
import { pathFrom } from '../../server/src/base/uri.ts';
import { decodeBaseline, leaveOut, listedIn } from '../../server/src/engine/baseline.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { fingerprints } from '../../server/src/engine/fingerprint.ts';

const URI = 'file:///ws/api/Dockerfile';

/** Findings at every place of a word. */
function findingsOf(text: string, word: string): readonly Finding[] {
  return [...text.matchAll(new RegExp(word, 'g'))].map((match) => ({
    rule: 'bad-word',
    severity: 'warning',
    message: 'It is bad.',
    at: { uri: URI, start: match.index, end: match.index + word.length },
    related: [],
    fixes: [],
    tags: [],
  }));
}

function prints(text: string, word: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.includes(word));
  return fingerprints(lines.map((line) => ({ rule: 'bad-word', path: 'api/Dockerfile', lines: [line] })));
}

/** Lines of what is left of a text's findings. */
function left(text: string, word: string, listed: readonly string[]): readonly string[] {
  const file = { uri: URI, text, starts: lineStarts(text), findings: findingsOf(text, word) };
  const found = leaveOut(new Set(listed), 'file:///ws', file);
  return found.map(({ at }) => text.slice(0, at.start).split('\n').length.toString());
}

describe('baseline', () => {
  it('fingerprints are SHA-256 of rule, path, lines and count, whatever the text', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string());
    fc.assert(
      fc.property(text, text, text, (rule, path, line) => {
        const parts = { rule, path, lines: [line] };
        const expected = [0, 1].map((count) =>
          createHash('sha256').update(`${rule}\0${path}\0${line.trim()}\0${count}`).digest('hex').slice(0, 32),
        );
        assert.deepEqual(fingerprints([parts, parts]), expected);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('paths lead from folder to file as the file system says', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c d', '..x'), { maxLength: 5 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(path, path, (folder, file) => {
        const [from, to] = [`file:///${folder}`.replace(/\/$/, ''), `file:///${file}/x`];
        assert.equal(pathFrom(from, to), posix.relative(`/${folder}`, `/${file}/x`.replaceAll('//', '/')));
      }),
      { seed: 12, numRuns: 300 },
    );
    assert.equal(pathFrom('vscode-vfs://github/o/r', 'file:///x'), 'file:///x');
  });

  it('leaves out what is listed, wherever its line is now', () => {
    const old = '# BAD one\nFROM x\n# BAD two\n';
    const listed = prints(old, 'BAD');
    assert.deepEqual(left(old, 'BAD', listed), []);
    assert.deepEqual(left('FROM x\n\n   # BAD two\r\n# BAD one\n', 'BAD', listed), []);
    assert.deepEqual(left('# BAD one!\nFROM x\n# BAD two\n', 'BAD', listed), ['1']);
  });

  it('leaves out as many equal ones as are listed', () => {
    const listed = prints('# BAD\n# BAD\n', 'BAD');
    assert.deepEqual(left('# BAD\nx\n# BAD\n# BAD\n', 'BAD', listed), ['4']);
    assert.deepEqual(left('# BAD\n', 'BAD', listed), []);
  });

  it('a byte order mark changes nothing', () => {
    assert.deepEqual(left('\uFEFF# BAD\n', 'BAD', prints('# BAD\n', 'BAD')), []);
  });

  for (const text of [
    '',
    '[]',
    'null',
    '{}',
    '{"version":2,"findings":[]}',
    '{"version":1,"findings":{}}',
    '{"version":1,"findings":[null]}',
    '{"version":1,"findings":[{"path":"a","rule":"b"}]}',
    '{"version":1,"findings":[{"path":1,"rule":"b","fingerprint":"c"}]}',
  ])
    it(`is not ${text === '' ? 'an empty file' : text}`, () => {
      assert.equal(decodeBaseline(text), undefined);
      assert.equal(listedIn(text).size, 0);
    });
});
