import { strict as assert } from 'node:assert';
import { parseYaml } from '../../server/src/syntax/yaml.ts';
import { contextAt } from '../../server/src/syntax/yaml-context.ts';
import { appendItem, insertAt, removePath, type YamlEdit } from '../../server/src/syntax/yaml-edit.ts';
import { yamlScalar } from '../../server/src/syntax/yaml-quote.ts';
import { nodeAt } from '../../server/src/syntax/yaml-walk.ts';

function apply(text: string, edit: YamlEdit | undefined): string {
  return edit === undefined ? '(none)' : text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
}

describe('insertAt', () => {
  const table: readonly (readonly [
    name: string,
    text: string,
    path: readonly (string | number)[],
    expected: string,
  ])[] = [
    ['behind the last key', 'a:\n  b: 1\nc: 2\n', ['a'], 'a:\n  b: 1\n  k: v\nc: 2\n'],
    ['behind a trailing comment', 'a:\n  b: 1 # x\n', ['a'], 'a:\n  b: 1 # x\n  k: v\n'],
    ['behind a block', 'a:\n  b:\n    - x\n\nc: 1\n', ['a'], 'a:\n  b:\n    - x\n  k: v\n\nc: 1\n'],
    ['into a list item', 'a:\n- b: 1\n- c: 1\n', ['a', 0], 'a:\n- b: 1\n  k: v\n- c: 1\n'],
    ['into braces', 'a: {b: 1}\n', ['a'], 'a: {b: 1, k: v}\n'],
    ['into empty braces', 'a: {}\n', ['a'], 'a: {k: v}\n'],
    ['new maps on the way', 'a:\n    b: 1\n', ['a', 'x', 'y'], 'a:\n    b: 1\n    x:\n        y:\n            k: v\n'],
    ['new maps in braces', 'a: {b: 1}\n', ['a', 'x'], 'a: {b: 1, x: {k: v}}\n'],
    ['an empty value', 'a:\n  x:\n  b: 1\n', ['a', 'x'], 'a:\n  x:\n    k: v\n  b: 1\n'],
    ['CRLF', 'a:\r\n  b: 1\r\n', ['a', 'x'], 'a:\r\n  b: 1\r\n  x:\r\n    k: v\r\n'],
    ['no final line break', 'a:\n  b: 1', ['a'], 'a:\n  b: 1\n  k: v'],
    ['a scalar in the way', 'a: 1\n', ['a'], '(none)'],
    ['aliased text', 'a: &x\n  b: 1\nc: *x\n', ['c'], '(none)'],
  ];
  for (const [name, text, path, expected] of table) {
    it(name, () => {
      const root = parseYaml(text).documents[0]?.root;
      assert.equal(apply(text, insertAt(text, root, path, 'k', 'v')), expected);
    });
  }
});

describe('appendItem', () => {
  const table: readonly (readonly [name: string, text: string, expected: string])[] = [
    ['behind the last item', 'a:\n  - b: 1\nc: 2\n', 'a:\n  - b: 1\n  - k: v\n    l: w\nc: 2\n'],
    ['at the column of the key', 'a:\n- b: 1 # x\nc: 2\n', 'a:\n- b: 1 # x\n- k: v\n  l: w\nc: 2\n'],
    ['CRLF, no final line break', 'a:\r\n  - b: 1', 'a:\r\n  - b: 1\r\n  - k: v\r\n    l: w'],
    ['brackets', 'a: [b]\n', '(none)'],
  ];
  for (const [name, text, expected] of table) {
    it(name, () => {
      const list = nodeAt(parseYaml(text).documents[0]?.root, ['a']);
      assert.ok(list?.kind === 'seq');
      assert.equal(apply(text, appendItem(text, list, 'k: v\nl: w')), expected);
    });
  }
});

describe('removePath', () => {
  const table: readonly (readonly [
    name: string,
    text: string,
    path: readonly (string | number)[],
    expected: string,
  ])[] = [
    ['a key', 'a:\n  b: 1\n  c: 2\n', ['a', 'b'], 'a:\n  c: 2\n'],
    ['a block with its comment', 'a:\n  b: # x\n    - y\n  c: 2\n', ['a', 'b'], 'a:\n  c: 2\n'],
    ['the only key takes its parent along', 'a:\n  b: 1\nc: 2\n', ['a', 'b'], 'c: 2\n'],
    ['the first key of an item', 'a:\n  - b: 1\n    c: 2\n', ['a', 0, 'b'], 'a:\n  - c: 2\n'],
    ['a later key of an item', 'a:\n  - b: 1\n    c: 2\n', ['a', 0, 'c'], 'a:\n  - b: 1\n'],
    ['an item', 'a:\n  - b\n  - c\n', ['a', 0], 'a:\n  - c\n'],
    ['the only key of an item', 'a:\n  - b: 1\n  - c: 1\n', ['a', 1, 'c'], 'a:\n  - b: 1\n'],
    ['in braces', 'a: {b: 1, c: 2}\n', ['a', 'b'], 'a: {c: 2}\n'],
    ['last in braces', 'a: {b: 1, c: 2}\n', ['a', 'c'], 'a: {b: 1}\n'],
    ['last line without a break', 'a:\n  b: 1\n  c: 2', ['a', 'c'], 'a:\n  b: 1'],
    ['CRLF', 'a:\r\n  b: 1\r\n  c: 2\r\n', ['a', 'b'], 'a:\r\n  c: 2\r\n'],
    ['merged text', 'a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n', ['c', 'b'], '(none)'],
  ];
  for (const [name, text, path, expected] of table) {
    it(name, () => {
      const root = parseYaml(text).documents[0]?.root;
      assert.equal(apply(text, removePath(text, root, path)), expected);
    });
  }
});

describe('contextAt', () => {
  const table: readonly (readonly [text: string, path: string, on: string, typed: string, siblings: string])[] = [
    ['|', '', 'key', '', ''],
    ['a: 1\nb|\nc: 2\n', '', 'key', 'b', 'a,c'],
    ['spec:\n  template:\n    spec:\n      |\n      x: 1\n', 'spec.template.spec', 'key', '', 'x'],
    ['spec:\n  containers:\n  - image: x\n    na|\n', 'spec.containers.0', 'key', 'na', 'image'],
    ['containers:\n- image: x\n- |\n', 'containers.1', 'key', '', ''],
    [
      'containers:\n- image: x\n  ports:\n  - name: h|\n    containerPort: 1\n',
      'containers.0.ports.0',
      'value',
      'h',
      'containerPort',
    ],
    ['a:\n  b: "x\n  c|\n', 'a', 'key', 'c', 'b'],
    ['a:\n  b: |\n\nc: 1\n', 'a', 'value', '', ''],
    ['a: 1\n---\nb:\n  c|', 'b', 'key', 'c', ''],
    ['a:\n\n  |\nb: 1\n', 'a', 'key', '', ''],
    [
      'env:\n  - name: A\n    valueFrom:\n      secretKeyRef:\n        |\n  - name: B\n',
      'env.0.valueFrom.secretKeyRef',
      'key',
      '',
      '',
    ],
    [
      'metadata:\n  annotations:\n    run.googleapis.com/in|: all\n',
      'metadata.annotations',
      'key',
      'run.googleapis.com/in',
      '',
    ],
  ];
  for (const [marked, path, on, typed, siblings] of table) {
    it(JSON.stringify(marked), () => {
      const c = contextAt(marked.replace('|', ''), marked.indexOf('|'));
      assert.deepEqual([c.path.join('.'), c.on, c.typed, c.siblings.join()], [path, on, typed, siblings]);
    });
  }
});

describe('yamlScalar', () => {
  const table: readonly (readonly [value: string, expected: string])[] = [
    ['internal', 'internal'],
    ['true', '"true"'],
    ['1', '"1"'],
    ['1.5', '"1.5"'],
    ['', '""'],
    ['a: b', '"a: b"'],
    ['gcr.io/x:y', 'gcr.io/x:y'],
    ['no', '"no"'],
    ['512Mi', '512Mi'],
    ['0x1', '"0x1"'],
    ['*x', '"*x"'],
  ];
  for (const [value, expected] of table) it(value, () => assert.equal(yamlScalar(value), expected));
});
