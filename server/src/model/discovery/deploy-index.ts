import type { Uri } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import { imageName, plainName } from './image-names.ts';
import type { PlacedDeploy } from './placed-deploy.ts';

// Look-ups of deployments by what they say about a Dockerfile.

/** Deploy commands by what they say about the Dockerfile; positions in the list. */
export interface DeployIndex {
  /** By each folder that `--source` may mean. */
  readonly bySource: ReadonlyMap<Uri, readonly number[]>;
  /** By plain image or service name; those with `--source` left out. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** Plain names of the images that are deployed. */
  readonly images: ReadonlySet<string>;
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
  const images = all.flatMap(({ command: { image } }) => (image === undefined ? [] : plainName(imageName(image))));
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
  return { bySource, byName, images: new Set(images), byFolder, placed: new Map(), doubts, doubtsByFolder };
}

/** A workspace may have thousands of commands and as many who ask for theirs; lists do not change. */
const INDEXES = new WeakMap<readonly PlacedDeploy[], DeployIndex>();

/** The deployments at some positions, in the order of the files, each once. */
export function placed(all: readonly PlacedDeploy[], positions: readonly number[]): readonly PlacedDeploy[] {
  return [...new Set(positions)].sort((a, b) => a - b).flatMap((at) => all[at] ?? []);
}

/** The look-ups of all deployments in a workspace folder, made once for each list. */
export function indexed(all: readonly PlacedDeploy[], folder: Uri): DeployIndex {
  const index = INDEXES.get(all) ?? indexOf(all, folder);
  INDEXES.set(all, index);
  return index;
}

/** Those that set something that none before them sets: of thousands only a few. */
function withNewNames(deploys: readonly PlacedDeploy[]): readonly PlacedDeploy[] {
  const seen = new Set<string>();
  return deploys.filter(({ command: { flags, lists } }) => {
    const before = seen.size;
    for (const flag of Object.keys(flags)) seen.add(`--${flag}`);
    for (const { name } of lists.variables) seen.add(name);
    for (const { path } of lists.mounts ?? []) seen.add(path ?? '/');
    return seen.size > before;
  });
}

/** A deployment with nothing that it sets written out. */
function doubtful({ uri, command }: PlacedDeploy): PlacedDeploy {
  const mounts = command.lists.mounts === undefined ? {} : { mounts: command.lists.mounts };
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
      lists: { ...mounts, variables: command.lists.variables.map((variable) => ({ ...variable, value: undefined })) },
    },
  };
}
