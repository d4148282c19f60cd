import type { Located, Range } from '../../base/span.ts';
import { isPlaceholderImage, mayBeOwnImage } from '../../catalog/public-images.ts';
import { type HclArgument, type HclBlock, type HclValue, hclBlocks } from '../../syntax/hcl.ts';
import type { DeployLists, DeployMount, DeployVariable } from './lists.ts';
import { mayHoldModule, moduleDeploy } from './terraform-module.ts';
import type { DeployCommand, ListVariable } from './types.ts';

// Deployments that Terraform describes. Argument names: registry.terraform.io, google provider 7, `google_cloud_run_v2_service`, `…_v2_job`,
// `…_v2_worker_pool`, `google_cloud_run_service` (read 2026-11-28).

type Flags = Record<string, Located<string>>;

const KINDS: ReadonlyMap<string, DeployCommand['kind']> = new Map([
  ['google_cloud_run_v2_service', 'service'],
  ['google_cloud_run_service', 'service'],
  ['google_cloud_run_v2_job', 'job'],
  ['google_cloud_run_v2_worker_pool', 'worker-pool'],
]);
/** Labels that only say that there is a resource. */
const PLAIN_LABEL = /^(?:default|main|this|primary|run|cloud_?run|service|job|worker_pool|resource|container)$/;
/** Stands for whatever something outside the file decides. */
const OPEN = '$';
/** What no description of a container that is not written out can be asked for. */
const OF_CONTAINER = ['image', 'port', 'cpu', 'memory', 'cpu-throttling', 'no-cpu-throttling'];

const argumentOf = (block: HclBlock | undefined, name: string): HclArgument | undefined =>
  block?.arguments.find((argument) => argument.name === name);
const blocksOf = (block: HclBlock | undefined, type: string): readonly HclBlock[] =>
  block?.blocks.filter((inner) => inner.type === type) ?? [];
const blockOf = (block: HclBlock | undefined, type: string): HclBlock | undefined => blocksOf(block, type)[0];
/** `dynamic "type" { … }`: how many there are, and of what, only Terraform knows. */
const dynamicOf = (block: HclBlock | undefined, type: string): HclBlock | undefined =>
  block?.blocks.find((inner) => inner.type === 'dynamic' && inner.labels[0] === type);

function textOf(value: HclValue | undefined): string | undefined {
  if (value?.kind === 'text' || value?.kind === 'number') return value.text;
  return value?.kind === 'flag' ? String(value.on) : undefined;
}

function located(range: Range, value: string): Located<string> {
  return { value, start: range.start, end: range.end };
}

/** Takes an argument over as a flag. */
function take(flags: Flags, flag: string, argument: HclArgument | undefined): void {
  if (argument === undefined) return;
  const text = textOf(argument.value);
  flags[flag] = located(argument, text ?? OPEN);
}

/** The entries of a map argument; undefined where it is no map that is written out. */
function entriesOf(argument: HclArgument | undefined): readonly HclArgument[] | undefined {
  return argument?.value.kind === 'object' ? argument.value.entries : undefined;
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

/** The switch between request-based and instance-based billing. */
function takeThrottling(flags: Flags, at: Range, throttled: HclValue | undefined): void {
  const text = textOf(throttled)?.toLowerCase();
  if (text === 'true') flags['cpu-throttling'] = located(at, '');
  else if (text === 'false') flags['no-cpu-throttling'] = located(at, '');
  else flags['no-cpu-throttling'] = located(at, OPEN);
}

function takeResources(flags: Flags, container: HclBlock, version: 1 | 2): void {
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

/** `command` or `args`, where they are a list. */
function wordsOf(container: HclBlock, name: 'command' | 'args'): Partial<Pick<DeployLists, 'command' | 'args'>> {
  const argument = argumentOf(container, name);
  if (argument?.value.kind !== 'list' || argument.value.items.length === 0) return {};
  const words = argument.value.items.map((item) => textOf(item) ?? OPEN);
  return { [name]: { value: words, start: argument.start, end: argument.end } };
}

/** `command = var.start`. */
function listVariables(text: string, container: HclBlock): readonly ListVariable[] {
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

/** What is written out at the end of a text that Terraform puts something into: `${var.app}-api` → `api`. */
function writtenEnd(value: HclValue | undefined): string | undefined {
  if (value?.kind === 'text') return value.text;
  const end = value?.kind === 'template' ? value.text.slice(value.text.lastIndexOf('}') + 1) : '';
  return /^[-_.]?([a-z][a-z0-9-]*)$/.exec(end)?.[1];
}

interface Image {
  /** Somebody else's image: no Dockerfile of this workspace is meant. */
  readonly foreign: boolean;
  readonly name: string | undefined;
}

function imageOf(value: HclValue | undefined): Image {
  const text = value?.kind === 'text' || value?.kind === 'template' ? value.text : undefined;
  if (text === undefined || isPlaceholderImage(text)) return { foreign: false, name: undefined };
  if (value?.kind === 'text') {
    const own = mayBeOwnImage(text);
    return { foreign: !own, name: own ? text : undefined };
  }
  const last = text.slice(text.lastIndexOf('/') + 1).split(/[:@]/)[0] ?? '';
  return { foreign: false, name: /^[a-z0-9][\w.-]*$/.test(last) ? last : undefined };
}

/** What the whole revision is set to. */
function revisionFlags(template: HclBlock, resource: HclBlock, kind: DeployCommand['kind']): Flags {
  const flags: Flags = {};
  take(flags, kind === 'job' ? 'task-timeout' : 'timeout', argumentOf(template, 'timeout'));
  take(flags, 'concurrency', argumentOf(template, 'max_instance_request_concurrency'));
  for (const scaling of [blockOf(resource, 'scaling'), blockOf(template, 'scaling')]) {
    take(flags, 'min-instances', argumentOf(scaling, 'min_instance_count'));
    take(flags, 'max-instances', argumentOf(scaling, 'max_instance_count'));
  }
  const open = dynamicOf(template, 'scaling') ?? dynamicOf(resource, 'scaling');
  if (open !== undefined)
    for (const flag of ['min-instances', 'max-instances']) flags[flag] ??= located(open.head, OPEN);
  return flags;
}

/** The same of the first version of the resource, which holds a Knative service. */
function knativeFlags(template: HclBlock): Flags {
  const flags: Flags = {};
  const spec = blockOf(template, 'spec');
  take(flags, 'timeout', argumentOf(spec, 'timeout_seconds'));
  take(flags, 'concurrency', argumentOf(spec, 'container_concurrency'));
  const annotations = argumentOf(blockOf(template, 'metadata'), 'annotations');
  const entries = entriesOf(annotations);
  if (annotations !== undefined && entries === undefined)
    for (const flag of ['min-instances', 'max-instances', 'no-cpu-throttling'])
      flags[flag] = located(annotations, OPEN);
  const named = (name: string): HclArgument | undefined => entries?.find((entry) => entry.name === name);
  take(flags, 'min-instances', named('autoscaling.knative.dev/minScale'));
  take(flags, 'max-instances', named('autoscaling.knative.dev/maxScale'));
  const throttling = named('run.googleapis.com/cpu-throttling');
  if (throttling !== undefined) takeThrottling(flags, throttling, throttling.value);
  return flags;
}

function deploysOf(text: string, resource: HclBlock, kind: DeployCommand['kind']): readonly DeployCommand[] {
  const version = resource.labels[0] === 'google_cloud_run_service' ? 1 : 2;
  const outer = blockOf(resource, 'template');
  const template = kind === 'job' ? blockOf(outer, 'template') : outer;
  const place = version === 1 ? blockOf(template, 'spec') : template;
  const shared =
    template === undefined ? {} : version === 1 ? knativeFlags(template) : revisionFlags(template, resource, kind);
  const accelerator = blockOf(template, 'node_selector');
  if (accelerator !== undefined) shared['gpu'] = located(accelerator.head, OPEN);
  const label = resource.labels[1] ?? '';
  const base = {
    by: 'terraform',
    shown: false,
    kind,
    name: writtenEnd(argumentOf(resource, 'name')?.value),
    ...(PLAIN_LABEL.test(label) ? {} : { label }),
    source: undefined,
    start: resource.start,
    end: resource.head.end,
  } as const;
  const containers = blocksOf(place, 'containers');
  if (containers.length === 0) {
    // Put together by Terraform, or still being typed.
    const flags = { ...shared };
    for (const flag of OF_CONTAINER) flags[flag] ??= located(resource.head, OPEN);
    return [{ ...base, image: undefined, imageText: undefined, flags, lists: { variables: [] }, takesRequests: false }];
  }
  const gets = containers.length === 1 ? containers[0] : containers.find((c) => blockOf(c, 'ports') !== undefined);
  return containers.flatMap((container): readonly DeployCommand[] => {
    const written = argumentOf(container, 'image')?.value;
    const image = imageOf(written);
    const imageText = written && text.slice(written.start, written.end).trim();
    if (image.foreign) return [];
    const flags: Flags = { ...shared };
    const ports = blockOf(container, 'ports');
    take(flags, 'port', argumentOf(ports, 'container_port'));
    const open = dynamicOf(container, 'ports') ?? (entriesOf(argumentOf(container, 'ports')) && container);
    if (open !== undefined) flags['port'] ??= located(container.head, OPEN);
    takeResources(flags, container, version);
    const lists = {
      variables: variablesOf(container),
      ...mountsOf(container, place),
      ...wordsOf(container, 'command'),
      ...wordsOf(container, 'args'),
    };
    const { name, label: called, ...rest } = base;
    const own = container === gets ? { name, ...(called === undefined ? {} : { label: called }) } : { name: undefined };
    const fromVariables = listVariables(text, container);
    return [
      {
        ...rest,
        ...own,
        image: image.name,
        imageText,
        flags,
        lists,
        takesRequests: container === gets,
        ...(fromVariables.length === 0 ? {} : { fromVariables }),
      },
    ];
  });
}

/** The deployments in a Terraform file. Total and linear. */
export function terraformDeploys(text: string): readonly DeployCommand[] {
  if (!text.includes('google_cloud_run_') && !mayHoldModule(text)) return [];
  return hclBlocks(text).flatMap((block) => {
    if (block.type === 'module') return moduleDeploy(text, block) ?? [];
    const kind = block.type === 'resource' ? KINDS.get(block.labels[0] ?? '') : undefined;
    return kind === undefined ? [] : deploysOf(text, block, kind);
  });
}

/** The defaults of `variable` blocks that are lists, in words. */
export function terraformDefaults(text: string): Readonly<Record<string, readonly string[]>> {
  if (!/\bvariable\b/.test(text)) return {};
  return Object.fromEntries(
    hclBlocks(text).flatMap((block): readonly (readonly [string, readonly string[]])[] => {
      const value = block.type === 'variable' ? argumentOf(block, 'default')?.value : undefined;
      if (value?.kind !== 'list' || value.items.length === 0) return [];
      return [[block.labels[0] ?? '', value.items.map((item) => textOf(item) ?? OPEN)]];
    }),
  );
}
