import type { Uri } from '../../base/span.ts';
import { basename, dirname, joinPath } from '../../base/uri.ts';
import type { DeployCommand } from '../../facts/deploy/types.ts';
import type { FactsReader } from '../facts-reader.ts';
import { ownNames } from './built-images.ts';
import { type DeployIndex, indexed, placed } from './deploy-index.ts';
import { plainName } from './image-names.ts';
import type { PlacedDeploy } from './placed-deploy.ts';
import { isAside, isOfAnother } from './whose-deploy.ts';

// Which deployments without a manifest are those of a Dockerfile.

/**
 * The deployments of a Dockerfile's image by what they start, what the image says first: an API and the worker beside it, a migration.
 * Empty where there is none.
 */
export function startsOf(reader: FactsReader, dockerfile: Uri, called?: string): readonly (readonly PlacedDeploy[])[] {
  const { deploys, named } = tied(reader, dockerfile, called);
  if (deploys.length > MOST_OF_ONE) return [deploys];
  const first = deploys.find(({ command }) => startOf(command) === AS_IMAGE) ?? deploys[0];
  const groups = new Map<string, PlacedDeploy[]>();
  for (const deploy of deploys) {
    const start = startOf(deploy.command);
    // Those that nothing but their place ties to the Dockerfile may start another image.
    const sameImage = named || deploy.command.imageText === first?.command.imageText;
    if (start !== AS_IMAGE && !sameImage) continue;
    const group = groups.get(start);
    if (group === undefined) groups.set(start, [deploy]);
    else group.push(deploy);
  }
  return [...groups].sort(([a], [b]) => Number(b === AS_IMAGE) - Number(a === AS_IMAGE)).map(([, group]) => group);
}

/** What a deployment starts; equal for equal starts. */
function startOf({ lists: { command, args } }: DeployCommand): string {
  return JSON.stringify([command?.value ?? [], args?.value ?? []]);
}

/** The start that is left to the image. */
const AS_IMAGE = JSON.stringify([[], []]);

/**
 * The deployments of this Dockerfile's image: those that name its folder (`--source`, image or service name), else
 * those in its own folder; where neither exists, all of the workspace folder when it has a single Dockerfile.
 */
export function deploysOf(reader: FactsReader, dockerfile: Uri, called?: string): readonly PlacedDeploy[] {
  return tied(reader, dockerfile, called).deploys;
}

/** Nobody deploys one image so often: they are of many that are called alike. */
const MOST_OF_ONE = 100;

/** Whether a command deploys the image that is built from this Dockerfile, and from no other, to Cloud Run. */
export function isDeployed(reader: FactsReader, dockerfile: Uri): boolean {
  const folder = reader.folderOf(dockerfile);
  const names = ownNames(reader.builtImages(folder)).get(dockerfile) ?? [];
  if (names.length === 0) return false;
  const { images } = indexed(reader.deploysIn(folder), folder);
  return names.some((name) => images.has(name));
}

/** The deployments of this Dockerfile's image, and whether they name it. */
function tied(
  reader: FactsReader,
  dockerfile: Uri,
  called: string | undefined,
): { readonly deploys: readonly PlacedDeploy[]; readonly named: boolean } {
  const { deploys, named } = tiedByName(reader, dockerfile, called);
  if (deploys.length > MOST_OF_ONE) return { deploys, named };
  return { deploys: deploys.filter((deploy) => !isOfAnother(reader, dockerfile, deploy)), named };
}

/** Deployments by what they call the Dockerfile, or by where they stand. */
function tiedByName(
  reader: FactsReader,
  dockerfile: Uri,
  called: string | undefined,
): { readonly deploys: readonly PlacedDeploy[]; readonly named: boolean } {
  const folder = reader.folderOf(dockerfile);
  const home = dirname(dockerfile);
  const all = reader.deploysIn(folder);
  if (all.length === 0) return { deploys: [], named: false };
  const index = indexed(all, folder);
  const aside = isAside(reader, dockerfile);
  const names = [...new Set([aside ? '' : basename(home), called ?? ''].map(plainName))].filter((name) => name !== '');
  const bySource = aside ? undefined : index.bySource.get(home);
  const named = [bySource, ...names.map((name) => index.byName.get(name))].flatMap((list) =>
    list === undefined ? [] : [list],
  );
  const lists = named.length > 0 ? named : [(aside ? undefined : index.byFolder.get(home)) ?? []];
  // The list of one name is the same for all that ask for it.
  const [only = []] = lists;
  const commands = lists.length > 1 ? placed(all, lists.flat()) : (index.placed.get(only) ?? placed(all, only));
  if (lists.length === 1) index.placed.set(only, commands);
  if (commands.length > 0) return { deploys: withPlaceholders(all, commands, index), named: named.length > 0 };
  return { deploys: reader.dockerfileCount(folder) === 1 ? all : [], named: false };
}

/**
 * Some deployments, with those of the same service that name no image: Terraform makes a service of a sample image, and a pipeline brings
 * the own one.
 */
function withPlaceholders(
  all: readonly PlacedDeploy[],
  deploys: readonly PlacedDeploy[],
  index: DeployIndex,
): readonly PlacedDeploy[] {
  if (deploys.length > MOST_OF_ONE) return deploys;
  const called = new Set(deploys.flatMap(({ command: { name } }) => name ?? []));
  const lists = [...called].flatMap((name) => index.byName.get(plainName(name)) ?? []);
  const same = lists.length > MOST_OF_ONE ? [] : placed(all, lists);
  const more = same.filter(
    (deploy) => isWithoutImage(deploy.command) && called.has(deploy.command.name ?? '') && !deploys.includes(deploy),
  );
  return more.length === 0 ? deploys : [...deploys, ...more];
}

function isWithoutImage({ by, image, source, builtFrom }: DeployCommand): boolean {
  return by === 'terraform' && image === undefined && source === undefined && builtFrom === undefined;
}

/**
 * Deployments that do not say what they deploy, for a Dockerfile that none names: they may be its own, so that what they set is not known
 * rather than the platform's default. A script beside another Dockerfile deploys that one.
 */
export function doubtsOf(reader: FactsReader, dockerfile: Uri): readonly PlacedDeploy[] {
  const folder = reader.folderOf(dockerfile);
  const all = reader.deploysIn(folder);
  if (all.length === 0) return all;
  const { doubts, doubtsByFolder } = indexed(all, folder);
  if (doubtsByFolder.size === 0) return doubts;
  const own = dirname(dockerfile);
  const isOthers = (home: Uri): boolean =>
    home !== own && home !== folder && reader.exists(joinPath(home, './Dockerfile'));
  return [...doubtsByFolder].flatMap(([home, inside]) => (isOthers(home) ? [] : inside));
}
