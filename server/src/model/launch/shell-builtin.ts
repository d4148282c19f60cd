import { unknown } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import type { CommandNode } from '../../syntax/shell.ts';
import { parseMappedShell } from '../../syntax/shell.ts';
import { expandWhole, joinKnown, piecesText } from './expand.ts';
import { joinDirectory } from './image-path.ts';
import { behind, decidedBy, type Layer } from './process.ts';
import { scriptAt } from './script-file.ts';
import { chooseMain } from './shell-background.ts';
import { assign, exportName, forgetCompleteness, knownText, namesIn, unsetName } from './shell-state.ts';
import {
  commandSpan,
  deeper,
  type Flow,
  NEXT,
  processOf,
  type ShellRun,
  shellLayer,
  type Tail,
  UNKNOWN_FLOW,
} from './shell-types.ts';
import { type LaunchWord, sliceWord, wordText } from './words.ts';

const DECLARING = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);
/** Builtins that change nothing this model follows. */
const HARMLESS = new Set([
  ':',
  'true',
  'false',
  'echo',
  'printf',
  '[',
  '[[',
  'test',
  'umask',
  'ulimit',
  'alias',
  'unalias',
  'hash',
  'type',
  'let',
  'pushd',
  'popd',
  'dirs',
  'shopt',
  'enable',
  'jobs',
  'disown',
  'times',
  'kill',
  'history',
  'bg',
  'break',
  'continue',
  'complete',
]);

/** Follows a builtin of the shell; undefined where the command is none. */
export function runBuiltin(
  run: ShellRun,
  node: CommandNode,
  words: readonly LaunchWord[],
  program: string,
  tail: Tail,
): Flow | undefined {
  const { state } = run;
  if (HARMLESS.has(program)) return NEXT;
  if (DECLARING.has(program)) {
    declare(run, node, program === 'export' || words.some((w) => wordText(w) === '-x'));
    return NEXT;
  }
  switch (program) {
    case 'exec':
      return runExec(run, node, words, tail);
    case 'command':
    case 'builtin': {
      const rest = words.slice(1);
      const name = wordText(rest[0]);
      if (name === undefined || name.startsWith('-')) return NEXT;
      return runBuiltin(run, node, rest, name, tail);
    }
    case 'cd': {
      const to = words
        .slice(1)
        .map(wordText)
        .find((w) => w === undefined || !/^-[LPe@]+$/.test(w));
      state.cwd = to === undefined || to === '-' ? undefined : joinDirectory(state.cwd, to);
      return NEXT;
    }
    case 'set':
      runSet(run, words);
      return NEXT;
    case 'shift': {
      const count = words[1] === undefined ? 1 : Number(wordText(words[1]));
      state.positional = Number.isInteger(count) ? state.positional?.slice(count) : undefined;
      return NEXT;
    }
    case 'unset':
      for (const word of words.slice(1)) unsetName(state, wordText(word) ?? '');
      return NEXT;
    case 'read':
    case 'getopts':
    case 'mapfile':
    case 'readarray':
      for (const word of words.slice(1)) {
        const name = wordText(word);
        if (name !== undefined && /^\w+$/.test(name)) assign(state, name, unknown('dynamic'), {});
      }
      return NEXT;
    case 'trap':
      if (words.length > 1 && wordText(words[1]) !== '-') state.trapped = true;
      return NEXT;
    case 'exit':
    case 'return':
      return { kind: 'exit' };
    case 'wait':
    case 'fg':
      return runWait(run, node);
    case '.':
    case 'source':
      return runSource(run, words, tail);
    case 'eval':
      return runEval(run, node, words, tail);
    default:
      return undefined;
  }
}

function runExec(run: ShellRun, node: CommandNode, words: readonly LaunchWord[], tail: Tail): Flow {
  let start = 1;
  for (let text = wordText(words[start]); text !== undefined && /^-[acl]+$/.test(text); text = wordText(words[start]))
    start += text.includes('a') ? 2 : 1;
  const rest = words.slice(start);
  if (rest.length === 0) return NEXT; // `exec > log`: redirections of the shell itself
  if (rest.every((word) => word.open) || wordText(rest[0]) === undefined) return UNKNOWN_FLOW;
  const resolution = run.resolve(processOf(run, node, rest));
  if (node.background) {
    run.state.background = [...run.state.background, resolution];
    return NEXT;
  }
  const at = commandSpan(run, node);
  const beside = run.state.background;
  const main = beside.length > 0 ? (chooseMain(run.context, beside, resolution) ?? resolution) : resolution;
  // A server in the background: what replaces the shell is in front of it.
  if (main.process !== resolution.process && resolution.process !== undefined) {
    const layer: Layer = { ...shellLayer(run, at, undefined), role: 'unknown', program: 'other' };
    return { kind: 'runs', resolution: decidedBy(behind(layer, main), at) };
  }
  const staysInFront = run.forked && !tail.implicit;
  return {
    kind: 'runs',
    resolution: decidedBy(staysInFront ? behind(shellLayer(run, at, undefined), main) : main, at),
  };
}

function runWait(run: ShellRun, node: CommandNode): Flow {
  if (run.state.background.length === 0) return NEXT;
  const main = chooseMain(run.context, run.state.background, undefined);
  if (main === undefined) return UNKNOWN_FLOW;
  return { kind: 'runs', resolution: behind(shellLayer(run, commandSpan(run, node), undefined), main) };
}

function runSource(run: ShellRun, words: readonly LaunchWord[], tail: Tail): Flow {
  const path = wordText(words[1]);
  if (path !== undefined && /(?:^|\/)activate$|(?:^|\/)(?:\.bashrc|\.profile|profile|conda\.sh|nvm\.sh)$/.test(path))
    return NEXT;
  const file = path === undefined ? undefined : scriptAt(run.context, joinDirectory(run.state.cwd, path));
  if (file?.script === undefined) {
    forgetCompleteness(run.state);
    return NEXT;
  }
  const { root } = file.script;
  const flow = deeper(run, () =>
    run.sequence({ ...run, uri: file.uri }, root, { last: tail.last, implicit: false, execable: tail.execable }),
  );
  return flow.kind === 'runs' ? { kind: 'runs', resolution: decidedBy(flow.resolution, file.at) } : flow;
}

function runEval(run: ShellRun, node: CommandNode, words: readonly LaunchWord[], tail: Tail): Flow {
  const text = joinKnown(words.slice(1).map(wordText), ' ');
  if (text === undefined) {
    forgetCompleteness(run.state);
    return tail.last ? UNKNOWN_FLOW : NEXT;
  }
  const span = commandSpan(run, node);
  const segments =
    text === '' ? [] : [{ at: 0, length: text.length, source: span.start, sourceLength: span.end - span.start }];
  const script = parseMappedShell({ text, segments, origin: span.start });
  return deeper(run, () => run.sequence(run, script.root, { last: tail.last, implicit: false, execable: false }));
}

/** `set -- words`, `set -a`, `set -e`. */
function runSet(run: ShellRun, words: readonly LaunchWord[]): void {
  const { state } = run;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    const text = wordText(word);
    if (word !== undefined && text === undefined) {
      state.positional = undefined;
      return;
    }
    if (text === '--') {
      state.positional = words.slice(i + 1);
      return;
    }
    if (text === undefined || !/^[-+]/.test(text)) {
      state.positional = words.slice(i);
      return;
    }
    if (/^-[a-zA-Z]*a/.test(text)) state.exportAll = true;
    if (/^\+[a-zA-Z]*a/.test(text)) state.exportAll = false;
    if (/o$/.test(text)) {
      if (wordText(words[i + 1]) === 'allexport') state.exportAll = text.startsWith('-');
      i++;
    }
  }
  if (words.some((w) => w.open)) state.positional = undefined;
}

/** `export A=b C`, `local x=1`: the words hold the assignments. */
function declare(run: ShellRun, node: CommandNode, exported: boolean): void {
  const names = namesIn(run.state);
  for (const a of node.assignments) {
    const text = piecesText(a.value === undefined ? [] : expandWhole(run.uri, a.value, names));
    const at = spanOf(run.uri, a.value ?? a);
    assign(run.state, a.name, knownText(text, at), { exported });
  }
  for (const word of node.words.slice(1)) {
    const pieces = expandWhole(run.uri, word, names);
    const whole: LaunchWord = {
      pieces,
      at: spanOf(run.uri, word),
      notation: 'shell',
      written: word.raw,
      open: false,
      own: true,
    };
    const name = /^(\w+)(=?)/.exec(pieces[0]?.text ?? '');
    if (name === null) {
      if (pieces.some((p) => p.text === undefined)) forgetCompleteness(run.state);
      continue;
    }
    if (name[2] !== '=') {
      if (exported) exportName(run.state, name[1] ?? '');
      continue;
    }
    const value = sliceWord(whole, name[0].length);
    const at = value.pieces.length > 0 ? value.at : whole.at;
    assign(run.state, name[1] ?? '', knownText(wordText(value), at), {
      exported,
      ...(value.pieces.length === 1 && value.pieces[0]?.exact === true
        ? { place: { kind: 'part', at, notation: 'shell' } as const }
        : {}),
    });
  }
}
