// How frameworks for agents are called, by the ends of names: ADK (https://google.github.io/adk-docs), LangChain and LangGraph
// (https://docs.langchain.com), LlamaIndex (https://docs.llamaindex.ai), OpenAI Agents (https://openai.github.io/openai-agents-python),
// Pydantic AI (https://ai.pydantic.dev), CrewAI (https://docs.crewai.com), Semantic Kernel; checked 2026-11-28.

/** What takes tools or nodes: `Agent(tools=[…])`, `graph.add_node("a", f)`, `FunctionTool(f)`, `StructuredTool.from_function(coroutine=f)`. */
export const TOOL_TAKERS =
  /(?:^|\.)(?:\w*Agent|\w*Tool|ToolNode|add_node|add_tool|from_function|from_defaults|bind_tools|create_\w*agent\w*)$/;
/** Decorators that make a tool of a function. */
export const TOOL_DECORATORS = /(?:^|\.)(?:tool|function_tool|tool_plain|kernel_function)$/;
/** What runs an agent on the loop that is there, rather than on one in a thread of its own. */
export const AGENT_RUNS = /(?:^|\.)(?:run_async|run_live|run_streamed|astream\w*)$/;
/** The same where it is awaited; other things have methods of these names, too. */
export const AWAITED_AGENT_RUNS = /(?:^|\.)(?:run|arun|ainvoke|abatch|acall|achat|aquery|run_stream|kickoff_async)$/;
