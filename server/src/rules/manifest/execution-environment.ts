import { formatBytes } from '../../base/quantity.ts';
import { KINDS } from '../../catalog/kinds.ts';
import { alwaysGen2, MIN_MEMORY, MIN_MEMORY_GEN2 } from '../../catalog/limits.ts';
import { removeAt, setAt } from '../../facts/manifest/edit.ts';
import { annotationValueRange, containerPath, findAnnotation, manifestFix } from '../../model/manifest-fix.ts';
import { annotationPath } from '../../model/validation/annotations.ts';
import { DECIMAL } from '../../model/validation/resources.ts';
import { at, defineRule } from '../rule.ts';

const KEY = 'run.googleapis.com/execution-environment';

export default defineRule({
  name: 'execution-environment',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The chosen execution environment is not available here.',
  why: `Jobs and worker pools always run in the second generation environment. It needs at least 512 MiB of memory; a service with less runs in
the first generation one. Where nothing is chosen Cloud Run picks what fits.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/about-execution-environments', checked: '2026-11-23' },
  messages: {
    gen1: 'A {kind} always runs in gen2, so Cloud Run rejects gen1. Remove the annotation.',
    memory:
      'gen2 needs at least {min}, and this container has {have}. Raise the memory, or leave the choice to Cloud Run.',
    always: 'A {kind} runs in gen2, which needs at least {min}; this container has {have}. Raise the memory.',
  },
  bad: [
    {
      why: 'gen1 for a job',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: ⟦gen1⟧\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
    {
      why: 'gen2 with 256 MiB',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              memory: ⟦256Mi⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              memory: 512Mi\n',
      },
    },
    {
      why: 'A worker pool with 256 MiB; pages disagree on this one',
      severity: 'warning',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n          resources:\n            limits:\n              memory: ⟦256Mi⟧\n',
      },
      fixed: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n          resources:\n            limits:\n              memory: 512Mi\n',
      },
    },
  ],
  good: [
    {
      why: 'A small service that leaves the choice to Cloud Run, and a job that names gen2',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources: {limits: {memory: 256Mi}}\n',
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    const level = document.kind === 'Job' ? 'execution' : 'revision';
    const annotation = findAnnotation(document, KEY, level);
    const chosen = annotation?.value.kind === 'known' ? annotation.value.value : undefined;
    const always = alwaysGen2(document.kind);
    if (always && annotation !== undefined && chosen === 'gen1') {
      const path = [...annotationPath(document, level, 'annotations'), KEY];
      const fix = () => manifestFix('Remove the annotation', 'safe', removeAt(facts, document, path));
      yield {
        message: 'gen1',
        data: { kind: KINDS[document.kind].noun },
        at: at(uri, annotationValueRange(annotation)),
        fix,
      };
      return;
    }
    // Of several containers the sum may count; below the least memory of all another rule speaks.
    const [container, ...others] = document.containers;
    if (container === undefined || others.length > 0 || (chosen !== 'gen2' && !always)) return;
    const memory = container.limits.memory?.amount;
    if (memory?.kind !== 'known' || memory.value >= MIN_MEMORY_GEN2 * DECIMAL || memory.value < MIN_MEMORY * DECIMAL)
      return;
    const limits = [...containerPath(document, 0), 'resources', 'limits'];
    const fix = () =>
      manifestFix('Set memory to 512Mi', 'suggestion', setAt(facts, document, limits, 'memory', '512Mi'));
    const data = { min: formatBytes(MIN_MEMORY_GEN2), have: formatBytes(memory.value) };
    if (always)
      yield {
        message: 'always',
        data: { ...data, kind: KINDS[document.kind].noun },
        at: memory.at,
        severity: 'warning',
        fix,
      };
    else yield { message: 'memory', data, at: memory.at, fix };
  },
});
