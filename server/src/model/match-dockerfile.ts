import { type Known, known, unknown } from '../base/known.ts';
import type { Uri } from '../base/span.ts';
import { ancestors, dirname } from '../base/uri.ts';
import { isForeignImage } from '../catalog/public-images.ts';
import type { ManifestContainer, ManifestDocument, ManifestKind } from '../facts/manifest-types.ts';
import { imageName, likelyNames, nameTails, plainName } from './image-names.ts';
import { nearestDockerfile } from './nearest.ts';

// Which Dockerfile builds the image of a container.

/** What discovery needs to know of a manifest document; smaller than the facts, so that most edits change nothing here. */
export interface Head {
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
export interface Yard {
  readonly all: readonly Uri[];
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

/**
 * The Dockerfile behind a container. In this order: the one from which a pipeline or script builds the image, the one whose folder or suffix carries the image's or container's name,
 * the one in the manifest's folder, the nearest ancestor's, the only one of the workspace folder.
 */
export function matchDockerfile(yard: Yard, built: Built, home: Uri, head: Head, index: number): Known<Uri> {
  const container = head.containers[index];
  if (container?.image !== undefined && isForeignImage(container.image)) return unknown('absent');
  const single = head.containers.length === 1;
  if (container?.image !== undefined && yard.all.length > 1) {
    const [one, ...more] = built().get(plainName(imageName(container.image))) ?? [];
    if (one !== undefined && more.length === 0) return known(one, { uri: one, start: 0, end: 0 });
  }
  const names = [
    container?.image === undefined ? undefined : imageName(container.image),
    container?.name,
    single ? head.name : undefined,
  ];
  for (const name of names) {
    for (const tail of name === undefined ? [] : nameTails(name)) {
      const found = nearestDockerfile(home, yard.byName.get(tail) ?? []);
      if (found !== undefined) return found;
    }
  }
  if (!single && !(container?.ingress ?? false)) return unknown('absent');
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
export function yardOf(all: readonly Uri[]): Yard {
  return {
    all,
    byFolder: groupBy(all, (uri) => [dirname(uri)]),
    byName: groupBy(all, (uri) => likelyNames(uri).map(plainName)),
  };
}
