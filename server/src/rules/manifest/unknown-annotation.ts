import { levelsFor } from '../../catalog/annotations.ts';
import { moveTo, renameKey } from '../../facts/manifest/edit.ts';
import type { ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { manifestFix } from '../../model/manifest-fix.ts';
import { type AnnotationIssue, annotationIssues, annotationPath } from '../../model/validation/annotations.ts';
import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'unknown-annotation',
  since: '0.1.0',
  severity: 'warning',
  subject: 'manifest',
  summary: 'An annotation in a namespace of Cloud Run is not one that Cloud Run knows.',
  why: `Cloud Run only takes the annotations of \`run.googleapis.com/\` and \`autoscaling.knative.dev/\` that it knows. An invented or misspelt
one is refused or silently does nothing: the setting that you wanted is not there. Memory, CPU, timeout and GPU type are fields, not annotations.
Of the autoscaling annotations of Knative only \`minScale\` and \`maxScale\` exist.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-28' },
  messages: {
    near: 'Cloud Run has no annotation "{name}", so this does nothing. Did you mean "{near}"?',
    instead: 'Cloud Run has no annotation "{name}", so this does nothing. Use {instead}.',
    knative: '"{name}" is a Knative annotation that Cloud Run does not read. Only minScale and maxScale exist there.',
    plain: 'No Cloud Run annotation "{name}" is known to this version. Check its name in the documentation.',
  },
  bad: [
    {
      why: 'Invented names',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/minScale: "1"\n        ⟦run.googleapis.com/cpu-boost⟧: "true"\n        ⟦run.googleapis.com/cpu-throtling⟧: "false"\n        ⟦run.googleapis.com/max-scale⟧: "3"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/minScale: "1"\n        run.googleapis.com/startup-cpu-boost: "true"\n        run.googleapis.com/cpu-throttling: "false"\n        autoscaling.knative.dev/maxScale: "3"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'Right name, wrong style and level',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\n    ⟦run.googleapis.com/session-affinity⟧: "true"\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n        run.googleapis.com/sessionAffinity: "true"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'A field, and Knative',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        ⟦run.googleapis.com/memory⟧: 1Gi\n        ⟦autoscaling.knative.dev/target⟧: "80"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'Perhaps newer than this version',
      severity: 'hint',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    ⟦run.googleapis.com/teleport⟧: "on"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  good: [
    {
      why: 'Annotations of other owners, and hidden ones that gcloud writes',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/build-id: 1a2b\n    run.googleapis.com/presets: mcp\n    deploy.example/nonce: DEPLOY_NONCE\nspec:\n  template:\n    metadata:\n      annotations:\n        client.knative.dev/user-image: us-docker.pkg.dev/p/r/shop\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    for (const issue of annotationIssues(facts, document)) {
      if (issue.kind !== 'unknown') continue;
      const name = issue.annotation.key.value;
      const span = at(uri, issue.annotation.key);
      if (issue.near !== undefined) {
        yield {
          message: 'near',
          data: { name, near: issue.near.key },
          at: span,
          fix: () => rename(facts, document, issue),
        };
      } else if (issue.instead !== undefined)
        yield { message: 'instead', data: { name, instead: issue.instead }, at: span };
      else if (issue.knative) yield { message: 'knative', data: { name }, at: span };
      else yield { message: 'plain', data: { name }, at: span, severity: 'hint' };
    }
  },
});

type Unknown = Extract<AnnotationIssue, { readonly kind: 'unknown' }>;

function rename(
  facts: ManifestFacts,
  document: ManifestDocument,
  { annotation, near }: Unknown,
): ReturnType<typeof manifestFix> {
  // "redundancy: false" and "redundancy-disabled: false" are opposites, and JSON is no name of a network.
  if (
    near === undefined ||
    (near.value.kind === 'json' && !annotation.key.value.endsWith('interface')) ||
    (near.key.endsWith('-disabled') && !annotation.key.value.endsWith('disabled'))
  )
    return undefined;
  if (document.annotations.some((a) => a.key.value === near.key)) return undefined;
  const levels = levelsFor(document.kind, near);
  const level = levels[0];
  const title = `Rename to ${near.key}`;
  if (level === undefined) return undefined;
  if (levels.includes(annotation.level))
    return manifestFix(title, 'safe', renameKey(facts, annotation.entry, near.key));
  const from = annotationPath(document, annotation.level, 'annotations');
  const to = annotationPath(document, level, 'annotations');
  return manifestFix(
    title,
    'safe',
    moveTo(facts, document, from, [annotation.key.value], to, () => near.key),
  );
}
