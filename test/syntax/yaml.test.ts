import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseYaml } from '../../server/src/syntax/yaml.ts';
import type { YamlNode } from '../../server/src/syntax/yaml-types.ts';
import { locate, nodeAt, provesAbsence, walk } from '../../server/src/syntax/yaml-walk.ts';
import { usualStackTraces } from '../kit/stack-trace.ts';

type Plain = string | number | boolean | null | undefined | { readonly [key: string]: Plain } | readonly Plain[];

function plain(node: YamlNode | undefined): Plain {
  if (node === undefined) return undefined;
  if (node.kind === 'seq') return node.items.map(plain);
  if (node.kind === 'map') return Object.fromEntries(node.entries.map((e) => [e.key.text, plain(e.value)]));
  return node.dynamic ? `<${node.text}>` : node.value;
}

function roots(text: string): readonly Plain[] {
  return parseYaml(text).documents.map((d) => plain(d.root));
}

function problems(text: string): readonly string[] {
  return parseYaml(text).problems.map((p) => `${p.code} ${JSON.stringify(text.slice(p.start, p.end))}`);
}

describe('parseYaml: values', () => {
  const table: readonly (readonly [name: string, text: string, expected: readonly Plain[]])[] = [
    [
      'scalars',
      'a: 1\nb: "1"\nc: true\nd: ~\ne:\nf: 1000m\ng: yes',
      [{ a: 1, b: '1', c: true, d: null, e: undefined, f: '1000m', g: 'yes' }],
    ],
    ['several documents', 'a: 1\n---\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
    ['byte order mark and CRLF', '\uFEFFa: 1\r\nb:\r\n  - x\r\n', [{ a: 1, b: ['x'] }]],
    ['flow', 'a: {b: [1, x], c: }', [{ a: { b: [1, 'x'], c: undefined } }]],
    ['block scalar', 'a: |\n  x\n  #y\n', [{ a: 'x\n#y\n' }]],
    ['alias', 'a: &x {b: 1}\nc: *x', [{ a: { b: 1 }, c: { b: 1 } }]],
    ['merge key, own keys win', 'a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  b: 3', [{ a: { b: 1, c: 2 }, d: { b: 3, c: 2 } }]],
    [
      'merge of several',
      'a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}',
      [{ a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 3 } }],
    ],
    [
      'templates',
      'a: {{ .X "y" }}\nb: "{{ q }}/x"\nc: %IMAGE%\nd: ${X}',
      [{ a: '<{{ .X "y" }}>', b: '<{{ q }}/x>', c: '%IMAGE%', d: '${X}' }],
    ],
    ['template lines', '{{- if x }}\na: 1\n{{ else }}\nb: 2\n{{- end }}\n', [{ a: 1, b: 2 }]],
    ['indenting tab', 'a:\n\tb: 1\nc: 2\n', [{ a: { b: 1 }, c: 2 }]],
    ['empty', '', []],
    ['comment only', '# x\n', []],
  ];
  for (const [name, text, expected] of table) it(name, () => assert.deepEqual(roots(text), expected));

  it('keeps ranges of keys, values and items', () => {
    const text = 'a:\n  - b: "x"\n  -\n  - |\n    y\n\nc: 1 # no\n';
    const cut = [...walk(parseYaml(text).documents[0]?.root)].map((v) => [
      v.path.join('.'),
      text.slice(v.range.start, v.range.end),
      v.node === undefined ? '' : text.slice(v.node.start, v.node.end),
    ]);
    assert.deepEqual(cut, [
      ['a', 'a:\n  - b: "x"\n  -\n  - |\n    y', '- b: "x"\n  -\n  - |\n    y'],
      ['a.0', '- b: "x"', 'b: "x"'],
      ['a.0.b', 'b: "x"', '"x"'],
      ['a.1', '-', ''],
      ['a.2', '- |\n    y', '|\n    y'],
      ['c', 'c: 1', '1'],
    ]);
  });

  it('reads comments, not number signs in text', () => {
    const comments = parseYaml('# one\na: "#x" # two\nb: |\n  # text\n').comments;
    assert.deepEqual(
      comments.map((c) => [c.value, c.start]),
      [
        ['one', 0],
        ['two', 14],
      ],
    );
  });
});

describe('parseYaml: problems', () => {
  usualStackTraces();

  const table: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
    ['none', 'a: 1\n', []],
    ['one tab for a run of lines', 'a:\n\tb: 1\n\tc: 1\nd:\n\te: 1\n', ['tab "\\t"', 'tab "\\t"']],
    ['tabs that YAML allows', 'a: {\n\tb: 1 }\nc: |\n  x\n  \ty\n\t\n\t# z\n', []],
    ['duplicate key', 'a: 1\nb: 2\na: 3\n', ['duplicate-key "a"']],
    ['duplicate keys of template branches', '{{ if x }}\na: 1\n{{ else }}\na: 2\n{{ end }}\n', []],
    ['variables for whole lines', 'a:\n  b: 1\n  ${X}\nc:\n  - d: 1\n    ${Y}\n  $Z\n%Q%\n', []],
    ['a variable that is a value, and text', 'a:\n  $X\nb: x\n  $Y\nc: |\n  if\n    $Z\n  fi\nd: "\n  $Q\n  "\n', []],
    ['open quote', 'a: 1\nb: "x\nc: 2\n', ['syntax "\\"x"']],
    ['open bracket', 'a: 1\nb: [x,\nc: 2\n', ['syntax "[x,"']],
    ['half a key', 'a: 1\nb\nc: 2\n', ['syntax "b"']],
    ['unquoted colon', 'a: b: c\n', ['syntax "b"']],
    ['unknown alias', 'a: *x\n', ['alias "*x"']],
    ['alias of itself', 'a: &x [*x]\n', ['alias "*x"']],
  ];
  for (const [name, text, expected] of table) it(name, () => assert.deepEqual(problems(text), expected));

  it('tells a second colon from a line that is indented too far', () => {
    assert.match(parseYaml('a: b: c\n').problems[0]?.message ?? '', /stands on this line/);
    assert.match(parseYaml('a: b\n  c: d\n').problems[0]?.message ?? '', /next line is indented/);
  });

  it('points a duplicate to the first key', () => {
    assert.deepEqual(parseYaml('a: 1\na: 2\n').problems[0]?.related, { start: 0, end: 1 });
  });

  it('bounds alias bombs', () => {
    const names = 'abcdefghi'.split('');
    const text = names
      .map(
        (n, i) =>
          `${n}: &${n} [${Array(9)
            .fill(i === 0 ? 'x' : `*${names[i - 1]}`)
            .join(', ')}]`,
      )
      .join('\n');
    const file = parseYaml(text);
    assert.ok([...walk(file.documents[0]?.root)].length < 60_000);
    assert.ok(file.problems.some((p) => p.code === 'alias'));
  });

  it('survives deep and long input', () => {
    for (const text of ['['.repeat(5000), '- '.repeat(5000), 'a: '.repeat(3000), '{{'.repeat(9000), '"'.repeat(5000)]) {
      assert.ok(parseYaml(text).problems.length > 0);
    }
    assert.equal(parseYaml(`a:\n${'  - name: x\n    value: y\n'.repeat(5000)}`).problems.length, 0);
  });
});

describe('provesAbsence', () => {
  const table: readonly (readonly [
    name: string,
    text: string,
    path: readonly (string | number)[],
    expected: boolean,
  ])[] = [
    ['sound file', 'a:\n  b: 1\n', ['a'], true],
    ['before the break', 'a:\n  b: 1\nc:\n  d: 1\ne: "x\n', ['a'], true],
    ['directly before the break', 'a:\n  b: 1\ne: "x\n', ['a'], false],
    ['around the break', 'a:\n  b: "x\n', ['a'], false],
    ['behind the break', 'a\nx: 1\nb:\n  c: 1\n', ['b'], false],
    ['template lines', 'a:\n  b: 1\nc:\n  {{ x }}\n', ['a'], false],
    ['variables for whole lines', 'a:\n  b: 1\n  ${X}\n', ['a'], false],
    ['variables in a script', 'a:\n  b: |\n    $X\nc: 1\n', ['a'], true],
    ['template values', 'a:\n  b: {{ x }}\nc: 1\n', ['a'], true],
    ['merge of an unknown alias', 'a:\n  <<: *x\n  b: 1\nc: 1\n', ['a'], false],
  ];
  for (const [name, text, path, expected] of table) {
    it(name, () => {
      const file = parseYaml(text);
      const node = nodeAt(file.documents[0]?.root, path);
      assert.ok(node !== undefined);
      assert.equal(provesAbsence(file, text, node), expected);
    });
  }
});

describe('locate', () => {
  const table: readonly (readonly [text: string, path: string, on: string])[] = [
    ['a:\n  |b: 1\n', 'a.b', 'key'],
    ['a:\n  b: 1|2\n', 'a.b', 'value'],
    ['a:\n  - x: 1\n  - y|: 2\n', 'a.1.y', 'key'],
    ['a: [x, y|]\n', 'a.1', 'value'],
    ['a:\n  b:| \n', 'a.b', 'between'],
    ['a: "x|\nb: 1\n', 'a', 'value'],
  ];
  for (const [marked, path, on] of table) {
    it(JSON.stringify(marked), () => {
      const found = locate(parseYaml(marked.replace('|', '')), marked.indexOf('|'));
      assert.deepEqual([found?.path.join('.'), found?.on], [path, on]);
    });
  }
});

describe('parseYaml: properties', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    ':',
    ': ',
    '- ',
    '\n',
    '\n  ',
    '\n\t',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '#',
    '|',
    '&x ',
    '*x',
    '<<: ',
    '{{',
    '}}',
    '%',
    '---\n',
    '\r\n',
    '? ',
    '!',
    '1',
  );
  it('never throws, keeps ranges inside the text and ordered', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const file = parseYaml(text);
        for (const d of file.documents) {
          for (const { range, node } of walk(d.root)) {
            for (const r of node === undefined ? [range] : [range, node]) {
              assert.ok(
                0 <= r.start && r.start <= r.end && r.end <= text.length,
                JSON.stringify([text, r.start, r.end]),
              );
            }
          }
        }
        for (const p of file.problems) assert.ok(p.start <= p.end && p.end <= Math.max(1, text.length));
        for (let i = 0; i <= text.length; i += 7) locate(file, i);
      }),
      { seed: 4, numRuns: 400 },
    );
  });

  it('keeps what stands before a break', () => {
    const head = 'apiVersion: x\nspec:\n  a: 1\n  b:\n    - c: 2\n      d: 3\n';
    const expected = roots(head);
    for (const tail of ['  "x', '  x: [', '\ty: 1', "  z: 'q", '  w', '  v: {', '  &', '  *']) {
      const got = roots(head + tail)[0];
      const spec = (got as { readonly spec?: { readonly [k: string]: Plain } }).spec;
      const want = (expected[0] as { readonly spec: { readonly [k: string]: Plain } }).spec;
      assert.equal(spec?.['a'], want['a'], tail);
      assert.deepEqual(spec?.['b'], want['b'], tail);
    }
  });
});
