import { setAt } from '../../facts/manifest/edit.ts';
import { describePath, manifestFix } from '../../model/manifest-fix.ts';
import { fieldIssues } from '../../model/validation/fields.ts';
import { at, defineRule } from '../rule.ts';

/** Values that are right more often than not. */
const PLAIN: Readonly<Record<string, string>> = {
  'SecretKeySelector.key': 'latest',
  'KeyToPath.key': 'latest',
  'CSIVolumeSource.driver': 'gcsfuse.run.googleapis.com',
};

export default defineRule({
  name: 'missing-field',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The manifest lacks a field that Cloud Run requires.',
  why: `A resource needs a name, a template and at least one container with an image; variables, volumes, mounts and secrets need their names.
Cloud Run refuses a manifest without them. Behind a syntax error nothing counts as missing.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-23' },
  messages: {
    missing: '{place} has no "{name}", which Cloud Run requires.',
    empty: '"{name}" is empty, but Cloud Run requires it.',
  },
  bad: [
    {
      why: 'A container without image',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - ⟦ports⟧:\n            - containerPort: 8080\n',
      },
    },
    {
      why: 'A secret without version',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              env:\n                - name: TOKEN\n                  valueFrom:\n                    ⟦secretKeyRef⟧:\n                      name: token\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              env:\n                - name: TOKEN\n                  valueFrom:\n                    secretKeyRef:\n                      name: token\n                      key: latest\n',
      },
    },
    {
      why: 'No containers, and no name',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\n⟦metadata⟧:\n  labels:\n    team: shop\nspec:\n  template:\n    spec:\n      ⟦containers⟧: []\n',
      },
    },
  ],
  good: [
    {
      why: 'Typing: what stands behind a break may be there',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\n  labels: {team: {{ team }}}\nspec:\n  {{ spec }}\n',
      },
    },
    {
      why: 'A patch leaves out what its base has',
      files: {
        'overlays/prod/service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: internal\nspec:\n  template:\n    spec:\n      timeoutSeconds: 60\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    for (const issue of fieldIssues(facts, document)) {
      if (issue.kind !== 'missing') continue;
      const span = at(uri, issue.at);
      if (issue.empty) {
        yield { message: 'empty', data: { name: issue.name }, at: span };
        continue;
      }
      const plain = PLAIN[`${issue.owner}.${issue.name}`];
      const fix = () =>
        plain === undefined
          ? undefined
          : manifestFix(
              `Add ${issue.name}: ${plain}`,
              'suggestion',
              setAt(facts, document, issue.path, issue.name, plain),
            );
      yield { message: 'missing', data: { name: issue.name, place: describePath(issue.path) }, at: span, fix };
    }
  },
});
