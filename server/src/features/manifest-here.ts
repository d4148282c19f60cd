import { valueOf } from '../base/known.ts';
import { codeSpan } from '../base/markdown.ts';
import { formatBytes } from '../base/quantity.ts';
import { DEFAULT_FAILURE_THRESHOLD, PROBE_LIMITS } from '../catalog/limits.ts';
import type { ManifestProbe } from '../facts/manifest/types.ts';
import { keptWarm } from '../model/cost.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { memorySum, roughBytes } from '../model/memory.ts';
import { pythonSummary } from '../model/python/summary.ts';
import { idleCostText } from './kept-warm.ts';
import { launchCard } from './launch-card.ts';

// What the rest of the app says about a setting of the manifest: the numbers that have to fit together.

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function concurrencyText(deployable: Deployable, container: Container): string | undefined {
  const capacity = valueOf(container.launch.capacity);
  const sent = valueOf(deployable.concurrency);
  if (capacity === undefined) return undefined;
  if (capacity === 'unbounded') return 'the server behind it takes many requests at a time.';
  const takes = `the server behind it takes ${plural(capacity, 'request')} at a time`;
  if (sent === undefined || sent <= capacity) return `${takes}.`;
  return `${takes}, Cloud Run sends up to ${sent}: the others wait inside the instance, while no new one is started for them.`;
}

function memoryText(container: Container, reader: FactsReader): string | undefined {
  const memory = valueOf(container.memoryBytes);
  const server = valueOf(container.launch.server);
  const workers = server === undefined ? undefined : valueOf(server.workers.value);
  const summary = pythonSummary(container.launch, reader);
  const parts: string[] = [];
  if (workers !== undefined && workers > 1 && memory !== undefined)
    parts.push(
      `${workers} workers share ${formatBytes(memory)}, which is ${formatBytes(memory / workers)} each. Files that the container writes count too.`,
    );
  for (const model of summary?.models ?? [])
    if (model.bytes !== null) parts.push(`The model ${codeSpan(model.id)} takes about ${roughBytes(model.bytes)}.`);
  const needed = summary?.estimatedMemoryBytes ?? null;
  if (needed !== null && summary !== undefined)
    parts.push(`Models and libraries together need ${memorySum(summary.estimate)}.`);
  return parts.length === 0 ? undefined : parts.join(' ');
}

function cpuText(container: Container): string | undefined {
  const cpu = valueOf(container.cpu);
  const server = valueOf(container.launch.server);
  const workers = server === undefined ? undefined : valueOf(server.workers.value);
  return cpu === undefined || workers === undefined || workers < 2
    ? undefined
    : `${workers} workers share ${cpu} vCPU.`;
}

function timeoutText(deployable: Deployable, container: Container): string | undefined {
  const own = valueOf(deployable.timeoutSeconds);
  const server = valueOf(container.launch.server);
  const limit = server === undefined ? undefined : valueOf(server.timeoutSeconds.value);
  if (own === undefined || server === undefined || limit === undefined || limit <= 0) return undefined;
  return limit < own
    ? `${server.kind} gives a worker ${limit} s, Cloud Run gives a request ${own} s: the worker's limit comes first.`
    : `${server.kind} gives a worker ${limit} s, so the limit of Cloud Run comes first.`;
}

function scaleText(deployable: Deployable): string | undefined {
  const most = valueOf(deployable.maxInstances);
  const sent = valueOf(deployable.concurrency);
  return most === undefined || sent === undefined
    ? undefined
    : `up to ${most} instances with ${plural(sent, 'request')} each: ${most * sent} at the same time.`;
}

function warmText(deployable: Deployable): string | undefined {
  const warm = keptWarm(deployable);
  return warm === undefined ? undefined : `${plural(warm.instances, 'instance')}, ${idleCostText(warm)}.`;
}

function startText(probe: ManifestProbe | undefined): string | undefined {
  if (probe === undefined) return undefined;
  const number = (value: ManifestProbe['periodSeconds'], fallback: number): number | undefined =>
    value.kind === 'known' ? value.value : value.why === 'absent' ? fallback : undefined;
  const delay = number(probe.initialDelaySeconds, 0);
  const period = number(probe.periodSeconds, PROBE_LIMITS.startup.periodSeconds.default);
  const failures = number(probe.failureThreshold, DEFAULT_FAILURE_THRESHOLD);
  if (delay === undefined || period === undefined || failures === undefined) return undefined;
  return `the container has ${delay + period * failures} s to start.`;
}

function sentence(
  pattern: string,
  deployable: Deployable,
  container: Container,
  reader: FactsReader,
): string | undefined {
  if (pattern.endsWith('.containerConcurrency')) return concurrencyText(deployable, container);
  if (pattern.endsWith('.containerPort')) {
    const port = valueOf(container.launch.binds)?.[0]?.port;
    return port === undefined ? undefined : `the server listens on ${port}.`;
  }
  if (pattern.endsWith('.limits.memory')) return memoryText(container, reader);
  if (pattern.endsWith('.limits.cpu')) return cpuText(container);
  if (pattern.endsWith('template.spec.timeoutSeconds') && deployable.kind === 'service')
    return timeoutText(deployable, container);
  if (/\.startupProbe(?:\.(?:initialDelaySeconds|periodSeconds|failureThreshold))?$/.test(pattern))
    return startText(container.manifest?.probes.startup);
  return undefined;
}

/** What this app makes of a field, as Markdown. */
export function fieldHere(
  pattern: string,
  deployable: Deployable,
  container: Container | undefined,
  reader: FactsReader,
): string | undefined {
  const ingress = container ?? deployable.containers.find((c) => c.ingress);
  if (ingress === undefined) return undefined;
  if (pattern.endsWith('containers[].image') || pattern.endsWith('.command') || pattern.endsWith('.args'))
    return launchCard(deployable, ingress, reader);
  const text = sentence(pattern, deployable, ingress, reader);
  return text === undefined ? undefined : `**Here:** ${text}`;
}

/** What this app makes of an annotation, as Markdown. */
export function annotationHere(key: string, deployable: Deployable): string | undefined {
  const text = /\/maxScale$/.test(key)
    ? scaleText(deployable)
    : /\/minScale$/.test(key)
      ? warmText(deployable)
      : undefined;
  return text === undefined ? undefined : `**Here:** ${text}`;
}
