import { KINDS } from '../../catalog/kinds.ts';
import { setAt } from '../../facts/manifest/edit.ts';
import { annotationText, manifestFix } from '../../model/manifest-fix.ts';
import { previewUses } from '../../model/validation/preview.ts';
import { at, defineRule } from '../rule.ts';

const STAGE = 'run.googleapis.com/launch-stage';

export default defineRule({
  name: 'launch-stage-missing',
  since: '0.1.0',
  severity: 'warning',
  subject: 'manifest',
  summary: 'A feature in preview is used without naming the launch stage.',
  why: `Cloud Run refuses features in preview unless the resource says with \`run.googleapis.com/launch-stage: BETA\` that it may use them.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-28' },
  messages: {
    missing:
      '"{name}" is in preview, and Cloud Run rejects it without run.googleapis.com/launch-stage: BETA on the {kind}.',
  },
  bad: [
    {
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ⟦sandboxLauncher⟧: true\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/launch-stage: BETA\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          sandboxLauncher: true\n',
      },
    },
    {
      why: 'GA is not enough',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\n  annotations:\n    run.googleapis.com/launch-stage: GA\nspec:\n  template:\n    spec:\n      ⟦delayExecution⟧: true\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\n  annotations:\n    run.googleapis.com/launch-stage: BETA\nspec:\n  template:\n    spec:\n      delayExecution: true\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
  ],
  good: [
    {
      why: 'The stage is named',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/launch-stage: ALPHA\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          sandboxLauncher: true\n',
      },
    },
    {
      why: 'Features that are no longer in preview, and one that is switched off',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/scaling-cpu-target: "0.7"\n        run.googleapis.com/scaling-concurrency-target: disabled\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          readinessProbe:\n            httpGet: {path: /ready}\n          volumeMounts: [{name: disk, mountPath: /disk}]\n      volumes:\n        - name: disk\n          emptyDir: {medium: Disk, sizeLimit: 10Gi}\n',
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\n  annotations:\n    run.googleapis.com/launch-stage: GA\nspec:\n  template:\n    spec:\n      delayExecution: "false"\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun || !document.complete) return;
    const annotation = document.annotations.find((a) => a.key.value === STAGE);
    if (annotation !== undefined && annotationText(document, STAGE) !== 'GA') return;
    const [first] = previewUses(facts, document);
    if (first === undefined) return;
    const fix = () =>
      manifestFix(
        'Set the launch stage to BETA',
        'safe',
        setAt(facts, document, ['metadata', 'annotations'], STAGE, 'BETA'),
      );
    yield {
      message: 'missing',
      data: { name: first.name, kind: KINDS[document.kind].noun },
      at: at(uri, first.at),
      fix,
    };
  },
});
