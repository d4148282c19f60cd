import { strict as assert } from 'node:assert';
import { DockerfileParser, JSONInstruction, type ModifiableInstruction } from 'dockerfile-ast';
import { lineStarts, offsetAt, positionAt } from '../../server/src/base/lines.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile.ts';
import { jsonWords } from '../../server/src/syntax/json-words.ts';
import { DOCKERFILES } from './dockerfile-corpus.ts';

// dockerfile-ast is a parser of other people's hands. The product does not use it, because it is several times slower
// and can recurse without end; what it says about ordinary files must be what ours says.

describe('parseDockerfile agrees with dockerfile-ast', () => {
  for (const [index, file] of DOCKERFILES.entries()) {
    it(`file ${index + 1}`, () => {
      const starts = lineStarts(file);
      const line = (at: number): number => positionAt(starts, at).line;
      const offset = (p: { line: number; character: number }): number =>
        offsetAt(starts, { line: p.line, column: p.character }, file.length);
      const ours = parseDockerfile(file).instructions.map((i) => ({
        keyword: i.keyword,
        lines: [line(i.start), line(i.end)],
        flags: i.flags.map((f) => [f.name, f.value?.text ?? null]),
        strings: jsonWords(i.body)?.map((w) => file.slice(w.start, w.end)) ?? [],
      }));
      const theirs = DockerfileParser.parse(file)
        .getInstructions()
        .map((i) => {
          const range = i.getRange();
          const flags = 'getFlags' in i ? (i as ModifiableInstruction).getFlags() : [];
          const strings = i instanceof JSONInstruction ? i.getJSONStrings() : [];
          return {
            keyword: i.getKeyword(),
            lines: [range.start.line, range.end.line],
            flags: flags.map((f) => [f.getName(), f.getValue()]),
            strings: strings.map((s) => file.slice(offset(s.getRange().start), offset(s.getRange().end))),
          };
        });
      // It also lists the strings of an array that is not valid, which Docker takes as a shell form.
      const valid = theirs.map((t) => (t.strings.some((s) => s.startsWith("'")) ? { ...t, strings: [] } : t));
      assert.deepEqual(ours, valid);
    });
  }
});
