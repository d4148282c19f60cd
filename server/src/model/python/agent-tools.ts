import type { Uri } from '../../base/span.ts';
import { AGENT_RUNS, AWAITED_AGENT_RUNS, TOOL_DECORATORS, TOOL_TAKERS } from '../../catalog/agents.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import type { Value } from '../../facts/python/value.ts';
import type { FunctionRef } from './callers.ts';
import { derive, type PythonProgram } from './program.ts';

// Functions that a framework for agents runs when it answers.

/** The functions that an agent is given as its tools, or a graph as its nodes. */
export function agentFunctions(program: PythonProgram): readonly FunctionRef[] {
  return derive(program, 'agent functions', () =>
    [...program.files].flatMap(([uri, facts]) => [
      ...facts.functions.flatMap((fn, index) =>
        fn.decorators.some(({ text }) => TOOL_DECORATORS.test(text)) ? [{ uri, index }] : [],
      ),
      ...facts.calls.flatMap((call) =>
        TOOL_TAKERS.test(call.callee ?? call.text) ? given(program, uri, facts, call) : [],
      ),
    ]),
  );
}

/** Those of them that the loop of the server runs: coroutines, where the program awaits such an agent or graph. */
export function agentCoroutines(program: PythonProgram): readonly FunctionRef[] {
  const awaitsAgent = [...program.files.values()].some(
    (facts) =>
      facts.apps.some(({ framework }) => framework === 'adk') ||
      facts.calls.some(({ text, awaited }) => AGENT_RUNS.test(text) || (awaited && AWAITED_AGENT_RUNS.test(text))),
  );
  if (!awaitsAgent) return [];
  return agentFunctions(program).filter(({ uri, index }) => program.files.get(uri)?.functions[index]?.isAsync === true);
}

/** The functions among the arguments of a call, in lists and lambdas too. */
function given(program: PythonProgram, uri: Uri, facts: PythonFacts, call: PythonCall): readonly FunctionRef[] {
  const values = [...call.args, ...call.keywords.map(({ value }) => value)];
  const { start, end } = call.argumentsRange;
  const inLambdas = facts.calls.filter((c) => c.inLambda && c.range.start > start && c.range.end < end);
  return [
    ...values
      .flatMap((value) => (value.kind === 'list' ? value.items : [value]))
      .flatMap((value) => functionOf(program, uri, value) ?? []),
    ...inLambdas.flatMap(({ local, callee }) => {
      if (local !== undefined) return [{ uri, index: local }];
      return callee === undefined ? [] : (named(program, uri, callee) ?? []);
    }),
  ];
}

function functionOf(program: PythonProgram, uri: Uri, value: Value): FunctionRef | undefined {
  if (value.kind === 'function') return { uri, index: value.index };
  return value.kind === 'name' && value.imported ? named(program, uri, value.name) : undefined;
}

function named(program: PythonProgram, uri: Uri, name: string): FunctionRef | undefined {
  const target = program.resolve(uri, name);
  return target?.kind === 'function' ? target : undefined;
}
