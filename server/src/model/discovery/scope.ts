import type { Uri } from '../../base/span.ts';
import { ancestors, basename, dirname } from '../../base/uri.ts';
import { mayBeManifest } from '../../facts/manifest/manifest.ts';
import type { FactsReader } from '../facts-reader.ts';
import { isDevelopmentFile } from './audience.ts';
import { buildScripts, builtImages } from './built-images.ts';
import { likelyNames, plainName } from './image-names.ts';

// What can matter for the deployables of one file, told without parsing every manifest of the workspace.

/**
 * Whether the text of a manifest can mean a Dockerfile, by the ways in which discovery finds one (match-dockerfile.ts): a build, a name,
 * its folder, that there is no other. Says yes on doubt.
 */
function mayMean(reader: FactsReader, manifest: Uri, dockerfile: Uri, plainNames: readonly string[]): boolean {
  const text = reader.text(manifest);
  if (text === undefined || !mayBeManifest(text)) return false;
  const home = reader.folderOf(manifest);
  if (reader.appsIn(home).some((app) => app.dockerfile === dockerfile)) return true;
  if (home !== reader.folderOf(dockerfile) || isDevelopmentFile(home, dockerfile)) return false;
  // Escapes of quoted text can write any name.
  if (reader.dockerfileCount(home) === 1 || text.includes('\\')) return true;
  if (ancestors(dirname(manifest)).includes(dirname(dockerfile))) return true;
  const plain = plainName(text);
  return plainNames.some((name) =>
    name.includes(' in ') ? name.endsWith(` in ${basename(manifest)}`) : plain.includes(name),
  );
}

/** The names, and keys of placeholders, of images that pipelines and scripts build from a Dockerfile. */
function builtNames(reader: FactsReader, dockerfile: Uri): readonly string[] {
  const home = reader.folderOf(dockerfile);
  return [...builtImages(home, buildScripts(reader, home), reader.builds, [dockerfile]).keys()];
}

/**
 * The workspace for questions about the deployables that run some Dockerfiles or stand in some manifests: manifests that can have
 * nothing to do with them seem to be none. Everything else is as it is, so those deployables come out as they will with all of it.
 */
export function scopeTo(reader: FactsReader, files: readonly Uri[]): FactsReader {
  const dockerfiles = files
    .filter((uri) => reader.language(uri) === 'dockerfile')
    .map((uri) => ({
      uri,
      names: [...likelyNames(uri).map(plainName), ...builtNames(reader, uri)].filter((name) => name !== ''),
    }));
  const known = new Map<Uri, boolean>(files.map((uri) => [uri, true]));
  const matters = (uri: Uri): boolean => {
    const found = known.get(uri) ?? dockerfiles.some((file) => mayMean(reader, uri, file.uri, file.names));
    known.set(uri, found);
    return found;
  };
  return { ...reader, heads: (uri) => (matters(uri) ? reader.heads(uri) : []) };
}
