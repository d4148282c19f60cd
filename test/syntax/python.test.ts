import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { childOf, childrenOf, type PythonNode, parsePython, textOf } from '../../server/src/syntax/python.ts';
import { STRIDE } from '../kit/stride.ts';

function types(node: PythonNode): readonly string[] {
  return node.children.map((child) => child.type);
}

const source = `import os
from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
async def a(x: int = 1):
    """Doc."""
    with open("f") as f:
        return f.read()


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]))
`;

describe('syntax/python', () => {
  it('gives the statements of a file with their offsets', () => {
    const { root } = parsePython(source);
    assert.deepEqual(types(root), [
      'ImportStatement',
      'ImportStatement',
      'AssignStatement',
      'DecoratedStatement',
      'IfStatement',
    ]);
    const [first] = root.children;
    assert.equal(first && textOf(first, source), 'import os');
  });

  it('finds children by type', () => {
    const { root } = parsePython('a, b = f(1, 2)\n');
    const statement = childOf(root, 'AssignStatement');
    assert.ok(statement);
    assert.equal(childrenOf(statement, 'VariableName').length, 2);
    assert.equal(childOf(statement, 'Missing'), undefined);
  });

  const openings: readonly { readonly text: string; readonly from: number | undefined; readonly why: string }[] = [
    { text: 'x = """a"""\n', from: undefined, why: 'closed' },
    { text: "x = 'it''s'  # \"\"\"\n", from: undefined, why: 'quotes in a comment' },
    { text: 'x = 1\ny = """abc\nfoo()\n', from: 10, why: 'open to the end' },
    {
      text: 'x = """\ndef f():\n    """Doc."""\n    bar()\n',
      from: 4,
      why: 'the string that swallows code is the open one',
    },
    { text: 'x = "\\"""\n', from: undefined, why: 'escaped quote' },
    { text: 'x = "abc\ny = 1\n', from: undefined, why: 'a single quote ends with its line' },
  ];
  for (const { text, from, why } of openings) {
    it(`unterminated triple quote: ${why}`, () => {
      const parsed = parsePython(text);
      assert.equal(parsed.unknownAfter, from);
      assert.ok(parsed.root.to <= (from ?? text.length));
    });
  }

  it('cuts off nesting that would overflow the stack', () => {
    const deep = `x = ${'('.repeat(20_000)}1`;
    assert.equal(parsePython(deep).root.type, 'Script');
  });

  it('an incremental parse equals a fresh one, in sound and in broken code', () => {
    const inserts = [
      'x',
      ' ',
      '\n',
      '# c\n',
      'y = 1\n',
      '"',
      '(',
      ')',
      ':',
      '"""',
      'def f():\n    pass\n',
      'foo.',
      '@a\n',
    ];
    const edit = fc.tuple(fc.nat(source.length), fc.constantFrom(...inserts), fc.nat(3));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        let text = source;
        let parsed = parsePython(text);
        for (const [at, insert, cut] of edits) {
          text = text.slice(0, at) + insert + text.slice(Math.min(text.length, at + cut));
          parsed = parsePython(text, parsed);
          assert.deepEqual(parsed.root, parsePython(text).root);
        }
      }),
      { seed: 5, numRuns: 120 },
    );
  });

  const modules: readonly string[] = [
    source,
    source.replaceAll('\n', '\r\n'),
    `\ufeff# head\n${source}`,
    'x = 1; y = 2\nclass A:\n    """Doc."""\n\n    def f(self): return {\n        1: [2]}\n  # odd\n\n@a\n@b(1)\ndef g():\n    if a:\n        b\n    else:\n        c\n# end\nz = f"{x!r}"\n',
    'try:\n    a\nexcept B:\n    pass\nfinally:\n    c\nif d:\n    e\nelif f:\n    g\nwhile h: i\nj = """k\nl\n"""; m = 1 + \\\n  2\nn',
  ];

  it('the parse of one changed piece equals a fresh one, for each character at each place', () => {
    for (const old of modules) {
      const parsed = parsePython(old);
      for (let at = 0; at <= old.length; at += STRIDE) {
        for (const insert of ['', 'a', ' ', '\n', '\n    ', ':', '#', '"', '(', '\\', '.', '@', 'else:']) {
          const text = old.slice(0, at) + insert + old.slice(insert === '' ? at + 1 : at);
          assert.deepEqual(parsePython(text, parsed), parsePython(text), JSON.stringify([at, insert, text]));
        }
      }
    }
  });

  it('keeps the statements before an edit as they are', () => {
    const parsed = parsePython(source);
    const now = parsePython(source.replace('f.read()', 'f.readline()'), parsed);
    assert.ok(parsed.root.children.slice(0, 3).every((child, i) => child === now.root.children[i]));
    assert.notEqual(parsed.root.children[3], now.root.children[3]);
  });

  it('never throws, and nodes stay inside the text and their parents', () => {
    const check = (node: PythonNode, from: number, to: number): void => {
      assert.ok(node.from >= from && node.to <= to, `${node.type} ${node.from}-${node.to}`);
      for (const child of node.children) check(child, node.from, node.to);
    };
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'({["\'\\:=@.,#\n \tf'.split(''), 'def ', 'async ', '"""', 'x')),
        (parts) => {
          const text = parts.join('');
          check(parsePython(text).root, 0, text.length);
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });
});
