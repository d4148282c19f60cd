import { createFolderMap } from '../../base/folder-map.ts';
import { type Known, unknown } from '../../base/known.ts';
import { query } from '../../base/query.ts';
import type { Uri } from '../../base/span.ts';
import { dirname } from '../../base/uri.ts';

// What the users' configuration files say about files and deployments. The model does not know how such a file is written.

/** Files that belong together because the user says so. */
export interface ConfiguredApp {
  readonly name: string | undefined;
  readonly dockerfile: Uri | undefined;
  readonly manifest: Uri | undefined;
  /** The Python file that starts the app, where the command does not name it. */
  readonly entry: Uri | undefined;
}

/** What is deployed with by flags; `absent` where the configuration does not say. */
export interface ConfiguredDefaults {
  readonly memoryBytes: Known<number>;
  /** vCPU. */
  readonly cpu: Known<number>;
  /** Requests that one instance takes at a time. */
  readonly concurrency: Known<number>;
}

/** The configuration that holds below a folder. */
export interface FolderConfiguration {
  readonly apps: readonly ConfiguredApp[];
  readonly defaults: ConfiguredDefaults;
}

/** The answer where no configuration file holds. */
export const NO_DEFAULTS: ConfiguredDefaults = {
  memoryBytes: unknown('absent'),
  cpu: unknown('absent'),
  concurrency: unknown('absent'),
};

/** What the model may ask of the configuration. Tracked. */
export interface ConfigurationReader {
  /** The apps that configuration files name, for one workspace folder; the innermost file first. */
  appsIn(folder: Uri): readonly ConfiguredApp[];
  /** What holds for a file's deployment, from the nearest configuration file. */
  defaultsFor(uri: Uri): ConfiguredDefaults;
}

/** The configuration of all folders, with the door through which a host gives it. */
export interface Configurations extends ConfigurationReader {
  /** `undefined`: the folder has none of its own any more. */
  configure(folder: Uri, configuration: FolderConfiguration | undefined): void;
  /** Whether an app names this file as its Dockerfile. */
  isDockerfile(uri: Uri): boolean;
}

/** Creates an empty configuration. */
export function createConfigurations(): Configurations {
  const folders = createFolderMap<FolderConfiguration>();
  const appsIn = query((home: Uri): readonly ConfiguredApp[] =>
    [...folders.entries()]
      .filter(([at]) => at === '' || at === home || at.startsWith(`${home}/`) || home.startsWith(`${at}/`))
      .sort(([a], [b]) => b.length - a.length)
      .flatMap(([, { apps }]) => apps),
  );
  const dockerfiles = query(
    (_: 'all'): ReadonlySet<Uri> =>
      new Set([...folders.entries().values()].flatMap(({ apps }) => apps.flatMap((app) => app.dockerfile ?? []))),
  );
  return {
    appsIn,
    defaultsFor: (uri) => folders.nearest(dirname(uri))?.defaults ?? NO_DEFAULTS,
    configure: folders.set,
    isDockerfile: (uri) => dockerfiles('all').has(uri),
  };
}

/** What has to be known of a manifest's document to see which app is meant. */
interface NamedDocument {
  readonly name: string | undefined;
  readonly containers: readonly { readonly name: string | undefined; readonly ingress: boolean }[];
}

/**
 * The app that the user means by a container. `all`: the documents of the manifest `uri`. An app whose name is that of a
 * container means this container; else it means the container that gets the requests, in the document that has the app's
 * name, or in every document where nothing in the file has it. An app without manifest is found by its name.
 */
export function appOfContainer(
  apps: readonly ConfiguredApp[],
  uri: Uri,
  all: readonly NamedDocument[],
  document: NamedDocument,
  index: number,
): ConfiguredApp | undefined {
  const container = document.containers[index];
  const own = apps.filter((app) => app.manifest === uri);
  const single = document.containers.length === 1;
  const called = single ? undefined : own.find((app) => app.name !== undefined && app.name === container?.name);
  if (called !== undefined) return called;
  if (!single && container?.ingress !== true) return undefined;
  const inFile = new Set(
    all.flatMap((d) => [d.name, ...(d.containers.length > 1 ? d.containers : []).map((c) => c.name)]),
  );
  return (
    own.find((app) => app.name !== undefined && app.name === document.name) ??
    own.find((app) => app.name === undefined || !inFile.has(app.name)) ??
    apps.find((app) => app.manifest === undefined && app.name !== undefined && app.name === document.name)
  );
}
