import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { manifest } from '../../scripts/bench/documents.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { parseYaml } from '../../server/src/syntax/yaml.ts';
import { type ParsedYaml, patchYaml } from '../../server/src/syntax/yaml-patch.ts';
import type { YamlNode } from '../../server/src/syntax/yaml-types.ts';
import { readMarks } from '../kit/example.ts';

// A tree that was patched is the tree of a fresh parse, and the keys that are meant to be patched are.

const HAND: readonly string[] = [
  'a: 1\nb:\n  - x # one\n  - "two" # two\n# last\n',
  'a:\n  - b: 80\n    c: [1, two, "three", {d: four}]\n  - e\nf: |\n  text # no comment\n  more\ng: end',
  'a: \'one\'\r\nb: "two" # c\r\nc:   d   \r\n---\r\n- x\r\n- y # z\r\n...\r\n# tail\r\n',
  '# head\na: {b: c, d: e}\nf: g:h\ni: "a: b"\nj: >-\n  k\n  # l\nm: n\n# end',
  'x: one\n  two\ny: z\n--- # second\n- - 1\n  - 2\n-\n  - 3\n',
  'base: &b {a: 1}\nuse: *b\nmore:\n  <<: *b\n  c: 2\n',
  'tagged: !!str 80\nvalue: 1\n',
  '%YAML 1.1\n---\na: yes\n',
];

const TEXTS: readonly string[] = [
  ...HAND,
  manifest(40).text,
  manifest(120).text,
  ...RULES.flatMap((rule) =>
    [...rule.bad, ...rule.good].flatMap((example) =>
      Object.entries(readMarks(example.files).files).flatMap(([path, text]) => (/\.ya?ml$/.test(path) ? [text] : [])),
    ),
  ),
];

const PIECES = [
  '',
  'a',
  '8',
  'x1',
  ' ',
  ':',
  ': ',
  '-',
  '- ',
  '#',
  ' #',
  '"',
  "'",
  '\n',
  '\t',
  ',',
  '.',
  '{{',
  '%',
  '&',
  'null',
];

/** A place in parts of a million; `fc.double` prefers the ends. */
const at = fc.nat({ max: 999_999 });
/** What is typed inside words, and anything. */
const edit = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ at, remove: fc.constant(0), insert: fc.constantFrom('a', '8', '/x', '.', ' ') }),
  },
  { weight: 1, arbitrary: fc.record({ at, remove: fc.nat({ max: 3 }), insert: fc.constantFrom(...PIECES) }) },
);

/** The text after an edit somewhere in it. */
function apply(text: string, step: { readonly at: number; readonly remove: number; readonly insert: string }): string {
  const at = Math.floor((step.at * (text.length + 1)) / 1_000_000);
  return text.slice(0, at) + step.insert + text.slice(at + step.remove);
}

function scalar(text: string): YamlNode | undefined {
  return parseYaml(text).documents[0]?.root;
}

describe('patched YAML', () => {
  it('is what a fresh parse gives, whatever is typed where', function () {
    this.timeout(60_000);
    let patched = 0;
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.array(edit, { minLength: 1, maxLength: 4 }), (first, steps) => {
        let before: ParsedYaml = { text: first, file: parseYaml(first) };
        for (const step of steps) {
          const text = apply(before.text, step);
          if (patchYaml(text, before, scalar) !== undefined) patched++;
          const file = parseYaml(text, before);
          assert.deepEqual(file, parseYaml(text), JSON.stringify([before.text, text]));
          before = { text, file };
        }
      }),
      { seed: 20261128, numRuns: 500 },
    );
    assert.ok(patched > 100, `only ${patched} edits were patched`);
  });

  it('is what a fresh parse gives for each single character at each place', () => {
    for (const first of HAND) {
      const before: ParsedYaml = { text: first, file: parseYaml(first) };
      for (let at = 0; at <= first.length; at++) {
        for (const piece of ['', 'a', ' ', ':', '#', '"', '-', '\n']) {
          const text = first.slice(0, at) + piece + first.slice(piece === '' ? at + 1 : at);
          assert.deepEqual(parseYaml(text, before), parseYaml(text), JSON.stringify([first, text]));
        }
      }
    }
  });

  it('covers typing inside values and comments', () => {
    const rows: readonly (readonly [before: string, after: string])[] = [
      ['a: 8\nb: c\n', 'a: 80\nb: c\n'],
      ['a: 80\nb: c\n', 'a: 8\nb: c\n'],
      ['a:\n  - x\n  - y\n', 'a:\n  - xy\n  - y\n'],
      ['a: "one two"\nb: c\n', 'a: "one  two"\nb: c\n'],
      ["a: 'one'\n", "a: 'onex'\n"],
      ['a: host/app:1\n', 'a: host/app:12\n'],
      ['a: b # note\nc: d\n', 'a: b # notes\nc: d\n'],
      ['a: true\n', 'a: tru\n'],
      ['a: one\nb: c\n', 'a: one \nb: c\n'],
      ['a: one \nb: c\n', 'a: one t\nb: c\n'],
      ['a: one two\n', 'a: one t\n'],
      ['- "a"\n- b\n', '- "a" \n- b\n'],
      ['- [a, b]\n', '- [ab, b]\n'],
    ];
    for (const [old, now] of rows)
      assert.ok(patchYaml(now, { text: old, file: parseYaml(old) }, scalar) !== undefined, JSON.stringify([old, now]));
  });

  it('leaves to the parser what may mean something else', () => {
    const rows: readonly (readonly [before: string, after: string])[] = [
      ['a: b\n', 'ab: b\n'],
      ['a: b\n', 'a: b:\n'],
      ['a: b\n', 'a: b #\n'],
      ['a: "b"\n', 'a: "b" c\n'],
      ['a: b \nc: d\n', 'a: b c: d\n'],
      ['a: b\n', 'a: \n'],
      ['a: "b"\n', 'a: "b"c"\n'],
      ['a: "b"\n', 'a: "b\\"\n'],
      ['a: b\n', 'a: b\n\n'],
      ['a: b # c\n', 'a: b # c\nd: e\n'],
      ['a: b # c\n', 'a: b c\n'],
      ['a: b # c\n', 'a: b # {{ c\n'],
      ['a: |\n  b\n', 'a: |\n  bc\n'],
      ['a: &x b\nc: *x\n', 'a: &x bb\nc: *x\n'],
      ['a: !!str 8\n', 'a: !!str 80\n'],
      ['a: b\n  c\n', 'a: b\n  cd\n'],
    ];
    for (const [old, now] of rows)
      assert.equal(patchYaml(now, { text: old, file: parseYaml(old) }, scalar), undefined, JSON.stringify([old, now]));
  });
});
