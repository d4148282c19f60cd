import { removeAt, setAt, setQuoted } from '../../facts/manifest/edit.ts';
import type { ManifestAnnotation, ManifestDocument } from '../../facts/manifest/types.ts';
import { annotationNumber, annotationText, findAnnotation, manifestFix } from '../../model/manifest-fix.ts';
import { annotationPath } from '../../model/validation/annotations.ts';
import { at, defineRule } from '../rule.ts';

const MODE = 'run.googleapis.com/scalingMode';
const COUNT = 'run.googleapis.com/manualInstanceCount';
const SCALING =
  /^autoscaling\.knative\.dev\/|^run\.googleapis\.com\/(?:minScale|maxScale|scaling-(?:cpu|concurrency)-target|overflow-scaling)$/;
/** On the worker pool itself these belong to an autoscaler in private preview. */
const ALPHA = /^run\.googleapis\.com\/(?:pubsubScalings|scaling-cpu-target|cpuScaling\w*)$/;

export default defineRule({
  name: 'worker-pool-autoscaling',
  since: '0.1.0',
  severity: 'warning',
  subject: 'manifest',
  summary: 'A worker pool has settings of an autoscaler that it does not have.',
  why: `A worker pool runs a fixed number of instances (1 unless you say otherwise) and does not autoscale unless you add a scaler of your own. Set
the number with \`run.googleapis.com/manualInstanceCount\` on the worker pool, or let a tool change it, such as the external metrics
autoscaler that Google publishes.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  messages: {
    bound:
      'A worker pool does not autoscale, so "{name}" has no effect. Set run.googleapis.com/manualInstanceCount instead.',
    mode: 'A worker pool does not autoscale. Set the scaling mode to manual, with run.googleapis.com/manualInstanceCount.',
    alpha: '"{name}" belongs to autoscaling of worker pools, which is in private preview.',
  },
  bad: [
    {
      why: 'Bounds of a service',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    metadata:\n      annotations:\n        ⟦autoscaling.knative.dev/minScale⟧: "2"\n        ⟦autoscaling.knative.dev/maxScale⟧: "10"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
      fixed: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\n  annotations:\n    run.googleapis.com/scalingMode: manual\n    run.googleapis.com/manualInstanceCount: "2"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
    },
    {
      why: 'Automatic scaling',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\n  annotations:\n    ⟦run.googleapis.com/scalingMode⟧: automatic\n    run.googleapis.com/manualInstanceCount: "3"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
      fixed: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\n  annotations:\n    run.googleapis.com/scalingMode: manual\n    run.googleapis.com/manualInstanceCount: "3"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
    },
    {
      why: 'An autoscaler in private preview, with its bounds',
      severity: 'hint',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\n  annotations:\n    ⟦run.googleapis.com/scaling-cpu-target⟧: "0.7"\n    run.googleapis.com/minScale: "1"\n    run.googleapis.com/maxScale: "5"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
    },
    {
      why: 'Private preview',
      severity: 'hint',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\n  annotations:\n    ⟦run.googleapis.com/pubsubScalings⟧: orders\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
    },
  ],
  good: [
    {
      why: 'No number at all is the default of one instance',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
        'many.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: many\n  annotations:\n    run.googleapis.com/manualInstanceCount: "4"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (document.kind !== 'WorkerPool') return;
    const alphas = document.annotations.filter((a) => a.level === 'worker-pool' && ALPHA.test(a.key.value));
    for (const alpha of alphas)
      yield { message: 'alpha', data: { name: alpha.key.value }, at: at(uri, alpha.key), severity: 'hint' };
    // Who takes part in the preview has an autoscaler.
    if (alphas.length > 0) return;
    const bounds = document.annotations.filter((a) => SCALING.test(a.key.value));
    const mode = findAnnotation(document, MODE, 'worker-pool');
    const automatic = mode !== undefined && annotationText(document, MODE, 'worker-pool') === 'automatic';
    // One fix for all of them: the number that the bounds name becomes the manual one.
    const fix = () => manifestFix('Use a manual instance count', 'safe', ...removals(bounds), ...numbers());
    for (const bound of bounds)
      yield { message: 'bound', data: { name: bound.key.value }, at: at(uri, bound.key), fix };
    if (mode !== undefined && automatic) yield { message: 'mode', at: at(uri, mode.key), fix };

    function removals(all: readonly ManifestAnnotation[]): readonly ReturnType<typeof removeAt>[] {
      return (['worker-pool', 'revision'] as const).flatMap((level) => {
        const own = all.filter((a) => a.level === level);
        const path = annotationPath(document, level, 'annotations');
        const whole = own.length > 0 && own.length === document.annotations.filter((a) => a.level === level).length;
        if (whole && level === 'revision') return [removeAt(facts, document, path)];
        return own.map((a) => removeAt(facts, document, [...path, a.key.value]));
      });
    }

    function numbers(): readonly ReturnType<typeof setAt>[] {
      const path = ['metadata', 'annotations'];
      const known = findAnnotation(document, COUNT, 'worker-pool') !== undefined;
      const count = wanted(document);
      if (mode === undefined && !known) {
        const value =
          findAnnotation(document, MODE) === undefined && !document.annotations.some((a) => a.level === 'worker-pool');
        // Both at once: two insertions at one place would have no order.
        if (value)
          return [setAt(facts, document, ['metadata'], 'annotations', `\n  ${MODE}: manual\n  ${COUNT}: "${count}"`)];
        return [setAt(facts, document, path, MODE, `manual\n${COUNT}: "${count}"`)];
      }
      return [
        ...(mode === undefined
          ? [setAt(facts, document, path, MODE, 'manual')]
          : automatic
            ? [setAt(facts, document, path, MODE, 'manual')]
            : []),
        ...(known ? [] : [setQuoted(facts, document, path, COUNT, String(count))]),
      ];
    }
  },
});

function wanted(document: ManifestDocument): number {
  const keys = ['autoscaling.knative.dev/minScale', 'run.googleapis.com/minScale'];
  return keys.map((key) => annotationNumber(document, key)).find((n) => n !== undefined && n > 0) ?? 1;
}
