import { contains, type Uri } from '../base/span.ts';
import type { FeatureContext } from './context.ts';
import type { Explanation } from './hover-answer.ts';
import { launchCard } from './launch-card.ts';

/**
 * What starts an image that buildpacks make, at the place that decides it: the `web` line of a Procfile, the package that chooses the server,
 * or the `--source` of the deployment.
 */
export function explainSource(context: FeatureContext, uri: Uri, offset: number): Explanation | undefined {
  for (const id of context.holdersOf(uri)) {
    const deployable = context.deployable(id);
    for (const container of deployable?.containers ?? []) {
      const { command } = container.launch;
      if (deployable === undefined || container.dockerfile.kind === 'known' || command?.uri !== uri) continue;
      if (!contains(command, offset)) continue;
      const markdown = launchCard(deployable, container, context.workspace);
      return { range: { start: command.start, end: command.end }, markdown, topics: ['dockerfile-and-port'] };
    }
  }
  return undefined;
}
