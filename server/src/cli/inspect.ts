import { jsonText } from '../base/json-text.ts';
import type { Uri } from '../base/span.ts';
import type { InspectedContainer, InspectedDeployable, InspectReport } from '../features/inspect.ts';
import type { ReadingOptions } from './check-options.ts';
import { inspectText } from './inspect-text.ts';
import { type CliIo, colored, type ExitStatus } from './io.ts';
import { type CreateAnalysis, openSession } from './session.ts';

/** `inspect`: what will run, as far as the files say. */
export function inspect(
  options: ReadingOptions,
  format: 'text' | 'json',
  io: CliIo,
  createAnalysis: CreateAnalysis,
): ExitStatus {
  const session = openSession({ io, options, choice: { select: [], levels: {} }, createAnalysis, lasting: true });
  const report = session.analysis.inspect();
  session.progress.clear();
  const wanted = report.deployables.filter((deployable) => deployable.sources.some(session.isTarget));
  const shown = withShownPaths({ deployables: wanted }, session.shown);
  io.stdout.write(
    format === 'json'
      ? `${jsonText({ version: 1, deployables: shown.deployables.map(contractOf) }, 2)}\n`
      : inspectText(shown.deployables, colored(io, io.stdout)),
  );
  const failures = session.analysis.failures();
  for (const { rule, error } of failures)
    io.stderr.write(`cloud-run-preflight: internal error in ${rule}: ${error.split('\n')[0] ?? ''}\n`);
  return failures.length > 0 ? 2 : 0;
}

/** What the JSON contract holds of a deployable. */
function contractOf({
  idleCost: _cost,
  deployedBy: _files,
  ...contract
}: InspectedDeployable): Omit<InspectedDeployable, 'idleCost' | 'deployedBy'> {
  return contract;
}

/** The report with paths relative to the current folder, sorted by folder, name and first file. */
function withShownPaths(report: InspectReport, shown: (uri: Uri) => string): InspectReport {
  const container = (c: InspectedContainer): InspectedContainer => ({
    ...c,
    dockerfile: c.dockerfile === null ? null : shown(c.dockerfile),
  });
  const deployable = (d: InspectedDeployable): InspectedDeployable => ({
    ...d,
    root: shown(d.root),
    sources: d.sources.map(shown),
    deployedBy: d.deployedBy.map(shown),
    containers: d.containers.map(container),
  });
  const key = (d: InspectedDeployable): string => [d.root, d.name ?? '', d.sources[0] ?? ''].join('\0');
  return {
    deployables: report.deployables.map(deployable).sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)),
  };
}
