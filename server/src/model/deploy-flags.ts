import { type Known, known, unknown } from '../base/known.ts';
import { type Span, spanOf, type Uri } from '../base/span.ts';
import { basename, dirname, joinPath } from '../base/uri.ts';
import type { DeployCommand } from '../facts/deploy-types.ts';
import { imageName, plainName } from './image-names.ts';
import type { EnvironmentVariable } from './launch-types.ts';
import type { PlacedDeploy } from './placed-deploy.ts';
import type { FactsReader } from './workspace.ts';

/** Deploy commands by what they say about the Dockerfile; positions in the list. */
interface DeployIndex {
  /** By each folder that `--source` may mean. */
  readonly bySource: ReadonlyMap<Uri, readonly number[]>;
  /** By plain image or service name; those with `--source` left out. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** By the folder that the command's file lies in. */
  readonly byFolder: ReadonlyMap<Uri, readonly number[]>;
}

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
    const { source, image, name, label } = command;
    add(byFolder, [dirname(uri)], at);
    if (source !== undefined) {
      const bases = [dirname(uri), folder].map((base) => joinPath(base, source));
      add(bySource, bases, at);
    } else {
      const names = [image === undefined ? undefined : imageName(image), name, label];
      add(
        byName,
        names.flatMap((n) => (n === undefined ? [] : plainName(n))),
        at,
      );
    }
  }
  return { bySource, byName, byFolder };
}

/** A workspace may have thousands of commands and as many who ask for theirs; lists do not change. */
const INDEXES = new WeakMap<readonly PlacedDeploy[], DeployIndex>();

/**
 * The deployments of a Dockerfile's image by what they start, what the image says first: an API and the worker beside it, a migration.
 * Empty where there is none.
 */
export function startsOf(reader: FactsReader, dockerfile: Uri, called?: string): readonly (readonly PlacedDeploy[])[] {
  const { deploys, named } = tied(reader, dockerfile, called);
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

/** The same, and whether they name the Dockerfile. */
function tied(
  reader: FactsReader,
  dockerfile: Uri,
  called: string | undefined,
): { readonly deploys: readonly PlacedDeploy[]; readonly named: boolean } {
  const folder = reader.folderOf(dockerfile);
  const home = dirname(dockerfile);
  const all = reader.deploysIn(folder);
  if (all.length === 0) return { deploys: [], named: false };
  const index = INDEXES.get(all) ?? indexOf(all, folder);
  INDEXES.set(all, index);
  const names = [basename(home), called ?? ''].map(plainName).filter((name) => name !== '');
  const named = [...(index.bySource.get(home) ?? []), ...names.flatMap((name) => index.byName.get(name) ?? [])];
  const found = named.length > 0 ? named : (index.byFolder.get(home) ?? []);
  // In the order of the files, each once.
  const commands = [...new Set(found)].sort((a, b) => a - b).flatMap((at) => all[at] ?? []);
  if (commands.length > 0) return { deploys: commands, named: named.length > 0 };
  return { deploys: reader.dockerfileCount(folder) === 1 ? all : [], named: false };
}

/**
 * The variables that the deployments set. One that not all of them set to the same text has a value that is not known: it is
 * set, and what the image says may not count.
 */
export function deployVariables(deploys: readonly PlacedDeploy[]): readonly EnvironmentVariable[] {
  const values = new Map<string, Known<string>>();
  for (const { uri, command } of deploys) {
    for (const { name, value, ...range } of command.lists.variables) {
      const at = spanOf(uri, range);
      const everywhere = deploys.every((d) =>
        d.command.lists.variables.some((v) => v.name === name && v.value === value),
      );
      if (!values.has(name))
        values.set(name, value === undefined || !everywhere ? unknown('dynamic', at) : known(value, at));
    }
  }
  return [...values].map(([name, value]) => ({ name, value, origin: 'deployment' }));
}

/** `--command` and `--args` where all deployments say the same; unknown where they do not. */
export function deployStart(deploys: readonly PlacedDeploy[]): {
  readonly command: Known<readonly Known<string>[]>;
  readonly args: Known<readonly Known<string>[]>;
} {
  const list = (key: 'command' | 'args'): Known<readonly Known<string>[]> => {
    const [first, ...others] = deploys;
    const found = first?.command.lists[key];
    const text = (deploy: PlacedDeploy): string => JSON.stringify(deploy.command.lists[key]?.value ?? []);
    // Some use what the image says: that is judged then.
    if (first === undefined || !deploys.every((d) => (d.command.lists[key]?.value.length ?? 0) > 0))
      return unknown('absent');
    if (found === undefined || others.some((d) => text(d) !== text(first))) return unknown('dynamic');
    const at = spanOf(first.uri, found);
    return known(
      found.value.map((word) => (/[$`%]/.test(word) ? unknown('dynamic', at) : known(word, at))),
      at,
    );
  };
  return { command: list('command'), args: list('args') };
}

/** The value of one flag over all commands that deploy the image: unknown where they disagree or fill it in from elsewhere. */
export function flagOf(deploys: readonly PlacedDeploy[], name: string): Known<string> {
  let found: { value: string; at: Span } | undefined;
  for (const { uri, command } of deploys) {
    const flag = command.flags[name];
    if (flag === undefined) continue;
    if (/[$%{}]/.test(flag.value)) return unknown('dynamic', spanOf(uri, flag));
    if (found !== undefined && found.value !== flag.value) return unknown('dynamic', found.at);
    found ??= { value: flag.value, at: spanOf(uri, flag) };
  }
  return found === undefined ? unknown('absent') : known(found.value, found.at);
}

/**
 * Deployments that do not say what they deploy, for a Dockerfile that none names: they may be its own, so that what they set is not known
 * rather than the platform's default.
 */
export function doubtsOf(reader: FactsReader, dockerfile: Uri): readonly PlacedDeploy[] {
  const nameless = reader
    .deploysIn(reader.folderOf(dockerfile))
    .filter(({ command: { image, name, label, source } }) => !image && !name && !label && !source);
  return nameless.map(({ uri, command }) => ({
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
  }));
}
