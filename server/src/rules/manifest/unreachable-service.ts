import { annotationText, annotationValueRange, findAnnotation } from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

const URL_OFF = 'run.googleapis.com/default-url-disabled';
const INGRESS = 'run.googleapis.com/ingress';
const OPEN = 'run.googleapis.com/invoker-iam-disabled';
const IAP = 'run.googleapis.com/iap-enabled';

export default defineRule({
  name: 'unreachable-service',
  since: '0.1.0',
  severity: 'warning',
  subject: 'manifest',
  summary: 'Nobody can reach the service, or anyone can.',
  why: `With the default URL switched off and internal ingress, a service without a load balancer has no address at all. With the IAM check switched
off and neither Identity-Aware Proxy nor internal ingress in front, anyone on the internet can call it.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/securing/ingress', checked: '2026-11-23' },
  messages: {
    unreachable:
      'The default URL is off and ingress is internal, so nothing can reach the service. Allow the load balancer or the URL.',
    open: 'The IAM check is off and nothing stands in front: anyone on the internet can call the service. Check that this is intended.',
  },
  bad: [
    {
      why: 'No way in',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: internal\n    run.googleapis.com/default-url-disabled: ⟦"true"⟧\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'Open to everybody',
      severity: 'information',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/invoker-iam-disabled: ⟦"true"⟧\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  good: [
    {
      why: 'A load balancer, or Identity-Aware Proxy',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: internal-and-cloud-load-balancing\n    run.googleapis.com/default-url-disabled: "true"\n    run.googleapis.com/invoker-iam-disabled: "true"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
        'proxied.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: proxied\n  annotations:\n    run.googleapis.com/invoker-iam-disabled: "true"\n    run.googleapis.com/iap-enabled: "true"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
  ],
  *check({ uri, document }) {
    if (!document.isCloudRun || document.kind !== 'Service' || !document.complete) return;
    const is = (key: string): boolean => annotationText(document, key, 'service')?.toLowerCase() === 'true';
    const ingressAnnotation = findAnnotation(document, INGRESS, 'service');
    const ingress = ingressAnnotation === undefined ? 'all' : annotationText(document, INGRESS, 'service');
    const off = findAnnotation(document, URL_OFF, 'service');
    if (off !== undefined && is(URL_OFF) && ingress === 'internal' && ingressAnnotation !== undefined) {
      const related = [{ message: 'Ingress is internal.', at: at(uri, annotationValueRange(ingressAnnotation)) }];
      yield { message: 'unreachable', at: at(uri, annotationValueRange(off)), related };
    }
    const open = findAnnotation(document, OPEN, 'service');
    if (open !== undefined && is(OPEN) && findAnnotation(document, IAP, 'service') === undefined && ingress === 'all') {
      yield { message: 'open', at: at(uri, annotationValueRange(open)), severity: 'information' };
    }
  },
});
