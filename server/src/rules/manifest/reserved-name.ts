import { isPlatformName, RESERVED_VARIABLES } from '../../catalog/environment.ts';
import { KINDS } from '../../catalog/kinds.ts';
import { removeAt } from '../../facts/manifest/edit.ts';
import type { ManifestContainer, ManifestDocument } from '../../facts/manifest/types.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'reserved-name',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The manifest sets a name that belongs to Cloud Run.',
  why: `Cloud Run sets \`PORT\` in the ingress container itself, and the variables that name the service, job or worker pool in every one.
A manifest that sets them is refused; \`ports[].containerPort\` chooses the port. A volume must not be called \`cloudsql\`.`,
  source: {
    url: 'https://docs.cloud.google.com/run/docs/configuring/services/overview-environment-variables',
    checked: '2026-11-23',
  },
  messages: {
    port: 'Cloud Run sets PORT itself and rejects a manifest that does. Remove it; ports[].containerPort chooses the port.',
    variable: 'Cloud Run sets {name} itself and rejects a {kind} that does. Remove it.',
    volume: 'The volume name "cloudsql" is reserved for Cloud SQL sockets. Choose another name.',
  },
  bad: [
    {
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: LEVEL\n              value: info\n            - name: ⟦PORT⟧\n              value: "8080"\n            - name: ⟦K_SERVICE⟧\n              value: shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: LEVEL\n              value: info\n',
      },
    },
    {
      why: 'A reserved volume',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: cloudsql\n              mountPath: /data\n      volumes:\n        - name: ⟦cloudsql⟧\n          emptyDir: {}\n',
      },
    },
  ],
  good: [
    {
      why: 'PORT of a sidecar is an ordinary variable',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/proxy\n          ports:\n            - containerPort: 8080\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: PORT\n              value: "8888"\n',
      },
    },
    {
      why: 'Cloud Run sets no PORT in a job, and a service may have a variable that starts like those of jobs',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              env:\n                - name: PORT\n                  value: "8080"\n',
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: CLOUD_RUN_SERVICE_URL\n              value: https://shop.example\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    const kind = ({ Service: 'service', Job: 'job', WorkerPool: 'worker-pool', Instance: 'instance' } as const)[
      document.kind
    ];
    const reserved = RESERVED_VARIABLES.filter((v) => v.kinds.includes(kind)).map((v) => v.name);
    for (const container of document.containers) {
      for (const [i, env] of container.env.entries()) {
        const { name } = env;
        if (name.kind !== 'known' || !reserved.includes(name.value)) continue;
        if (!isPlatformName(name.value) && !isIngress(document, container)) continue;
        const path = [...containerPath(document, container.index), 'env', i];
        const fix = () => manifestFix(`Remove ${name.value}`, 'safe', removeAt(facts, document, path));
        if (name.value === 'PORT') yield { message: 'port', at: name.at, fix };
        else
          yield { message: 'variable', data: { name: name.value, kind: KINDS[document.kind].noun }, at: name.at, fix };
      }
    }
    for (const { name } of document.volumes) {
      if (name.kind === 'known' && name.value === 'cloudsql' && name.at !== undefined)
        yield { message: 'volume', at: at(uri, name.at) };
    }
  },
});

function isIngress(document: ManifestDocument, container: ManifestContainer): boolean {
  return document.containers.length === 1 || container.ports.length > 0;
}
