import { strict as assert } from 'node:assert';
import { GIB, MIB, parseBytes, parseCpu } from '../../server/src/base/quantity.ts';
import {
  ANNOTATIONS,
  annotationOf,
  annotationsAt,
  levelsFor,
  NOT_AN_ANNOTATION,
} from '../../server/src/catalog/annotations.ts';
import { KINDS, levelPath } from '../../server/src/catalog/kinds.ts';
import {
  CPU_CHOICES,
  cpuForMemory,
  gpuOf,
  isLegalCpu,
  MEMORY_CHOICES,
  memoryRange,
  nextLegalCpu,
} from '../../server/src/catalog/limits.ts';
import { annotationMarkdown } from '../../server/src/catalog/manifest-docs.ts';
import { REGIONS } from '../../server/src/catalog/regions.ts';

describe('annotation table', () => {
  it('has every key once, with levels and a sentence', () => {
    assert.equal(new Set(ANNOTATIONS.map((a) => a.key)).size, ANNOTATIONS.length);
    for (const a of ANNOTATIONS) {
      assert.ok(a.levels.length > 0, a.key);
      assert.match(a.doc, /^[A-Z`].*\.$/s, a.key);
      assert.match(annotationMarkdown(a), /https:\/\/docs\.cloud\.google\.com\//);
    }
  });

  it('offers an annotation at its level only', () => {
    const at = (
      kind: 'Service' | 'Job' | 'WorkerPool',
      level: 'service' | 'revision' | 'job' | 'execution',
    ): readonly string[] => annotationsAt(kind, level).map((a) => a.key.replace(/^.*\//, ''));
    assert.ok(at('Service', 'service').includes('ingress') && !at('Service', 'revision').includes('ingress'));
    assert.ok(
      at('Service', 'revision').includes('cpu-throttling') && !at('WorkerPool', 'revision').includes('cpu-throttling'),
    );
    assert.ok(
      at('Job', 'execution').includes('cloudsql-instances') && !at('Job', 'job').includes('cloudsql-instances'),
    );
    assert.ok(!at('Service', 'service').includes('ingress-status'));
  });

  it('knows the levels of a kind', () => {
    const spec = annotationOf('run.googleapis.com/binary-authorization');
    assert.ok(spec !== undefined);
    assert.deepEqual(levelsFor('Job', spec), ['job', 'execution']);
    assert.equal(levelPath('Job', 'execution'), 'spec.template.metadata');
    assert.equal(levelPath('Job', 'service'), undefined);
    assert.equal(Object.keys(KINDS).length, 4);
  });

  it('replaces by annotations that exist', () => {
    for (const [name, meant] of Object.entries(NOT_AN_ANNOTATION)) {
      if ('annotation' in meant) assert.ok(annotationOf(meant.annotation) !== undefined, name);
      assert.equal(annotationOf(`run.googleapis.com/${name}`), undefined, name);
    }
  });
});

describe('limits', () => {
  const legal: readonly (readonly [number, boolean])[] = [
    [0.08, true],
    [0.079, false],
    [0.123, true],
    [0.1234, false],
    [1, true],
    [1.5, false],
    [2, true],
    [3, false],
    [4, true],
    [6, true],
    [8, true],
    [10, false],
  ];
  for (const [cpu, expected] of legal) it(`cpu ${cpu}`, () => assert.equal(isLegalCpu(cpu), expected));

  const ranges: readonly (readonly [number, number, number])[] = [
    [0.25, 128 * MIB, 512 * MIB],
    [0.5, 128 * MIB, GIB],
    [1, 128 * MIB, 4 * GIB],
    [2, 128 * MIB, 8 * GIB],
    [4, 2 * GIB, 16 * GIB],
    [8, 4 * GIB, 32 * GIB],
  ];
  for (const [cpu, min, max] of ranges) it(`memory of ${cpu}`, () => assert.deepEqual(memoryRange(cpu), { min, max }));

  const needed: readonly (readonly [memory: number, atLeast: number, expected: number | undefined])[] = [
    [512 * MIB, 0.1, 0.1],
    [GIB, 0.1, 0.5],
    [2 * GIB, 0.5, 1],
    [6 * GIB, 1, 2],
    [20 * GIB, 1, 6],
    [32 * GIB, 1, 8],
    [33 * GIB, 1, undefined],
    [512 * MIB, 4, 4],
  ];
  for (const [memory, atLeast, expected] of needed) {
    it(`cpu for ${memory / GIB} GiB from ${atLeast}`, () => assert.equal(cpuForMemory(memory, atLeast), expected));
  }

  it('rounds up to a legal number of vCPU', () => {
    assert.deepEqual([0.01, 0.1234, 1.5, 3, 5, 20].map(nextLegalCpu), [0.08, 0.124, 2, 4, 6, 8]);
  });

  it('offers parseable choices', () => {
    for (const text of MEMORY_CHOICES) assert.ok(parseBytes(text) !== undefined, text);
    for (const text of CPU_CHOICES) assert.ok(isLegalCpu(parseCpu(text) ?? 0), text);
  });

  it('knows the GPUs', () => {
    assert.equal(gpuOf('nvidia-l4')?.minMemory, 16 * GIB);
    assert.equal(gpuOf('nvidia-t4'), undefined);
  });

  it('has every region once', () => {
    assert.equal(new Set(REGIONS.map((r) => r.name)).size, REGIONS.length);
    for (const r of REGIONS) assert.match(r.name, /^[a-z]+-[a-z]+\d+$/);
  });
});
