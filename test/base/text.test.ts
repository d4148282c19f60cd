import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { lineStarts, offsetAt, positionAt } from '../../server/src/base/lines.ts';
import { codeSpan, escapeMarkdown } from '../../server/src/base/markdown.ts';
import { contains, overlaps } from '../../server/src/base/span.ts';
import { ancestors, basename, dirname, extension, joinPath, relativePath } from '../../server/src/base/uri.ts';

describe('lines', () => {
  it('end at LF, CRLF and CR', () => assert.deepEqual(lineStarts('a\nb\r\nc\rd'), [0, 2, 5, 7]));

  it('positions and offsets are inverse', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é', '𝛼', ' ') }), (text) => {
        const starts = lineStarts(text);
        for (let i = 0; i <= text.length; i++) assert.equal(offsetAt(starts, positionAt(starts, i), text.length), i);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('clamp what lies outside', () => {
    const starts = lineStarts('ab\ncd');
    assert.equal(offsetAt(starts, { line: 9, column: 0 }, 5), 5);
    assert.equal(offsetAt(starts, { line: 0, column: 99 }, 5), 3);
    assert.deepEqual(positionAt(starts, -1), { line: 0, column: 0 });
  });
});

describe('uris', () => {
  it('split and join', () => {
    assert.equal(basename('file:///a/b c/Dockerfile'), 'Dockerfile');
    assert.equal(dirname('file:///a/b c/Dockerfile'), 'file:///a/b c');
    assert.equal(dirname('file:///Dockerfile'), 'file://');
    assert.equal(joinPath('file:///a/b', '../c/./d.py'), 'file:///a/c/d.py');
    assert.equal(joinPath('file:///a', '/x/y'), 'file:///x/y');
    assert.equal(joinPath('file:///a', '../../../x'), 'file:///x');
    assert.equal(joinPath('vscode-vfs://github/o/r', 'a.py'), 'vscode-vfs://github/o/r/a.py');
    assert.equal(relativePath('file:///a', 'file:///a/b/c'), 'b/c');
    assert.equal(relativePath('file:///a', 'file:///ab/c'), undefined);
    assert.equal(relativePath('file:///a', 'file:///a'), '');
    assert.equal(extension('file:///a/.env'), '');
    assert.equal(extension('file:///a/X.YAML'), '.yaml');
    assert.deepEqual(ancestors('file:///a/b'), ['file:///a/b', 'file:///a', 'file://']);
  });
});

describe('ranges', () => {
  it('contain their end and overlap by characters', () => {
    assert.ok(contains({ start: 1, end: 3 }, 3));
    assert.ok(!overlaps({ start: 0, end: 2 }, { start: 2, end: 4 }));
    assert.ok(overlaps({ start: 0, end: 2 }, { start: 2, end: 2 }), 'a caret touches');
  });
});

describe('markdown', () => {
  it('shows text of the user literally', () => {
    assert.equal(codeSpan('a`b'), '``a`b``');
    assert.equal(codeSpan('`x`'), '`` `x` ``');
    assert.equal(codeSpan('a\nb'), '`a b`');
    assert.equal(escapeMarkdown('[x](command:y) <img>'), '\\[x\\]\\(command\\:y\\) \\<img\\>');
  });
});
