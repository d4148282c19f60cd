import { KINDS } from '../../catalog/kinds.ts';
import { removeAt } from '../../facts/manifest/edit.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'port-without-endpoint',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'A job or worker pool has `ports`, but nothing sends it requests.',
  why: `A job has no URL, must not listen, and Cloud Run refuses \`ports\` in it. A worker pool has no URL either; it may only listen for traffic inside
the VPC network (Direct VPC ingress).`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-28' },
  messages: {
    job: 'A job cannot have ports: nothing sends it requests, and Cloud Run rejects the manifest. Remove them.',
    pool: 'Nothing sends requests to a {kind}. Ports only matter with Direct VPC ingress.',
  },
  bad: [
    {
      why: 'A port of a job',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              ⟦ports⟧:\n                - containerPort: 8080\n              args: [all]\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              args: [all]\n',
      },
    },
    {
      why: 'A port of a worker pool',
      severity: 'information',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n          ⟦ports⟧:\n            - containerPort: 8080\n',
      },
      fixed: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n',
      },
    },
  ],
  good: [
    {
      why: 'A worker pool in a VPC network may listen, and the ports of a service are its business',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/network-interfaces: \'[{"network": "default"}]\'\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n          ports: [{containerPort: 8080}]\n',
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (document.kind !== 'Job' && document.kind !== 'WorkerPool') return;
    if (
      document.annotations.some(
        (a) => document.kind === 'WorkerPool' && a.key.value === 'run.googleapis.com/network-interfaces',
      )
    )
      return;
    for (const container of document.containers) {
      if (container.portsKey === undefined) continue;
      const span = at(uri, container.portsKey);
      const path = [...containerPath(document, container.index), 'ports'];
      const safety = document.kind === 'Job' ? 'safe' : 'suggestion';
      const fix = () => manifestFix('Remove ports', safety, removeAt(facts, document, path));
      if (document.kind === 'Job') yield { message: 'job', at: span, fix };
      else yield { message: 'pool', data: { kind: KINDS[document.kind].noun }, at: span, severity: 'information', fix };
    }
  },
});
