import { strict as assert } from 'node:assert';
import { DockerfileParser, JSONInstruction, ModifiableInstruction } from 'dockerfile-ast';
import { lineStarts, offsetAt, positionAt } from '../../server/src/base/lines.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile.ts';
import { jsonWords } from '../../server/src/syntax/json-words.ts';
import { DOCKERFILES } from './dockerfile-corpus.ts';

// Our reading stands on dockerfile-ast. Where the two differ, each test shows both answers: ours is Docker's,
// and a test fails as soon as a new version of dockerfile-ast makes the difference needless.

describe('what we hand to dockerfile-ast reads like the file itself', () => {
  for (const [index, file] of DOCKERFILES.entries()) {
    it(`file ${index + 1}`, () => {
      const starts = lineStarts(file);
      const offset = (p: { line: number; character: number }): number =>
        offsetAt(starts, { line: p.line, column: p.character }, file.length);
      const ours = parseDockerfile(file).instructions.map((i) => ({
        keyword: i.keyword,
        keywordRange: [i.keywordRange.start, i.keywordRange.end],
        lines: [positionAt(starts, i.start).line, positionAt(starts, i.end).line],
      }));
      const theirs = DockerfileParser.parse(file)
        .getInstructions()
        .map((i) => ({
          keyword: i.getKeyword(),
          keywordRange: [offset(i.getInstructionRange().start), offset(i.getInstructionRange().end)],
          lines: [i.getRange().start.line, i.getRange().end.line],
        }));
      assert.deepEqual(ours, theirs);
    });
  }
});

describe('instructions that dockerfile-ast splits otherwise than Docker', () => {
  const cases: readonly (readonly [name: string, text: string, theirs: readonly string[], ours: readonly string[]])[] =
    [
      ['an unknown directive', '# a=b\n# escape=`\nRUN a `\nUSER b', ['RUN'], ['RUN', 'USER']],
      ['a blank behind a directive', '# syntax=a \n# escape=`\nRUN a `\nb', ['RUN', 'B'], ['RUN']],
      ['a here-document without its end', 'RUN <<EOF\nUSER a', ['RUN'], ['RUN', 'USER']],
      ['<< in quotes', 'RUN echo "a <<EOF"\nUSER a\nCMD b', ['RUN'], ['RUN', 'USER', 'CMD']],
      [
        'a here-document with a quoted blank',
        "COPY <<'E O' /x\na\nE O\nUSER b",
        ['COPY', 'A', 'E', 'USER'],
        ['COPY', 'USER'],
      ],
      ['a here-document of another stream', 'RUN a 3<<E\nb\nE\nUSER c', ['RUN', 'B', 'E', 'USER'], ['RUN', 'USER']],
      ['tabs before the second delimiter', 'RUN <<-A <<B\nA\n\tB\nB\nUSER c', ['RUN', 'B', 'USER'], ['RUN', 'USER']],
      ['a doubled escape character', 'RUN dir C:\\\\\nUSER a', ['RUN'], ['RUN', 'USER']],
      ['two escape characters apart', 'RUN a \\ \\\nb', ['RUN', 'B'], ['RUN']],
      ['only an escape character', '\\\nRUN a', ['\\', 'RUN'], ['RUN']],
      ['a comment behind a continued keyword', 'RUN\\\n# a\n b', ['RUN', 'B'], ['RUN']],
      ['a form feed', 'RUN a\n\fUSER b', ['RUN', '\fUSER'], ['RUN', 'USER']],
      ['a carriage return in a line', 'RUN a\rb', ['RUN', 'B'], ['RUN']],
    ];
  for (const [name, text, theirs, ours] of cases) {
    it(name, () => {
      const raw = DockerfileParser.parse(text).getInstructions();
      assert.deepEqual(
        [raw.map((i) => i.getKeyword()), parseDockerfile(text).instructions.map((i) => i.keyword)],
        [theirs, ours],
      );
    });
  }
});

describe('parts of an instruction that dockerfile-ast reads otherwise than Docker', () => {
  const flags: readonly (readonly [text: string, theirs: readonly unknown[], ours: readonly unknown[]])[] = [
    ['RUN --mount=type=cache,id="a b" c', ['type=cache,id="a'], ['type=cache,id="a b"']],
    ['RUN a--b --c=d', ['d'], []],
    ['ENV --a=b c=d', [], ['b']],
  ];
  for (const [text, theirs, ours] of flags) {
    it(`flags of ${text}`, () => {
      const [raw] = DockerfileParser.parse(text).getInstructions();
      const found = raw instanceof ModifiableInstruction ? raw.getFlags() : [];
      assert.deepEqual(
        [found.map((f) => f.getValue()), parseDockerfile(text).instructions[0]?.flags.map((f) => f.value?.text)],
        [theirs, ours],
      );
    });
  }

  const arrays: readonly (readonly [text: string, theirs: readonly string[], ours: readonly string[] | undefined])[] = [
    ['CMD ["sh", "-c", "exec a b"]', ['"sh"', '"-c"', '"execab"'], ['sh', '-c', 'exec a b']],
    ['CMD ["a\\nb"]', ['"ab"'], ['a\nb']],
    ['CMD ["a", b]', ['"a"'], undefined],
    ['CMD ["a"] && b', ['"a"'], undefined],
  ];
  for (const [text, theirs, ours] of arrays) {
    it(`strings of ${text}`, () => {
      const [raw] = DockerfileParser.parse(text).getInstructions();
      const strings = raw instanceof JSONInstruction ? raw.getJSONStrings().map((s) => s.getValue()) : [];
      const body = parseDockerfile(text).instructions[0]?.body;
      assert.deepEqual([strings, body && jsonWords(body)?.map((w) => w.source.text)], [theirs, ours]);
    });
  }

  it('the text of an instruction loses a line of one character', () => {
    const text = 'RUN a\\\nb\\\nc';
    assert.equal(DockerfileParser.parse(text).getInstructions()[0]?.getArgumentsContent(), 'ac');
    assert.equal(parseDockerfile(text).instructions[0]?.body.text, 'abc');
  });

  it('variables: looking one up can recurse without end', () => {
    const [env] = DockerfileParser.parse(' ENV A=$B').getInstructions();
    assert.throws(() => env?.getVariables(), RangeError);
  });
});

it('Dockerfiles are read where there is no Buffer, as in a web worker', () => {
  const buffer = Object.getOwnPropertyDescriptor(globalThis, 'Buffer');
  assert.ok(buffer);
  const read = (): number => parseDockerfile('\uFEFFFROM a\nRUN b').instructions.length;
  try {
    Object.defineProperty(globalThis, 'Buffer', { value: undefined, configurable: true });
    assert.equal(read(), 2);
  } finally {
    Object.defineProperty(globalThis, 'Buffer', buffer);
  }
});
