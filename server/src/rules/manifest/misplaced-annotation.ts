import { annotationOf, levelsFor } from '../../catalog/annotations.ts';
import { KINDS, LEVEL_NOUNS } from '../../catalog/kinds.ts';
import { moveTo, removeAt } from '../../facts/manifest/edit.ts';
import type { ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { manifestFix } from '../../model/manifest-fix.ts';
import { type AnnotationIssue, annotationIssues, annotationPath } from '../../model/validation/annotations.ts';
import { at, defineRule } from '../rule.ts';

type Misplaced = Extract<AnnotationIssue, { readonly kind: 'misplaced' }>;

export default defineRule({
  name: 'misplaced-annotation',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'An annotation or label is on the wrong level of the manifest.',
  why: `Each Cloud Run annotation belongs to one level. Ingress and description belong to the resource (\`metadata\`), scaling limits of a
revision, CPU, networking and Cloud SQL to the template (\`spec.template.metadata\`). On the other level Cloud Run refuses or ignores them.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-28' },
  messages: {
    move: '"{name}" belongs to {right}, not to {wrong}, where Cloud Run does not accept it. Move it to {path}.',
    useless: 'The label "{name}" does nothing here: gcloud reads the region from {path}. Move it there.',
    twice: '"{name}" belongs to {right}, where it is set already. Cloud Run does not accept it on {wrong}: remove it.',
    kind: '"{name}" is a setting of {right}; Cloud Run does not accept it on a {kind}. Remove it.',
  },
  bad: [
    {
      why: 'The region on the template, where nothing reads it',
      severity: 'information',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    app: shop\nspec:\n  template:\n    metadata:\n      labels:\n        team: shop\n        ⟦cloud.googleapis.com/location⟧: europe-west1\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    app: shop\n    cloud.googleapis.com/location: europe-west1\nspec:\n  template:\n    metadata:\n      labels:\n        team: shop\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'A revision setting on the service',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\n    ⟦run.googleapis.com/cpu-throttling⟧: "false" # for the scheduler\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "false"\n',
      },
    },
    {
      why: 'Set on both levels',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    ⟦run.googleapis.com/execution-environment⟧: gen2\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'A setting of services on a job',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    metadata:\n      annotations:\n        ⟦run.googleapis.com/cpu-throttling⟧: "false"\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
      fixed: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
    {
      why: 'The minimum of the service on the revision, as an old page showed it',
      severity: 'warning',
      files: {
        'service.yaml':
          "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    metadata:\n      annotations:\n        ⟦run.googleapis.com/minScale⟧: '1'\n        run.googleapis.com/startup-cpu-boost: 'true'\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n",
      },
      fixed: {
        'service.yaml':
          "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\n    run.googleapis.com/minScale: '1'\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: 'true'\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n",
      },
    },
  ],
  good: [
    {
      why: 'Annotations that are written by tools may stand anywhere, and those of other owners are free',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    cloud.googleapis.com/location: europe-west1\n  annotations:\n    run.googleapis.com/client-name: gcloud\n    run.googleapis.com/ingress-status: all\n    example.com/owner: shop\nspec:\n  template:\n    metadata:\n      labels:\n        run.googleapis.com/startupProbeType: Default\n      annotations:\n        run.googleapis.com/client-name: gcloud\n        run.googleapis.com/base-images: \'{"shop": "python312"}\'\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    for (const issue of annotationIssues(facts, document)) {
      if (issue.kind !== 'misplaced') continue;
      const { annotation, to, already } = issue;
      const name = annotation.key.value;
      const span = at(uri, annotation.key);
      const wrong = issue.from === 'labels' ? 'the labels' : LEVEL_NOUNS[annotation.level];
      const severity = issue.disputed || document.kind === 'Instance' ? 'warning' : 'error';
      const fix = () => repair(facts, document, issue);
      if (to === undefined) {
        const right = ownersOf(name);
        yield { message: 'kind', data: { name, right, kind: KINDS[document.kind].noun }, at: span, severity, fix };
        continue;
      }
      const right = to.map === 'labels' ? `the labels of ${LEVEL_NOUNS[to.level]}` : LEVEL_NOUNS[to.level];
      if (already !== undefined) {
        const related = [{ message: 'It is set here already.', at: at(uri, already) }];
        yield { message: 'twice', data: { name, right, wrong }, at: span, severity, related, fix };
      } else {
        const path = annotationPath(document, to.level, to.map).join('.');
        if (issue.from === 'labels' && to.map === 'labels')
          yield { message: 'useless', data: { name, path }, at: span, severity: 'information', fix };
        else yield { message: 'move', data: { name, right, wrong, path }, at: span, severity, fix };
      }
    }
  },
});

/** The kinds of resource that an annotation is for: `services and instances`. */
function ownersOf(key: string): string {
  const spec = annotationOf(key);
  const nouns = Object.values(KINDS).flatMap((k) =>
    spec !== undefined && levelsFor(k.kind, spec).length > 0 ? [`${k.noun}s`] : [],
  );
  return nouns.length < 2 ? (nouns[0] ?? 'services') : `${nouns.slice(0, -1).join(', ')} and ${nouns.at(-1) ?? ''}`;
}

function repair(facts: ManifestFacts, document: ManifestDocument, issue: Misplaced): ReturnType<typeof manifestFix> {
  const { annotation, to, already } = issue;
  const key = annotation.key.value;
  if (annotation.entry.merged) return undefined;
  const from = annotationPath(document, annotation.level, issue.from);
  if (to === undefined || already !== undefined) {
    return manifestFix(`Remove ${key}`, 'safe', removeAt(facts, document, [...from, key]));
  }
  const path = annotationPath(document, to.level, to.map);
  return manifestFix(`Move to ${path.join('.')}`, 'safe', moveTo(facts, document, from, [key], path));
}
