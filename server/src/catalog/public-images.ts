// Images of public registries and vendors that manifests use as they are. Sources: the Docker Hub's official images, and the
// samples and sidecars of https://cloud.google.com/run/docs/deploying (checked 2026-11-23).

/** Images that nobody builds from the workspace: a registry of public images, or a well-known vendor's path. */
export function isForeignImage(reference: string): boolean {
  return (
    /^(?:docker\.io\/)?(?:library\/)?(?:nginx|redis|postgres|mysql|mongo|busybox|alpine|envoyproxy\/|grafana\/|prom\/|otel\/)/.test(
      reference,
    ) ||
    /^(?:gcr\.io\/(?:cloudsql-docker|cloud-sql-connectors|google-samples|cloudrun|google\.com)\/|us-docker\.pkg\.dev\/(?:cloudrun|cloud-ops-agents-artifacts)\/|[a-z-]+-docker\.pkg\.dev\/cloud-ops-agents-artifacts\/|quay\.io\/prometheus\/)/.test(
      reference,
    )
  );
}
