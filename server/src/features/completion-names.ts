import { valueOf } from '../base/known.ts';
import type { ManifestDocument } from '../facts/manifest/types.ts';
import type { Place } from './completion-place.ts';
import { namesUnder } from './manifest-lines.ts';

// Names that the file, or the other manifests of its workspace folder, give to things. The tree knows those before a break; the
// lines know those behind it too.

/** The containers of the document. */
export function containerNames(place: Place): readonly string[] {
  const parsed = place.context.document?.containers.flatMap((c) => valueOf(c.name) ?? []) ?? [];
  return [...new Set([...parsed, ...namesUnder(place.lines, 'containers')])];
}

/** The volumes of the document. */
export function volumeNames(place: Place): readonly string[] {
  const parsed = place.context.document?.volumes.flatMap((v) => valueOf(v.name) ?? []) ?? [];
  return [...new Set([...parsed, ...namesUnder(place.lines, 'volumes')])];
}

/** What the manifests of the folder say, this one first. */
function collect(place: Place, read: (document: ManifestDocument) => readonly string[]): readonly string[] {
  const { workspace } = place.features;
  const home = workspace.folderOf(place.uri);
  const others = workspace.filesOf('yaml').filter((uri) => uri !== place.uri && workspace.folderOf(uri) === home);
  const documents = [place.uri, ...others].flatMap((uri) => workspace.manifest(uri)?.documents ?? []);
  return [...new Set(documents.flatMap(read))].slice(0, 50);
}

/** Secrets that manifests of the folder refer to. */
export function secretNames(place: Place): readonly string[] {
  return collect(place, (document) => [
    ...document.containers.flatMap((c) =>
      c.env.flatMap((e) => (e.secret === undefined ? [] : (valueOf(e.secret.name) ?? []))),
    ),
    ...document.volumes.flatMap((v) => valueOf(v.secretName) ?? []),
  ]);
}

/** Service accounts that manifests of the folder run as. */
export function serviceAccounts(place: Place): readonly string[] {
  return collect(place, (document) => [valueOf(document.serviceAccount) ?? []].flat());
}
