import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseToml, tomlAt } from '../../server/src/syntax/toml.ts';
import { badRange } from './dockerfile-corpus.ts';

const PYPROJECT = `[project]
name = "demo"  # the name
dependencies = [
  "flask>=3",  # ] not the end
  'gunicorn',
]

[project.optional-dependencies]
"dev tools" = ["x"]

[tool.uv]
dev-dependencies = []
a.b = { c = 1, d = 2024-05-01 }

[[tool.list]]
text = """
x = 1
"""
`;

describe('parseToml', () => {
  it('gives plain values', () => {
    const document = parseToml(PYPROJECT);
    assert.deepEqual(document.problems, []);
    assert.deepEqual(tomlAt(document, ['project', 'dependencies']), ['flask>=3', 'gunicorn']);
    assert.deepEqual(tomlAt(document, ['project', 'optional-dependencies', 'dev tools']), ['x']);
    assert.deepEqual(tomlAt(document, ['tool', 'uv', 'a', 'b', 'c']), 1);
    assert.equal(tomlAt(document, ['tool', 'uv', 'a', 'b', 'd']), '2024-05-01');
    assert.equal(tomlAt(document, ['tool', 'none', 'x']), undefined);
    assert.equal(tomlAt(document, ['project', 'name', 'length']), undefined);
    assert.equal(tomlAt(document, ['constructor']), undefined);
  });

  it('tells where keys and values stand', () => {
    const { keys } = parseToml(PYPROJECT);
    const cut = (r: { start: number; end: number } | undefined): string | undefined =>
      r === undefined ? undefined : PYPROJECT.slice(r.start, r.end);
    assert.deepEqual(
      keys.map((k) => [k.path.join('/'), cut(k), cut(k.value)]),
      [
        ['project', 'project', undefined],
        ['project/name', 'name', '"demo"'],
        ['project/dependencies', 'dependencies', '[\n  "flask>=3",  # ] not the end\n  \'gunicorn\',\n]'],
        ['project/optional-dependencies', 'project.optional-dependencies', undefined],
        ['project/optional-dependencies/dev tools', '"dev tools"', '["x"]'],
        ['tool/uv', 'tool.uv', undefined],
        ['tool/uv/dev-dependencies', 'dev-dependencies', '[]'],
        ['tool/uv/a/b', 'a.b', '{ c = 1, d = 2024-05-01 }'],
        ['tool/list', 'tool.list', undefined],
        ['tool/list/text', 'text', '"""\nx = 1\n"""'],
      ],
    );
  });

  it('accepts a byte order mark and CRLF', () => {
    assert.equal(tomlAt(parseToml('\uFEFFa = 1\r\n[b]\r\nc = "d"\r\n'), ['b', 'c']), 'd');
  });

  it('points at what is wrong and keeps the keys', () => {
    const document = parseToml('a = 1\nb = \nc = 3\n');
    assert.equal(document.value, undefined);
    assert.deepEqual(
      document.problems.map((p) => p.start),
      [10],
    );
    assert.deepEqual(
      document.keys.map((k) => k.path[0]),
      ['a', 'b', 'c'],
    );
  });

  it('never throws', () => {
    const check = (text: string): void => {
      assert.equal(badRange(parseToml(text), text.length), undefined, JSON.stringify(text));
    };
    const token = fc.constantFrom(
      'a',
      '=',
      '[',
      ']',
      '"',
      "'",
      '"""',
      '{',
      '}',
      '.',
      '\n',
      '\r\n',
      ' ',
      '#',
      '1',
      '__proto__',
      '\\',
      '\uFEFF',
    );
    fc.assert(
      fc.property(
        fc.array(token, { maxLength: 30 }).map((p) => p.join('')),
        check,
      ),
      { seed: 5, numRuns: 1500 },
    );
    for (let i = 0; i <= PYPROJECT.length; i++) check(PYPROJECT.slice(0, i));
    check('['.repeat(20_000));
    check(`a = ${'['.repeat(20_000)}`);
    check(`a = ${'{b='.repeat(20_000)}`);
  });
});
