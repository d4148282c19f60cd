import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type HclArgument, type HclBlock, type HclValue, hclBlocks } from '../../server/src/syntax/hcl.ts';
import { mutate, mutation } from '../kit/mutate.ts';
import { runs } from '../kit/property.ts';
import { badRange } from './dockerfile-corpus.ts';

const MAIN = `# the service
resource "google_cloud_run_v2_service" "api" {
  name     = "shop-\${var.stage}" // per stage
  count    = var.enabled ? 1 : 0
  labels   = { "a/b" = "1", team : "x" }
  template {
    timeout = "300s" /* seconds */
    containers {
      args  = ["--a", "b", var.c]
      ratio = -1.5
      on    = true
      price = "$\${PORT}"
      text  = <<-EOT
        } not the end {
        EOT
    }
  }
  list = [for x in var.xs : x.name]
}

locals { a = merge(var.a, { b = 1 }) }
`;

function show(value: HclValue): unknown {
  switch (value.kind) {
    case 'text':
    case 'number':
      return value.text;
    case 'flag':
      return value.on;
    case 'list':
      return value.items.map(show);
    case 'object':
      return Object.fromEntries(value.entries.map((entry) => [entry.name, show(entry.value)]));
    case 'template':
      return { template: value.text };
    case 'open':
      return '?';
  }
}

const shown = (list: readonly HclArgument[]): object =>
  Object.fromEntries(list.map(({ name, value }) => [name, show(value)]));
const outline = (block: HclBlock): unknown => [
  [block.type, ...block.labels].join(' '),
  shown(block.arguments),
  ...block.blocks.map(outline),
];

describe('hclBlocks', () => {
  it('gives blocks with the values that are written out', () => {
    const containers = [
      'containers',
      { args: ['--a', 'b', '?'], ratio: '-1.5', on: true, price: '${PORT}', text: '?' },
    ];
    assert.deepEqual(hclBlocks(MAIN).map(outline), [
      [
        'resource google_cloud_run_v2_service api',
        { name: { template: 'shop-${var.stage}' }, count: '?', labels: { 'a/b': '1', team: 'x' }, list: '?' },
        ['template', { timeout: '300s' }, containers],
      ],
      ['locals', { a: '?' }],
    ]);
  });

  it('tells where arguments stand', () => {
    const [resource] = hclBlocks(MAIN);
    const cut = (r: { start: number; end: number } | undefined): string | undefined => r && MAIN.slice(r.start, r.end);
    assert.equal(cut(resource?.head), 'resource "google_cloud_run_v2_service" "api" ');
    assert.deepEqual(resource?.arguments.map(cut), [
      'name     = "shop-${var.stage}"',
      'count    = var.enabled ? 1 : 0',
      'labels   = { "a/b" = "1", team : "x" }',
      'list = [for x in var.xs : x.name]',
    ]);
    assert.equal(cut(resource?.blocks[0]?.arguments[0]), 'timeout = "300s"');
  });

  it('goes on behind what is half typed', () => {
    const broken =
      'resource "a" "b" {\n  name = "x\n  other = \n  image =\n  cpu = "1"\n  ports {\n}\nresource "c" "d" {\n  e = 1\n}\n';
    const [first] = hclBlocks(broken).map(outline);
    assert.deepEqual((first as unknown[])[1], { name: { template: '' }, other: '?', image: '?', cpu: '1' });
    assert.deepEqual(hclBlocks('resource "a" "b" { x = 1 }\n}\n}\nresource "c" "d" { y = 2 }').map(outline), [
      ['resource a b', { x: '1' }],
      ['resource c d', { y: '2' }],
    ]);
  });

  it('reads anything, with ranges inside the text', () => {
    const holds = (text: string): void => assert.equal(badRange(hclBlocks(text), text.length), undefined);
    const changes = fc.array(mutation('text'), { maxLength: 6 });
    fc.assert(
      fc.property(changes, (list) => holds(list.reduce(mutate, MAIN))),
      runs(300),
    );
    const soup = fc.string({ unit: fc.constantFrom(...Array.from('ab={}[]()"$%\n#/*<-, \\')), maxLength: 80 });
    fc.assert(fc.property(soup, holds), runs(300));
  });
});
