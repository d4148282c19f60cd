import { type Known, known, unknown, valueOf } from '../base/known.ts';
import { query } from '../base/query.ts';
import type { Uri } from '../base/span.ts';
import { ancestors, basename, dirname, relativePath } from '../base/uri.ts';
import type { ManifestContainer, ManifestDocument, ManifestKind } from '../facts/manifest-types.ts';
import { procfileFacts } from '../facts/procfile.ts';
import { appOfContainer, type ConfiguredApp } from './configured.ts';
import type { Audience } from './deployable.ts';
import type { FactsReader } from './workspace.ts';

// Which Dockerfile belongs to which manifest, and whom a Dockerfile is aimed at. Ambiguity is a value, never a guess.

/** A deployable before its processes are resolved. */
export interface Candidate {
  readonly id: string;
  readonly manifest: { readonly uri: Uri; readonly index: number } | undefined;
  /** The Dockerfile of each container, by container index; one entry for a lone Dockerfile. */
  readonly dockerfiles: readonly Known<Uri>[];
  readonly audience: Audience;
  /** The name that the user's configuration gives to a lone Dockerfile. */
  readonly name?: string;
  /** By container index: the Python file that starts it, as the user's configuration says. */
  readonly entries?: readonly (Uri | undefined)[];
  /** The Procfile of a project without a Dockerfile, which buildpacks make the image of. */
  readonly procfile?: Uri;
}

const DEVELOPMENT_NAME =
  /(?:^|[._-])(?:dev|devel|develop|development|devcontainer|test|tests|testing|local|debug|ci|lint|docs?|e2e|bench|benchmark|sandbox)(?=$|[._-])/i;
const DEVELOPMENT_FOLDER =
  /^(?:\.devcontainer|\.github|\.gitlab|\.circleci|\.gitpod|tests?|testing|e2e|fixtures|testdata|__tests__|dev|local|benchmarks?)$/i;

/** A Dockerfile that its name or folder marks as one for development or tests, as seen from the workspace folder. */
export function isDevelopmentFile(folder: Uri, uri: Uri): boolean {
  const rest = basename(uri).replace(/dockerfile|containerfile/i, '');
  if (DEVELOPMENT_NAME.test(rest)) return true;
  const path = relativePath(folder, dirname(uri)) ?? '';
  return path.split('/').some((part) => DEVELOPMENT_FOLDER.test(part));
}

/** The last path segment of an image reference, without tag and digest: `europe-docker.pkg.dev/p/r/api:1` → `api`. */
export function imageName(reference: string): string {
  const path = reference.split('@')[0] ?? '';
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.split(':')[0] ?? '';
}

/** The name that a Dockerfile's image most likely has: its suffix (`Dockerfile.api`, `api.Dockerfile`) or its folder's name. */
function likelyNames(uri: Uri): readonly string[] {
  const name = basename(uri);
  const suffix =
    /^(?:dockerfile|containerfile)[._-](.+)$/i.exec(name)?.[1] ??
    /^(.+)\.(?:dockerfile|containerfile)$/i.exec(name)?.[1];
  const folder = basename(dirname(uri));
  return suffix === undefined ? [folder] : [suffix, `${folder}-${suffix}`];
}

/** Names compare without case and separators: `my_api`, `My-Api`. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Images that nobody builds from the workspace: a registry of public images, or a well-known vendor's path. */
function isForeignImage(reference: string): boolean {
  return (
    /^(?:docker\.io\/)?(?:library\/)?(?:nginx|redis|postgres|mysql|mongo|busybox|alpine|envoyproxy\/|grafana\/|prom\/|otel\/)/.test(
      reference,
    ) ||
    /^(?:gcr\.io\/(?:cloudsql-docker|cloud-sql-connectors|google-samples|cloudrun|google\.com)\/|us-docker\.pkg\.dev\/(?:cloudrun|cloud-ops-agents-artifacts)\/|[a-z-]+-docker\.pkg\.dev\/cloud-ops-agents-artifacts\/|quay\.io\/prometheus\/)/.test(
      reference,
    )
  );
}

/** A name and its endings, longest first: `shop-order-worker` may be the image of `order-worker/` or `Dockerfile.worker`. */
function nameTails(name: string): readonly string[] {
  const parts = name.split(/[-_.]/);
  return parts.map((_, i) => plainName(parts.slice(i).join(''))).filter((tail) => tail !== '');
}

/** Distance between two folders in the tree: steps up plus steps down. */
function distance(from: Uri, to: Uri): number {
  const a = from.split('/');
  const b = to.split('/');
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return a.length - common + (b.length - common);
}

/** What discovery needs to know of a manifest document; smaller than the facts, so that most edits change nothing here. */
interface Head {
  readonly kind: ManifestKind;
  readonly isCloudRun: boolean;
  readonly name: string | undefined;
  readonly containers: readonly {
    readonly name: string | undefined;
    readonly image: string | undefined;
    readonly ingress: boolean;
  }[];
}

/** The Dockerfiles of one workspace folder, development files left out, by folder and by likely image name. */
interface Yard {
  readonly all: readonly Uri[];
  readonly byFolder: ReadonlyMap<Uri, readonly Uri[]>;
  readonly byName: ReadonlyMap<string, readonly Uri[]>;
}

function groupBy(uris: readonly Uri[], keysOf: (uri: Uri) => readonly string[]): ReadonlyMap<string, readonly Uri[]> {
  const out = new Map<string, Uri[]>();
  for (const uri of uris) {
    for (const key of new Set(keysOf(uri))) {
      const list = out.get(key);
      if (list === undefined) out.set(key, [uri]);
      else list.push(uri);
    }
  }
  return out;
}

/** The nearest of several Dockerfiles; a plain `Dockerfile` beats suffixed ones beside it; else it stays open which. */
function pick(home: Uri, uris: readonly Uri[]): Known<Uri> | undefined {
  if (uris.length === 0) return undefined;
  const nearest = Math.min(...uris.map((uri) => distance(home, dirname(uri))));
  const close = uris.filter((uri) => distance(home, dirname(uri)) === nearest);
  const plain = close.filter((uri) => /^(?:dockerfile|containerfile)$/i.test(basename(uri)));
  const chosen = close.length === 1 ? close[0] : plain.length === 1 ? plain[0] : undefined;
  return chosen === undefined ? unknown('dynamic') : known(chosen, { uri: chosen, start: 0, end: 0 });
}

/**
 * The Dockerfile behind a container. In this order: the one whose folder or suffix carries the image's or container's name,
 * the one in the manifest's folder, the nearest ancestor's, the only one of the workspace folder.
 */
function matchDockerfile(yard: Yard, home: Uri, head: Head, index: number): Known<Uri> {
  const container = head.containers[index];
  if (container?.image !== undefined && isForeignImage(container.image)) return unknown('absent');
  const single = head.containers.length === 1;
  const names = [
    container?.image === undefined ? undefined : imageName(container.image),
    container?.name,
    single ? head.name : undefined,
  ];
  for (const name of names) {
    for (const tail of name === undefined ? [] : nameTails(name)) {
      const found = pick(home, yard.byName.get(tail) ?? []);
      if (found !== undefined) return found;
    }
  }
  if (!single && !(container?.ingress ?? false)) return unknown('absent');
  for (const folder of ancestors(home)) {
    const found = pick(home, yard.byFolder.get(folder) ?? []);
    if (found !== undefined) return found;
  }
  if (yard.all.length === 1) return pick(home, yard.all) ?? unknown('absent');
  return unknown(yard.all.length > 1 ? 'dynamic' : 'absent');
}

/** Whether requests go to this container: the only one, or the one that declares a port. */
export function isIngress(document: ManifestDocument, container: ManifestContainer): boolean {
  if (document.kind === 'Job' || document.kind === 'WorkerPool') return false;
  return document.containers.length === 1 || container.ports.length > 0;
}

/** Folders that hold a platform's files beside the folders of the apps. */
function isPlatformFolder(folder: Uri): boolean {
  return /^(?:k8s|kubernetes|kube|helm|charts?|manifests|deploy|deployment|kustomize)$/i.test(basename(folder));
}

/** Whether one of the files of another platform lies where it speaks for the Dockerfile: beside it, below it, or around it. */
function runsElsewhere(workloads: readonly Uri[], dockerfile: Uri): boolean {
  const home = dirname(dockerfile);
  return workloads.some((uri) => {
    const place = dirname(uri);
    if (place === home || place.startsWith(`${home}/`) || home.startsWith(`${place}/`)) return true;
    return isPlatformFolder(place) && home.startsWith(`${dirname(place)}/`);
  });
}

function entriesOf(apps: readonly (ConfiguredApp | undefined)[]): Pick<Candidate, 'entries'> {
  return apps.every((app) => app?.entry === undefined) ? {} : { entries: apps.map((app) => app?.entry) };
}

const PYTHON_PROJECT = /\.py$|^(?:requirements\.txt|pyproject\.toml|Pipfile)$/;

/**
 * The Procfiles of Python projects that have no Dockerfile beside them and say what `web` starts. One alone is no evidence of
 * Cloud Run where files of another host of Procfiles lie beside it.
 */
function procfilesOf(reader: FactsReader): readonly Uri[] {
  return reader.filesOf('other').filter((uri) => {
    if (basename(uri) !== 'Procfile') return false;
    const names = reader.filesIn(dirname(uri));
    if (!names.some((name) => PYTHON_PROJECT.test(name))) return false;
    if (names.some((name) => /^(?:dockerfile|containerfile)/i.test(name))) return false;
    return procfileFacts(reader.text(uri) ?? '').some((process) => process.name === 'web');
  });
}

function hostedElsewhere(reader: FactsReader, procfile: Uri): boolean {
  return reader
    .filesIn(dirname(procfile))
    .some((name) => /^(?:app\.json|heroku\.yml|\.ebextensions|DOKKU_.*)$/.test(name));
}

/** All deployables of the workspace, manifests first, each with its Dockerfiles; a lone Dockerfile is one of its own. */
export function createDiscovery(reader: FactsReader): () => readonly Candidate[] {
  const heads = query((uri: Uri): readonly Head[] =>
    (reader.manifest(uri)?.documents ?? []).map((document) => ({
      kind: document.kind,
      isCloudRun: document.isCloudRun,
      name: valueOf(document.name),
      containers: document.containers.map((c) => ({
        name: valueOf(c.name),
        image: valueOf(c.image),
        ingress: isIngress(document, c),
      })),
    })),
  );
  const looks = query((uri: Uri): boolean => reader.dockerfile(uri)?.looksLikeDockerfile ?? false);
  const elsewhere = query((uri: Uri): boolean => reader.platform(uri)?.runsElsewhere ?? false);
  const dockerfiles = query((_: 'all'): readonly Uri[] => reader.filesOf('dockerfile').filter(looks));
  const workloads = query((folder: Uri): readonly Uri[] =>
    reader.filesOf('yaml').filter((uri) => reader.folderOf(uri) === folder && elsewhere(uri)),
  );
  const yard = query((folder: Uri): Yard => {
    const all = dockerfiles('all').filter((uri) => reader.folderOf(uri) === folder && !isDevelopmentFile(folder, uri));
    return {
      all,
      byFolder: groupBy(all, (uri) => [dirname(uri)]),
      byName: groupBy(all, (uri) => likelyNames(uri).map(plainName)),
    };
  });
  const procfiles = query((_: 'all'): readonly Uri[] => procfilesOf(reader));
  const chosenBy = (app: ConfiguredApp | undefined): Known<Uri> | undefined =>
    app?.dockerfile === undefined || !reader.exists(app.dockerfile)
      ? undefined
      : known(app.dockerfile, { uri: app.dockerfile, start: 0, end: 0 });
  const candidates = query((_: 'all'): readonly Candidate[] => {
    const out: Candidate[] = [];
    const claimed = new Set<Uri>();
    for (const uri of reader.filesOf('yaml')) {
      heads(uri).forEach((head, index) => {
        const own = yard(reader.folderOf(uri));
        const apps = head.containers.map((_, i) =>
          appOfContainer(reader.appsIn(reader.folderOf(uri)), uri, heads(uri), head, i),
        );
        const matches = head.containers.map((_, i) => chosenBy(apps[i]) ?? matchDockerfile(own, dirname(uri), head, i));
        for (const match of matches) if (match.kind === 'known') claimed.add(match.value);
        const built = head.containers.length === 1 && matches[0]?.kind === 'unknown' && matches[0].why === 'absent';
        const procfile = built ? procfiles('all').find((file) => dirname(file) === dirname(uri)) : undefined;
        if (procfile !== undefined) claimed.add(procfile);
        out.push({
          id: index === 0 ? uri : `${uri}#${index}`,
          manifest: { uri, index },
          dockerfiles: matches,
          audience: head.isCloudRun || apps.some((app) => app?.manifest === uri) ? 'cloud-run' : 'elsewhere',
          ...entriesOf(apps),
          ...(procfile === undefined ? {} : { procfile }),
        });
      });
    }
    for (const uri of dockerfiles('all')) {
      if (claimed.has(uri)) continue;
      const folder = reader.folderOf(uri);
      const app = reader.appsIn(folder).find(({ dockerfile }) => dockerfile === uri);
      const audience =
        app !== undefined
          ? 'cloud-run'
          : isDevelopmentFile(folder, uri)
            ? 'development'
            : runsElsewhere(workloads(folder), uri)
              ? 'elsewhere'
              : 'likely';
      out.push({
        id: uri,
        manifest: undefined,
        dockerfiles: [known(uri, { uri, start: 0, end: 0 })],
        audience,
        ...(app?.name === undefined ? {} : { name: app.name }),
        ...entriesOf([app]),
      });
    }
    for (const uri of procfiles('all')) {
      if (claimed.has(uri)) continue;
      const folder = reader.folderOf(uri);
      const audience = isDevelopmentFile(folder, uri)
        ? 'development'
        : hostedElsewhere(reader, uri) || runsElsewhere(workloads(folder), uri)
          ? 'elsewhere'
          : 'likely';
      out.push({ id: uri, manifest: undefined, dockerfiles: [unknown('absent')], audience, procfile: uri });
    }
    return out;
  });
  return () => candidates('all');
}
