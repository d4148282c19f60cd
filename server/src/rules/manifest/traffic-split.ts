import { at, defineRule } from '../rule.ts';

export default defineRule({
  name: 'traffic-split',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The split between revisions does not add up.',
  why: `The percentages of \`traffic\` (of \`instanceSplits\` in a worker pool) add up to 100. An entry names a revision or follows the latest one, not
both, and a tag names one entry only.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration', checked: '2026-11-28' },
  messages: {
    sum: 'The percentages add up to {sum}, and Cloud Run requires 100.',
    both: 'An entry cannot name a revision and follow the latest one. Remove latestRevision or revisionName.',
    tag: 'The tag "{tag}" is used twice, but a tag names one revision. Rename one.',
  },
  bad: [
    {
      why: 'Ten percent are lost',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n  ⟦traffic⟧:\n    - revisionName: shop-v1\n      percent: 80\n    - latestRevision: true\n      percent: 10\n',
      },
    },
    {
      why: 'Both, and a tag twice',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n  traffic:\n    - revisionName: shop-v1\n      latestRevision: ⟦true⟧\n      percent: 100\n      tag: blue\n    - revisionName: shop-v2\n      tag: ⟦blue⟧\n',
      },
    },
  ],
  good: [
    {
      why: 'Tagged revisions without a share',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n  traffic:\n    - revisionName: shop-v1\n      latestRevision: false\n      percent: 100\n    - latestRevision: true\n      tag: next\n',
      },
    },
    {
      why: 'A share that is filled in later',
      files: {
        'pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: puller\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/puller\n  instanceSplits:\n    - revisionName: puller-v1\n      percent: ${PERCENT}\n    - latestRevision: true\n      percent: 10\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    const { traffic, trafficKey } = document;
    if (!document.isCloudRun || traffic.length === 0 || trafficKey === undefined) return;
    const tags = new Map<string, (typeof traffic)[number]>();
    for (const target of traffic) {
      const { revisionName, latestRevision, tag } = target;
      if (revisionName.kind === 'known' && latestRevision.kind === 'known' && latestRevision.value) {
        const related =
          revisionName.at === undefined ? [] : [{ message: 'The revision is named here.', at: revisionName.at }];
        yield { message: 'both', at: latestRevision.at, related };
      }
      if (tag.kind !== 'known') continue;
      const first = tags.get(tag.value)?.tag;
      if (first?.kind === 'known' && first.at !== undefined) {
        yield {
          message: 'tag',
          data: { tag: tag.value },
          at: tag.at,
          related: [{ message: 'The first one is here.', at: first.at }],
        };
      } else tags.set(tag.value, target);
    }
    const sound = facts.file.errorFrom === undefined || traffic.every((t) => t.range.end < (facts.file.errorFrom ?? 0));
    let sum = 0;
    for (const { percent } of traffic) {
      if (percent.kind === 'known') sum += percent.value;
      else if (percent.why !== 'absent') return;
    }
    if (sound && document.complete && sum !== 100) yield { message: 'sum', data: { sum }, at: at(uri, trafficKey) };
  },
});
