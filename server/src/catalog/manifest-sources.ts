/** The day on which the tables of the manifest language were compared with their sources. */
export const MANIFEST_CHECKED = '2026-11-28';

const RUN = 'https://docs.cloud.google.com/run/docs';

/** Official pages by short name. */
export const MANIFEST_SOURCES = {
  yaml: `${RUN}/reference/yaml/v1`,
  contract: `${RUN}/container-contract`,
  cpu: `${RUN}/configuring/services/cpu`,
  memory: `${RUN}/configuring/services/memory-limits`,
  concurrency: `${RUN}/about-concurrency`,
  timeout: `${RUN}/configuring/request-timeout`,
  probes: `${RUN}/configuring/healthchecks`,
  environments: `${RUN}/about-execution-environments`,
  gpu: `${RUN}/configuring/services/gpu`,
  billing: `${RUN}/configuring/billing-settings`,
  env: `${RUN}/configuring/services/overview-environment-variables`,
  secrets: `${RUN}/configuring/services/secrets`,
  containers: `${RUN}/configuring/services/containers`,
  memoryVolume: `${RUN}/configuring/services/in-memory-volume-mounts`,
  bucketVolume: `${RUN}/configuring/services/cloud-storage-volume-mounts`,
  nfsVolume: `${RUN}/configuring/services/nfs-volume-mounts`,
  minInstances: `${RUN}/configuring/min-instances`,
  maxInstances: `${RUN}/configuring/max-instances`,
  scalingTargets: `${RUN}/configuring/scaling-controls`,
  manualScaling: `${RUN}/configuring/services/manual-scaling`,
  diskVolume: `${RUN}/configuring/services/ephemeral-disk`,
  delayedJobs: `${RUN}/delayed-jobs`,
  sandboxes: `${RUN}/configuring/services/sandboxes`,
  ingress: `${RUN}/securing/ingress`,
  access: `${RUN}/securing/managing-access`,
  identity: `${RUN}/securing/service-identity`,
  binaryAuthorization: `${RUN}/securing/binary-authorization`,
  cmek: `${RUN}/securing/using-cmek`,
  vpc: `${RUN}/configuring/vpc-direct-vpc`,
  connectors: `${RUN}/configuring/vpc-connectors`,
  traffic: `${RUN}/rollouts-rollbacks-traffic-migration`,
  audiences: `${RUN}/configuring/custom-audiences`,
  affinity: `${RUN}/configuring/session-affinity`,
  jobs: `${RUN}/create-jobs`,
  retries: `${RUN}/configuring/max-retries`,
  taskTimeout: `${RUN}/configuring/task-timeout`,
  parallelism: `${RUN}/configuring/parallelism`,
  quotas: 'https://docs.cloud.google.com/run/quotas',
  locations: `${RUN}/locations`,
  sql: 'https://docs.cloud.google.com/sql/docs/postgres/connect-run',
} as const;

/** Short name of an official page. */
export type ManifestSourceId = keyof typeof MANIFEST_SOURCES;
