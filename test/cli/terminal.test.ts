import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { jsonText } from '../../server/src/base/json-text.ts';
import { printable, xmlText } from '../../server/src/cli/printable.ts';
import { frame } from '../../server/src/cli/report/frame.ts';
import { run } from '../../server/src/cli/run.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const text = fc.string({ unit: 'binary', maxLength: 40 });

describe('cli terminal', () => {
  let folder = '';
  before(() => {
    folder = temporaryFolder();
    writeTree(folder, { Dockerfile: '# BAD\n' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function stdout(args: readonly string[], env: Readonly<Record<string, string>>, tty: boolean): Promise<string> {
    const io = testIo(folder, '', { tty, env });
    await run(args, io, () => Promise.resolve(createFakeAnalysis));
    return io.out.join('');
  }

  it('colours on a terminal only, and never with NO_COLOR', async () => {
    assert.ok((await stdout(['check'], {}, true)).includes('\u001b[31m'));
    assert.ok((await stdout(['inspect'], {}, true)).includes('\u001b[1m'));
    assert.ok((await stdout(['explain', 'bad-word'], {}, true)).includes('\u001b[36mFROM x'));
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }])
      assert.ok(!(await stdout(['check'], env, true)).includes('\u001b'));
    assert.ok(!(await stdout(['check'], {}, false)).includes('\u001b'));
    assert.ok(!(await stdout(['check', '--format', 'json'], {}, true)).includes('\u001b'));
  });

  it('shows how far a long run is, on a terminal, and removes it', async () => {
    const play = async (args: readonly string[], tty: boolean, step: number): Promise<string> => {
      let now = 0;
      const io = testIo(folder, '', { tty, now: () => (now += step) });
      await run(['check', ...args], io, () => Promise.resolve(createFakeAnalysis));
      return io.err.join('');
    };
    const line = await play([], true, 2000);
    assert.ok(line.startsWith('\r\u001b[2KListing files 1') && line.endsWith('\r\u001b[2K'), JSON.stringify(line));
    assert.equal(await play([], true, 1), '');
    assert.equal(await play([], false, 2000), '');
    assert.equal(await play(['--no-progress'], true, 2000), '');
    assert.equal(await play(['--quiet'], true, 2000), '');
  });

  it('shows nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(text, (value) => {
        assert.doesNotMatch(printable(value), UNSAFE);
        assert.ok(!printable(value).includes('##['));
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it('writes JSON that says the same', () => {
    fc.assert(
      fc.property(text, (value) => {
        const written = jsonText({ value: `##[x]${value}` });
        assert.deepEqual(JSON.parse(written), { value: `##[x]${value}` });
        assert.ok(!written.includes('##[') && !/\p{Cc}/u.test(written), written);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  it('writes XML without markup and forbidden characters', () => {
    fc.assert(
      fc.property(text, (value) => assert.match(xmlText(value), /^(?:[^<>"'&\p{Cc}\p{Cs}\ufffe\uffff]|&#\d+;)*$/u)),
      { seed: 13, numRuns: 500 },
    );
  });

  it('keeps frames printable and within the range', () => {
    const position = fc.record({ line: fc.integer({ min: 1, max: 6 }), column: fc.integer({ min: 1, max: 300 }) });
    fc.assert(
      fc.property(fc.array(text, { minLength: 6, maxLength: 6 }), position, position, (lines, a, b) => {
        const [start, stop] = a.line < b.line || (a.line === b.line && a.column <= b.column) ? [a, b] : [b, a];
        for (const line of frame({ start, end: stop }, (number) => lines[number - 1] ?? '')) {
          assert.doesNotMatch(line.text, UNSAFE);
          assert.ok(line.number >= start.line && line.number <= stop.line);
        }
      }),
      { seed: 14, numRuns: 300 },
    );
  });

  it('cuts long lines around the range and long ranges in the middle', () => {
    const long = `${'a'.repeat(100_000)}BAD${'b'.repeat(100_000)}`;
    const [line] = frame({ start: { line: 1, column: 100_001 }, end: { line: 1, column: 100_004 } }, () => long);
    assert.deepEqual(line, { number: 1, text: `…${'a'.repeat(80)}BAD${'b'.repeat(117)}…`, indent: 81, length: 3 });
    const numbers = frame({ start: { line: 2, column: 1 }, end: { line: 900, column: 2 } }, () => 'x').map(
      (l) => l.number,
    );
    assert.deepEqual(numbers, [2, 3, 4, 900]);
  });

  it('cuts lines to the width of the terminal, so that none wraps away from its underline', () => {
    const at = (start: number, end: number, line: string, columns: number): string => {
      const range = { start: { line: 12, column: start }, end: { line: 12, column: end } };
      const [shown] = frame(range, () => line, columns);
      return `${shown?.text}\n${' '.repeat(shown?.indent ?? 0)}${'^'.repeat(shown?.length ?? 0)}`;
    };
    const line = 'CMD gunicorn --bind 127.0.0.1:8080 --workers 4 main:app';
    assert.equal(at(21, 30, line, 60), `${line}\n${' '.repeat(20)}${'^'.repeat(9)}`);
    assert.equal(at(21, 30, line, 45), `${line.slice(0, 39)}…\n${' '.repeat(20)}${'^'.repeat(9)}`);
    assert.equal(at(46, 47, line, 45), `…${line.slice(27)}\n${' '.repeat(19)}^`);
    fc.assert(
      fc.property(fc.nat(120), fc.nat(60), fc.integer({ min: 25, max: 90 }), (start, length, columns) => {
        const [text = '', underline = ''] = at(start + 1, start + length + 1, 'x'.repeat(150), columns).split('\n');
        assert.ok(text.length <= columns - 5 && underline.length <= columns - 5, `${text}\n${underline}`);
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it('leaves no holes around the code of a page', async () => {
    const io = testIo(folder, '', { tty: true, rulePage: () => '# x\n\n`a`\n\n```sh\nb\n```\n\nc\n' });
    await run(['explain', 'bad-word'], io, () => Promise.resolve(createFakeAnalysis));
    assert.doesNotMatch(io.out.join(''), /\n\n\n/);
  });
});
