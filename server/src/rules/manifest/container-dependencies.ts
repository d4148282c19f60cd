import { parseDependencyText } from '../../facts/manifest/json.ts';
import type { ManifestContainer } from '../../facts/manifest/types.ts';
import { annotationValueRange } from '../../model/manifest-fix.ts';
import { dependencyCycle, dependencyMap } from '../../model/validation/dependencies.ts';
import { at, defineRule } from '../rule.ts';

const KEY = 'run.googleapis.com/container-dependencies';

export default defineRule({
  name: 'container-dependencies',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The start order of the containers cannot be followed.',
  why: `\`run.googleapis.com/container-dependencies\` is a JSON object from the name of a container to the list of those that have to be up before.
Every name has to be that of a container, and nothing may wait for itself in a circle.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/containers', checked: '2026-11-23' },
  messages: {
    json: 'This is not a JSON object from container to list of containers, so Cloud Run rejects the manifest.',
    unknown: 'There is no container "{name}", so Cloud Run rejects the dependencies. Correct the name.',
    cycle: 'The containers wait for each other in a circle: {cycle}. None of them can start. Remove one dependency.',
  },
  bad: [
    {
      why: 'An unknown container',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/container-dependencies: ⟦\'{"app": ["sql"]}\'⟧\n    spec:\n      containers:\n        - name: app\n          image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n        - name: proxy\n          image: us-docker.pkg.dev/p/r/proxy\n',
      },
    },
    {
      why: 'A circle',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/container-dependencies: ⟦\'{"app": ["proxy"], "proxy": ["app"]}\'⟧\n    spec:\n      containers:\n        - name: app\n          image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n        - name: proxy\n          image: us-docker.pkg.dev/p/r/proxy\n',
      },
    },
    {
      why: 'No JSON',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/container-dependencies: ⟦"app: proxy"⟧\n    spec:\n      containers:\n        - name: app\n          image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  good: [
    {
      why: 'Names without quotes, as in a sample of Google',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/container-dependencies: "{app: [proxy]}"\n    spec:\n      containers:\n        - name: app\n          image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n        - name: proxy\n          image: us-docker.pkg.dev/p/r/proxy\n          startupProbe: {tcpSocket: {port: 5432}}\n',
      },
    },
    {
      why: 'A sidecar that is up first',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/container-dependencies: \'{"app": ["proxy"]}\'\n    spec:\n      containers:\n        - name: app\n          image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n        - name: proxy\n          image: us-docker.pkg.dev/p/r/proxy\n          startupProbe: {tcpSocket: {port: 5432}}\n',
      },
    },
  ],
  *check({ uri, document }) {
    if (!document.isCloudRun) return;
    const annotation = document.annotations.find((a) => a.key.value === KEY);
    if (annotation?.value.kind !== 'known') return;
    const span = at(uri, annotationValueRange(annotation));
    const map = dependencyMap(parseDependencyText(annotation.value.value));
    if (map === undefined) {
      yield { message: 'json', at: span };
      return;
    }
    const names = new Set(document.containers.flatMap(nameOf));
    const allNamed =
      document.complete && document.containers.every((c) => c.name.kind === 'known' || c.name.why === 'absent');
    const unknown = [...new Set([...map].flatMap(([name, list]) => [name, ...list]))].filter(
      (name) => !names.has(name),
    );
    if (allNamed && unknown[0] !== undefined) yield { message: 'unknown', data: { name: unknown[0] }, at: span };
    const cycle = dependencyCycle(map);
    if (cycle !== undefined) yield { message: 'cycle', data: { cycle: cycle.join(' → ') }, at: span };
  },
});

function nameOf({ name }: ManifestContainer): readonly string[] {
  return name.kind === 'known' ? [name.value] : [];
}
