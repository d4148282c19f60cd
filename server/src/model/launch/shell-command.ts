import { type Span, spanOf } from '../../base/span.ts';
import { ENDING_PROGRAMS, isDaemon } from '../../catalog/programs.ts';
import type { CommandNode, Word, WordPart } from '../../syntax/shell.ts';
import type { Place } from '../launch-types.ts';
import { expandWhole, expandWord, joinKnown, piecesText } from './expand.ts';
import { behind, decidedBy, type Process, programName, type Resolution } from './process.ts';
import { chooseMain } from './shell-background.ts';
import { runBuiltin } from './shell-builtin.ts';
import { assign, knownText, namesIn, shellBinding } from './shell-state.ts';
import {
  commandSpan,
  deeper,
  execPlace,
  type Flow,
  MAX_WORDS,
  NEXT,
  processOf,
  type ShellRun,
  shellLayer,
  type Tail,
  UNKNOWN_FLOW,
} from './shell-types.ts';
import { wordText } from './words.ts';

/** Follows one simple command. */
export function runCommand(run: ShellRun, node: CommandNode, tail: Tail): Flow {
  const names = namesIn(run.state);
  for (const word of node.words) assignDefaults(run, word.parts);
  if (node.words.length === 0) {
    for (const a of node.assignments) assignNode(run, a);
    return NEXT;
  }
  const words = node.words.flatMap((word) => expandWord(run.uri, word, names, 'shell'));
  const [first] = words;
  if (words.length > MAX_WORDS) return UNKNOWN_FLOW;
  if (first === undefined) return NEXT;
  const program = wordText(first);
  if (program === undefined) return tail.last && !node.background ? UNKNOWN_FLOW : NEXT;
  const builtin = runBuiltin(run, node, words, program, tail);
  if (builtin !== undefined) return builtin;
  const local = run.state.functions.get(program);
  if (local !== undefined && !node.background) {
    const outer = run.state.positional;
    run.state.positional = words.slice(1);
    const flow = deeper(run, () => run.node({ ...run, uri: local.uri }, local.node.body, { ...tail, implicit: false }));
    run.state.positional = outer;
    return flow;
  }
  return runExternal(run, node, processOf(run, node, words), tail);
}

function runExternal(run: ShellRun, node: CommandNode, process: Process, tail: Tail): Flow {
  const at = commandSpan(run, node);
  const program = programName(wordText(process.words[0]) ?? '');
  if (node.background) {
    const resolution = run.resolve(process);
    run.state.background = [...run.state.background, resolution];
    return NEXT;
  }
  if (isBlocking(process)) {
    const main = chooseMain(run.context, run.state.background, undefined);
    if (main !== undefined) return { kind: 'runs', resolution: behind(shellLayer(run, at, undefined), main) };
    return tail.last ? { kind: 'runs', resolution: { ...run.resolve(process) } } : NEXT;
  }
  if (!tail.last && goesToBackground(process)) {
    run.state.background = [...run.state.background, run.resolve(process)];
    return NEXT;
  }
  if (!tail.last && ENDING_PROGRAMS.has(program)) return NEXT;
  const resolution = run.resolve(process);
  if (!tail.last) {
    const kind = resolution.process === undefined ? 'unknown' : run.context.classify(resolution.process).kind;
    run.state.unsure ||= kind === 'unknown';
    if (kind !== 'server' && kind !== 'stays') return NEXT;
    return { kind: 'runs', resolution: inFront(run, at, undefined, resolution) };
  }
  if (run.state.unsure && resolution.process !== undefined && run.context.classify(resolution.process).kind === 'ends')
    return UNKNOWN_FLOW;
  const replaced = tail.implicit && !run.state.trapped && run.state.background.length === 0;
  if (replaced) return { kind: 'runs', resolution };
  const execAt =
    tail.execable && !run.state.trapped && run.state.background.length === 0 ? execPlace(run, node) : undefined;
  return { kind: 'runs', resolution: inFront(run, at, execAt, resolution) };
}

function inFront(run: ShellRun, at: Span, execAt: Span | undefined, resolution: Resolution): Resolution {
  const main =
    run.state.background.length > 0
      ? (chooseMain(run.context, run.state.background, resolution) ?? resolution)
      : resolution;
  return decidedBy(behind(shellLayer(run, at, execAt), main), at);
}

/** `nginx` without `daemon off;`, `crond` without `-f`, `service nginx start`. */
function goesToBackground(process: Process): boolean {
  const words = process.words.map((w) => wordText(w) ?? '');
  const program = programName(words[0] ?? '');
  if (isDaemon(program, words.slice(1))) return true;
  return (program === 'service' || (words[0] ?? '').startsWith('/etc/init.d/')) && words.includes('start');
}

/** `sleep infinity`, `tail -f …`, `cat` without a file: they only keep the container alive. */
function isBlocking(process: Process): boolean {
  const words = process.words.map((w) => wordText(w) ?? '');
  const program = programName(words[0] ?? '');
  if (program === 'sleep') return words[1] === 'infinity' || words[1] === 'inf' || Number(words[1]) > 100_000;
  return program === 'tail' && words.some((w) => /^-[a-zA-Z]*[fF]$/.test(w) || w.startsWith('--follow'));
}

/** `NAME=value` and `NAME=(…)` as statements of their own. */
export function assignNode(run: ShellRun, node: CommandNode['assignments'][number], exported = false): void {
  const names = namesIn(run.state);
  if (node.elements !== undefined) {
    const added = node.elements.flatMap((word) => expandWord(run.uri, word, names, 'shell'));
    const old = node.append ? (run.state.arrays.get(node.name) ?? []) : [];
    // Longer ones are not known: a script can double an array at every line.
    if (old.length + added.length > MAX_WORDS) run.state.arrays.delete(node.name);
    else run.state.arrays.set(node.name, [...old, ...added]);
    return;
  }
  const at = node.value === undefined ? spanOf(run.uri, node) : spanOf(run.uri, node.value);
  let text = piecesText(node.value === undefined ? [] : expandWhole(run.uri, node.value, names));
  if (node.append) {
    const old = shellBinding(run.state, node.name);
    text =
      text === undefined || old.kind === 'unknown' || old.kind === 'maybe-unset'
        ? undefined
        : joinKnown([old.kind === 'set' ? old.value : '', text], '');
  }
  const place = placeOf(run, node, at);
  assign(run.state, node.name, knownText(text, at), { exported, ...(place === undefined ? {} : { place }) });
}

/** Where the value of an assignment may be changed: the text, or what `${NAME:-text}` falls back to; else it would no longer be asked. */
function placeOf(run: ShellRun, node: CommandNode['assignments'][number], at: Span): Place | undefined {
  const parts = node.value?.parts ?? [];
  if (parts.every((part) => part.kind === 'literal')) return { kind: 'replace', at, notation: 'shell' };
  const [part, ...more] = parts;
  if (part?.kind !== 'variable' || more.length > 0 || part.operand === undefined) return undefined;
  const falls = /^:?[-=]$/.test(part.operator ?? '') && shellBinding(run.state, part.name).kind !== 'set';
  return falls ? { kind: 'part', at: spanOf(run.uri, part.operand), notation: 'shell' } : undefined;
}

/** `${NAME:=value}` sets the variable where it stands. */
function assignDefaults(run: ShellRun, parts: readonly WordPart[]): void {
  for (const part of parts) {
    if (part.kind !== 'variable' || (part.operator !== ':=' && part.operator !== '=')) continue;
    const binding = shellBinding(run.state, part.name);
    if (binding.kind === 'unknown' || (binding.kind === 'set' && !(part.operator === ':=' && binding.value === '')))
      continue;
    const operand: Word | undefined = part.operand;
    const text = operand === undefined ? '' : piecesText(expandWhole(run.uri, operand, namesIn(run.state)));
    const at = spanOf(run.uri, operand ?? part);
    assign(run.state, part.name, knownText(text, at), { place: { kind: 'replace', at, notation: 'shell' } });
  }
}
