import { KINDS } from '../../catalog/kinds.ts';
import { removeAt } from '../../facts/manifest/edit.ts';
import { manifestFix } from '../../model/manifest-fix.ts';
import { fieldIssues } from '../../model/validation/fields.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'unsupported-field',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The manifest has a Kubernetes field that Cloud Run does not support.',
  why: `The YAML of Cloud Run looks like that of Kubernetes, but only a part of its fields is there. ConfigMaps (\`envFrom\`, \`configMap\`), security
contexts, init containers, life-cycle hooks, scheduling and the retry fields of Kubernetes jobs are refused.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-23' },
  messages: {
    unsupported: '"{name}" is not supported. {instead} Cloud Run rejects a manifest that has it.',
    ignored: '"{name}" is not supported here. {instead} Remove it.',
    kind: '"{name}" is a setting of services; a {kind} does not have it. Remove it.',
  },
  bad: [
    {
      why: 'Variables out of a ConfigMap',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ⟦envFrom⟧:\n            - configMapRef:\n                name: settings\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'The retries of a Kubernetes job',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  ⟦backoffLimit⟧: 3\n  template:\n    spec:\n      template:\n        spec:\n          ⟦restartPolicy⟧: Never\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
    {
      why: 'Concurrency of a worker pool',
      severity: 'warning',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      ⟦containerConcurrency⟧: 10\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
      fixed: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
    },
    {
      why: 'The scheme of a probe',
      severity: 'warning',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          livenessProbe:\n            httpGet:\n              path: /up\n              ⟦scheme⟧: HTTP\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          livenessProbe:\n            httpGet:\n              path: /up\n',
      },
    },
  ],
  good: [
    {
      why: 'Fields that are accepted without effect',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          imagePullPolicy: Always\n          resources:\n            requests: {cpu: 500m, memory: 256Mi}\n',
      },
    },
    {
      why: 'The restart policy of an instance',
      files: {
        'instance.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Instance\nmetadata:\n  name: bot\nspec:\n  restartPolicy: Always\n  containers:\n    - image: us-docker.pkg.dev/p/r/bot\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    for (const issue of fieldIssues(facts, document)) {
      if (issue.kind !== 'unsupported') continue;
      const { node, instead } = issue;
      // The probe rule says which handler to take instead.
      if (node.owner === 'Probe' && node.name === 'exec') continue;
      const span = at(uri, node.keyAt);
      const fix = () =>
        node.elsewhere
          ? undefined
          : manifestFix(`Remove ${node.name}`, 'suggestion', removeAt(facts, document, node.path));
      if (issue.ofKind) {
        yield {
          message: 'kind',
          data: { name: node.name, kind: KINDS[document.kind].noun },
          severity: 'warning',
          at: span,
          fix,
        };
      } else if (node.owner === 'HTTPGetAction' || node.owner === 'TCPSocketAction') {
        yield { message: 'ignored', data: { name: node.name, instead }, severity: 'warning', at: span, fix };
      } else yield { message: 'unsupported', data: { name: node.name, instead }, at: span, fix };
    }
  },
});
