import type { Uri } from '../base/span.ts';
import { ancestors, basename, dirname, joinPath } from '../base/uri.ts';
import type { DeployCommand } from '../facts/deploy-types.ts';
import { isNamedForCloudRun } from './audience.ts';
import type { FactsReader } from './facts-reader.ts';
import { imageName, plainName } from './image-names.ts';
import type { PlacedDeploy } from './placed-deploy.ts';

// Which deployments without a manifest are those of a Dockerfile.

/** Deploy commands by what they say about the Dockerfile; positions in the list. */
interface DeployIndex {
  /** By each folder that `--source` may mean. */
  readonly bySource: ReadonlyMap<Uri, readonly number[]>;
  /** By plain image or service name; those with `--source` left out. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** By the folder that the command's file lies in. */
  readonly byFolder: ReadonlyMap<Uri, readonly number[]>;
  /** The deployments that a list means. */
  readonly placed: Map<readonly number[], readonly PlacedDeploy[]>;
  /** Those that do not say what they deploy. */
  readonly doubts: readonly PlacedDeploy[];
  /** The same by the folder that the command's file lies in; empty where these are many. */
  readonly doubtsByFolder: ReadonlyMap<Uri, readonly PlacedDeploy[]>;
}

/** Folders that are looked at one by one. */
const MOST_FOLDERS = 20;

function indexOf(all: readonly PlacedDeploy[], folder: Uri): DeployIndex {
  const bySource = new Map<Uri, number[]>();
  const byName = new Map<string, number[]>();
  const byFolder = new Map<Uri, number[]>();
  const add = <K>(map: Map<K, number[]>, keys: Iterable<K>, at: number): void => {
    for (const key of new Set(keys)) {
      const list = map.get(key);
      if (list === undefined) map.set(key, [at]);
      else list.push(at);
    }
  };
  for (const [at, { uri, command }] of all.entries()) {
    const { source, builtFrom = source, image, name, label } = command;
    add(byFolder, [dirname(uri)], at);
    if (builtFrom !== undefined) {
      const bases = [dirname(uri), folder].map((base) => joinPath(base, builtFrom));
      add(bySource, bases, at);
    }
    if (source === undefined) {
      const names = [image === undefined ? undefined : imageName(image), name, label];
      add(
        byName,
        names.flatMap((n) => (n === undefined ? [] : plainName(n))),
        at,
      );
    }
  }
  const nameless = all.filter(({ command: { image, name, label, source } }) => !image && !name && !label && !source);
  const doubts = withNewNames(nameless).map(doubtful);
  const folders = new Set(nameless.map(({ uri }) => dirname(uri)));
  const doubtsByFolder = new Map(
    folders.size > MOST_FOLDERS
      ? []
      : [...folders].map((home) => {
          const inside = nameless.filter(({ uri }) => dirname(uri) === home);
          return [home, withNewNames(inside).map(doubtful)] as const;
        }),
  );
  return { bySource, byName, byFolder, placed: new Map(), doubts, doubtsByFolder };
}

/** A workspace may have thousands of commands and as many who ask for theirs; lists do not change. */
const INDEXES = new WeakMap<readonly PlacedDeploy[], DeployIndex>();

/** In the order of the files, each once. */
function placed(all: readonly PlacedDeploy[], positions: readonly number[]): readonly PlacedDeploy[] {
  return [...new Set(positions)].sort((a, b) => a - b).flatMap((at) => all[at] ?? []);
}

function indexed(all: readonly PlacedDeploy[], folder: Uri): DeployIndex {
  const index = INDEXES.get(all) ?? indexOf(all, folder);
  INDEXES.set(all, index);
  return index;
}

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

/**
 * Whether a Dockerfile has another name beside the usual one, and no build may name it: what is deployed from the folder is then built
 * from the usual one, which `--source` takes in any case.
 */
function isAside(reader: FactsReader, dockerfile: Uri): boolean {
  const name = basename(dockerfile);
  if (
    isUsualName(name) ||
    isNamedForCloudRun(dockerfile) ||
    !reader.exists(joinPath(dirname(dockerfile), './Dockerfile'))
  )
    return false;
  const built = reader.builtFiles(reader.folderOf(dockerfile));
  return !built.has(name) && ![...built].some((written) => /[$%{}]/.test(written));
}

/** Nobody deploys one image so often: they are of many that are called alike. */
const MOST_OF_ONE = 100;

/** Whether what `--source` means, as seen from the script or the workspace folder, is another folder with a Dockerfile. */
function isElsewhere(reader: FactsReader, dockerfile: Uri, script: Uri, source: string): boolean {
  const folders = [dirname(script), reader.folderOf(dockerfile)].map((base) => joinPath(base, source));
  return (
    !folders.includes(dirname(dockerfile)) && folders.some((folder) => reader.exists(joinPath(folder, './Dockerfile')))
  );
}

/** Whether a deployment's image is built from other Dockerfiles, as pipelines and scripts say: their folders or names may be alike. */
function isOfAnother(reader: FactsReader, dockerfile: Uri, { uri, command }: PlacedDeploy): boolean {
  const { image, source, builtFrom } = command;
  // `--source` takes the usual name; without one, buildpacks make the image.
  if (source !== undefined)
    return (
      (isOddName(basename(dockerfile)) && !isNamedForCloudRun(dockerfile)) ||
      isElsewhere(reader, dockerfile, uri, source)
    );
  if (builtFrom !== undefined) {
    const nearest = joinPath(dirname(uri), builtFrom);
    if (nearest !== dirname(dockerfile) && reader.exists(joinPath(nearest, './Dockerfile'))) return true;
  }
  if (hasNearerNamesake(reader, dockerfile, uri)) return true;
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
  return built.length > 0 && !built.some((other) => other === name || /[$%{}]/.test(other));
}

/** Whether a Dockerfile in a folder of the same name lies nearer to what deploys: repositories of many examples have a `backend` in each. */
function hasNearerNamesake(reader: FactsReader, dockerfile: Uri, deployer: Uri): boolean {
  const home = dirname(dockerfile);
  const shared = new Set(ancestors(home));
  return ancestors(dirname(deployer)).some(
    (folder) => !shared.has(folder) && reader.exists(joinPath(folder, `./${basename(home)}/Dockerfile`)),
  );
}

/** Whether a command deploys the image that is built from this Dockerfile, and from no other, to Cloud Run. */
export function isDeployed(reader: FactsReader, dockerfile: Uri): boolean {
  const folder = reader.folderOf(dockerfile);
  const built = [...reader.builtImages(folder)].filter(([, files]) => files.length === 1 && files[0] === dockerfile);
  if (built.length === 0) return false;
  const names = new Set(built.map(([name]) => name));
  return reader
    .deploysIn(folder)
    .some(({ command: { image } }) => image !== undefined && names.has(plainName(imageName(image))));
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
  if (commands.length > 0) return { deploys: commands, named: named.length > 0 };
  return { deploys: reader.dockerfileCount(folder) === 1 ? all : [], named: false };
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

/** Those that set something that none before them sets: of thousands only a few. */
function withNewNames(deploys: readonly PlacedDeploy[]): readonly PlacedDeploy[] {
  const seen = new Set<string>();
  return deploys.filter(({ command: { flags, lists } }) => {
    const before = seen.size;
    for (const flag of Object.keys(flags)) seen.add(`--${flag}`);
    for (const { name } of lists.variables) seen.add(name);
    return seen.size > before;
  });
}

/** A deployment with nothing that it sets written out. */
function doubtful({ uri, command }: PlacedDeploy): PlacedDeploy {
  return {
    uri,
    command: {
      ...command,
      // What it starts and where requests go is left to the image and the default: else one such deployment would silence every Dockerfile.
      flags: Object.fromEntries(
        Object.entries(command.flags).flatMap(([name, flag]) =>
          name === 'port' ? [] : [[name, { ...flag, value: '$' }]],
        ),
      ),
      lists: { variables: command.lists.variables.map((variable) => ({ ...variable, value: undefined })) },
    },
  };
}
