import { type Known, known, unknown } from '../../base/known.ts';
import { spanOf, type Uri } from '../../base/span.ts';
import type { ImageEntry } from '../../catalog/images.ts';
import type { Arg, EnvVar, Stage } from '../../facts/dockerfile/types.ts';
import type { Word } from '../../syntax/shell.ts';
import { type Binding, bindingFrom, type Environment } from '../environment.ts';
import type { EnvironmentVariable } from '../launch-types.ts';
import { expandWhole, type Names, piecesText } from './expand.ts';
import { joinDirectory } from './image-path.ts';

// Variables and the working directory at every instruction of a chain of stages.

function namesOf(binding: (name: string) => Binding): Names {
  return { binding, positional: [], array: () => undefined };
}

/** The value of a word of an instruction under these bindings. */
export function wordValue(uri: Uri, word: Word, binding: (name: string) => Binding): Known<string> {
  const text = piecesText(expandWhole(uri, word, namesOf(binding)));
  return text === undefined ? unknown('dynamic', spanOf(uri, word)) : known(text, spanOf(uri, word));
}

/** The value of an ARG: its default, or what was declared before the first FROM. */
export function argValue(
  uri: Uri,
  arg: Arg,
  binding: (name: string) => Binding,
  inherited: Known<string> | undefined,
): Known<string> {
  if (arg.default !== undefined) return wordValue(uri, arg.default, binding);
  return inherited ?? unknown('absent', spanOf(uri, arg));
}

/** A value of an ARG as a binding: one without default may be given to the build. */
export function bound(value: Known<string> | undefined): Binding {
  if (value === undefined) return { kind: 'unset' };
  if (value.kind === 'known') return { kind: 'set', value: value.value, from: undefined };
  return value.why === 'absent' ? { kind: 'maybe-unset' } : { kind: 'unknown' };
}

/** Arguments that BuildKit provides; their values depend on the build. */
export const BUILD_ARGUMENTS =
  /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|^(?:HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy|SOURCE_DATE_EPOCH)$/;

/** What holds at the end of a chain, and how to ask at an instruction. */
export interface Scopes {
  readonly environment: Environment;
  readonly workdir: Known<string>;
  /** The value of a word of an instruction; undefined where it is not known. */
  readonly text: (stage: Stage, order: number, word: Word) => string | undefined;
  /** The working directory in force at an instruction. */
  readonly workdirAt: (stage: Stage, order: number) => string | undefined;
}

type Step =
  | { readonly kind: 'env'; readonly order: number; readonly pair: EnvVar }
  | { readonly kind: 'arg'; readonly order: number; readonly arg: Arg }
  | { readonly kind: 'workdir'; readonly order: number; readonly word: Word };

function stepsOf(stage: Stage): readonly Step[] {
  const steps: Step[] = [
    ...stage.env.map((pair) => ({ kind: 'env', order: pair.order, pair }) as const),
    ...stage.args.map((arg) => ({ kind: 'arg', order: arg.order, arg }) as const),
    ...stage.workdirs.map((w) => ({ kind: 'workdir', order: w.order, word: w.value }) as const),
  ];
  return steps.sort((a, b) => a.order - b.order);
}

/** The values that a name had, oldest first. One list per name: a copy of all names per instruction would be quadratic. */
type Timeline<T> = Map<string, { readonly time: number; readonly value: T }[]>;

function record<T>(timeline: Timeline<T>, name: string, time: number, value: T): void {
  const found = timeline.get(name);
  if (found === undefined) timeline.set(name, [{ time, value }]);
  else found.push({ time, value });
}

/** The last of a list in the order of time that is not later than `time`. */
function lastUntil<T extends { readonly time: number }>(list: readonly T[], time: number): T | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.time ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** What one stage adds. Times count through the whole chain; those of a stage start at `start`. */
interface StageHistory {
  readonly start: number;
  /** Orders of its instructions with the time after each. */
  readonly times: { readonly time: number; readonly order: number }[];
  readonly args: Timeline<Known<string>>;
  readonly workdirs: { readonly time: number; readonly workdir: string | undefined }[];
}

/** Walks the chain from its base and remembers the variables and the working directory after every instruction. */
export function stageScopes(
  uri: Uri,
  chain: readonly Stage[],
  globals: ReadonlyMap<string, Known<string>>,
  entry: ImageEntry | undefined,
): Scopes {
  const env: Timeline<EnvironmentVariable> = new Map();
  for (const [name, value] of Object.entries(entry?.env ?? {}))
    record(env, name, 0, { name, value: known(value), origin: 'base-image' });
  let workdir: string | undefined = entry?.workdir ?? '/';
  let now = 0;
  const histories = new Map<Stage, StageHistory>();
  const bindingAt =
    (history: StageHistory | undefined, time: number) =>
    (name: string): Binding => {
      const fromEnv = bindingFrom(lastUntil(env.get(name) ?? [], time)?.value, name);
      if (fromEnv.kind !== 'unset') return fromEnv;
      if (BUILD_ARGUMENTS.test(name)) return { kind: 'unknown' };
      return bound(lastUntil(history?.args.get(name) ?? [], time)?.value);
    };
  for (const stage of [...chain].reverse()) {
    const history: StageHistory = { start: now, times: [], args: new Map(), workdirs: [{ time: now, workdir }] };
    histories.set(stage, history);
    for (const step of stepsOf(stage)) {
      // Several pairs of one ENV see the values from before the instruction.
      const binding = bindingAt(history, timeBefore(history, step.order));
      now += 1;
      history.times.push({ time: now, order: step.order });
      if (step.kind === 'arg') {
        const name = step.arg.name.value;
        record(history.args, name, now, argValue(uri, step.arg, binding, globals.get(name)));
      } else if (step.kind === 'workdir') {
        const value = wordValue(uri, step.word, binding);
        workdir = value.kind === 'known' ? joinDirectory(workdir, value.value) : undefined;
        history.workdirs.push({ time: now, workdir });
      } else {
        const { name, value } = step.pair;
        record(env, name.value, now, {
          name: name.value,
          value: wordValue(uri, value, binding),
          origin: 'dockerfile',
          place: { kind: 'replace', at: spanOf(uri, value), notation: 'dockerfile' },
        });
      }
    }
  }
  const variables = new Map(
    [...env].flatMap(([name, all]) => all.slice(-1).map(({ value }) => [name, value] as const)),
  );
  return {
    // A base image that is not in the catalogue may set further variables; known ones set none that matter here.
    environment: { variables, complete: entry !== undefined },
    workdir: workdir === undefined ? unknown('dynamic') : known(workdir),
    text: (stage, order, word) => {
      const history = histories.get(stage);
      const value = wordValue(uri, word, bindingAt(history, history === undefined ? -1 : timeBefore(history, order)));
      return value.kind === 'known' ? value.value : undefined;
    },
    workdirAt: (stage, order) => {
      const history = histories.get(stage);
      return history === undefined ? undefined : lastUntil(history.workdirs, timeBefore(history, order))?.workdir;
    },
  };
}

/** The time before the instruction with this order. */
function timeBefore({ start, times }: StageHistory, order: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle]?.order ?? Infinity) < order) low = middle + 1;
    else high = middle;
  }
  return times[low - 1]?.time ?? start;
}
