import { MAX_CONTAINERS } from '../../catalog/limits.ts';
import { removeAt, setAt } from '../../facts/manifest/edit.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'container-roles',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'It is not clear which container gets the requests.',
  why: `In a service with several containers exactly one has \`ports\`, with one entry: the ingress container. Cloud Run sends it the requests and
sets its \`PORT\`; the others are sidecars. An instance has at most 10 containers.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/containers', checked: '2026-11-23' },
  messages: {
    none: 'None of the {count} containers has ports, so Cloud Run does not know which one gets the requests. Add ports to that one.',
    several:
      'Another container has ports already. Only one container may have them: Cloud Run rejects the manifest. Remove these.',
    ports: 'A container can have one port only, and this has {count}. Cloud Run rejects the manifest. Keep one.',
    count: 'The resource has {count} containers, and Cloud Run takes {max} at most.',
  },
  bad: [
    {
      why: 'No ingress container',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      ⟦containers⟧:\n        - name: shop\n          image: us-docker.pkg.dev/p/r/shop\n        - name: proxy\n          image: us-docker.pkg.dev/p/r/proxy\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: us-docker.pkg.dev/p/r/shop\n          ports:\n            - containerPort: 8080\n        - name: proxy\n          image: us-docker.pkg.dev/p/r/proxy\n',
      },
    },
    {
      why: 'Two of them, and two ports',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ⟦ports⟧:\n            - containerPort: 8080\n            - containerPort: 9090\n        - image: us-docker.pkg.dev/p/r/proxy\n          ⟦ports⟧:\n            - containerPort: 9000\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ports:\n            - containerPort: 8080\n        - image: us-docker.pkg.dev/p/r/proxy\n',
      },
    },
    {
      why: 'Too many',
      files: {
        'pool.yaml': `apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      ⟦containers⟧:\n${'        - image: us-docker.pkg.dev/p/r/puller\n'.repeat(11)}`,
      },
    },
  ],
  good: [
    {
      why: 'One ingress container with sidecars; a single container needs no ports; jobs have none',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n        - image: us-docker.pkg.dev/p/r/proxy\n',
        'single.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: single\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n            - image: us-docker.pkg.dev/p/r/proxy\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    const { containers, containersKey } = document;
    if (!document.isCloudRun || containersKey === undefined) return;
    const key = at(uri, containersKey);
    if (containers.length > MAX_CONTAINERS)
      yield { message: 'count', data: { count: containers.length, max: MAX_CONTAINERS }, at: key };
    if (document.kind !== 'Service' && document.kind !== 'Instance') return;
    const [ingress, ...others] = containers.filter((c) => c.ports.length > 0);
    for (const container of containers) {
      if (container.ports.length < 2 || container.portsKey === undefined) continue;
      const path = [...containerPath(document, container.index), 'ports'];
      const extra = container.ports.slice(1).map((_, i) => removeAt(facts, document, [...path, i + 1]));
      const fix = () => manifestFix('Keep the first port', 'suggestion', ...extra);
      yield { message: 'ports', data: { count: container.ports.length }, at: at(uri, container.portsKey), fix };
    }
    for (const other of others) {
      if (other.portsKey === undefined) continue;
      const path = [...containerPath(document, other.index), 'ports'];
      const related =
        ingress?.portsKey === undefined
          ? []
          : [{ message: 'The first container with ports.', at: at(uri, ingress.portsKey) }];
      yield {
        message: 'several',
        at: at(uri, other.portsKey),
        related,
        fix: () => manifestFix('Remove ports', 'suggestion', removeAt(facts, document, path)),
      };
    }
    const open = containers.some((c) => c.portsKey !== undefined && c.ports.length === 0);
    if (ingress === undefined && containers.length > 1 && document.complete && !open) {
      const path = containerPath(document, 0);
      const fix = () =>
        manifestFix(
          'Give the first container port 8080',
          'suggestion',
          setAt(facts, document, path, 'ports', '\n  - containerPort: 8080'),
        );
      yield { message: 'none', data: { count: containers.length }, at: key, fix };
    }
  },
});
