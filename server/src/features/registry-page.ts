// Pages of registries and of the Google Cloud console. Only for names that hold nothing but letters, digits and what images are
// called with: text of a file never reaches an address otherwise.

const CONSOLE = 'https://console.cloud.google.com';
const IMAGE =
  /^(?:([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?|localhost(?::[0-9]+)?)\/)?([a-z0-9_.-]+(?:\/[a-z0-9_.-]+)*)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/;
const PROJECT = /^(?:[a-z][a-z0-9.-]*:)?[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** The page of an image in its registry; `undefined` where there is none that is known. */
export function imagePage(image: string): string | undefined {
  const match = IMAGE.exec(image);
  if (match === null) return undefined;
  const [, host, path = ''] = match;
  const parts = path.split('/');
  if (host === undefined || host === 'docker.io' || host === 'index.docker.io') return dockerHubPage(parts);
  if (/^[a-z0-9-]+-docker\.pkg\.dev$/.test(host)) {
    const [project, repository, ...rest] = parts;
    if (project === undefined || repository === undefined || rest.length === 0) return undefined;
    const location = host.replace(/-docker\.pkg\.dev$/, '');
    return `${CONSOLE}/artifacts/docker/${project}/${location}/${repository}/${encodeURIComponent(rest.join('/'))}`;
  }
  // These redirect a browser to the console, and to the package's page.
  if (/^(?:[a-z]+\.)?gcr\.io$/.test(host) || host === 'ghcr.io')
    return parts.length < 2 ? undefined : `https://${host}/${path}`;
  if (host === 'quay.io') return parts.length < 2 ? undefined : `https://quay.io/repository/${path}`;
  if (host === 'public.ecr.aws') return parts.length < 2 ? undefined : `https://gallery.ecr.aws/${path}`;
  return undefined;
}

function dockerHubPage(parts: readonly string[]): string | undefined {
  const [first = '', second] = parts;
  if (parts.length > 2) return undefined;
  if (second === undefined || first === 'library') return `https://hub.docker.com/_/${second ?? first}`;
  return `https://hub.docker.com/r/${first}/${second}`;
}

function query(project: string | undefined): string {
  return project === undefined || !PROJECT.test(project) ? '' : `?project=${project}`;
}

/** The project that a service account, an image or a namespace names. */
export function projectOf(text: string): string | undefined {
  const account = /@([a-z0-9-]+)(?:\.[a-z0-9-]+)?\.iam\.gserviceaccount\.com$/.exec(text)?.[1];
  const image = /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)\/([a-z0-9-]+)\//.exec(text)?.[1];
  return account ?? image ?? (/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text) ? text : undefined);
}

/** The versions of a secret in the console. */
export function secretPage(secret: string, project: string | undefined): string | undefined {
  return NAME.test(secret)
    ? `${CONSOLE}/security/secret-manager/secret/${secret}/versions${query(project)}`
    : undefined;
}

/** The service accounts of the project that an account belongs to. */
export function accountPage(account: string): string | undefined {
  const project = projectOf(account);
  return project === undefined || !account.includes('@')
    ? undefined
    : `${CONSOLE}/iam-admin/serviceaccounts${query(project)}`;
}

/** A Cloud Storage bucket in the console. */
export function bucketPage(bucket: string): string | undefined {
  return NAME.test(bucket) ? `${CONSOLE}/storage/browser/${bucket}` : undefined;
}
