import { type Known, known, unknown } from '../../base/known.ts';
import { spanOf, type Uri } from '../../base/span.ts';
import type { ImageEntry } from '../../catalog/images.ts';
import type { Arg, EnvVar, Stage } from '../../facts/dockerfile-types.ts';
import type { Word } from '../../syntax/shell.ts';
import { type Binding, bindingOf, type Environment } from '../environment.ts';
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

interface Scope {
  readonly env: ReadonlyMap<string, EnvironmentVariable>;
  readonly args: ReadonlyMap<string, Known<string>>;
  readonly workdir: string | undefined;
}

function bindingIn(scope: Scope, name: string): Binding {
  const fromEnv = bindingOf({ variables: scope.env, complete: true }, name);
  if (fromEnv.kind !== 'unset') return fromEnv;
  if (BUILD_ARGUMENTS.test(name)) return { kind: 'unknown' };
  return bound(scope.args.get(name));
}

/** Walks the chain from its base and remembers the variables and the working directory after every instruction. */
export function stageScopes(
  uri: Uri,
  chain: readonly Stage[],
  globals: ReadonlyMap<string, Known<string>>,
  entry: ImageEntry | undefined,
): Scopes {
  const env = new Map<string, EnvironmentVariable>();
  for (const [name, value] of Object.entries(entry?.env ?? {}))
    env.set(name, { name, value: known(value), origin: 'base-image' });
  let workdir: string | undefined = entry?.workdir ?? '/';
  const snapshots = new Map<Stage, { readonly order: number; readonly scope: Scope }[]>();
  for (const stage of [...chain].reverse()) {
    const args = new Map<string, Known<string>>();
    const history: { order: number; scope: Scope }[] = [
      { order: -1, scope: { env: new Map(env), args: new Map(), workdir } },
    ];
    snapshots.set(stage, history);
    for (const step of stepsOf(stage)) {
      // Several pairs of one ENV see the values from before the instruction.
      const before = scopeAt(history, step.order);
      const binding = (name: string): Binding => bindingIn(before, name);
      if (step.kind === 'arg')
        args.set(step.arg.name.value, argValue(uri, step.arg, binding, globals.get(step.arg.name.value)));
      else if (step.kind === 'workdir') {
        const value = wordValue(uri, step.word, binding);
        workdir = value.kind === 'known' ? joinDirectory(workdir, value.value) : undefined;
      } else {
        const { name, value } = step.pair;
        env.set(name.value, {
          name: name.value,
          value: wordValue(uri, value, binding),
          origin: 'dockerfile',
          place: { kind: 'replace', at: spanOf(uri, value), notation: 'dockerfile' },
        });
      }
      const scope = { env: new Map(env), args: new Map(args), workdir };
      const last = history.at(-1);
      if (last?.order === step.order) last.scope = scope;
      else history.push({ order: step.order, scope });
    }
  }
  const at = (stage: Stage, order: number): Scope => scopeAt(snapshots.get(stage) ?? [], order);
  return {
    // A base image that is not in the catalogue may set further variables; known ones set none that matter here.
    environment: { variables: env, complete: entry !== undefined },
    workdir: workdir === undefined ? unknown('dynamic') : known(workdir),
    text: (stage, order, word) => {
      const value = wordValue(uri, word, (name) => bindingIn(at(stage, order), name));
      return value.kind === 'known' ? value.value : undefined;
    },
    workdirAt: (stage, order) => at(stage, order).workdir,
  };
}

/** What is in force before the instruction with this order. */
function scopeAt(history: readonly { readonly order: number; readonly scope: Scope }[], order: number): Scope {
  return history.findLast((h) => h.order < order)?.scope ?? { env: new Map(), args: new Map(), workdir: undefined };
}
