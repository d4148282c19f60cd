import { type Known, valueOf } from '../base/known.ts';
import { codeSpan } from '../base/markdown.ts';
import { contains, type Range, type Uri } from '../base/span.ts';
import { optionDoc } from '../catalog/servers/option-docs.ts';
import type { DockerfileFacts, Stage } from '../facts/dockerfile/types.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import type { FeatureContext } from './context.ts';
import type { Explanation } from './hover-answer.ts';
import { launchCard } from './launch-card.ts';

interface Running {
  readonly deployable: Deployable;
  readonly container: Container;
  readonly reader: FactsReader;
}

/** The container that runs this Dockerfile's image; the first one where several do. */
function runningHere(context: FeatureContext, uri: Uri): Running | undefined {
  for (const id of context.holdersOf(uri)) {
    const deployable = context.deployable(id);
    const container = deployable?.containers.find((c) => valueOf(c.dockerfile) === uri);
    if (deployable !== undefined && container !== undefined)
      return { deployable, container, reader: context.workspace };
  }
  return undefined;
}

function answer(range: Range, markdown: string | undefined, topic?: string): Explanation | undefined {
  if (markdown === undefined) return undefined;
  return { range: { start: range.start, end: range.end }, markdown, topics: topic === undefined ? [] : [topic] };
}

function portText(port: Known<number>): string {
  const value = valueOf(port);
  if (value === undefined) return 'the port that the deployment sets';
  return port.kind === 'known' && port.at !== undefined ? `${value}, as the deployment says` : `${value}, the default`;
}

function fromText({ container }: Running, stage: Stage, last: boolean): string {
  if (!last)
    return 'A builder stage. Only the last stage runs on Cloud Run; ENV, CMD and USER of this one count only where a later stage starts FROM it.';
  const base = container.launch.base;
  const shell =
    base === undefined || base.shell === 'unknown'
      ? ''
      : base.shell === 'none'
        ? ' The image has no shell, so only the exec form of CMD works.'
        : ` Its \`/bin/sh\` is ${base.shell}.`;
  const name = base === undefined ? undefined : valueOf(base.reference);
  return `${name === undefined ? codeSpan(stage.base.raw) : codeSpan(name)} runs on Cloud Run as linux/amd64.${shell} Size hardly matters for cold starts; imports at start do.`;
}

/** The file system is memory: what a VOLUME or a write to it means. */
const MEMORY_NOTE =
  'The whole writable file system of an instance is memory, counts against the memory limit and is gone with the instance.';

function explainStage(running: Running, facts: DockerfileFacts, stage: Stage, offset: number): Explanation | undefined {
  const last = stage.index === facts.stages.length - 1;
  const { deployable, container } = running;
  const service = deployable.kind !== 'job' && deployable.kind !== 'worker-pool';
  if (contains(stage.fromRange, offset))
    return answer(stage.fromRange, fromText(running, stage, last), 'what-can-be-deployed');
  if (!last) return undefined;
  for (const command of [stage.cmd, stage.entrypoint]) {
    if (command !== undefined && contains(command, offset))
      return answer(command, launchCard(deployable, container, running.reader), 'dockerfile-and-port');
  }
  for (const expose of stage.exposes) {
    if (contains(expose.instruction, offset)) {
      const text = service
        ? `Cloud Run ignores EXPOSE. It sends requests to ${portText(container.port)}; the server must listen there.`
        : 'EXPOSE is documentation. Jobs need no port; a worker pool may listen only inside a VPC.';
      return answer(expose.instruction, text, 'dockerfile-and-port');
    }
  }
  for (const variable of stage.env) {
    if (variable.name.value !== 'PORT' || !contains(variable, offset)) continue;
    const text = container.ingress
      ? `Cloud Run sets \`PORT\` itself, to ${portText(container.port)}, and overrides this value. It only counts when the image runs elsewhere.`
      : 'Cloud Run does not set `PORT` for this container, so this value is what the process sees.';
    return answer(variable, text, 'dockerfile-and-port');
  }
  const { healthcheck } = stage;
  if (healthcheck !== undefined && contains(healthcheck, offset)) {
    return answer(
      healthcheck,
      'Cloud Run ignores HEALTHCHECK. Startup, liveness and readiness probes belong in the manifest; without one, Cloud Run waits until the port accepts a TCP connection.',
    );
  }
  for (const volume of stage.volumes)
    if (contains(volume, offset)) return answer(volume, `Cloud Run ignores VOLUME. ${MEMORY_NOTE}`, 'files-and-tmp');
  const { stopsignal } = stage;
  if (stopsignal !== undefined && contains(stopsignal, offset))
    return answer(stopsignal, 'Cloud Run always sends SIGTERM, and SIGKILL 10 seconds later.', 'sigterm');
  return undefined;
}

/** What a place in a Dockerfile means on Cloud Run; nothing in comments, RUN, COPY and the like, which other extensions explain. */
export function explainDockerfile(context: FeatureContext, uri: Uri, offset: number): Explanation | undefined {
  const facts = context.workspace.dockerfile(uri);
  const running = runningHere(context, uri);
  if (facts === undefined || running === undefined || running.deployable.audience === 'development') return undefined;
  const stage = facts.stages.find((s) => contains(s, offset));
  if (stage === undefined) return undefined;
  const flag = explainOption(running, uri, offset);
  const place = explainStage(running, facts, stage, offset);
  if (flag === undefined) return place;
  return place === undefined
    ? flag
    : { range: flag.range, markdown: `${flag.markdown}\n\n---\n\n${place.markdown}`, topics: place.topics ?? [] };
}

/** A flag of the server's command line: what it does, and what it means here. */
function explainOption({ container }: Running, uri: Uri, offset: number): Explanation | undefined {
  const server = valueOf(container.launch.server);
  const option = server?.options.find((o) => o.at.uri === uri && contains(o.at, offset));
  if (server === undefined || option === undefined) return undefined;
  const doc = optionDoc(server.kind, option.name);
  return answer(option.at, doc === undefined ? undefined : `${codeSpan(option.name)} (${server.kind}): ${doc}`);
}
