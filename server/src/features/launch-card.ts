import { type Known, valueOf } from '../base/known.ts';
import { codeCell } from '../base/markdown.ts';
import { basename } from '../base/uri.ts';
import type { Container, Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { blockerOf } from '../model/launch.ts';
import type { Launch, Server } from '../model/launch-types.ts';
import { bindText } from './launch-summary.ts';

// "What will run": the table that hovers on CMD, ENTRYPOINT, `image:` and `command:` show, and `inspect` prints.

/** A row of the table: what, and what we know. Rows that nothing is known of are left out. */
export interface CardRow {
  readonly label: string;
  readonly text: string;
}

function processText(launch: Launch): string | undefined {
  const pid1 = valueOf(launch.pid1);
  const server = valueOf(launch.server);
  switch (pid1) {
    case 'server':
      return server === undefined ? 'the command itself' : server.kind;
    case 'shell':
      return `a shell (${launch.front?.program ?? 'sh'}) that stays in front`;
    case 'init':
      return 'an init process that passes signals on';
    case 'other':
      return launch.front === undefined ? 'another program that starts it' : `${launch.front.program}, which starts it`;
    case undefined:
      return undefined;
  }
}

function listenText(launch: Launch, container: Container): string | undefined {
  const binds = valueOf(launch.binds);
  if (binds === undefined) return undefined;
  if (binds.length === 0) return 'nothing';
  const where = binds.map((bind) => codeCell(bindText(bind))).join(', ');
  const port = valueOf(container.port);
  const reachable = valueOf(launch.reachable);
  if (!container.ingress || port === undefined || reachable === undefined) return where;
  return reachable
    ? `${where}; Cloud Run sends requests to ${port}, and they arrive`
    : `${where}; Cloud Run sends requests to ${port}, and they do not arrive`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function capacityRow(launch: Launch, deployable: Deployable, reader: FactsReader): string | undefined {
  const capacity = valueOf(launch.capacity);
  const server = valueOf(launch.server);
  if (capacity === undefined || server === undefined) return undefined;
  const sent = valueOf(deployable.concurrency);
  const sends = sent === undefined ? '' : `; Cloud Run sends up to ${sent}`;
  if (capacity === 'unbounded') return `many, on an event loop${sends}`;
  const blocker = blockerOf(launch, reader);
  if (blocker === undefined) return `${plural(capacity, 'request')}${workersText(server)}${sends}`;
  const each = capacity === 1 ? '1 request' : `${capacity} requests, one per worker`;
  const call = codeCell(`${blocker.call.text}()`);
  return `${each}: ${call} in ${codeCell(basename(blocker.uri))} blocks the event loop${sends}`;
}

function workersText(server: Server): string {
  const workers = valueOf(server.workers.value);
  const threads = valueOf(server.threads.value);
  if (workers === undefined || threads === undefined) return '';
  const kind = valueOf(server.workerClass.value);
  return ` (${plural(workers, kind === undefined || kind === '' ? 'worker' : `${kind} worker`)} × ${plural(threads, 'thread')})`;
}

function signalText(launch: Launch): string | undefined {
  const reaches = valueOf(launch.sigtermReachesServer);
  if (reaches === undefined) return undefined;
  if (reaches) return 'reaches the server, which has 10 seconds to finish';
  // As process 1 it gets the signal; without a handler the kernel ignores it.
  if (valueOf(launch.pid1) === 'server') return 'is not handled by the server; it is killed after 10 seconds';
  return 'does not reach the server; it is killed after 10 seconds';
}

/** The rows of the card, in reading order. */
function launchRows(deployable: Deployable, container: Container, reader: FactsReader): readonly CardRow[] {
  const { launch } = container;
  const argv = valueOf(launch.argv);
  const service = deployable.kind === 'service' || deployable.kind === 'image' || deployable.kind === 'instance';
  const failure = launch.startFailures[0];
  const rows: readonly (readonly [string, string | undefined])[] = [
    [
      'Command',
      argv === undefined
        ? undefined
        : codeCell(
            argv
              .map((arg) => (/[\s"']/.test(arg.value) || arg.value === '' ? JSON.stringify(arg.value) : arg.value))
              .join(' '),
          ),
    ],
    ['Start', failure === undefined ? undefined : `fails: ${codeCell(failure.text)}`],
    ['Process 1', processText(launch)],
    // A process that does not start listens nowhere and gets no signal: that it fails says it all.
    ...(failure?.fatal === true
      ? []
      : ([
          ['Listens on', service ? listenText(launch, container) : undefined],
          ['Requests at a time', service && container.ingress ? capacityRow(launch, deployable, reader) : undefined],
          ['SIGTERM', signalText(launch)],
        ] as const)),
  ];
  return rows.flatMap(([label, text]) => (text === undefined ? [] : [{ label, text }]));
}

function unknownReason(value: Known<unknown>): string {
  if (value.kind === 'known') return '';
  switch (value.why) {
    case 'dynamic':
      return 'The command is put together at run time, so what it starts is not known from these files.';
    case 'missing-file':
      return 'The command starts a file that is not in the build context, so what it does is not known.';
    case 'unparsed':
      return 'The command is not complete yet.';
    case 'absent':
      return 'Nothing here sets a command; the base image decides.';
  }
}

/** The rows as a Markdown table, or why there are none. */
export function launchTable(deployable: Deployable, container: Container, reader: FactsReader): string {
  const rows = launchRows(deployable, container, reader);
  if (rows.length === 0) return unknownReason(container.launch.argv);
  return `| | |\n| --- | --- |\n${rows.map((row) => `| ${row.label} | ${row.text} |`).join('\n')}`;
}

/** The table with its heading, for a hover. */
export function launchCard(deployable: Deployable, container: Container, reader: FactsReader): string {
  const kind = deployable.kind === 'image' ? 'as a service with the default settings' : deployable.kind;
  return `**What will run on Cloud Run** (${kind})\n\n${launchTable(deployable, container, reader)}`;
}
