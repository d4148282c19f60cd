import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'yaml-syntax',
  since: '0.1.0',
  severity: 'error',
  subject: 'file',
  summary: 'The manifest is not valid YAML.',
  why: `\`gcloud\` reads the file as YAML before anything else. A tab in the indentation, an open quote or a key that appears twice in one map
ends the deployment there. What follows the fault may end up under the wrong parent, so other rules only look at the lines before it.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-23' },
  messages: {
    tab: 'YAML does not allow tabs for indentation, so the manifest cannot be deployed. Use spaces.',
    duplicate: 'The key "{key}" is in this map twice, which gcloud refuses. Remove one of them.',
    syntax: '{problem} gcloud cannot read the manifest.',
  },
  bad: [
    {
      why: 'A tab',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n⟦\t⟧template:\n    spec: {}\n',
      },
    },
    {
      why: 'A key twice',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      timeoutSeconds: 60\n      ⟦timeoutSeconds⟧: 90\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'An open quote',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              env:\n                - name: MODE\n                  value: ⟦"full⟧\n',
      },
    },
  ],
  good: [
    {
      why: 'Template expressions are filled in before gcloud reads the file',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: {{ name }}\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: {{ image }}\n',
      },
    },
    {
      why: 'A variable alone on its line stands for lines that a script puts there',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n  ${TRAFFIC}\n',
      },
    },
    {
      why: 'Other YAML files are not our business',
      files: { 'deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nspec:\n\treplicas: 1\n' },
    },
  ],
  *check({ uri, text, manifest }) {
    if (manifest === undefined || manifest.file.templates.length > 0 || !isAimedAtCloudRun(manifest.documents, text))
      return;
    for (const problem of manifest.file.problems.slice(0, 20)) {
      const span = at(uri, problem);
      if (problem.code === 'too-large') continue;
      if (problem.code === 'tab') yield { message: 'tab', at: span };
      else if (problem.code === 'duplicate-key') {
        const first = problem.related;
        const related = first === undefined ? [] : [{ message: 'The first one is here.', at: at(uri, first) }];
        yield { message: 'duplicate', data: { key: text.slice(problem.start, problem.end) }, at: span, related };
      } else yield { message: 'syntax', data: { problem: problem.message }, at: span };
    }
  },
});

/** A break near the top can hide the kind from the parser; then the lines themselves have to say it. */
function isAimedAtCloudRun(documents: readonly { readonly isCloudRun: boolean }[], text: string): boolean {
  if (documents.length > 0) return documents.some((d) => d.isCloudRun);
  const kind = /^kind:\s*["']?(Service|Job|WorkerPool|Instance)["']?\s*$/m.exec(text)?.[1];
  if (kind === undefined) return false;
  const group = /^apiVersion:\s*["']?(serving\.knative\.dev|run\.googleapis\.com)\/v1["']?\s*$/m.exec(text)?.[1];
  return kind === 'Service'
    ? group === 'serving.knative.dev' && /^\s+run\.googleapis\.com\//m.test(text)
    : group === 'run.googleapis.com';
}
