import { moveTo, removeAt, renameKey, setAt } from '../../facts/manifest/edit.ts';
import type { ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { scalarOf } from '../../facts/manifest/walk.ts';
import { describePath, type ManifestFix, manifestFix } from '../../model/manifest-fix.ts';
import { type FieldIssue, fieldIssues } from '../../model/validation/fields.ts';
import { at, defineRule } from '../rule.ts';

type Unknown = Extract<FieldIssue, { readonly kind: 'unknown' }>;

export default defineRule({
  name: 'unknown-field',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The manifest has a field that the Cloud Run API does not know at this place.',
  why: `\`gcloud run … replace\` refuses a manifest with a field that the API does not have, and names only its path. Most are misspelt, are
one level too high or too low (the containers of a job are at \`spec.template.spec.template.spec\`), or come from version 2 of the API, whose
names differ from those of YAML.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-28' },
  messages: {
    near: '"{name}" is not a field of {place}, so Cloud Run rejects the manifest. Did you mean "{near}"?',
    elsewhere: '"{name}" is not a field of {place}: Cloud Run rejects the manifest. It belongs to {parent}.',
    instead: '"{name}" is not a field of {place}. {instead} Cloud Run rejects the manifest as it is.',
    plain: '"{name}" is not a field of {place}, so Cloud Run rejects the manifest. Remove it.',
  },
  bad: [
    {
      why: 'The words of the other API version for a secret',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: API_KEY\n              valueFrom:\n                secretKeyRef:\n                  ⟦secret⟧: api-key\n                  ⟦version⟧: latest\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: API_KEY\n              valueFrom:\n                secretKeyRef:\n                  name: api-key\n                  key: latest\n',
      },
    },
    {
      why: 'Misspelt',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      ⟦timeoutSecond⟧: 60\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      timeoutSeconds: 60\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'A job that is one level short',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      taskCount: 2\n      ⟦containers⟧:\n        # the report\n        - image: us-docker.pkg.dev/p/r/report\n      ⟦maxRetries⟧: 1\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      taskCount: 2\n      template:\n        spec:\n          containers:\n            # the report\n            - image: us-docker.pkg.dev/p/r/report\n          maxRetries: 1\n',
      },
    },
    {
      why: 'A job without the spec of its execution',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    ⟦template⟧:\n      spec:\n        containers:\n          - image: us-docker.pkg.dev/p/r/report\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
    {
      why: 'A job of two levels with nothing else in them',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      ⟦containers⟧:\n        # the report\n        - image: us-docker.pkg.dev/p/r/report\n          env:\n            - name: MODE\n              value: all\n      ⟦maxRetries⟧: 1\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            # the report\n            - image: us-docker.pkg.dev/p/r/report\n              env:\n                - name: MODE\n                  value: all\n          maxRetries: 1\n',
      },
    },
    {
      why: 'A timeout in a container',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n              ⟦timeout⟧: 600s\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n          timeoutSeconds: 600\n',
      },
    },
    {
      why: 'A name of API version 2',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      ⟦scaling⟧:\n        minInstanceCount: 1\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ⟦scale⟧: 2\n',
      },
    },
  ],
  good: [
    {
      why: 'An exported manifest with output fields',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  uid: 1a2b\n  selfLink: /apis/x\n  generation: 3\n  annotations:\n    run.googleapis.com/operation-id: 1a2b\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\nstatus:\n  url: https://shop.example\n',
      },
    },
    {
      why: 'A Knative service that is not aimed at Cloud Run',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: docker.io/shop\n          lifecycle: {}\n          foo: 1\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    const issues = fieldIssues(facts, document).filter((i) => i.kind === 'unknown');
    for (const issue of issues) {
      const { node, near, parent } = issue;
      const place = describePath(node.path.slice(0, -1));
      const span = at(uri, node.keyAt);
      const data = { name: node.name, place };
      if (near !== undefined) {
        const entry = node.entry;
        const fix = () =>
          entry === undefined ? undefined : manifestFix(`Rename to ${near}`, 'safe', renameKey(facts, entry, near));
        yield { message: 'near', data: { ...data, near }, at: span, fix };
      } else if (parent !== undefined) {
        const target = describePath([...parent.path, issue.meant]);
        const fix = () => moveFix(facts, document, issue, issues);
        yield { message: 'elsewhere', data: { ...data, parent: target }, at: span, fix };
      } else if (issue.instead !== undefined)
        yield { message: 'instead', data: { ...data, instead: issue.instead }, at: span };
      else yield { message: 'plain', data, at: span };
    }
  },
});

/** Moves the key, together with its misplaced neighbours that belong to the same map. */
function moveFix(
  facts: ManifestFacts,
  document: ManifestDocument,
  issue: Unknown,
  all: readonly Unknown[],
): ManifestFix | undefined {
  const { node, parent, meant } = issue;
  if (parent === undefined || node.elsewhere) return undefined;
  const title = `Move to ${describePath(parent.path)}`;
  const from = node.path.slice(0, -1);
  const seconds = /^(\d+)s?$/.exec(scalarOf(node)?.text ?? '')?.[1];
  if (meant === 'timeoutSeconds' && meant !== node.name && seconds !== undefined) {
    return manifestFix(
      title,
      'safe',
      removeAt(facts, document, node.path),
      setAt(facts, document, parent.path, meant, seconds),
    );
  }
  const key = (path: readonly (string | number)[]): string => JSON.stringify(path);
  const together = all.filter(
    (other) =>
      other.parent !== undefined &&
      other.meant === other.node.name &&
      key(other.parent.path) === key(parent.path) &&
      key(other.node.path.slice(0, -1)) === key(from),
  );
  const names = together.length > 0 && meant === node.name ? together.map((other) => other.node.name) : [node.name];
  return manifestFix(
    title,
    meant === node.name ? 'safe' : 'suggestion',
    moveTo(facts, document, from, names, parent.path, (name) => (name === node.name ? meant : name)),
  );
}
