// Images of public registries and vendors that manifests use as they are. Sources: the Docker Hub's official images and verified
// publishers, and the samples and sidecars of https://docs.cloud.google.com/run/docs/deploying (checked 2026-11-28).

/** Official images of the Docker Hub that services and sidecars run, not build on. */
const OFFICIAL =
  /^(?:docker\.io\/)?(?:library\/)?(?:alpine|busybox|caddy|ghost|haproxy|httpd|mariadb|memcached|mongo|mysql|nats|nginx|postgres|rabbitmq|redis|traefik|valkey|wordpress)(?=[:@]|$)/;
/** Publishers of the Docker Hub whose images are products. */
const PUBLISHERS =
  /^(?:docker\.io\/)?(?:bitnami|chromadb|datadog|envoyproxy|fluent|grafana|hashicorp|jaegertracing|langfuse|metabase|n8nio|nginxinc|ollama|openpolicyagent|openresty|otel|prom|qdrant|valkey|vllm)\//;
const REGISTRIES =
  /^(?:gcr\.io\/(?:cloudsql-docker|cloud-sql-connectors|datadoghq|endpoints-release|google-samples|cloudrun|google\.com|kaniko-project)\/|us-docker\.pkg\.dev\/(?:cloudrun|deeplearning-platform-release)\/|[a-z0-9-]+-docker\.pkg\.dev\/(?:cloud-ops-agents-artifacts|vertex-ai)\/|marketplace\.gcr\.io\/|public\.ecr\.aws\/|quay\.io\/(?:prometheus|oauth2-proxy)\/)/;

/** Images that stand in until a pipeline deploys the real one. */
const PLACEHOLDER = /(?:^|\/)cloudrun\/(?:container\/)?(?:hello|placeholder|job|worker-pool)\b/;
/** Registries of Google Cloud, in which images of one's own lie. */
const OWN = /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)\//;

/** Whether an image of Cloud Run only stands in for one that is still to come. */
export function isPlaceholderImage(reference: string): boolean {
  return PLACEHOLDER.test(reference);
}

/** Whether an image may be one's own: it lies in a registry of Google Cloud, and is no product there. */
export function mayBeOwnImage(reference: string): boolean {
  return OWN.test(reference) && !isForeignImage(reference);
}

/** Images that nobody builds from the workspace: a product's own image in a public registry. */
export function isForeignImage(reference: string): boolean {
  return OFFICIAL.test(reference) || PUBLISHERS.test(reference) || REGISTRIES.test(reference);
}
