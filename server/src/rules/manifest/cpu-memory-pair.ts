import { setAt } from '../../facts/manifest/edit.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { resourceIssues } from '../../model/validation/resources.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'cpu-memory-pair',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'CPU and memory are not a pair that Cloud Run offers.',
  why: `Cloud Run offers 0.08 to 1 vCPU in thousandths, then 1, 2, 4, 6 and 8. Memory depends on it: up to 512 MiB below 0.5 vCPU, 1 GiB below 1,
4 GiB with 1, 8 GiB with 2, 16 GiB with 4 (at least 2), 24 GiB with 6 and 32 GiB with 8 (at least 4). Without a limit a container gets 1 vCPU and
512 MiB. Less than one vCPU also means one request at a time, request-based billing, and the first generation environment.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/memory-limits', checked: '2026-11-28' },
  messages: {
    cpu: 'Cloud Run does not offer {cpu} vCPU: below 1 in thousandths from 0.08 on, then 1, 2, 4, 6 or 8.',
    above: '{memory} of memory is more than {cpu} vCPU can have ({limit}). Raise the CPU or lower the memory.',
    below: '{memory} of memory is less than {cpu} vCPU needs ({limit}). Raise the memory or lower the CPU.',
    most: '{memory} of memory is more than Cloud Run offers. The largest instance has {limit}.',
    least: '{memory} of memory is less than Cloud Run offers. The smallest instance has {limit}.',
    concurrency:
      'With {cpu} vCPU an instance serves one request at a time, so a concurrency of {limit} is rejected. Use 1 vCPU or more.',
    gen2: 'The second generation environment needs a whole vCPU, and this container has {cpu}. Use 1 vCPU or gen1.',
    billing:
      'Instance-based billing needs a whole vCPU, and this container has {cpu}. Use 1 vCPU or request-based billing.',
    whole: 'Jobs and worker pools need a whole vCPU, and this container has {cpu}. Use 1.',
  },
  bad: [
    {
      why: 'More memory than 2 vCPUs can have',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              cpu: "2"\n              memory: ⟦16Gi⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              cpu: "4"\n              memory: 16Gi\n',
      },
    },
    {
      why: 'Numbers that do not exist, and too little memory',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/a\n          ports: [{containerPort: 8080}]\n          resources: {limits: {cpu: ⟦"3"⟧, memory: 2Gi}}\n        - image: us-docker.pkg.dev/p/r/b\n          resources: {limits: {cpu: ⟦"8"⟧}}\n        - image: us-docker.pkg.dev/p/r/c\n          resources: {limits: {memory: ⟦64Mi⟧}}\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/a\n          ports: [{containerPort: 8080}]\n          resources: {limits: {cpu: "4", memory: 2Gi}}\n        - image: us-docker.pkg.dev/p/r/b\n          resources: {limits: {cpu: "8", memory: 4Gi}}\n        - image: us-docker.pkg.dev/p/r/c\n          resources: {limits: {memory: 512Mi}}\n',
      },
    },
    {
      why: 'More than there is',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits: {cpu: "8", memory: ⟦64Gi⟧}\n',
      },
    },
    {
      why: 'Half a vCPU',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: ⟦gen2⟧\n        run.googleapis.com/cpu-throttling: ⟦"false"⟧\n    spec:\n      containerConcurrency: ⟦20⟧\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              cpu: 500m\n              memory: 512Mi\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n        run.googleapis.com/cpu-throttling: "false"\n    spec:\n      containerConcurrency: 20\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              cpu: "1"\n              memory: 512Mi\n',
      },
    },
    {
      why: 'Half a vCPU for a job',
      severity: 'warning',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              resources: {limits: {cpu: ⟦500m⟧}}\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              resources: {limits: {cpu: "1"}}\n',
      },
    },
  ],
  good: [
    {
      why: 'Requests are not limits, millicpu are vCPUs, and a big GPU has larger pairs',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containerConcurrency: 80\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits: {cpu: 1000m, memory: 4Gi}\n            requests: {cpu: 500m, memory: 64Mi}\n',
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: train\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          nodeSelector: {run.googleapis.com/accelerator: nvidia-rtx-pro-6000}\n          containers:\n            - image: us-docker.pkg.dev/p/r/train\n              resources: {limits: {cpu: "20", memory: 80Gi, nvidia.com/gpu: "1"}}\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    for (const issue of resourceIssues(document)) {
      const { set, other, cpu, memory, limit } = issue;
      const path = [...containerPath(document, issue.container.index), 'resources', 'limits'];
      const fix = () =>
        set === undefined
          ? undefined
          : manifestFix(
              `Set ${set.key} to ${set.value}`,
              'suggestion',
              setAt(facts, document, path, set.key, set.value),
            );
      const related = other === undefined ? [] : [{ message: `The container has ${cpu} vCPU.`, at: at(uri, other) }];
      const data = { cpu, memory, limit };
      yield { message: MESSAGE_OF[issue.problem], data, at: at(uri, issue.at), severity: issue.severity, related, fix };
    }
  },
});

const MESSAGE_OF = {
  cpu: 'cpu',
  'memory-above': 'above',
  'memory-below': 'below',
  'memory-max': 'most',
  'memory-min': 'least',
  concurrency: 'concurrency',
  gen2: 'gen2',
  billing: 'billing',
  'whole-cpu': 'whole',
} as const;
