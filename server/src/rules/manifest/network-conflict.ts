import type { ManifestLevel } from '../../facts/manifest/types.ts';
import { findAnnotation } from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

const CONNECTOR = 'run.googleapis.com/vpc-access-connector';
const INTERFACES = 'run.googleapis.com/network-interfaces';
const EGRESS = 'run.googleapis.com/vpc-access-egress';
const LEVELS: readonly ManifestLevel[] = ['revision', 'execution', 'instance'];

export default defineRule({
  name: 'network-conflict',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'The VPC settings contradict each other.',
  why: `A revision or execution reaches a VPC network through a connector or through network interfaces of its own (Direct VPC), never through
both. \`vpc-access-egress\` says what goes that way and needs one of the two.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/vpc-direct-vpc', checked: '2026-11-23' },
  messages: {
    both: 'A connector and network interfaces cannot be used together, so Cloud Run rejects the manifest. Keep one.',
    egress: 'vpc-access-egress needs a connector or network interfaces beside it; Cloud Run rejects it alone.',
  },
  bad: [
    {
      why: 'Two ways into the network',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        ⟦run.googleapis.com/vpc-access-connector⟧: shop\n        run.googleapis.com/network-interfaces: \'[{"network": "default"}]\'\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'Egress into nothing',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    metadata:\n      annotations:\n        ⟦run.googleapis.com/vpc-access-egress⟧: all-traffic\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
  ],
  good: [
    {
      why: 'Direct VPC',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/network-interfaces: \'[{"network": "default", "subnetwork": "default"}]\'\n        run.googleapis.com/vpc-access-egress: private-ranges-only\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  *check({ uri, document }) {
    if (!document.isCloudRun) return;
    for (const level of LEVELS) {
      const connector = findAnnotation(document, CONNECTOR, level);
      const interfaces = findAnnotation(document, INTERFACES, level);
      const egress = findAnnotation(document, EGRESS, level);
      if (connector !== undefined && interfaces !== undefined) {
        const related = [{ message: 'The network interfaces are here.', at: at(uri, interfaces.key) }];
        yield { message: 'both', at: at(uri, connector.key), related };
      }
      // On another level they are misplaced, which another rule mends.
      const elsewhere = findAnnotation(document, CONNECTOR) ?? findAnnotation(document, INTERFACES);
      if (egress !== undefined && elsewhere === undefined && document.complete)
        yield { message: 'egress', at: at(uri, egress.key) };
    }
  },
});
