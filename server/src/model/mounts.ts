import { valueOf } from '../base/known.ts';
import { spanOf, type Uri } from '../base/span.ts';
import type { ManifestContainer, ManifestDocument } from '../facts/manifest/types.ts';
import type { Container } from './deployable.ts';
import type { PlacedDeploy } from './discovery/placed-deploy.ts';

// Where volumes are mounted.

/** The volumes that a container of a manifest mounts. */
export function mountsOf(
  document: ManifestDocument | undefined,
  manifest: ManifestContainer | undefined,
  uri: Uri | undefined,
): Container['mounts'] {
  const volumes = new Map(document?.volumes.map((volume) => [valueOf(volume.name) ?? '', volume]));
  return (manifest?.mounts ?? []).flatMap((mount) => {
    const path = valueOf(mount.mountPath);
    const name = valueOf(mount.name) ?? '';
    if (path === undefined || uri === undefined) return [];
    return [{ path, volume: name, type: volumes.get(name)?.type ?? 'unknown', at: spanOf(uri, mount.range) }];
  });
}

/** The volumes that deployments mount: one whose path is not known may be at any. Sockets of Cloud SQL hold no files. */
export function deployedMounts(deploys: readonly PlacedDeploy[]): Container['mounts'] {
  return deploys.flatMap(({ uri, command }) =>
    (command.lists.mounts ?? []).flatMap((mount) =>
      mount.path?.startsWith('/cloudsql') === true
        ? []
        : [{ path: mount.path ?? '/', volume: mount.volume, type: 'unknown', at: spanOf(uri, mount) }],
    ),
  );
}
