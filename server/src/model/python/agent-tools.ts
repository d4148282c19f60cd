import type { Uri } from '../../base/span.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import type { Value } from '../../facts/python/value.ts';
import type { FunctionRef } from './callers.ts';
import { derive, type PythonProgram } from './program.ts';

// Functions that a framework for agents runs when it answers: ADK, LangChain and LangGraph, LlamaIndex, OpenAI Agents, Pydantic AI.

/** What takes tools or nodes: `Agent(tools=[…])`, `graph.add_node("a", f)`, `FunctionTool(f)`, `StructuredTool.from_function(coroutine=f)`. */
const takers =
  /(?:^|\.)(?:\w*Agent|\w*Tool|ToolNode|add_node|add_tool|from_function|from_defaults|bind_tools|create_\w*agent\w*)$/;
const marks = /(?:^|\.)(?:tool|function_tool|tool_plain|kernel_function)$/;
/** How an agent is run on the loop that is there, rather than on one in a thread of its own. */
const runs = /(?:^|\.)(?:run_async|run_live|run_streamed|astream\w*)$/;
const runsAwaited = /(?:^|\.)(?:run|arun|ainvoke|abatch|acall|achat|aquery|run_stream|kickoff_async)$/;

/** The functions that an agent is given as its tools, or a graph as its nodes. */
export function agentFunctions(program: PythonProgram): readonly FunctionRef[] {
  return derive(program, 'agent functions', () =>
    [...program.files].flatMap(([uri, facts]) => [
      ...facts.functions.flatMap((fn, index) =>
        fn.decorators.some(({ text }) => marks.test(text)) ? [{ uri, index }] : [],
      ),
      ...facts.calls.flatMap((call) => (takers.test(call.callee ?? call.text) ? given(program, uri, facts, call) : [])),
    ]),
  );
}

/** Those of them that the loop of the server runs: coroutines, where the program awaits such an agent or graph. */
export function agentCoroutines(program: PythonProgram): readonly FunctionRef[] {
  const awaitsAgent = [...program.files.values()].some(
    (facts) =>
      facts.apps.some(({ framework }) => framework === 'adk') ||
      facts.calls.some(({ text, awaited }) => runs.test(text) || (awaited && runsAwaited.test(text))),
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
