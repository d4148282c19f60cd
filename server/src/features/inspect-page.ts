import { type Known, valueOf } from '../base/known.ts';
import { codeCell, codeSpan, escapeMarkdown } from '../base/markdown.ts';
import { formatBytes } from '../base/quantity.ts';
import type { Uri } from '../base/span.ts';
import { basename } from '../base/uri.ts';
import { keptWarm } from '../model/cost.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { memorySum, roughBytes } from '../model/memory.ts';
import { pythonSummary } from '../model/python/summary.ts';
import type { FeatureContext } from './context.ts';
import { idleCostText } from './kept-warm.ts';
import { launchTable } from './launch-card.ts';

// The inspect view: everything that is known about what a file deploys, as one Markdown page.

function row(label: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`| ${label} | ${value} |`];
}

function shown<T>(value: Known<T>, show: (value: T) => string): string | undefined {
  const known = valueOf(value);
  return known === undefined ? undefined : show(known);
}

function table(rows: readonly string[]): string {
  return rows.length === 0 ? '' : `\n\n| | |\n| --- | --- |\n${rows.join('\n')}`;
}

function resourceRows(deployable: Deployable): readonly string[] {
  const requests = deployable.kind === 'service' || deployable.kind === 'image';
  const warm = keptWarm(deployable);
  const range = [shown(deployable.minInstances, String), shown(deployable.maxInstances, String)];
  return [
    ...row('Requests that Cloud Run sends at a time', requests ? shown(deployable.concurrency, String) : undefined),
    ...row(
      'Timeout',
      shown(deployable.timeoutSeconds, (seconds) => `${seconds} s`),
    ),
    ...row(
      'CPU',
      requests
        ? shown(deployable.billing, (b) => (b === 'request' ? 'only while a request is served' : 'always'))
        : undefined,
    ),
    ...row('Execution environment', shown(deployable.executionEnvironment, String)),
    ...row('Instances', requests && range.every((n) => n !== undefined) ? range.join(' to ') : undefined),
    ...row('Kept warm', warm === undefined ? undefined : idleCostText(warm)),
  ];
}

function memoryRows(container: Container, reader: FactsReader): readonly string[] {
  const summary = pythonSummary(container.launch, reader);
  const needed = summary?.estimatedMemoryBytes ?? null;
  return [
    ...row(
      'Models and libraries need',
      needed === null || summary === undefined ? undefined : memorySum(summary.estimate),
    ),
    ...(summary?.models ?? []).map(
      ({ id, bytes, loadedAt }) =>
        `| Model | ${codeCell(id)}${bytes === null ? '' : `, about ${roughBytes(bytes)}`}, loaded at ${loadedAt} |`,
    ),
  ];
}

function containerPart(deployable: Deployable, container: Container, reader: FactsReader): string {
  const name =
    container.name ?? shown(container.image, (image) => basename(image)) ?? `container ${container.index + 1}`;
  const alone = deployable.containers.length < 2;
  const heading = alone
    ? '## What will run'
    : `## ${escapeMarkdown(name)}${container.ingress ? ' (gets the requests)' : ''}`;
  const rows = [
    ...row(
      'Image',
      shown(container.image, (image) => codeCell(image)),
    ),
    ...row(
      'Dockerfile',
      shown(container.dockerfile, (uri) => codeCell(basename(uri))),
    ),
    ...row(
      'CPU',
      shown(container.cpu, (cpu) => `${cpu} vCPU${container.gpu ? ' and a GPU' : ''}`),
    ),
    ...row('Memory', shown(container.memoryBytes, formatBytes)),
    ...memoryRows(container, reader),
    ...container.mounts.map(
      (m) => `| Volume | ${codeCell(m.path)}: ${codeCell(m.volume)} (${escapeMarkdown(m.type)}) |`,
    ),
  ];
  const what = alone ? '\n\n## Container' : '';
  return `${heading}\n\n${launchTable(deployable, container, reader)}${what}${table(rows)}`;
}

const KIND_NAMES: Readonly<Record<Deployable['kind'], string>> = {
  service: 'A service',
  job: 'A job',
  'worker-pool': 'A worker pool',
  instance: 'An instance',
  image: 'An image that no manifest names, judged as a service with the default settings',
};

function page(deployable: Deployable, reader: FactsReader): string {
  const name = valueOf(deployable.name) ?? basename(deployable.root);
  const sources = deployable.sources.map((uri) => codeSpan(basename(uri)));
  const before = sources.slice(0, -1).join(', ');
  const last = sources.at(-1) ?? '';
  const by = deployable.deployedBy.map((uri) => codeSpan(basename(uri))).join(', ');
  const resource = resourceRows(deployable);
  return [
    `# ${escapeMarkdown(name)}`,
    `${KIND_NAMES[deployable.kind]}, as ${before === '' ? `${last} says` : `${before} and ${last} say`}${by === '' ? '' : `, deployed by ${by}`}.`,
    ...deployable.containers.map((container) => containerPart(deployable, container, reader)),
    ...(resource.length === 0 ? [] : [`## Settings${table(resource)}`]),
  ].join('\n\n');
}

/** What will run, for everything that a file belongs to; `undefined` where that is nothing. */
export function inspectPage(features: FeatureContext, uri: Uri): string | undefined {
  const found = features.holdersOf(uri).flatMap((id) => features.deployable(id) ?? []);
  return found.length === 0
    ? undefined
    : `${found.map((deployable) => page(deployable, features.workspace)).join('\n\n---\n\n')}\n`;
}
