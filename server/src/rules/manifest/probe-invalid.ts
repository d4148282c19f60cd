import { removeAt, setAt } from '../../facts/manifest/edit.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { probeIssues } from '../../model/validation/probes.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'probe-invalid',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'A probe is not one that Cloud Run runs.',
  why: `Probes of Cloud Run ask over HTTP, TCP (startup only) or gRPC, never by a command. A readiness probe takes no \`initialDelaySeconds\`. A check
may not take longer than its period. The checks of a startup probe, period times failures, last 10 minutes at most, and 30 minutes with a GPU.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/healthchecks', checked: '2026-11-28' },
  messages: {
    exec: 'Cloud Run runs no command as a probe and rejects the manifest. Use httpGet, tcpSocket or grpc.',
    handler: 'A {probe} probe cannot use {handler}, so Cloud Run rejects the manifest. Use {handlers}.',
    none: 'This {probe} probe does not say what to ask. Add {handlers}.',
    delay: 'A readiness probe takes no initialDelaySeconds, so Cloud Run rejects the manifest. Remove it.',
    range: '{field} of a {probe} probe is {value}, but Cloud Run takes {min} to {max}.',
    timeout: 'A check may take {value} s, longer than its period of {period} s, so Cloud Run rejects the probe.',
    success: 'successThreshold of a {probe} probe must be 1, and this is {value}.',
    start:
      'The checks of this probe last up to {value} s (period times failures), but Cloud Run takes {max} s at most.',
  },
  bad: [
    {
      why: 'Kubernetes habits',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          readinessProbe:\n            httpGet: {path: /ready}\n            ⟦initialDelaySeconds⟧: 5\n            periodSeconds: 10\n          startupProbe:\n            httpGet: {path: /up}\n            periodSeconds: 10\n            timeoutSeconds: ⟦20⟧\n            successThreshold: ⟦2⟧\n          livenessProbe:\n            httpGet: {path: /up}\n            periodSeconds: ⟦4000⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          readinessProbe:\n            httpGet: {path: /ready}\n            periodSeconds: 10\n          startupProbe:\n            httpGet: {path: /up}\n            periodSeconds: 10\n            timeoutSeconds: 10\n            successThreshold: 1\n          livenessProbe:\n            httpGet: {path: /up}\n            periodSeconds: 3600\n',
      },
    },
    {
      why: 'Handlers that are not there',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          startupProbe:\n            ⟦exec⟧: {command: [cat, /tmp/ready]}\n          livenessProbe:\n            ⟦tcpSocket⟧: {port: 8080}\n          ⟦readinessProbe⟧:\n            periodSeconds: 5\n',
      },
    },
    {
      why: 'A readiness probe that asks too rarely',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          readinessProbe:\n            httpGet: {path: /ready}\n            periodSeconds: ⟦600⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          readinessProbe:\n            httpGet: {path: /ready}\n            periodSeconds: 300\n',
      },
    },
    {
      why: 'A start that takes too long',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          startupProbe:\n            tcpSocket: {port: 8080}\n            periodSeconds: 10\n            failureThreshold: ⟦61⟧\n',
      },
    },
  ],
  good: [
    {
      why: 'The probe that Google exports: a timeout that equals the period, 240 s in all',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          startupProbe:\n            timeoutSeconds: 240\n            periodSeconds: 240\n            failureThreshold: 1\n            tcpSocket:\n              port: 8080\n          livenessProbe:\n            initialDelaySeconds: 300\n            httpGet:\n              path: /up\n',
      },
    },
    {
      why: 'Ten minutes to start after a delay, and several successes of a readiness probe',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          startupProbe:\n            tcpSocket: {port: 8080}\n            initialDelaySeconds: 300\n            periodSeconds: 10\n            failureThreshold: 60\n          readinessProbe:\n            httpGet: {path: /ready}\n            successThreshold: 3\n',
      },
    },
    {
      why: 'A model that takes half an hour to load onto a GPU',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: llm\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "false"\n    spec:\n      nodeSelector:\n        run.googleapis.com/accelerator: nvidia-l4\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources:\n            limits: {nvidia.com/gpu: "1", cpu: "8", memory: 32Gi}\n          startupProbe:\n            httpGet: {path: /up}\n            initialDelaySeconds: 1200\n            periodSeconds: 900\n            timeoutSeconds: 700\n            failureThreshold: 2\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    for (const issue of probeIssues(facts, document)) {
      const { probe, field, value, min, max, period } = issue;
      const span = at(uri, issue.at);
      const path = [...containerPath(document, issue.container.index), `${probe}Probe`];
      const set = (to: number) => () =>
        manifestFix(`Set ${field} to ${to}`, 'suggestion', setAt(facts, document, path, field, String(to)));
      const handlers = issue.handlers.join(' or ');
      switch (issue.problem) {
        case 'exec':
          yield { message: 'exec', at: span };
          break;
        case 'handler':
          yield { message: 'handler', data: { probe, handler: field, handlers }, at: span };
          break;
        case 'none':
          yield { message: 'none', data: { probe, handlers }, at: span };
          break;
        case 'delay':
          yield {
            message: 'delay',
            at: span,
            fix: () => manifestFix(`Remove ${field}`, 'safe', removeAt(facts, document, [...path, field])),
          };
          break;
        case 'range':
          yield {
            message: 'range',
            data: { probe, field, value, min, max },
            at: span,
            fix: set(value < min ? min : max),
          };
          break;
        case 'timeout':
          yield { message: 'timeout', data: { value, period }, at: span, fix: set(period) };
          break;
        case 'success':
          yield { message: 'success', data: { probe, value }, at: span, fix: set(1) };
          break;
        case 'start':
          yield { message: 'start', data: { value, max }, at: span };
          break;
      }
    }
  },
});
