import type { Located, Range } from '../../base/span.ts';
import type { HclArgument, HclBlock, HclValue } from '../../syntax/hcl.ts';

// What blocks and arguments of Terraform say, as the flags of a deploy command.

/** Flags of a deploy command by name. */
export type Flags = Record<string, Located<string>>;

/** Stands for whatever something outside the file decides. */
export const OPEN = '$';

/** The argument of a block with a name. */
export const argumentOf = (block: HclBlock | undefined, name: string): HclArgument | undefined =>
  block?.arguments.find((argument) => argument.name === name);
/** The blocks of a type inside a block. */
export const blocksOf = (block: HclBlock | undefined, type: string): readonly HclBlock[] =>
  block?.blocks.filter((inner) => inner.type === type) ?? [];
/** The first of these. */
export const blockOf = (block: HclBlock | undefined, type: string): HclBlock | undefined => blocksOf(block, type)[0];

/** `dynamic "type" { … }`: how many there are, and of what, only Terraform knows. */
export const dynamicOf = (block: HclBlock | undefined, type: string): HclBlock | undefined =>
  block?.blocks.find((inner) => inner.type === 'dynamic' && inner.labels[0] === type);

/** A value as text; undefined where it is not written out. */
export function textOf(value: HclValue | undefined): string | undefined {
  if (value?.kind === 'text' || value?.kind === 'number') return value.text;
  return value?.kind === 'flag' ? String(value.on) : undefined;
}

/** A value with the place that says it. */
export function located(range: Range, value: string): Located<string> {
  return { value, start: range.start, end: range.end };
}

/** Takes an argument over as a flag. */
export function take(flags: Flags, flag: string, argument: HclArgument | undefined): void {
  if (argument === undefined) return;
  const text = textOf(argument.value);
  flags[flag] = located(argument, text ?? OPEN);
}

/** The entries of a map argument; undefined where it is no map that is written out. */
export function entriesOf(argument: HclArgument | undefined): readonly HclArgument[] | undefined {
  return argument?.value.kind === 'object' ? argument.value.entries : undefined;
}

/** The switch between request-based and instance-based billing. */
export function takeThrottling(flags: Flags, at: Range, throttled: HclValue | undefined): void {
  const text = textOf(throttled)?.toLowerCase();
  if (text === 'true') flags['cpu-throttling'] = located(at, '');
  else if (text === 'false') flags['no-cpu-throttling'] = located(at, '');
  else flags['no-cpu-throttling'] = located(at, OPEN);
}
