import { removeAt } from '../../facts/manifest/edit.ts';
import { manifestFix } from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/maxScale: "5"\n      name: NAME\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n';
const WITHOUT = SERVICE.replace('      name: NAME\n', '');

export default defineRule({
  name: 'revision-name',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The name of the revision is one that Cloud Run refuses.',
  why: `\`spec.template.metadata.name\` names the revision that a deployment makes. It begins with the name of the service and a hyphen, and no
other revision of the service may have it: with a name that is taken, a changed manifest is refused ("Revision named … with different
configuration already exists").

An exported manifest (\`gcloud run services describe --format export\`) holds the name that Cloud Run gave to the revision that is running, like
\`shop-00042-abc\`. So it deploys as long as nothing in it changes. Without a name each deployment gets a new one.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/deploying#yaml', checked: '2026-11-28' },
  messages: {
    prefix:
      'The name of a revision begins with "{prefix}": Cloud Run rejects "{revision}". Rename it, or remove it: Cloud Run then picks a name.',
    taken:
      'Cloud Run made a revision "{revision}" before, and refuses a changed manifest under the same name. Remove the name.',
  },
  bad: [
    {
      files: { 'service.yaml': SERVICE.replace('NAME', '⟦v2⟧') },
      fixed: { 'service.yaml': WITHOUT },
    },
    {
      why: 'Exported, with the name of the revision that runs',
      severity: 'information',
      files: { 'service.yaml': SERVICE.replace('NAME', '⟦shop-00042-abc⟧') },
      fixed: { 'service.yaml': WITHOUT },
    },
  ],
  good: [
    {
      why: 'Names of one’s own, and those that a script fills in',
      files: {
        'a.yaml': SERVICE.replace('NAME', 'shop-v2'),
        'b.yaml': SERVICE.replace('NAME', 'shop-${TAG}'),
        'c.yaml': SERVICE.replace('NAME', 'REVISION_NAME'),
        'd.yaml': SERVICE.replaceAll('shop', '${SERVICE}').replace('NAME', 'v2'),
        'e.yaml': WITHOUT,
      },
    },
    {
      why: 'The traffic is pinned to it',
      files: {
        'service.yaml': `${SERVICE.replace('NAME', 'shop-00042-abc')}  traffic:\n    - revisionName: shop-00042-abc\n      percent: 100\n`,
      },
    },
    {
      why: 'Jobs have no revisions',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    metadata:\n      name: nightly\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    const { kind, name, templateName, traffic } = document;
    if (!document.isCloudRun || kind !== 'Service' || name.kind !== 'known' || templateName.kind !== 'known') return;
    const revision = templateName.value;
    const isPlain = (text: string): boolean => /^[a-z\d-]+$/.test(text);
    if (templateName.at === undefined || !isPlain(name.value) || !isPlain(revision)) return;
    const prefix = `${name.value}-`;
    const isPinned = traffic.some((t) => t.revisionName.kind === 'known' && t.revisionName.value === revision);
    const remove = (safety: 'safe' | 'suggestion') =>
      manifestFix('Remove the name', safety, removeAt(facts, document, ['spec', 'template', 'metadata', 'name']));
    const place = at(uri, templateName.at);
    if (!revision.startsWith(prefix))
      yield {
        message: 'prefix',
        data: { prefix, revision },
        at: place,
        fix: () => (isPinned ? undefined : remove('safe')),
      };
    else if (/^\d{5}-[a-z]{3}$/.test(revision.slice(prefix.length)) && !isPinned)
      yield {
        message: 'taken',
        data: { revision },
        at: place,
        severity: 'information',
        fix: () => remove('suggestion'),
      };
  },
});
