import type { Known } from '../../base/known.ts';
import { manifestFix, replaceText } from '../../model/manifest-fix.ts';
import { suspiciousVersions } from '../../model/validation/secrets.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'secret-key-not-version',
  since: '0.1.0',
  severity: 'warning',
  subject: 'manifest',
  summary: 'The `key` of a secret is not a version.',
  why: `In Kubernetes the \`key\` of a \`secretKeyRef\` names an entry of the secret. On Cloud Run it is the version: \`latest\`, a number, or a
version alias of Secret Manager. With the name of an entry the deployment fails, because there is no such version. Each value needs a secret
of its own.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/secrets', checked: '2026-11-23' },
  messages: {
    key: '"{key}" looks like the name of an entry, but Cloud Run takes a version of the secret here: latest or a number.',
  },
  bad: [
    {
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: REDIS_URL\n              valueFrom:\n                secretKeyRef:\n                  name: shop\n                  key: ⟦redis-url⟧\n          volumeMounts:\n            - {name: tls, mountPath: /tls}\n      volumes:\n        - name: tls\n          secret:\n            secretName: tls\n            items:\n              - key: ⟦tls.crt⟧\n                path: tls.crt\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: REDIS_URL\n              valueFrom:\n                secretKeyRef:\n                  name: shop\n                  key: latest\n          volumeMounts:\n            - {name: tls, mountPath: /tls}\n      volumes:\n        - name: tls\n          secret:\n            secretName: tls\n            items:\n              - key: latest\n                path: tls.crt\n',
      },
    },
    {
      why: 'An entry in capitals',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: STRIPE_API_KEY\n              valueFrom:\n                secretKeyRef:\n                  name: shop\n                  key: ⟦STRIPE_API_KEY⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: STRIPE_API_KEY\n              valueFrom:\n                secretKeyRef:\n                  name: shop\n                  key: latest\n',
      },
    },
  ],
  good: [
    {
      why: 'Versions, likely aliases and placeholders',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: A\n              valueFrom:\n                secretKeyRef: {name: a, key: latest}\n            - name: B\n              valueFrom:\n                secretKeyRef: {name: b, key: "3"}\n            - name: C\n              valueFrom:\n                secretKeyRef: {name: c, key: production}\n            - name: D\n              valueFrom:\n                secretKeyRef: {name: d, key: SECRET_VERSION}\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    const keys: readonly Known<string>[] = suspiciousVersions(facts, document);
    for (const key of keys) {
      if (key.kind !== 'known' || key.at === undefined) continue;
      const span = key.at;
      const fix = () => manifestFix('Write latest', 'suggestion', replaceText(facts, span, 'latest'));
      yield { message: 'key', data: { key: key.value }, at: at(uri, span), fix };
    }
  },
});
