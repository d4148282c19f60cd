import { type Known, known, unknown } from '../../base/known.ts';
import type { Uri } from '../../base/span.ts';
import { ancestors, basename, dirname } from '../../base/uri.ts';
import { isForeignImage } from '../../catalog/public-images.ts';
import type { ManifestContainer, ManifestDocument, ManifestKind } from '../../facts/manifest/types.ts';
import { imageName, likelyNames, nameTails, placeholderKey, plainName } from './image-names.ts';
import { nearestDockerfile } from './nearest.ts';

// Which Dockerfile builds the image of a container.

/** What discovery needs to know of a manifest document; smaller than the facts, so that most edits change nothing here. */
export interface Head {
  readonly kind: ManifestKind;
  readonly isCloudRun: boolean;
  /** Nothing in the file says for which platform it is. */
  readonly isUndecided?: boolean;
  /** No container is read, and a syntax error or template line may hide them. */
  readonly hidesContainers?: boolean;
  readonly name: string | undefined;
  readonly containers: readonly {
    readonly name: string | undefined;
    readonly image: string | undefined;
    readonly ingress: boolean;
  }[];
}

/** The document with one container of which nothing is known, for one that hides its own. */
export function withOpenContainer(head: Head): Head {
  return { ...head, containers: [{ name: undefined, image: undefined, ingress: true }] };
}

/** The Dockerfiles of one workspace folder, development files left out, by folder and by likely image name. */
export interface Yard {
  readonly all: readonly Uri[];
  /** Whether there is more than one Dockerfile, those counted that only a build leads to. */
  readonly several: boolean;
  readonly byFolder: ReadonlyMap<Uri, readonly Uri[]>;
  readonly byName: ReadonlyMap<string, readonly Uri[]>;
}

/** Dockerfiles by the name of the image that a pipeline or script builds from them; asked where there are several. */
type Built = () => ReadonlyMap<string, readonly Uri[]>;

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

/** The Dockerfile that a build or a name proves to be a container's. */
function provedDockerfile(yard: Yard, built: Built, file: Uri, head: Head, index: number): Known<Uri> | undefined {
  const container = head.containers[index];
  const image = container?.image;
  if (image !== undefined && yard.several) {
    const keys = [placeholderKey(image, basename(file)), plainName(imageName(image))];
    for (const key of keys) {
      const [one, ...more] = built().get(key) ?? [];
      if (one !== undefined && more.length === 0) return known(one, { uri: one, start: 0, end: 0 });
    }
  }
  const names = [
    image === undefined || /[$%{}<>]/.test(imageName(image)) ? undefined : imageName(image),
    container?.name,
    head.containers.length === 1 ? head.name : undefined,
  ];
  for (const name of names) {
    for (const tail of name === undefined ? [] : nameTails(name)) {
      const found = nearestDockerfile(dirname(file), yard.byName.get(tail) ?? []);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/**
 * The container that a Dockerfile nearby builds, where no name says it: the only one that may be built here, the only one whose
 * image is filled in at deployment, else the one that takes the requests.
 */
function builtHere(yard: Yard, built: Built, file: Uri, head: Head): number {
  const open = head.containers.flatMap(({ image }, index) =>
    (image !== undefined && isForeignImage(image)) || provedDockerfile(yard, built, file, head, index) !== undefined
      ? []
      : index,
  );
  if (open.length === 1) return open[0] ?? 0;
  const filledIn = open.filter((index) => /[$%{}<>]/.test(head.containers[index]?.image ?? '$'));
  if (filledIn.length === 1) return filledIn[0] ?? 0;
  const ingress = head.containers.findIndex((container) => container.ingress);
  return filledIn.length === 0 || filledIn.includes(ingress) ? ingress : -1;
}

/**
 * The Dockerfile behind a container. In this order: the one from which a pipeline or script builds the image, the one whose folder or suffix carries the image's or container's name,
 * the one in the manifest's folder, the nearest ancestor's, the only one of the workspace folder.
 */
export function matchDockerfile(yard: Yard, built: Built, file: Uri, head: Head, index: number): Known<Uri> {
  const container = head.containers[index];
  if (container?.image !== undefined && isForeignImage(container.image)) return unknown('absent');
  const proved = provedDockerfile(yard, built, file, head, index);
  if (proved !== undefined) return proved;
  if (head.containers.length > 1 && builtHere(yard, built, file, head) !== index) return unknown('absent');
  const home = dirname(file);
  for (const folder of ancestors(home)) {
    const found = nearestDockerfile(home, yard.byFolder.get(folder) ?? []);
    if (found !== undefined) return found;
  }
  if (yard.all.length === 1) return nearestDockerfile(home, yard.all) ?? unknown('absent');
  return unknown(yard.all.length > 1 ? 'dynamic' : 'absent');
}

/** Whether requests go to this container: the only one, or the one that declares a port. */
export function isIngress(document: ManifestDocument, container: ManifestContainer): boolean {
  if (document.kind === 'Job' || document.kind === 'WorkerPool') return false;
  return document.containers.length === 1 || container.ports.length > 0;
}

/** The yard of a list of Dockerfiles. */
export function yardOf(all: readonly Uri[], several: boolean): Yard {
  return {
    all,
    several,
    byFolder: groupBy(all, (uri) => [dirname(uri)]),
    byName: groupBy(all, (uri) => likelyNames(uri).map(plainName)),
  };
}
