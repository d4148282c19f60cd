import type { HclArgument, HclBlock } from '../../syntax/hcl.ts';
import type { DeployLists, DeployMount, DeployVariable } from './lists.ts';
import {
  argumentOf,
  blockOf,
  blocksOf,
  dynamicOf,
  entriesOf,
  type Flags,
  located,
  OPEN,
  take,
  takeThrottling,
  textOf,
} from './terraform-values.ts';
import type { ListVariable } from './types.ts';

// What a `containers` block of Terraform sets.

/** CPU, memory, GPU, billing and boost; `version` is that of the resource. */
export function takeResources(flags: Flags, container: HclBlock, version: 1 | 2): void {
  const open = dynamicOf(container, 'resources');
  if (open !== undefined)
    for (const flag of ['cpu', 'memory', 'no-cpu-throttling']) flags[flag] = located(open.head, OPEN);
  const resources = blockOf(container, 'resources');
  if (resources === undefined) return;
  takeLimits(flags, resources);
  if (version === 1) return;
  const idle = argumentOf(resources, 'cpu_idle');
  // The API takes a missing `cpu_idle` beside other resources for false, and reports differ on what the provider sends: not known.
  takeThrottling(flags, idle ?? resources.head, idle?.value);
  const boost = argumentOf(resources, 'startup_cpu_boost');
  if (textOf(boost?.value) === 'true' && boost !== undefined) flags['cpu-boost'] = located(boost, '');
}

function takeLimits(flags: Flags, resources: HclBlock): void {
  const argument = argumentOf(resources, 'limits');
  // Written as a block by some, which Terraform refuses; what is meant is plain.
  const entries = entriesOf(argument) ?? blockOf(resources, 'limits')?.arguments;
  if (entries === undefined) {
    if (argument !== undefined) for (const flag of ['cpu', 'memory']) flags[flag] = located(argument, OPEN);
    return;
  }
  const named = (name: string): HclArgument | undefined => entries.find((entry) => entry.name === name);
  take(flags, 'cpu', named('cpu'));
  take(flags, 'memory', named('memory'));
  take(flags, 'gpu', named('nvidia.com/gpu'));
}

/** Variables, mounts, command and arguments; `place` is the block that holds the container. */
export function listsOf(container: HclBlock, place: HclBlock | undefined): DeployLists {
  return {
    variables: variablesOf(container),
    ...mountsOf(container, place),
    ...wordsOf(container, 'command'),
    ...wordsOf(container, 'args'),
  };
}

/** `command` or `args`, where they are a list. */
function wordsOf(container: HclBlock, name: 'command' | 'args'): Partial<Pick<DeployLists, 'command' | 'args'>> {
  const argument = argumentOf(container, name);
  if (argument?.value.kind !== 'list' || argument.value.items.length === 0) return {};
  const words = argument.value.items.map((item) => textOf(item) ?? OPEN);
  return { [name]: { value: words, start: argument.start, end: argument.end } };
}

/** `command = var.start`. */
export function listVariables(text: string, container: HclBlock): readonly ListVariable[] {
  return (['command', 'args'] as const).flatMap((list) => {
    const argument = argumentOf(container, list);
    if (argument?.value.kind !== 'open') return [];
    const variable = /^var\.([A-Za-z_][\w-]*)$/.exec(text.slice(argument.value.start, argument.value.end).trim())?.[1];
    return variable === undefined ? [] : [{ list, variable, start: argument.start, end: argument.end }];
  });
}

function variablesOf(container: HclBlock): readonly DeployVariable[] {
  return blocksOf(container, 'env').flatMap((env) => {
    const name = textOf(argumentOf(env, 'name')?.value);
    if (name === undefined) return [];
    return [{ name, value: textOf(argumentOf(env, 'value')?.value), start: env.start, end: env.end }];
  });
}

/**
 * Volumes of `place` that a container mounts to keep files; where Terraform puts them together, one of them may be anywhere. Secrets and
 * the sockets of Cloud SQL are not written to.
 */
function mountsOf(container: HclBlock, place: HclBlock | undefined): Pick<DeployLists, 'mounts'> {
  const given = blocksOf(place, 'volumes').filter(
    (volume) => blockOf(volume, 'secret') ?? blockOf(volume, 'cloud_sql_instance'),
  );
  const readOnly = new Set(given.map((volume) => textOf(argumentOf(volume, 'name')?.value)));
  const mounts = blocksOf(container, 'volume_mounts').flatMap((mount): readonly DeployMount[] => {
    const { start, end } = mount;
    const volume = textOf(argumentOf(mount, 'name')?.value);
    if (volume !== undefined && readOnly.has(volume)) return [];
    return [{ volume: volume ?? '', path: textOf(argumentOf(mount, 'mount_path')?.value), start, end }];
  });
  const open = dynamicOf(container, 'volume_mounts');
  const all =
    open === undefined ? mounts : [...mounts, { volume: '', path: undefined, start: open.start, end: open.head.end }];
  return all.length === 0 ? {} : { mounts: all };
}
