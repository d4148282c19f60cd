import type { Located } from '../../base/span.ts';
import { isPlaceholderImage, mayBeOwnImage } from '../../catalog/public-images.ts';
import type { HclArgument, HclBlock } from '../../syntax/hcl.ts';
import type { DeployMount, DeployVariable } from './lists.ts';
import { entriesOf, located, OPEN, textOf } from './terraform-values.ts';
import type { DeployCommand } from './types.ts';

// Services of Google's module for Terraform. Argument names: registry.terraform.io/modules/GoogleCloudPlatform/cloud-run/google, its root and
// `//modules/v2`, version 0.21 (read 2026-11-28).

const SOURCE =
  /GoogleCloudPlatform\/(?:cloud-run\/google|terraform-google-cloud-run)(?:\.git)?(?:\/\/modules\/([\w-]+))?/;

/** Whether a text may hold such a module. */
export function mayHoldModule(text: string): boolean {
  return text.includes('GoogleCloudPlatform/');
}

const named = (list: readonly HclArgument[] | undefined, name: string): HclArgument | undefined =>
  list?.find((argument) => argument.name === name);

/** An argument, or one of its entries, as a flag; open where it is not written out, nothing where it is not given. */
function flag(given: HclArgument | undefined, entry?: string): Located<string> | undefined {
  if (given === undefined) return undefined;
  if (entry === undefined) return located(given, textOf(given.value) ?? OPEN);
  const entries = entriesOf(given);
  if (entries === undefined) return located(given, OPEN);
  const found = named(entries, entry);
  return found && located(found, textOf(found.value) ?? OPEN);
}

/** `env_vars = [{ name = "A", value = "1" }]`. */
function variablesOf(argument: HclArgument | undefined): readonly DeployVariable[] {
  if (argument?.value.kind !== 'list') return [];
  return argument.value.items.flatMap((item) => {
    const entries = item.kind === 'object' ? item.entries : undefined;
    const name = textOf(named(entries, 'name')?.value);
    if (name === undefined) return [];
    return [{ name, value: textOf(named(entries, 'value')?.value), start: item.start, end: item.end }];
  });
}

/** `volume_mounts = [{ name = "data", mount_path = "/data" }]`; of what is not written out, one may be anywhere. */
function mountsOf(argument: HclArgument | undefined): { readonly mounts?: readonly DeployMount[] } {
  if (argument === undefined) return {};
  const { start, end } = argument;
  if (argument.value.kind !== 'list') return { mounts: [{ volume: '', path: undefined, start, end }] };
  const mounts = argument.value.items.map((item): DeployMount => {
    const entries = item.kind === 'object' ? item.entries : undefined;
    const text = (name: string): string | undefined => textOf(named(entries, name)?.value);
    return { volume: text('name') ?? '', path: text('mount_path'), start: item.start, end: item.end };
  });
  return mounts.length === 0 ? {} : { mounts };
}

/** The service that a `module` block deploys; undefined for other modules, and where somebody else's image is named. */
export function moduleDeploy(text: string, block: HclBlock): DeployCommand | undefined {
  const source = SOURCE.exec(textOf(named(block.arguments, 'source')?.value) ?? '');
  if (source === null || (source[1] !== undefined && source[1] !== 'v2')) return undefined;
  const containers = named(block.arguments, 'containers');
  const only =
    containers?.value.kind === 'list' && containers.value.items.length === 1 ? containers.value.items[0] : undefined;
  const isRoot = source[1] === undefined;
  // Several containers, or such that Terraform puts together: what each is set to is not known.
  const place = isRoot ? block.arguments : only?.kind === 'object' ? only.entries : [];
  const resources = isRoot ? undefined : named(place, 'resources');
  const limits = isRoot ? named(place, 'limits') : (named(entriesOf(resources), 'limits') ?? resources);
  const written = named(place, isRoot ? 'image' : 'container_image');
  const literal = textOf(written?.value);
  const image = literal === undefined || isPlaceholderImage(literal) ? undefined : literal;
  if (image !== undefined && !mayBeOwnImage(image)) return undefined;
  const last = (written?.value.kind === 'template' ? written.value.text : '').split('/').at(-1)?.split(/[:@]/)[0] ?? '';
  const flags: readonly (readonly [string, Located<string> | undefined])[] = [
    ['port', flag(named(place, 'ports'), isRoot ? 'port' : 'container_port')],
    ['cpu', flag(limits, 'cpu')],
    ['memory', flag(limits, 'memory')],
    ['timeout', flag(named(block.arguments, isRoot ? 'timeout_seconds' : 'timeout'))],
    [
      'concurrency',
      flag(named(block.arguments, isRoot ? 'container_concurrency' : 'max_instance_request_concurrency')),
    ],
    ['no-cpu-throttling', located(block.head, OPEN)],
    ['min-instances', located(block.head, OPEN)],
    ['max-instances', located(block.head, OPEN)],
  ];
  const isKnown = isRoot || only !== undefined;
  return {
    by: 'terraform',
    shown: false,
    kind: 'service',
    name: textOf(named(block.arguments, 'service_name')?.value),
    source: undefined,
    image: image ?? (/^[a-z0-9][\w.-]*$/.test(last) ? last : undefined),
    imageText: written && text.slice(written.value.start, written.value.end).trim(),
    flags: Object.fromEntries(
      flags.flatMap(([name, value]) => {
        const given = value ?? (isKnown ? undefined : located(block.head, OPEN));
        return given === undefined ? [] : [[name, given]];
      }),
    ),
    lists: { variables: variablesOf(named(place, 'env_vars')), ...mountsOf(named(place, 'volume_mounts')) },
    takesRequests: isKnown,
    start: block.start,
    end: block.head.end,
  };
}
