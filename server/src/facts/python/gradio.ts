import { argument, handlerOf, lastPart, type PythonCore } from './core.ts';
import type { PythonRoute } from './types.ts';

// Functions that Gradio calls for what people do on the page (documentation of Gradio 6.1, read 2026-11).

/** Where the function stands in the arguments of a constructor or of `gr.on`. */
const constructors: ReadonlyMap<string, number> = new Map([
  ['gradio.Interface', 0],
  ['gradio.ChatInterface', 0],
  ['gradio.on', 1],
  ['gradio.api', 0],
]);

const events =
  /^(?:click|double_click|submit|change|input|select|upload|load|unload|then|success|failure|stream|tick|release|clear|blur|focus|key_up|like|retry|undo|edit|play|pause|stop|end|start_recording|stop_recording|delete|apply)$/;

/** `btn.click(fn, …)`, `gr.Interface(fn=…)` and their like: each is a request. */
export function gradioRoutes({ calls }: PythonCore): readonly PythonRoute[] {
  return calls.flatMap((call): readonly PythonRoute[] => {
    const { callee = '', range } = call;
    if (!callee.startsWith('gradio.')) return [];
    const position = constructors.get(callee) ?? (events.test(lastPart(callee)) ? 0 : undefined);
    if (position === undefined) return [];
    const found = handlerOf(argument(call, position, 'fn'));
    if (found.handler < 0 && found.handlerName === undefined) return [];
    return [{ app: call.receiver?.text ?? '', framework: 'gradio', methods: [], ...found, range }];
  });
}
