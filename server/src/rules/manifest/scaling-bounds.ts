import { removeAt } from '../../facts/manifest/edit.ts';
import type { ManifestAnnotation } from '../../facts/manifest/types.ts';
import {
  annotationNumber,
  annotationText,
  annotationValueRange,
  findAnnotation,
  manifestFix,
  replaceText,
} from '../../model/manifest-fix.ts';
import { annotationPath } from '../../model/validation/annotations.ts';
import { at, defineRule } from '../rule.ts';

const LEVELS = [
  { level: 'service', prefix: 'run.googleapis.com/' },
  { level: 'revision', prefix: 'autoscaling.knative.dev/' },
] as const;

export default defineRule({
  name: 'scaling-bounds',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The limits of scaling contradict each other.',
  why: `A minimum above the maximum is refused. With manual scaling the number of instances is \`manualInstanceCount\`, and bounds have no meaning.
A maximum of 0 would leave no instance. A job cannot run more tasks at the same time than it has.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/max-instances', checked: '2026-11-28' },
  messages: {
    order: 'The minimum of {min} instances is above the maximum of {max}, so Cloud Run rejects the manifest.',
    zero: 'A maximum of 0 instances leaves none to serve. Write 1 or more, or remove the annotation.',
    manual: 'With manual scaling the number of instances is fixed, so "{name}" is rejected. Remove it.',
    count: 'Manual scaling needs run.googleapis.com/manualInstanceCount beside it.',
    automatic: 'manualInstanceCount only counts with run.googleapis.com/scalingMode: manual.',
    tasks:
      'The job runs {parallel} tasks at the same time, but has only {count}, so Cloud Run rejects the manifest. Lower parallelism.',
    targets: 'The CPU target and the concurrency target cannot both be 0: nothing would scale the revision.',
  },
  bad: [
    {
      why: 'A minimum above the maximum',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/minScale: ⟦"5"⟧\n        autoscaling.knative.dev/maxScale: "3"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/minScale: "3"\n        autoscaling.knative.dev/maxScale: "3"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'Manual scaling with a bound',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/scalingMode: manual\n    run.googleapis.com/manualInstanceCount: "2"\n    ⟦run.googleapis.com/maxScale⟧: "5"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/scalingMode: manual\n    run.googleapis.com/manualInstanceCount: "2"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'More tasks at once than there are',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      taskCount: 2\n      parallelism: ⟦5⟧\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      taskCount: 2\n      parallelism: 2\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
    {
      why: 'Nothing that scales',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/scaling-cpu-target: "0"\n        run.googleapis.com/scaling-concurrency-target: ⟦"0"⟧\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'A maximum of nothing',
      severity: 'warning',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/maxScale: ⟦"0"⟧\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'Manual scaling without a number',
      severity: 'warning',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/scalingMode: ⟦manual⟧\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'A number without manual scaling',
      severity: 'warning',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    ⟦run.googleapis.com/manualInstanceCount⟧: "2"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  good: [
    {
      why: 'Bounds on two levels, a minimum of 0',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/maxScale: "2"\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/minScale: "0"\n        autoscaling.knative.dev/maxScale: "10"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      taskCount: 5\n      parallelism: 0\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    const value = (annotation: ManifestAnnotation) => at(uri, annotationValueRange(annotation));
    if (document.kind === 'Job') {
      const { taskCount, parallelism } = document;
      const count = taskCount.kind === 'known' ? taskCount.value : taskCount.why === 'absent' ? 1 : undefined;
      if (
        parallelism.kind === 'known' &&
        parallelism.at !== undefined &&
        count !== undefined &&
        parallelism.value > count
      ) {
        const span = parallelism.at;
        const fix = () => manifestFix(`Write ${count}`, 'suggestion', replaceText(facts, span, String(count)));
        yield { message: 'tasks', data: { parallel: parallelism.value, count }, at: span, fix };
      }
      return;
    }
    if (document.kind !== 'Service') return;
    const manual = annotationText(document, 'run.googleapis.com/scalingMode', 'service');
    for (const { level, prefix } of LEVELS) {
      const minimum = findAnnotation(document, `${prefix}minScale`, level);
      const maximum = findAnnotation(document, `${prefix}maxScale`, level);
      if (level === 'service' && manual === 'manual') {
        for (const bound of [minimum, maximum]) if (bound !== undefined) yield* manualBound(bound);
        continue;
      }
      const min = annotationNumber(document, `${prefix}minScale`, level);
      const max = annotationNumber(document, `${prefix}maxScale`, level);
      if (maximum !== undefined && max === 0) yield { message: 'zero', at: value(maximum), severity: 'warning' };
      else if (minimum !== undefined && min !== undefined && maximum !== undefined && max !== undefined && min > max) {
        const fix = () =>
          manifestFix(`Write "${max}"`, 'suggestion', replaceText(facts, annotationValueRange(minimum), `"${max}"`));
        const related = [{ message: 'The maximum is here.', at: value(maximum) }];
        yield { message: 'order', data: { min, max }, at: value(minimum), related, fix };
      }
    }
    const count = findAnnotation(document, 'run.googleapis.com/manualInstanceCount', 'service');
    const mode = findAnnotation(document, 'run.googleapis.com/scalingMode', 'service');
    if (mode !== undefined && manual === 'manual' && count === undefined && document.complete)
      yield { message: 'count', at: value(mode), severity: 'warning' };
    if (count !== undefined && (mode === undefined || manual === 'automatic') && document.complete)
      yield { message: 'automatic', at: at(uri, count.key), severity: 'warning' };
    const targets = ['cpu', 'concurrency'].map((of) =>
      findAnnotation(document, `run.googleapis.com/scaling-${of}-target`, 'revision'),
    );
    const [, second] = targets;
    if (second !== undefined && targets.every((target) => target !== undefined && isOff(target)))
      yield { message: 'targets', at: value(second) };

    function* manualBound(bound: ManifestAnnotation) {
      const path = [...annotationPath(document, 'service', 'annotations'), bound.key.value];
      const fix = () => manifestFix(`Remove ${bound.key.value}`, 'suggestion', removeAt(facts, document, path));
      yield { message: 'manual', data: { name: bound.key.value }, at: at(uri, bound.key), fix } as const;
    }
  },
});

function isOff(annotation: ManifestAnnotation): boolean {
  return annotation.value.kind === 'known' && /^(?:0(?:\.0+)?|disabled)$/.test(annotation.value.value);
}
