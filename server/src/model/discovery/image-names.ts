import type { Uri } from '../../base/span.ts';
import { basename, dirname } from '../../base/uri.ts';
import { plainPlaceholder } from '../../facts/deploy/image-placeholders.ts';

// Names of images, and the names that the image of a Dockerfile probably has.

/** The last path segment of an image reference, without tag and digest: `europe-docker.pkg.dev/p/r/api:1` → `api`. */
export function imageName(reference: string): string {
  const path = reference.split('@')[0] ?? '';
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.split(':')[0] ?? '';
}

/** The name that a Dockerfile's image most likely has: its suffix (`Dockerfile.api`, `api.Dockerfile`) or its folder's name. */
export function likelyNames(uri: Uri): readonly string[] {
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

/** A name and its endings, longest first: `shop-order-worker` may be the image of `order-worker/` or `Dockerfile.worker`. */
export function nameTails(name: string): readonly string[] {
  const parts = name.split(/[-_.]/);
  return parts.map((_, i) => plainName(parts.slice(i).join(''))).filter((tail) => tail !== '');
}

/** The key of an image that stands as a placeholder in a YAML file which a script fills in. */
export function placeholderKey(image: string, file: string): string {
  return `${plainPlaceholder(image)} in ${file}`;
}
