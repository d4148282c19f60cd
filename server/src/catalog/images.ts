/** The operating system family of an image, as far as shells and package managers are concerned. */
export type ImageFamily = 'debian' | 'ubuntu' | 'alpine' | 'distroless' | 'scratch' | 'unknown';

/** What `/bin/sh` is in an image. */
export type ImageShell = 'dash' | 'bash' | 'ash' | 'none' | 'unknown';

/** One line of the catalogue: images by repository name (registry mirrors removed), with what they set. */
export interface ImageEntry {
  /** The repository without registry and tag. */
  readonly repository: RegExp;
  /** Narrows by tag, where tags of one repository differ. */
  readonly tag?: RegExp;
  readonly family: ImageFamily;
  readonly shell: ImageShell;
  /** The image's ENTRYPOINT. Absent together with `cmd`: not known. */
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** The ENTRYPOINT is a script that ends in `exec "$@"`, so that the command behind it becomes the process. */
  readonly transparent?: true;
  readonly workdir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where this was read. */
  readonly source: string;
}

const OFFICIAL = 'https://github.com/docker-library/official-images';
const ALPINE_TAG = /(?:^|[-.])alpine/;
const UBUNTU_TAG = /(?:^|[-.])(?:ubuntu|jammy|noble|focal|bionic|plucky|resolute)/;
const RED_HAT_TAG = /(?:^|[-.])(?:ubi\d*|ol\d|oracle|rhel|centos|amazonlinux|al2023|windowsservercore|nanoserver)/;

const python = { entrypoint: [], cmd: ['python3'], source: 'https://github.com/docker-library/python' } as const;
const node = {
  entrypoint: ['docker-entrypoint.sh'],
  transparent: true,
  cmd: ['node'],
  source: 'https://github.com/nodejs/docker-node',
} as const;
const nginx = {
  entrypoint: ['/docker-entrypoint.sh'],
  transparent: true,
  cmd: ['nginx', '-g', 'daemon off;'],
  source: 'https://github.com/nginxinc/docker-nginx',
} as const;
const bashOnly = { entrypoint: [], cmd: ['/bin/bash'] } as const;

/** Well-known base images, first match wins. Checked 2026-11-23. */
export const IMAGES: readonly ImageEntry[] = [
  {
    repository: /^scratch$/,
    family: 'scratch',
    shell: 'none',
    entrypoint: [],
    cmd: [],
    source: 'https://docs.docker.com/build/building/base-images/',
  },
  {
    repository: /(?:^|\/)distroless\/python3(?:-debian\d+)?$/,
    tag: /debug/,
    family: 'distroless',
    shell: 'ash',
    entrypoint: ['/usr/bin/python3'],
    cmd: [],
    source: 'https://github.com/GoogleContainerTools/distroless',
  },
  {
    repository: /(?:^|\/)distroless\/python3(?:-debian\d+)?$/,
    family: 'distroless',
    shell: 'none',
    entrypoint: ['/usr/bin/python3'],
    cmd: [],
    source: 'https://github.com/GoogleContainerTools/distroless',
  },
  {
    repository: /(?:^|\/)distroless\/nodejs/,
    family: 'distroless',
    shell: 'none',
    entrypoint: ['/nodejs/bin/node'],
    cmd: [],
    source: 'https://github.com/GoogleContainerTools/distroless',
  },
  {
    repository: /(?:^|\/)distroless\/java/,
    family: 'distroless',
    shell: 'none',
    entrypoint: ['/usr/bin/java', '-jar'],
    cmd: [],
    source: 'https://github.com/GoogleContainerTools/distroless',
  },
  {
    repository: /(?:^|\/)distroless\//,
    tag: /debug/,
    family: 'distroless',
    shell: 'ash',
    entrypoint: [],
    cmd: [],
    source: 'https://github.com/GoogleContainerTools/distroless',
  },
  {
    repository: /(?:^|\/)distroless\//,
    family: 'distroless',
    shell: 'none',
    entrypoint: [],
    cmd: [],
    source: 'https://github.com/GoogleContainerTools/distroless',
  },
  {
    repository: /(?:^|\/)chainguard\/python$/,
    tag: /dev/,
    family: 'distroless',
    shell: 'ash',
    entrypoint: ['/usr/bin/python'],
    cmd: [],
    source: 'https://images.chainguard.dev/directory/image/python',
  },
  {
    repository: /(?:^|\/)chainguard\/python$/,
    family: 'distroless',
    shell: 'none',
    entrypoint: ['/usr/bin/python'],
    cmd: [],
    source: 'https://images.chainguard.dev/directory/image/python',
  },
  {
    repository: /(?:^|\/)chainguard\/(?:static|glibc-dynamic|go)$/,
    family: 'distroless',
    shell: 'none',
    source: 'https://images.chainguard.dev',
  },

  {
    repository: /^tiangolo\/(?:uvicorn-gunicorn(?:-fastapi|-starlette)?|meinheld-gunicorn(?:-flask)?)$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    cmd: ['/start.sh'],
    workdir: '/app',
    env: { PYTHONPATH: '/app' },
    source: 'https://github.com/tiangolo/uvicorn-gunicorn-docker',
  },
  {
    repository: /^tiangolo\/(?:uvicorn-gunicorn(?:-fastapi|-starlette)?|meinheld-gunicorn(?:-flask)?)$/,
    family: 'debian',
    shell: 'dash',
    entrypoint: [],
    cmd: ['/start.sh'],
    workdir: '/app',
    env: { PYTHONPATH: '/app' },
    source: 'https://github.com/tiangolo/uvicorn-gunicorn-docker',
  },
  {
    repository: /^tiangolo\/uwsgi-nginx(?:-flask)?$/,
    family: 'debian',
    shell: 'dash',
    entrypoint: ['/entrypoint.sh'],
    cmd: ['/start.sh'],
    workdir: '/app',
    source: 'https://github.com/tiangolo/uwsgi-nginx-docker',
  },

  { repository: /^python$/, tag: ALPINE_TAG, family: 'alpine', shell: 'ash', ...python },
  {
    repository: /^python$/,
    tag: /windowsservercore|nanoserver/,
    family: 'unknown',
    shell: 'unknown',
    source: python.source,
  },
  { repository: /^python$/, family: 'debian', shell: 'dash', ...python },
  {
    repository: /^(?:bitnami|bitnamilegacy)\/python$/,
    family: 'debian',
    shell: 'dash',
    entrypoint: [],
    cmd: ['python'],
    workdir: '/app',
    source: 'https://github.com/bitnami/containers',
  },
  {
    repository: /^astral-sh\/uv$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    entrypoint: [],
    cmd: [],
    source: 'https://docs.astral.sh/uv/guides/integration/docker/',
  },
  {
    repository: /^astral-sh\/uv$/,
    tag: /debian|bookworm|bullseye|trixie|slim|python/,
    family: 'debian',
    shell: 'dash',
    entrypoint: [],
    cmd: [],
    source: 'https://docs.astral.sh/uv/guides/integration/docker/',
  },
  {
    repository: /^astral-sh\/uv$/,
    family: 'scratch',
    shell: 'none',
    entrypoint: ['/uv'],
    cmd: [],
    source: 'https://docs.astral.sh/uv/guides/integration/docker/',
  },
  {
    repository: /^(?:pypy)$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    entrypoint: [],
    cmd: ['pypy3'],
    source: OFFICIAL,
  },
  { repository: /^(?:pypy)$/, family: 'debian', shell: 'dash', entrypoint: [], cmd: ['pypy3'], source: OFFICIAL },
  {
    repository: /^continuumio\/(?:miniconda3|anaconda3)$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    ...bashOnly,
    source: 'https://github.com/ContinuumIO/docker-images',
  },
  {
    repository: /^continuumio\/(?:miniconda3|anaconda3)$/,
    family: 'debian',
    shell: 'dash',
    ...bashOnly,
    source: 'https://github.com/ContinuumIO/docker-images',
  },
  {
    repository: /^condaforge\/(?:miniforge3|mambaforge)$/,
    family: 'ubuntu',
    shell: 'dash',
    entrypoint: ['tini', '--'],
    cmd: ['/bin/bash'],
    source: 'https://github.com/conda-forge/miniforge-images',
  },
  {
    repository: /^mambaorg\/micromamba$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    entrypoint: ['/usr/local/bin/_entrypoint.sh'],
    transparent: true,
    cmd: ['/bin/bash'],
    source: 'https://github.com/mamba-org/micromamba-docker',
  },
  {
    repository: /^mambaorg\/micromamba$/,
    family: 'debian',
    shell: 'dash',
    entrypoint: ['/usr/local/bin/_entrypoint.sh'],
    transparent: true,
    cmd: ['/bin/bash'],
    source: 'https://github.com/mamba-org/micromamba-docker',
  },

  { repository: /^node$/, tag: ALPINE_TAG, family: 'alpine', shell: 'ash', ...node },
  { repository: /^node$/, family: 'debian', shell: 'dash', ...node },
  { repository: /^(?:nginx|nginxinc\/nginx-unprivileged)$/, tag: ALPINE_TAG, family: 'alpine', shell: 'ash', ...nginx },
  { repository: /^(?:nginx|nginxinc\/nginx-unprivileged)$/, family: 'debian', shell: 'dash', ...nginx },
  {
    repository: /^caddy$/,
    family: 'alpine',
    shell: 'ash',
    entrypoint: [],
    cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
    workdir: '/srv',
    source: 'https://github.com/caddyserver/caddy-docker',
  },
  {
    repository: /^oven\/bun$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
    transparent: true,
    cmd: ['/usr/local/bin/bun'],
    workdir: '/home/bun/app',
    source: 'https://github.com/oven-sh/bun/tree/main/dockerhub',
  },
  {
    repository: /^oven\/bun$/,
    tag: /distroless/,
    family: 'distroless',
    shell: 'none',
    entrypoint: ['/usr/local/bin/bun'],
    cmd: [],
    source: 'https://github.com/oven-sh/bun/tree/main/dockerhub',
  },
  {
    repository: /^oven\/bun$/,
    family: 'debian',
    shell: 'dash',
    entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
    transparent: true,
    cmd: ['/usr/local/bin/bun'],
    workdir: '/home/bun/app',
    source: 'https://github.com/oven-sh/bun/tree/main/dockerhub',
  },
  {
    repository: /^denoland\/deno$/,
    family: 'debian',
    shell: 'dash',
    source: 'https://github.com/denoland/deno_docker',
  },

  { repository: /^busybox$/, family: 'unknown', shell: 'ash', entrypoint: [], cmd: ['sh'], source: OFFICIAL },
  { repository: /^alpine$/, family: 'alpine', shell: 'ash', entrypoint: [], cmd: ['/bin/sh'], source: OFFICIAL },
  { repository: /^alpine\//, family: 'alpine', shell: 'ash', source: 'https://hub.docker.com/u/alpine' },
  {
    repository: /^(?:debian|buildpack-deps|google\/debian\d+|google-debian\d+)$/,
    tag: UBUNTU_TAG,
    family: 'ubuntu',
    shell: 'dash',
    ...bashOnly,
    source: OFFICIAL,
  },
  { repository: /^(?:debian|buildpack-deps)$/, family: 'debian', shell: 'dash', ...bashOnly, source: OFFICIAL },
  { repository: /^ubuntu(?:\/.+)?$/, family: 'ubuntu', shell: 'dash', ...bashOnly, source: OFFICIAL },
  {
    repository: /(?:^|\/)phusion\/baseimage$/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/phusion/baseimage-docker',
  },
  {
    repository:
      /^(?:golang|ruby|rust|php|perl|openjdk|eclipse-temurin|maven|gradle|elixir|erlang|haskell|julia|r-base|httpd|redis|postgres|mysql|mongo|memcached|rabbitmq|haproxy|traefik|composer|wordpress|tomcat|jetty|sbt|clojure|swift|dart|varnish)$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    source: OFFICIAL,
  },
  {
    repository: /^(?:golang|ruby|rust|php|perl|openjdk|eclipse-temurin|maven|gradle|mysql|mongo|swift|tomcat)$/,
    tag: RED_HAT_TAG,
    family: 'unknown',
    shell: 'bash',
    source: OFFICIAL,
  },
  {
    repository: /^(?:eclipse-temurin|swift|mongo|tomcat|gradle|maven)$/,
    family: 'ubuntu',
    shell: 'dash',
    source: OFFICIAL,
  },
  {
    repository: /^(?:mysql|openjdk)$/,
    tag: /^(?:latest|\d+(?:\.\d+)*)(?:-jdk|-jre)?$|oraclelinux/,
    family: 'unknown',
    shell: 'bash',
    source: OFFICIAL,
  },
  {
    repository:
      /^(?:golang|ruby|rust|php|perl|openjdk|elixir|erlang|haskell|julia|r-base|httpd|redis|postgres|memcached|rabbitmq|haproxy|wordpress|clojure|dart|jetty|varnish)$/,
    family: 'debian',
    shell: 'dash',
    source: OFFICIAL,
  },
  { repository: /^(?:rocker\/.+)$/, family: 'ubuntu', shell: 'dash', source: 'https://rocker-project.org' },

  {
    repository: /^(?:nvidia\/(?:cuda|cuda-devel)|nvidia\/k8s\/.+)$/,
    tag: /ubi|rocky|centos|oraclelinux|rhel/,
    family: 'unknown',
    shell: 'bash',
    source: 'https://gitlab.com/nvidia/container-images/cuda',
  },
  {
    repository: /^nvidia\/cuda$/,
    family: 'ubuntu',
    shell: 'dash',
    entrypoint: ['/opt/nvidia/nvidia_entrypoint.sh'],
    transparent: true,
    cmd: ['/bin/bash'],
    source: 'https://gitlab.com/nvidia/container-images/cuda',
  },
  {
    repository: /^ollama\/ollama$/,
    family: 'ubuntu',
    shell: 'dash',
    entrypoint: ['/bin/ollama'],
    cmd: ['serve'],
    env: { OLLAMA_HOST: '0.0.0.0:11434' },
    source: 'https://github.com/ollama/ollama/blob/main/Dockerfile',
  },
  {
    repository: /^vllm\/vllm-openai$/,
    family: 'ubuntu',
    shell: 'dash',
    entrypoint: ['vllm', 'serve'],
    cmd: [],
    source: 'https://github.com/vllm-project/vllm/blob/main/docker/Dockerfile',
  },
  {
    // Its start script ends in `exec litellm "$@"`.
    repository: /^(?:docker\.litellm\.ai\/)?berriai\/litellm(?:-database|-non_root)?$/,
    family: 'unknown',
    shell: 'unknown',
    entrypoint: ['litellm'],
    cmd: ['--port', '4000'],
    workdir: '/app',
    source: 'https://github.com/BerriAI/litellm/blob/main/docker/prod_entrypoint.sh',
  },
  {
    repository: /^pytorch\/pytorch$/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/pytorch/pytorch/blob/main/Dockerfile',
  },
  {
    repository: /^tensorflow\/(?:tensorflow|serving)$/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/tensorflow/build',
  },
  {
    repository: /^huggingface\/transformers-/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/huggingface/transformers/tree/main/docker',
  },
  {
    repository: /^(?:playwright(?:\/python|\/node)?|mcr\/playwright.*)$/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/microsoft/playwright',
  },
  {
    repository: /^(?:selenium\/.+|jupyter\/.+|quay\/jupyter\/.+)$/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/SeleniumHQ/docker-selenium',
  },
  {
    repository: /^osgeo\/gdal$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    source: 'https://github.com/OSGeo/gdal/tree/master/docker',
  },
  {
    repository: /^osgeo\/gdal$/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/OSGeo/gdal/tree/master/docker',
  },
  {
    repository: /^(?:google\/cloud-sdk|google\.com\/cloudsdktool\/(?:cloud-sdk|google-cloud-cli))$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    source: 'https://cloud.google.com/sdk/docs/downloads-docker',
  },
  {
    repository: /^(?:google\/cloud-sdk|google\.com\/cloudsdktool\/(?:cloud-sdk|google-cloud-cli))$/,
    family: 'debian',
    shell: 'dash',
    source: 'https://cloud.google.com/sdk/docs/downloads-docker',
  },
  {
    repository:
      /^(?:fedora|centos|rockylinux|rockylinux\/.+|almalinux|almalinux\/.+|amazonlinux|oraclelinux|photon|amazoncorretto|ubi\d+(?:-minimal|-init|-micro)?(?:\/.+)?|ubi\d*\/.+|registry\.access\.redhat\.com\/.+)$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    source: OFFICIAL,
  },
  {
    repository:
      /^(?:fedora|centos|rockylinux|rockylinux\/.+|almalinux|almalinux\/.+|amazonlinux|oraclelinux|photon|amazoncorretto|ubi\d+(?:-minimal|-init|-micro)?(?:\/.+)?|ubi\d*\/.+)$/,
    family: 'unknown',
    shell: 'bash',
    source: OFFICIAL,
  },
  {
    repository: /^lambda\/python$/,
    family: 'unknown',
    shell: 'bash',
    entrypoint: ['/lambda-entrypoint.sh'],
    cmd: [],
    source: 'https://github.com/aws/aws-lambda-base-images',
  },
  {
    repository: /^(?:dotnet\/.+)$/,
    tag: ALPINE_TAG,
    family: 'alpine',
    shell: 'ash',
    source: 'https://github.com/dotnet/dotnet-docker',
  },
  {
    repository: /^(?:dotnet\/.+)$/,
    tag: UBUNTU_TAG,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://github.com/dotnet/dotnet-docker',
  },
  {
    repository: /^(?:dotnet\/.+)$/,
    family: 'debian',
    shell: 'dash',
    source: 'https://github.com/dotnet/dotnet-docker',
  },
  {
    repository: /^buildpacks\/.+\/(?:run|builder)$|^buildpacks\/(?:builder|gcp\/run|gcp\/build)/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://cloud.google.com/docs/buildpacks/base-images',
  },
  {
    repository: /^(?:serverless-runtimes\/.+)$/,
    family: 'ubuntu',
    shell: 'dash',
    source: 'https://cloud.google.com/run/docs/runtimes/python',
  },
];

/** Registries that mirror Docker Hub or add nothing to the name, each up to a slash; longest first. */
const REGISTRY_PREFIXES: readonly RegExp[] = [
  /^(?:index\.)?docker\.io\/(?:library\/)?/,
  /^registry-1\.docker\.io\/(?:library\/)?/,
  /^public\.ecr\.aws\/docker\/library\//,
  /^public\.ecr\.aws\//,
  /^mirror\.gcr\.io\/(?:library\/)?/,
  /^[a-z0-9-]+-docker\.pkg\.dev\/[^/]+\/(?:docker-?hub|dockerhub|hub)[^/]*\/(?:library\/)?/,
  /^[^/]*gcr\.io\//,
  /^ghcr\.io\//,
  /^cgr\.dev\//,
  /^mcr\.microsoft\.com\//,
  /^nvcr\.io\//,
  /^quay\.io\//,
  /^registry\.access\.redhat\.com\//,
  /^registry\.redhat\.io\//,
  /^us-docker\.pkg\.dev\//,
  /^library\//,
];

/** Splits an image reference: repository without a known registry, tag, digest. */
export function splitReference(reference: string): {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string | undefined;
} {
  const [name = '', digest] = reference.split('@');
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash + 1);
  const full = colon < 0 ? name : name.slice(0, colon);
  const tag = colon < 0 ? (digest === undefined ? 'latest' : '') : name.slice(colon + 1);
  const prefix = full.includes('/') ? REGISTRY_PREFIXES.find((p) => p.test(full)) : undefined;
  return { repository: prefix === undefined ? full : full.replace(prefix, ''), tag, digest };
}

/** The catalogue's entry for an image reference, when it is a well-known image. */
export function imageEntry(reference: string): ImageEntry | undefined {
  const { repository, tag } = splitReference(reference);
  return IMAGES.find((entry) => entry.repository.test(repository) && (entry.tag === undefined || entry.tag.test(tag)));
}

/** Family and shell by the tag alone, for images that are not in the catalogue (`acme/base:3.12-slim-bookworm`). */
export function familyByTag(reference: string): { readonly family: ImageFamily; readonly shell: ImageShell } {
  const { tag } = splitReference(reference);
  if (ALPINE_TAG.test(tag)) return { family: 'alpine', shell: 'ash' };
  if (UBUNTU_TAG.test(tag)) return { family: 'ubuntu', shell: 'dash' };
  if (/(?:^|[-.])(?:bookworm|bullseye|buster|trixie|forky|stretch|debian)/.test(tag))
    return { family: 'debian', shell: 'dash' };
  return { family: 'unknown', shell: 'unknown' };
}
