import { type Known, known, unknown } from '../../base/known.ts';
import { type Range, spanOf, type Uri } from '../../base/span.ts';
import { familyByTag, type ImageEntry, imageEntry } from '../../catalog/images.ts';
import type { Arg, Command, DockerfileFacts, EnvVar, Stage } from '../../facts/dockerfile-types.ts';
import type { Word } from '../../syntax/shell.ts';
import { type Binding, bindingOf, type Environment } from '../environment.ts';
import type { BaseImage, EnvironmentVariable } from '../launch-types.ts';
import { expandWhole, type Names, piecesText } from './expand.ts';

/** A CMD or ENTRYPOINT that takes part in the start: an instruction, or what the base image brings. */
export type ImageCommand =
  | { readonly from: 'file'; readonly command: Command; readonly stage: Stage }
  | { readonly from: 'base'; readonly words: readonly string[]; readonly transparent: boolean };

/** The image that a Dockerfile's stage makes, as far as starting it is concerned. */
export interface ImageConfig {
  readonly uri: Uri;
  readonly facts: DockerfileFacts;
  /** The stage that runs and the stages it is built on, the running one first. */
  readonly chain: readonly Stage[];
  readonly base: BaseImage;
  readonly entry: ImageEntry | undefined;
  readonly entrypoint: ImageCommand | undefined;
  readonly cmd: ImageCommand | undefined;
  /** False where a base image that is not known may bring an ENTRYPOINT or CMD. */
  readonly commandKnown: boolean;
  /** Words of the SHELL instruction in force at the end of the chain. */
  readonly shell: readonly string[];
  readonly environment: Environment;
  readonly workdir: Known<string>;
  /** The value of a word of an instruction, with the variables in force there; undefined where it is not known. */
  readonly text: (stage: Stage, order: number, word: Word) => string | undefined;
  /** The working directory in force at an instruction. */
  readonly workdirAt: (stage: Stage, order: number) => string | undefined;
}

/** The stage that `--target` names (by name or number), else the last one. */
function targetStage(facts: DockerfileFacts, target: string | undefined): Stage | undefined {
  if (target !== undefined) {
    const named =
      facts.stages.find((s) => s.name?.value.toLowerCase() === target.toLowerCase()) ?? facts.stages[Number(target)];
    if (named !== undefined) return named;
  }
  return facts.stages.at(-1);
}

function namesOf(binding: (name: string) => Binding): Names {
  return { binding, positional: [], array: () => undefined };
}

function wordValue(uri: Uri, word: Word, binding: (name: string) => Binding): Known<string> {
  const text = piecesText(expandWhole(uri, word, namesOf(binding)));
  return text === undefined ? unknown('dynamic', spanOf(uri, word)) : known(text, spanOf(uri, word));
}

/** ARG values before the first FROM, in order. An ARG without default is only known to a build. */
function globalBindings(facts: DockerfileFacts): ReadonlyMap<string, Known<string>> {
  const out = new Map<string, Known<string>>();
  for (const arg of facts.globalArgs) {
    out.set(
      arg.name.value,
      argValue(facts.uri, arg, (name) => bound(out.get(name)), undefined),
    );
  }
  return out;
}

function argValue(
  uri: Uri,
  arg: Arg,
  binding: (name: string) => Binding,
  inherited: Known<string> | undefined,
): Known<string> {
  if (arg.default !== undefined) return wordValue(uri, arg.default, binding);
  return inherited ?? unknown('absent', spanOf(uri, arg));
}

function bound(value: Known<string> | undefined): Binding {
  if (value === undefined) return { kind: 'unset' };
  if (value.kind === 'known') return { kind: 'set', value: value.value, from: undefined };
  return value.why === 'absent' ? { kind: 'maybe-unset' } : { kind: 'unknown' };
}

/** Arguments that BuildKit provides; their values depend on the build. */
const BUILD_ARGUMENTS =
  /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|^(?:HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy|SOURCE_DATE_EPOCH)$/;

/** The reference or parent of a stage. */
function baseOf(
  facts: DockerfileFacts,
  stage: Stage,
  globals: ReadonlyMap<string, Known<string>>,
): { readonly parent: Stage } | { readonly reference: Known<string> } {
  const reference = wordValue(facts.uri, stage.base, (name) =>
    BUILD_ARGUMENTS.test(name) ? { kind: 'unknown' } : bound(globals.get(name)),
  );
  if (reference.kind === 'known') {
    const name = reference.value.toLowerCase();
    const parent = facts.stages.findLast(
      (other) => other.index < stage.index && other.name?.value.toLowerCase() === name,
    );
    if (parent !== undefined) return { parent };
  }
  return { reference };
}

/** Reads what a Dockerfile says about the start of its image. */
export function imageConfig(facts: DockerfileFacts, target: string | undefined): ImageConfig | undefined {
  const last = targetStage(facts, target);
  if (last === undefined) return undefined;
  const { uri } = facts;
  const globals = globalBindings(facts);
  const chain: Stage[] = [last];
  let reference: Known<string> = unknown('absent');
  for (let stage = last; ; ) {
    const base = baseOf(facts, stage, globals);
    if (!('parent' in base)) {
      reference = base.reference;
      break;
    }
    stage = base.parent;
    chain.push(stage);
  }
  const root = chain.at(-1) ?? last;
  const entry = reference.kind === 'known' ? imageEntry(reference.value) : undefined;
  const guess =
    reference.kind === 'known' ? familyByTag(reference.value) : ({ family: 'unknown', shell: 'unknown' } as const);
  const scopes = stageScopes(uri, chain, globals, entry);
  const { entrypoint, cmd } = commandsOf(chain, entry);
  const fromFile = (c: ImageCommand | undefined): boolean => c?.from === 'file';
  const baseKnown = entry?.cmd !== undefined || entry?.entrypoint !== undefined;
  return {
    uri,
    facts,
    chain,
    base: {
      reference,
      at: spanOf(uri, root.base),
      family: entry?.family ?? guess.family,
      shell: entry?.shell ?? guess.shell,
      stageRange: rangeOf(last),
    },
    entry,
    entrypoint,
    cmd,
    commandKnown: fromFile(cmd) || fromFile(entrypoint) || baseKnown,
    shell: shellOf(chain),
    environment: scopes.environment,
    workdir: scopes.workdir,
    text: scopes.text,
    workdirAt: scopes.workdirAt,
  };
}

function rangeOf(stage: Stage): Range {
  return { start: stage.start, end: stage.end };
}

function shellOf(chain: readonly Stage[]): readonly string[] {
  for (const stage of chain) {
    const last = stage.shells.at(-1);
    if (last !== undefined && last.words.length > 0) return last.words.map((w) => w.value);
  }
  return ['/bin/sh', '-c'];
}

/** ENTRYPOINT and CMD along the chain; an ENTRYPOINT drops the CMD that was inherited to its stage. */
function commandsOf(
  chain: readonly Stage[],
  entry: ImageEntry | undefined,
): { readonly entrypoint: ImageCommand | undefined; readonly cmd: ImageCommand | undefined } {
  const base = (words: readonly string[] | undefined, transparent: boolean): ImageCommand | undefined =>
    words === undefined || words.length === 0 ? undefined : { from: 'base', words, transparent };
  let entrypoint = base(entry?.entrypoint, entry?.transparent ?? false);
  let cmd = base(entry?.cmd, false);
  for (const stage of [...chain].reverse()) {
    if (stage.entrypoint !== undefined) {
      entrypoint = { from: 'file', command: stage.entrypoint, stage };
      cmd = undefined;
    }
    if (stage.cmd !== undefined) cmd = { from: 'file', command: stage.cmd, stage };
  }
  return { entrypoint, cmd };
}

interface Scopes {
  readonly environment: Environment;
  readonly workdir: Known<string>;
  readonly text: ImageConfig['text'];
  readonly workdirAt: ImageConfig['workdirAt'];
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

/** Joins a working directory with a new one, as WORKDIR does. */
export function joinDirectory(base: string | undefined, path: string): string | undefined {
  if (!path.startsWith('/') && base === undefined) return undefined;
  const out: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}

/** Walks the chain from its base and remembers the variables and the working directory after every instruction. */
function stageScopes(
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
