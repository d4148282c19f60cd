import { valueOf } from '../base/known.ts';
import { addVolume, annotationText, manifestFix } from '../model/manifest-fix.ts';
import type { DiskPath } from '../model/python/path.ts';
import type { Fix, LaunchSubject } from './rule.ts';

// Volumes that a fix mounts where code writes files. Only into a manifest: flags of deploy commands are the user's.

/** The folder of a path, where something can be mounted over it without hiding the program or the system. */
function mountable(folder: string, { launch }: LaunchSubject): boolean {
  const workdir = launch.workdir.kind === 'known' ? launch.workdir.value.replace(/\/$/, '') : undefined;
  if (!/^\/[\w.-]+(?:\/[\w.-]+)*$/.test(folder) || workdir === undefined) return false;
  if (`${workdir}/`.startsWith(`${folder}/`)) return false;
  return !/^\/(?:bin|boot|dev|etc|home|lib\w*|opt|proc|root|run|sbin|srv|sys|tmp|usr|var(?:\/(?:lib|log|run|cache|tmp))?)$/.test(
    folder,
  );
}

/** Mounts a Cloud Storage bucket at a folder. */
export function mountBucket(subject: LaunchSubject, folder: string): Fix | undefined {
  const { deployable, container, reader } = subject;
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined || container.manifest === undefined) return undefined;
  if (!mountable(folder, subject)) return undefined;
  const { document } = manifest;
  if (annotationText(document, 'run.googleapis.com/execution-environment', 'revision') === 'gen1') return undefined;
  const edits = addVolume(facts, document, container.manifest.index, {
    name: 'files',
    path: folder,
    source: 'csi:\n  driver: gcsfuse.run.googleapis.com\n  volumeAttributes:\n    bucketName: BUCKET',
  });
  return manifestFix(`Mount a Cloud Storage bucket at ${folder} (name it)`, 'suggestion', edits);
}

/** Limits what files under /tmp can take: an in-memory volume with a size of its own. */
export function limitTmp(subject: LaunchSubject, path: DiskPath): Fix | undefined {
  const { deployable, container, reader } = subject;
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined || container.manifest === undefined) return undefined;
  if (!path.text.startsWith('/tmp/')) return undefined;
  const memory = valueOf(container.memoryBytes);
  const quarter = memory === undefined ? undefined : Math.floor(memory / 4 / 2 ** 20);
  if (quarter === undefined || quarter < 32) return undefined;
  const edits = addVolume(facts, manifest.document, container.manifest.index, {
    name: 'tmp',
    path: '/tmp',
    source: `emptyDir:\n  medium: Memory\n  sizeLimit: ${quarter}Mi`,
  });
  return manifestFix(
    `Mount an in-memory volume of ${quarter}Mi at /tmp, which files cannot exceed`,
    'suggestion',
    edits,
  );
}
