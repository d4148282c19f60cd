import { type Known, unknown } from '../../base/known.ts';
import { type Range, spanOf, type Uri } from '../../base/span.ts';
import { familyByTag, type ImageEntry, imageEntry } from '../../catalog/images.ts';
import type { Command, Copy, DockerfileFacts, Stage } from '../../facts/dockerfile/types.ts';
import type { Word } from '../../syntax/shell.ts';
import type { Environment } from '../environment.ts';
import type { BaseImage } from '../launch-types.ts';
import { argValue, BUILD_ARGUMENTS, bound, stageScopes, wordValue } from './image-scope.ts';

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
      shell: broughtShell(chain) ? 'unknown' : (entry?.shell ?? guess.shell),
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

/** Whether a COPY may bring a shell into an image that has none: the program, a folder of programs, or a whole file system. */
function broughtShell(chain: readonly Stage[]): boolean {
  return chain.some((stage) => stage.copies.some(bringsShell));
}

function bringsShell({ from, sources, destination }: Copy): boolean {
  const plain = (word: Word): string => word.raw.replaceAll('"', '').replace(/\/$/, '');
  if (destination === undefined) return false;
  const target = plain(destination);
  if (/^(?:\/usr)?\/bin\/\w*sh$|\/busybox$/.test(target)) return true;
  return sources.some((word) => {
    const source = plain(word);
    if (/\/(?:sh|bash|dash|ash|busybox)$/.test(source)) return true;
    if (/^(?:\/usr)?\/bin$/.test(target)) return source.endsWith('/bin');
    return target === '' && (from !== undefined || /\.tar(?:\.\w+)?$|\.tgz$/.test(source));
  });
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
