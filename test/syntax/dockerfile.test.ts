import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type DockerInstruction, nestedInstruction, parseDockerfile } from '../../server/src/syntax/dockerfile.ts';
import { splitQuoted, splitWords, substitutionWord } from '../../server/src/syntax/dockerfile-words.ts';
import { jsonWords, looksLikeArray } from '../../server/src/syntax/json-words.ts';
import { plainText } from '../../server/src/syntax/mapped-text.ts';
import { evaluateWord } from '../../server/src/syntax/word.ts';
import { processorMs } from '../kit/processor-time.ts';
import { badRange, DOCKERFILES } from './dockerfile-corpus.ts';

function only(text: string): DockerInstruction {
  const [first] = parseDockerfile(text).instructions;
  assert.ok(first, 'there is an instruction');
  return first;
}

describe('parseDockerfile', () => {
  const bodies: readonly (readonly [name: string, text: string, keyword: string, body: string])[] = [
    ['one line', 'RUN a b', 'RUN', 'a b'],
    ['lower case', 'run a', 'RUN', 'a'],
    ['indented, with tabs and spaces behind', '\t RUN\ta  \t\n', 'RUN', 'a'],
    ['continued', 'RUN a \\\n  b', 'RUN', 'a   b'],
    ['continued inside a word', 'RUN ab\\\ncd', 'RUN', 'abcd'],
    ['spaces behind the continuation character', 'RUN a \\  \n b', 'RUN', 'a  b'],
    ['a doubled backslash does not continue', 'RUN a \\\\\n# x', 'RUN', 'a \\\\'],
    ['comments between continued lines', 'RUN a \\\n  # one\n# two \\\n b', 'RUN', 'a  b'],
    ['empty lines between continued lines', 'RUN a \\\n\n \t\n b', 'RUN', 'a  b'],
    ['a continued line at the end of the file', 'RUN a \\', 'RUN', 'a'],
    ['CRLF', 'RUN a \\\r\n b\r\nCMD x\r\n', 'RUN', 'a  b'],
    ['byte order mark', '\uFEFFFROM a', 'FROM', 'a'],
    ['backtick as escape character', '# escape=`\nRUN a `\n b \\', 'RUN', 'a  b \\'],
    ['the escape directive only counts at the top', '# a comment\n# escape=`\nRUN a `', 'RUN', 'a `'],
    ['a keyword alone', 'CMD', 'CMD', ''],
    ['flags are no part of the body', 'RUN --mount=type=cache,id="a b" --network=none x --y', 'RUN', 'x --y'],
    ['two dashes end the flags', 'RUN -- --x', 'RUN', '--x'],
  ];
  for (const [name, text, keyword, body] of bodies) {
    it(name, () => {
      const instruction = only(text);
      assert.deepEqual([instruction.keyword, instruction.body.text], [keyword, body]);
    });
  }

  it('gives ranges in the file', () => {
    const text = 'FROM a\n  COPY --chown=b \\\n  # c\n  x \\\n y \n';
    const copy = parseDockerfile(text).instructions[1];
    assert.ok(copy);
    const cut = (r: { start: number; end: number }): string => text.slice(r.start, r.end);
    assert.equal(cut(copy.keywordRange), 'COPY');
    assert.equal(cut(copy), 'COPY --chown=b \\\n  # c\n  x \\\n y');
    assert.equal(cut(copy.argumentsRange), 'x \\\n y');
    assert.deepEqual(
      copy.flags.map((f) => [f.name, f.value?.text, cut(f)]),
      [['chown', 'b', '--chown=b']],
    );
    assert.deepEqual(
      splitWords(copy.body).map((w) => [w.text, w.origin]),
      [
        ['x', text.indexOf('x \\')],
        ['y', text.lastIndexOf('y')],
      ],
    );
  });

  it('reads directives and comments', () => {
    const tree = parseDockerfile('# Syntax = docker/dockerfile:1\n#check=skip=all\n\n# note\nFROM a \\\n # inside\n');
    assert.deepEqual(
      tree.directives.map((d) => [d.name, d.value.value, d.value.start]),
      [
        ['syntax', 'docker/dockerfile:1', 11],
        ['check', 'skip=all', 38],
      ],
    );
    assert.deepEqual(
      tree.comments.map((c) => c.value),
      ['Syntax = docker/dockerfile:1', 'check=skip=all', 'note', 'inside'],
    );
  });

  it('takes no line of a here-document for a comment', () => {
    const tree = parseDockerfile('RUN <<E\n# a\nE\n# b\nRUN <<E\n#!/bin/sh\nE\n#c');
    assert.deepEqual(
      tree.comments.map((c) => c.value),
      ['b', 'c'],
    );
  });

  it('reads a directive whose value also stands in its name', () => {
    const value = parseDockerfile('# syntax=x\nFROM a').directives[0]?.value;
    assert.deepEqual(value, { value: 'x', start: 9, end: 10 });
  });

  const heredocs: readonly (readonly [
    name: string,
    text: string,
    expected: readonly (readonly [string, string])[],
    next: string,
  ])[] = [
    ['one', 'RUN <<EOF\na\nb\nEOF\nCMD x', [['EOF', 'a\nb\n']], 'CMD'],
    [
      'two',
      'RUN a <<A <<B\n1\nA\n2\nB\nCMD x',
      [
        ['A', '1\n'],
        ['B', '2\n'],
      ],
      'CMD',
    ],
    ['tabs removed', 'RUN <<-EOF\n\t\ta\n\tEOF\nCMD x', [['EOF', 'a\n']], 'CMD'],
    ['tabs kept', 'RUN <<EOF\n\ta\n\tEOF\nEOF\nCMD x', [['EOF', '\ta\n\tEOF\n']], 'CMD'],
    ['a quoted delimiter', "COPY <<'E O' /x\na\nE O\nCMD x", [['E O', 'a\n']], 'CMD'],
    ['empty', 'RUN <<EOF\nEOF\nCMD x', [['EOF', '']], 'CMD'],
    ['without its end it swallows nothing', 'RUN <<EOF\nCMD x', [], 'CMD'],
    ['not in quotes', 'RUN echo "<<EOF"\nCMD x\nEOF', [], 'CMD'],
    ['not in CMD', 'CMD <<EOF\nUSER x\nEOF', [], 'USER'],
    ['a here-string is none', 'RUN cat <<<EOF\nCMD x\nEOF', [], 'CMD'],
    ['in an ONBUILD', 'ONBUILD RUN <<EOF\nUSER a\nEOF\nCMD x', [['EOF', 'USER a\n']], 'CMD'],
    ['comments and continued lines in it', 'RUN <<EOF\n# a\nb \\\nEOF\nCMD x', [['EOF', '# a\nb \\\n']], 'CMD'],
    ['CRLF', 'RUN <<EOF\r\na\r\nEOF\r\nCMD x', [['EOF', 'a\r\n']], 'CMD'],
  ];
  for (const [name, text, expected, next] of heredocs) {
    it(`here-document: ${name}`, () => {
      const { instructions } = parseDockerfile(text);
      assert.deepEqual(
        instructions[0]?.heredocs.map((h) => [h.name, h.content.text]),
        expected,
      );
      assert.equal(instructions[1]?.keyword, next);
    });
  }

  it('names what is no instruction and here-documents without an end', () => {
    assert.deepEqual(
      parseDockerfile('FROM a\nfoo bar\nRUN <<X\n').problems.map((p) => p.value),
      ['unknown instruction FOO', 'here-document without its end X'],
    );
  });

  it('reads the instruction inside an ONBUILD', () => {
    const nested = nestedInstruction(only('ONBUILD copy --from=a b c'), '\\');
    assert.deepEqual([nested?.keyword, nested?.flags[0]?.name, nested?.body.text], ['COPY', 'from', 'b c']);
    assert.equal(nestedInstruction(only('ONBUILD'), '\\'), undefined);
  });
});

describe('words of a Dockerfile', () => {
  it('are split outside quotes', () => {
    const words = splitQuoted(plainText('A="b c" D=\'e "f\' G=h\\ i  J="k\\" l" M="open n'), '\\');
    assert.deepEqual(
      words.map((w) => w.text),
      ['A="b c"', "D='e \"f'", 'G=h\\ i', 'J="k\\" l"', 'M="open n'],
    );
  });

  const environment: Readonly<Record<string, string>> = { A: 'a', EMPTY: '', B: 'b' };
  const values: readonly (readonly [word: string, value: string | undefined])[] = [
    ['plain', 'plain'],
    ['$A', 'a'],
    ['${A}x', 'ax'],
    ['x$A-$B', 'xa-b'],
    ['$NONE.', '.'],
    ['${NONE:-d}', 'd'],
    ['${NONE-d}', 'd'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${A:+yes}', 'yes'],
    ['${EMPTY:+yes}', ''],
    ['${EMPTY+yes}', 'yes'],
    ['${NONE:-${A}z}', 'az'],
    ['${NONE:?message}', undefined],
    ['${A:?message}', 'a'],
    ['\\$A', '$A'],
    ["'$A'", '$A'],
    ['"$A \\$A \\n"', 'a $A \\n'],
    ['a\\ b', 'a b'],
    ['""', ''],
    ['$', '$'],
    ['a$', 'a$'],
    ['$.x', '$.x'],
    ['${A%b}', undefined],
    ['${A/b/c}', undefined],
    ['${', undefined],
    ['${:-x}', undefined],
  ];
  for (const [word, value] of values) {
    it(`${word} is ${value ?? 'not known'}`, () => {
      const parts = substitutionWord(plainText(word), '\\').parts;
      assert.equal(
        evaluateWord(parts, (name) => environment[name] ?? null),
        value,
      );
    });
  }

  it('an unknown variable makes the value unknown', () => {
    const unknown = (): undefined => undefined;
    assert.equal(evaluateWord(substitutionWord(plainText('a${X:-b}'), '\\').parts, unknown), undefined);
    assert.equal(evaluateWord(substitutionWord(plainText('ab'), '\\').parts, unknown), 'ab');
  });

  it('the range of a quoted literal leaves the quotes out', () => {
    const parts = substitutionWord(plainText('a="b $C"'), '\\').parts;
    assert.deepEqual(
      parts.map((p) => [p.kind, p.start, p.end]),
      [
        ['literal', 0, 2],
        ['literal', 3, 5],
        ['variable', 5, 7],
      ],
    );
  });
});

describe('JSON arrays', () => {
  const arrays: readonly (readonly [text: string, words: readonly string[] | undefined, meant: boolean])[] = [
    ['["a", "b c"]', ['a', 'b c'], true],
    ['[ "a" ]', ['a'], true],
    ['[]', [], true],
    ['["\\"q\\"", "\\u0041\\n"]', ['"q"', 'A\n'], true],
    ["['a', 'b']", undefined, true],
    ['["a", "b",]', undefined, true],
    ['["a" "b"]', undefined, true],
    ['["a", "b"', undefined, true],
    ['["a"] b', undefined, true],
    ['[gunicorn, app]', undefined, true],
    ['["a", 1]', undefined, true],
    ['[ "a", ', undefined, true],
    ['[ -f x ] && y', undefined, false],
    ['[ "$A" = b ] && y', undefined, false],
    ['[[ -f x ]]', undefined, false],
    ['gunicorn', undefined, false],
  ];
  for (const [text, words, meant] of arrays) {
    it(text, () => {
      const found = jsonWords(plainText(text));
      assert.deepEqual(
        found?.map((w) => w.source.text),
        words,
      );
      if (words === undefined) assert.equal(looksLikeArray(text), meant);
    });
  }

  it('keeps the way back from decoded text to the file', () => {
    const text = 'CMD ["a\\"b", "c"]';
    const [first] = jsonWords(plainText(text, 4)) ?? [];
    assert.deepEqual([first?.start, first?.end, first?.inner], [5, 11, { start: 6, end: 10 }]);
  });
});

describe('Dockerfile robustness', () => {
  function check(text: string): void {
    const tree = parseDockerfile(text);
    assert.equal(badRange(tree, text.length), undefined, JSON.stringify(text));
    let last = 0;
    for (const i of tree.instructions) {
      assert.ok(i.start >= last, 'instructions are in order and do not overlap');
      last = i.end;
    }
  }

  it('every prefix of real files', () => {
    for (const file of DOCKERFILES) for (let i = 0; i <= file.length; i++) check(file.slice(0, i));
  });

  it('random text', () => {
    const token = fc.constantFrom(
      'FROM a',
      'RUN ',
      'ENV ',
      '\\',
      '\n',
      '\r\n',
      '#',
      ' ',
      '"',
      "'",
      '$',
      '${A:-',
      '}',
      '<<E',
      'E',
      '[',
      ']',
      ',',
      '--x=',
      '`',
      '\t',
      '\uFEFF',
      '# escape=`',
    );
    const text = fc.array(fc.oneof(token, fc.string({ maxLength: 5 })), { maxLength: 30 }).map((p) => p.join(''));
    fc.assert(fc.property(text, check), { seed: 1, numRuns: 1500 });
  });

  const long: readonly (readonly [name: string, text: string])[] = [
    ['instructions', `FROM a\n${'RUN echo $x && y\n'.repeat(30_000)}`],
    ['unfinished here-documents', `FROM a\n${'RUN <<E\n'.repeat(30_000)}`],
    ['continued lines', `FROM a\nRUN \\\n${' x \\\n'.repeat(100_000)}`],
    ['stages with comments', 'FROM a\n# b\n'.repeat(20_000)],
    ['one long line', `RUN ${'x y '.repeat(250_000)}`],
    ['escape characters', `RUN ${'\\'.repeat(500_000)}x`],
    ['escaped blanks', `RUN ${'\\ '.repeat(200_000)}x`],
    ['blanks in a directive', `# syntax=a${' '.repeat(1_000_000)}b\nFROM a`],
    ['lines with an escape character only', `${'\\\n'.repeat(300_000)}RUN a`],
  ];
  for (const [name, text] of long) {
    it(`the time grows with the length only: ${name}`, async () => {
      const spent = await processorMs(() => parseDockerfile(text));
      assert.ok(spent < 5_000, `${spent} ms`);
    });
  }
});
