import { valueOf } from '../base/known.ts';
import { codeSpan } from '../base/markdown.ts';
import { formatBytes } from '../base/quantity.ts';
import { contains, type Uri } from '../base/span.ts';
import { type LoadedModel, memorySum, roughBytes } from '../model/memory.ts';
import { pythonSummary } from '../model/python/summary.ts';
import type { FeatureContext } from './context.ts';
import type { Explanation } from './hover-answer.ts';

/** What the environment of the container that runs a Python file says about one variable. */
function variableText(context: FeatureContext, uri: Uri, name: string): string | undefined {
  for (const id of context.holdersOf(uri)) {
    const deployable = context.deployable(id);
    for (const container of deployable?.containers ?? []) {
      if (valueOf(container.launch.entry) !== uri && (deployable?.containers.length ?? 0) > 1) continue;
      if (name === 'PORT') {
        const port = valueOf(container.port);
        if (!container.ingress) return 'Cloud Run does not set `PORT` for this container, so the default counts.';
        return `Cloud Run sets \`PORT\`${port === undefined ? '' : ` to ${port}`}; the server must listen there, on 0.0.0.0. It arrives as text.`;
      }
      const found = container.launch.environment.find((variable) => variable.name === name);
      if (found?.origin === 'platform') return `Cloud Run sets \`${name}\` itself.`;
    }
  }
  return undefined;
}

const WHEN: Readonly<Record<LoadedModel['phase'], string>> = {
  import: 'loaded when the program is read, so every start waits for it',
  startup: 'loaded by a hook at start, so every start waits for it',
  request: 'loaded by a request',
  lazy: 'loaded on first use',
  unreached: 'never loaded',
};

/** What a model takes in the memory of an instance, as a sum. */
function modelText(context: FeatureContext, uri: Uri, start: number): string | undefined {
  for (const id of context.holdersOf(uri)) {
    for (const container of context.deployable(id)?.containers ?? []) {
      const summary = pythonSummary(container.launch, context.workspace);
      const model = summary?.estimate.models.find((m) => m.uri === uri && m.range.start === start);
      if (summary === undefined || model === undefined) continue;
      const limit = valueOf(container.memoryBytes);
      const size =
        model.bytes === undefined
          ? 'The size of its weights is not known from these files'
          : `About ${roughBytes(model.bytes)} in memory${model.local ? ', as its files are that large' : ''}`;
      const whole = summary.estimatedMemoryBytes === null ? undefined : `All together: ${memorySum(summary.estimate)}`;
      const of = limit === undefined ? '' : `; an instance has ${formatBytes(limit)}`;
      return [
        `${codeSpan(model.id)}: ${WHEN[model.phase]}. ${size}.`,
        ...(whole === undefined ? [] : [`${whole}${of}.`]),
      ].join('\n\n');
    }
  }
  return undefined;
}

/** What a place in a Python file that Cloud Run starts means there: reads of PORT and other platform variables, models, paths under /tmp. */
export function explainPython(context: FeatureContext, uri: Uri, offset: number): Explanation | undefined {
  if (context.holdersOf(uri).length === 0) return undefined;
  const facts = context.workspace.python(uri);
  if (facts === undefined) return undefined;
  for (const { value } of facts.environment) {
    if (!contains(value.range, offset)) continue;
    const markdown = variableText(context, uri, value.name);
    if (markdown !== undefined) return { range: value.range, markdown, topics: ['dockerfile-and-port'] };
  }
  for (const load of facts.models) {
    const range = facts.calls[load.call]?.calleeRange;
    const markdown =
      range !== undefined && contains(range, offset) ? modelText(context, uri, load.range.start) : undefined;
    if (range !== undefined && markdown !== undefined) return { range, markdown, topics: ['workers-and-memory'] };
  }
  for (const access of facts.files) {
    const { pathRange, path } = access;
    if (pathRange === undefined || path?.kind !== 'string' || !contains(pathRange, offset)) continue;
    if (path.value !== '/tmp' && !path.value.startsWith('/tmp/')) continue;
    return {
      topics: ['files-and-tmp'],
      range: pathRange,
      markdown:
        '`/tmp` is memory on Cloud Run: files there count against the memory limit, other instances do not see them, and they are gone with the instance.',
    };
  }
  return undefined;
}
