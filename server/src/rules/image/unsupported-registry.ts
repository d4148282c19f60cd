import { defineRule } from '../rule.ts';
import { narrow, unquoted } from '../write.ts';

const SERVICE = (image: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\n  labels:\n    cloud.googleapis.com/location: europe-west1\nspec:\n  template:\n    spec:\n      containers:\n        - image: ${image}\n`;

/** Registries that people deploy from elsewhere and that Cloud Run does not pull from (facts §2.3; checked 2026-11-23). */
const UNSUPPORTED =
  /^(?:quay\.io|registry\.gitlab\.com|mcr\.microsoft\.com|registry\.k8s\.io|nvcr\.io|public\.ecr\.aws|lscr\.io|docker\.elastic\.co|registry\.redhat\.io|registry\.access\.redhat\.com|icr\.io|cgr\.dev|[\w-]+\.azurecr\.io|\d+\.dkr\.ecr\.[\w-]+\.amazonaws\.com|[\w.-]+\.jfrog\.io|localhost(?::\d+)?)$/;

export default defineRule({
  name: 'unsupported-registry',
  since: '0.1.0',
  severity: 'error',
  subject: 'container',
  summary: 'The image is in a registry that Cloud Run does not pull from.',
  why: `Cloud Run pulls images from Artifact Registry (\`*.pkg.dev\`, \`gcr.io\`) and public ones from Docker Hub and \`ghcr.io\`. An image
elsewhere is refused at deployment. Create a *remote repository* in Artifact Registry, which fetches and caches images of
another registry, or push the image to Artifact Registry yourself.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/deploying', checked: '2026-11-28' },
  topic: 'what-can-be-deployed',
  messages: {
    registry:
      'Cloud Run does not pull from {registry}, so the deployment is refused. Use a remote repository in Artifact Registry, or copy the image.',
  },
  bad: [
    { why: 'Quay', files: { 'service.yaml': SERVICE('⟦quay.io⟧/prometheus/prometheus:v3.5.0') } },
    { why: 'GitLab, in quotes', files: { 'service.yaml': SERVICE('"⟦registry.gitlab.com⟧/shop/api:1"') } },
  ],
  good: [
    { why: 'Artifact Registry', files: { 'service.yaml': SERVICE('europe-docker.pkg.dev/p/r/api:1') } },
    { why: 'Docker Hub without a host', files: { 'service.yaml': SERVICE('grafana/grafana:12.1.0') } },
    { why: 'A public image of GitHub', files: { 'service.yaml': SERVICE('ghcr.io/shop/api:1') } },
    {
      why: 'A remote repository for another registry',
      files: { 'service.yaml': SERVICE('europe-docker.pkg.dev/p/quay/prometheus/prometheus:v3.5.0') },
    },
    {
      why: 'A service of Knative on a cluster',
      files: {
        'knative/customer.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: customer\nspec:\n  template:\n    spec:\n      containers:\n        - image: quay.io/shop/customer:v1\n',
      },
    },
  ],
  *check({ container, deployable, reader }) {
    const { image } = container;
    if (image.kind !== 'known' || image.at === undefined) return;
    // A manifest of Knative that nothing gives to Cloud Run: its images show that it runs elsewhere.
    if (deployable.audience === 'elsewhere') return;
    const slash = image.value.indexOf('/');
    const registry = slash < 0 ? '' : image.value.slice(0, slash).toLowerCase();
    if (!UNSUPPORTED.test(registry)) return;
    yield {
      message: 'registry',
      data: { registry },
      at: narrow(reader, image.at, registry) ?? unquoted(reader, image.at),
    };
  },
});
