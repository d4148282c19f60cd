import { unknown } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import type {
  AndOrNode,
  CaseNode,
  IfNode,
  LoopNode,
  PipelineNode,
  SequenceNode,
  ShellNode,
  ShellScript,
} from '../../syntax/shell.ts';
import { expandWhole, piecesText } from './expand.ts';
import { matchesGlob } from './glob.ts';
import { behind, type Resolution, UNKNOWN_RESOLUTION } from './process.ts';
import { chooseMain } from './shell-background.ts';
import { runCommand } from './shell-command.ts';
import { conditionOf } from './shell-condition.ts';
import { assign, copyState, mergeStates, namesIn, type ShellState, shellBinding } from './shell-state.ts';
import { type Flow, INNER, NEXT, type ShellRun, shellLayer, type Tail, UNKNOWN_FLOW } from './shell-types.ts';

/** Follows a script from its first command to the process that stays. */
export function followScript(start: Omit<ShellRun, 'node' | 'sequence' | 'forked'>, script: ShellScript): Resolution {
  const run: ShellRun = { ...start, forked: false, node: runNode, sequence: runSequence };
  const implicit = run.shell.inline && (run.shell.program === 'bash' || run.shell.program === 'ash');
  const flow = runNode(run, script.root, { last: true, implicit, execable: true });
  if (flow.kind === 'runs') return flow.resolution;
  if (flow.kind === 'unknown') return UNKNOWN_RESOLUTION;
  if (run.state.background.length > 0 || run.state.unsure) return UNKNOWN_RESOLUTION;
  return { ...UNKNOWN_RESOLUTION, ends: true };
}

/** Follows one node, as far as the budget goes. */
function runNode(run: ShellRun, node: ShellNode, tail: Tail): Flow {
  const { budget } = run.context;
  if (budget.left-- <= 0 || budget.nesting <= 0) return UNKNOWN_FLOW;
  budget.nesting--;
  const flow = followNode(run, node, tail);
  budget.nesting++;
  return flow;
}

function followNode(run: ShellRun, node: ShellNode, tail: Tail): Flow {
  if (node.background && node.kind !== 'command') return runInBackground(run, node);
  // bash forks for a command with redirections, ash does not (both tried).
  const own: Tail = node.redirects.length > 0 && run.shell.program === 'bash' ? { ...tail, implicit: false } : tail;
  switch (node.kind) {
    case 'command':
      return runCommand(run, node, own);
    case 'sequence':
      return runSequence(run, node, own);
    case 'and':
    case 'or':
      return runAndOr(run, node, own);
    case 'pipeline':
      return runPipeline(run, node, own);
    case 'if':
      return runIf(run, node, compound(run, own));
    case 'case':
      return runCase(run, node, compound(run, own));
    case 'loop':
      return runLoop(run, node, own);
    case 'group':
      return runSequence(run, node.body, compound(run, own));
    case 'subshell': {
      const inner = compound(run, own);
      const forked = run.forked || !inner.implicit;
      return runSequence({ ...run, state: copyState(run.state), forked }, node.body, { ...inner, execable: false });
    }
    case 'function':
      run.state.functions.set(node.name.value, { uri: run.uri, node });
      return NEXT;
    default:
      return NEXT;
  }
}

/** Inside a compound command bash no longer replaces itself, ash still does (both tried). */
function compound(run: ShellRun, tail: Tail): Tail {
  return run.shell.program === 'ash' ? tail : { ...tail, implicit: false };
}

function runInBackground(run: ShellRun, node: ShellNode): Flow {
  const flow = runNode(
    { ...run, state: copyState(run.state), forked: false },
    { ...node, background: false },
    { last: true, implicit: false, execable: false },
  );
  if (flow.kind === 'runs') run.state.background = [...run.state.background, flow.resolution];
  return NEXT;
}

/** Follows the commands of a sequence until one stays. */
function runSequence(run: ShellRun, node: SequenceNode, tail: Tail): Flow {
  for (const [i, item] of node.items.entries()) {
    const flow = runNode(run, item, i === node.items.length - 1 ? tail : INNER);
    if (flow.kind !== 'next') return flow;
  }
  return NEXT;
}

function isTest(node: ShellNode): boolean {
  if (node.kind === 'command')
    return /^(?:\[|\[\[|test|true|false|:|command|type|which|hash|grep)$/.test(node.words[0]?.raw ?? '');
  if (node.kind === 'and' || node.kind === 'or') return isTest(node.left) && isTest(node.right);
  if (node.kind === 'pipeline') return node.items.some(isTest) && node.items.length <= 2;
  return (node.kind === 'group' || node.kind === 'subshell') && node.body.items.every(isTest);
}

function runAndOr(run: ShellRun, node: AndOrNode, tail: Tail): Flow {
  const truth = conditionOf(run.context, run.uri, node.left, run.state);
  const left = runNode(run, node.left, INNER);
  if (left.kind !== 'next') return left;
  // The right side of `||` is not replaced by ash; bash does it for both (tried).
  const right: Tail = node.kind === 'or' && run.shell.program === 'ash' ? { ...tail, implicit: false } : tail;
  const runs = node.kind === 'and' ? truth : truth === undefined ? undefined : !truth;
  if (runs === false || (runs === true && fails(node.right))) return NEXT;
  if (runs === true) return runNode(run, node.right, right);
  // Commands other than tests are taken to succeed, so that `a && b` goes on and `a || b` does not need b.
  if (!isTest(node.left)) return node.kind === 'and' ? runNode(run, node.right, right) : NEXT;
  return runEither(run, [(branch) => runNode(branch, node.right, right), () => NEXT], tail);
}

/** Follows branches of which any may be taken, each on its own copy of the state. */
function runEither(run: ShellRun, branches: readonly ((branch: ShellRun) => Flow)[], tail: Tail): Flow {
  const results = branches.map((branch) => {
    const state = copyState(run.state);
    return { state, flow: branch({ ...run, state }) };
  });
  const going = results.filter((r) => r.flow.kind === 'next');
  const running = results.flatMap((r) => (r.flow.kind === 'runs' ? [r.flow.resolution] : []));
  if (results.some((r) => r.flow.kind === 'unknown')) return UNKNOWN_FLOW;
  if (running.length === 0) {
    const [first, ...rest] = going;
    if (first === undefined) return { kind: 'exit' };
    mergeStates(run.state, first.state, first.state);
    for (const other of rest)
      mergeStates(run.state, run.state === first.state ? first.state : copyState(run.state), other.state);
    return NEXT;
  }
  // A branch that ends the script (`exit 1`) is the error path; one that goes on to the script's end starts nothing.
  if (going.length > 0 && !tail.last) return UNKNOWN_FLOW;
  const [first, ...rest] = running;
  return first !== undefined && rest.every((other) => sameProcess(first, other))
    ? { kind: 'runs', resolution: first }
    : UNKNOWN_FLOW;
}

function sameProcess(a: Resolution, b: Resolution): boolean {
  const words = (r: Resolution): string | undefined => {
    const texts = r.process?.words.map((w) => piecesText(w.pieces));
    return texts === undefined || texts.includes(undefined) ? undefined : texts.join('\0');
  };
  const text = words(a);
  return text !== undefined && text === words(b) && a.layers.length === b.layers.length;
}

function runIf(run: ShellRun, node: IfNode, tail: Tail): Flow {
  const open: ((branch: ShellRun) => Flow)[] = [];
  let decided = false;
  for (const { condition, body } of node.branches) {
    const truth = conditionOf(run.context, run.uri, condition, run.state);
    if (truth === undefined) {
      const flow = runSequence(run, condition, INNER);
      if (flow.kind !== 'next') return flow;
    }
    if (truth === false || (truth === true && fails(body))) continue;
    open.push((branch) => runSequence(branch, body, tail));
    decided = truth === true;
    if (decided) break;
  }
  const { otherwise } = node;
  if (!decided) open.push((branch) => (otherwise === undefined ? NEXT : runSequence(branch, otherwise, tail)));
  const [only] = open;
  return open.length === 1 && only !== undefined ? only(run) : runEither(run, open, tail);
}

/**
 * Whether commands end in `exit 1`. A script that leaves so, because of what the files say, waits for something that the deployment
 * gives: a variable that nothing here sets.
 */
function fails(node: ShellNode): boolean {
  if (node.kind === 'sequence') return node.items.length > 0 && node.items.slice(-1).every(fails);
  if (node.kind === 'group') return fails(node.body);
  return node.kind === 'command' && node.words[0]?.raw === 'exit' && /^[1-9]\d*$/.test(node.words[1]?.raw ?? '');
}

function runCase(run: ShellRun, node: CaseNode, tail: Tail): Flow {
  const subject = piecesText(expandWhole(run.uri, node.subject, namesIn(run.state)));
  const branches: ((branch: ShellRun) => Flow)[] = [];
  for (const arm of node.arms) {
    const patterns = arm.patterns.map((p) => piecesText(expandWhole(run.uri, p, namesIn(run.state))));
    const matches =
      subject === undefined || patterns.includes(undefined)
        ? undefined
        : patterns.some((p) => p !== undefined && matchesGlob(p, subject));
    if (matches === false) continue;
    // An arm that ends in an error asks for another word, which is given at deployment.
    if (arm.fallsThrough || (matches === true && branches.length === 0 && fails(arm.body))) return UNKNOWN_FLOW;
    branches.push((branch) => runSequence(branch, arm.body, tail));
    if (matches === true) {
      const [only] = branches;
      return branches.length === 1 && only !== undefined ? only(run) : runEither(run, branches, tail);
    }
  }
  return branches.length === 0 ? NEXT : runEither(run, [...branches, () => NEXT], tail);
}

function runPipeline(run: ShellRun, node: PipelineNode, tail: Tail): Flow {
  const flows = node.items.map((item) =>
    runNode({ ...run, state: copyState(run.state), forked: true }, item, {
      last: tail.last,
      implicit: false,
      execable: false,
    }),
  );
  const running = flows.flatMap((f) => (f.kind === 'runs' ? [f.resolution] : []));
  if (running.length === 0) return NEXT;
  const servers = running.filter((r) => r.process !== undefined && run.context.classify(r.process).kind === 'server');
  const [server] = servers;
  if (servers.length === 1 && server !== undefined) return { kind: 'runs', resolution: server };
  return tail.last && node.items.length === 1 && running[0] !== undefined
    ? { kind: 'runs', resolution: running[0] }
    : tail.last
      ? UNKNOWN_FLOW
      : NEXT;
}

function runLoop(run: ShellRun, node: LoopNode, tail: Tail): Flow {
  const truth = node.condition === undefined ? undefined : conditionOf(run.context, run.uri, node.condition, run.state);
  if ((node.loop === 'while' && truth === false) || (node.loop === 'until' && truth === true)) return NEXT;
  const goesRound = (node.loop === 'while' && truth === true) || (node.loop === 'until' && truth === false);
  const inner: ShellRun = { ...run, state: copyState(run.state) };
  if (node.variable !== undefined) assign(inner.state, node.variable.raw, unknown('dynamic'), {});
  const flow = runSequence(inner, node.body, INNER);
  if (flow.kind === 'runs') return flow;
  // A loop that waits for something ends by what its body does, when more commands follow it.
  const waits = !tail.last && (hasBreak(node.body) || changesCondition(node, run.state, inner.state));
  if (!goesRound || waits) {
    mergeStates(run.state, copyState(run.state), inner.state);
    return NEXT;
  }
  const beside = chooseMain(run.context, run.state.background, undefined);
  return beside === undefined
    ? UNKNOWN_FLOW
    : { kind: 'runs', resolution: behind(shellLayer(run, spanOf(run.uri, node), undefined), beside) };
}

/** Whether the body of a loop sets a variable anew that the test in its condition reads. */
function changesCondition({ condition }: LoopNode, before: ShellState, after: ShellState): boolean {
  const words = condition?.items.flatMap((item) => (item.kind === 'command' ? item.words : [])) ?? [];
  const names = words.flatMap(({ raw }) => [...raw.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name));
  const valueIn = (state: ShellState, name: string): string | undefined => {
    const binding = shellBinding(state, name);
    return binding.kind === 'set' ? binding.value : undefined;
  };
  return names.some((name) => valueIn(before, name) !== valueIn(after, name));
}

function hasBreak(node: SequenceNode): boolean {
  return node.items.some((item): boolean => {
    if (item.kind === 'command') return item.words[0]?.raw === 'break';
    if (item.kind === 'and' || item.kind === 'or')
      return [item.left, item.right].some((n) => n.kind === 'command' && n.words[0]?.raw === 'break');
    return (
      item.kind === 'if' &&
      (item.branches.some((b) => hasBreak(b.body)) || (item.otherwise !== undefined && hasBreak(item.otherwise)))
    );
  });
}
