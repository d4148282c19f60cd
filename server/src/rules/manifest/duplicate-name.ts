import type { Known } from '../../base/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  name: 'duplicate-name',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'Two variables, containers or volumes have the same name.',
  why: `Containers and volumes are found by their names, so a name can mean only one of them. Of two plain variables with the same name the last one
wins silently; when one of them comes from a secret, Cloud Run refuses the manifest.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-23' },
  messages: {
    container: 'Another container is called "{name}", so Cloud Run rejects the manifest. Rename one.',
    volume: 'Another volume is called "{name}", so Cloud Run rejects the manifest. Rename one.',
    secret: '{name} is set twice, once from a secret, so Cloud Run rejects the manifest. Remove one.',
    variable: '{name} is set twice, and the last one wins. Remove the one that is not meant.',
  },
  bad: [
    {
      why: 'Names that others refer to',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n          env:\n            - name: TOKEN\n              value: test\n            - name: ⟦TOKEN⟧\n              valueFrom: {secretKeyRef: {name: token, key: latest}}\n          volumeMounts: [{name: data, mountPath: /data}]\n        - name: ⟦app⟧\n          image: us-docker.pkg.dev/p/r/proxy\n      volumes:\n        - {name: data, emptyDir: {}}\n        - {name: ⟦data⟧, secret: {secretName: s}}\n',
      },
    },
    {
      why: 'A plain variable twice',
      severity: 'warning',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - {name: LEVEL, value: info}\n            - {name: ⟦LEVEL⟧, value: debug}\n',
      },
    },
  ],
  good: [
    {
      why: 'The same variable in two containers, names that differ in case',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: us-docker.pkg.dev/p/r/shop\n          ports: [{containerPort: 8080}]\n          env: [{name: LEVEL, value: info}, {name: level, value: info}]\n        - name: proxy\n          image: us-docker.pkg.dev/p/r/proxy\n          env: [{name: LEVEL, value: debug}]\n',
      },
    },
  ],
  *check({ document }) {
    if (!document.isCloudRun) return;
    for (const [again, first] of repeated(document.containers)) {
      yield { message: 'container', data: { name: again.value }, at: again.at, related: [relatedTo(first)] };
    }
    for (const [again, first] of repeated(document.volumes)) {
      yield { message: 'volume', data: { name: again.value }, at: again.at, related: [relatedTo(first)] };
    }
    for (const container of document.containers) {
      for (const [again, first, two] of repeated(container.env)) {
        const related = [relatedTo(first)];
        if (two.some((env) => env.secret !== undefined))
          yield { message: 'secret', data: { name: again.value }, at: again.at, related };
        else yield { message: 'variable', data: { name: again.value }, at: again.at, severity: 'warning', related };
      }
    }
  },
});

type Name = Extract<Known<string>, { readonly kind: 'known' }>;

function relatedTo(first: Name): { readonly message: string; readonly at: NonNullable<Name['at']> } | undefined {
  return first.at === undefined ? undefined : { message: 'The first one is here.', at: first.at };
}

/** Later entries whose name an earlier one has, with that one. */
function repeated<T extends { readonly name: Known<string> }>(
  items: readonly T[],
): readonly (readonly [again: Name, first: Name, both: readonly [T, T]])[] {
  const seen = new Map<string, { readonly item: T; readonly name: Name }>();
  return items.flatMap((item) => {
    const { name } = item;
    if (name.kind !== 'known') return [];
    const first = seen.get(name.value);
    if (first !== undefined) return [[name, first.name, [first.item, item]] as const];
    seen.set(name.value, { item, name });
    return [];
  });
}
