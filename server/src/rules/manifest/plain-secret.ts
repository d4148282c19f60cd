import { credentialIn } from '../../facts/credential.ts';
import { removeAt, setAt } from '../../facts/manifest/edit.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  name: 'plain-secret',
  since: '0.1.0',
  severity: 'warning',
  subject: 'manifest',
  summary: 'A variable holds what looks like a credential.',
  why: `Whoever may see the service, the repository or a revision can read the value, and it stays in every old revision. Keep it in Secret
Manager and let the variable take it from there with \`valueFrom.secretKeyRef\`; then revoke the one that was written here.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/secrets', checked: '2026-11-23' },
  messages: {
    credential:
      'The value of {name} looks like {what}. Everybody who sees the service can read it: use Secret Manager.',
  },
  bad: [
    {
      why: 'A token by its form',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: BOT_TOKEN\n              value: ⟦1234567890:AAE0k3mDq7Wc5tZpLr2nXs8vBj4yHg6fUaQ⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: BOT_TOKEN\n              valueFrom:\n                secretKeyRef:\n                  name: bot-token\n                  key: latest\n',
      },
    },
    {
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: DATABASE_URL\n              value: ⟦postgresql://shop:f7Kq2xR9wLm4@10.0.0.3/shop⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: DATABASE_URL\n              valueFrom:\n                secretKeyRef:\n                  name: database-url\n                  key: latest\n',
      },
    },
  ],
  good: [
    {
      why: 'What only has the form of a token',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: BOT_TOKEN\n              value: "123456789:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\n            - name: BOT_ID\n              value: "1234567890"\n            - name: WEBHOOK_URL\n              value: https://discord.com/api/webhooks/000000000000000000/token\n',
      },
    },
    {
      why: 'Placeholders, empty values, local defaults, references, long texts that are no credentials, and the key of a Firebase project',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: API_KEY\n              value: ""\n            - name: SECRET_KEY\n              value: YOUR_SECRET_KEY\n            - name: DATABASE_URL\n              value: postgresql://postgres:postgres@localhost/shop\n            - name: TOKEN_URL\n              value: https://oauth2.googleapis.com/token\n            - name: SECRET_NAME\n              value: projects/123456789/secrets/shop-api-key-production\n            - name: FIREBASE_API_KEY\n              value: AIzaSyD3mDq7Wc5tZpLr2nXs8vBj4yHg6fUaQkE\n            - name: PASSWORD_POLICY\n              value: at-least-12-characters\n',
      },
    },
  ],
  *check({ facts, document }) {
    if (!document.isCloudRun) return;
    for (const container of document.containers) {
      for (const [i, env] of container.env.entries()) {
        if (env.name.kind !== 'known' || env.value.kind !== 'known') continue;
        const name = env.name.value;
        const what = credentialIn(name, env.value.value);
        if (what === undefined) continue;
        const path = [...containerPath(document, container.index), 'env', i];
        const secret = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
        const value = `\n  secretKeyRef:\n    name: ${secret}\n    key: latest`;
        const fix = () =>
          manifestFix(
            `Take ${name} from the secret ${secret}`,
            'suggestion',
            removeAt(facts, document, [...path, 'value']),
            setAt(facts, document, path, 'valueFrom', value),
          );
        yield { message: 'credential', data: { name, what }, at: env.value.at, fix };
      }
    }
  },
});
