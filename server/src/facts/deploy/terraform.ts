import { isPlaceholderImage, mayBeOwnImage } from '../../catalog/public-images.ts';
import { type HclArgument, type HclBlock, type HclValue, hclBlocks } from '../../syntax/hcl.ts';
import { listsOf, listVariables, takeResources } from './terraform-container.ts';
import { mayHoldModule, moduleDeploy } from './terraform-module.ts';
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
import type { DeployCommand } from './types.ts';

// Deployments that Terraform describes. Argument names: registry.terraform.io, google provider 7, `google_cloud_run_v2_service`, `…_v2_job`,
// `…_v2_worker_pool`, `google_cloud_run_service` (read 2026-11-28).

const KINDS: ReadonlyMap<string, DeployCommand['kind']> = new Map([
  ['google_cloud_run_v2_service', 'service'],
  ['google_cloud_run_service', 'service'],
  ['google_cloud_run_v2_job', 'job'],
  ['google_cloud_run_v2_worker_pool', 'worker-pool'],
]);
/** Labels that only say that there is a resource. */
const PLAIN_LABEL = /^(?:default|main|this|primary|run|cloud_?run|service|job|worker_pool|resource|container)$/;
/** What no description of a container that is not written out can be asked for. */
const OF_CONTAINER = ['image', 'port', 'cpu', 'memory', 'cpu-throttling', 'no-cpu-throttling'];

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
        lists: listsOf(container, place),
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
