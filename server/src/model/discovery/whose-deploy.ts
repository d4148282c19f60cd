import type { Uri } from '../../base/span.ts';
import { ancestors, basename, dirname, joinPath } from '../../base/uri.ts';
import type { FactsReader } from '../facts-reader.ts';
import { isNamedForCloudRun } from './audience.ts';
import { imageName, plainName } from './image-names.ts';
import type { PlacedDeploy } from './placed-deploy.ts';

// What tells that a deployment is not of a Dockerfile, although folder or name would fit.

/**
 * Whether a Dockerfile has another name beside the usual one, and no build names it: what is deployed from the folder is then built
 * from the usual one, which `--source` takes in any case.
 */
export function isAside(reader: FactsReader, dockerfile: Uri): boolean {
  const name = basename(dockerfile);
  if (
    isUsualName(name) ||
    isNamedForCloudRun(dockerfile) ||
    !reader.exists(joinPath(dirname(dockerfile), './Dockerfile'))
  )
    return false;
  return !reader.builtFiles(reader.folderOf(dockerfile)).has(name);
}

/** Whether what `--source` means, as seen from the script or the workspace folder, is another folder with a Dockerfile. */
function isElsewhere(reader: FactsReader, dockerfile: Uri, script: Uri, source: string): boolean {
  const folders = [dirname(script), reader.folderOf(dockerfile)].map((base) => joinPath(base, source));
  return (
    !folders.includes(dirname(dockerfile)) && folders.some((folder) => reader.exists(joinPath(folder, './Dockerfile')))
  );
}

/** Whether a deployment is of another Dockerfile, as what it says and where it stands show: folders or names may be alike. */
export function isOfAnother(reader: FactsReader, dockerfile: Uri, deploy: PlacedDeploy): boolean {
  if (deploy.command.source !== undefined) return sourceIsOther(reader, dockerfile, deploy.uri, deploy.command.source);
  return (
    isBuiltNearer(reader, dockerfile, deploy) ||
    hasNearerNamesake(reader, dockerfile, deploy.uri) ||
    imageIsOther(reader, dockerfile, deploy)
  );
}

/** `--source` takes the Dockerfile of the usual name in its folder; where there is none, buildpacks make the image. */
function sourceIsOther(reader: FactsReader, dockerfile: Uri, script: Uri, source: string): boolean {
  return (
    (isOddName(basename(dockerfile)) && !isNamedForCloudRun(dockerfile)) ||
    isElsewhere(reader, dockerfile, script, source)
  );
}

/** Whether the folder that the same script builds the image from, as seen from the script, is another one with a Dockerfile. */
function isBuiltNearer(reader: FactsReader, dockerfile: Uri, { uri, command: { builtFrom } }: PlacedDeploy): boolean {
  if (builtFrom === undefined) return false;
  const nearest = joinPath(dirname(uri), builtFrom);
  return nearest !== dirname(dockerfile) && reader.exists(joinPath(nearest, './Dockerfile'));
}

/** Whether the image is built from other Dockerfiles, as pipelines and scripts say. */
function imageIsOther(reader: FactsReader, dockerfile: Uri, { uri, command: { image } }: PlacedDeploy): boolean {
  if (image === undefined) return buildsOthers(reader, uri, basename(dockerfile));
  const built = reader.builtImages(reader.folderOf(dockerfile)).get(plainName(imageName(image))) ?? [];
  return built.length > 0 && !built.includes(dockerfile);
}

function isUsualName(name: string): boolean {
  return /^(?:docker|container)file$/i.test(name);
}

/** `Dockerfile.api`; what starts an app without a Dockerfile has a name of its own. */
function isOddName(name: string): boolean {
  return /(?:docker|container)file/i.test(name) && !isUsualName(name);
}

/** Whether a file builds images from Dockerfiles of other names only. */
function buildsOthers(reader: FactsReader, uri: Uri, name: string): boolean {
  const built = reader.builds(uri).map(({ file }) => (file === undefined ? 'Dockerfile' : basename(file)));
  return built.length > 0 && !built.includes(name);
}

/** Whether a Dockerfile in a folder of the same name lies nearer to what deploys: repositories of many examples have a `backend` in each. */
function hasNearerNamesake(reader: FactsReader, dockerfile: Uri, deployer: Uri): boolean {
  const home = dirname(dockerfile);
  const shared = new Set(ancestors(home));
  return ancestors(dirname(deployer)).some(
    (folder) => !shared.has(folder) && reader.exists(joinPath(folder, `./${basename(home)}/Dockerfile`)),
  );
}
