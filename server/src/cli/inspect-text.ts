import { styleText } from 'node:util';
import type { InspectedContainer, InspectedDeployable, InspectedLaunch } from '../features/inspect.ts';
import { printable } from './printable.ts';

type Row = readonly [name: string, value: string];

const UNKNOWN = 'not known from these files';

/** The resolved model for people: a short table per deployable. */
export function inspectText(deployables: readonly InspectedDeployable[], color: boolean): string {
  if (deployables.length === 0) return 'Nothing here runs on Cloud Run: no Dockerfile, manifest or Procfile.\n';
  return deployables.map((deployable) => block(deployable, color)).join('\n');
}

function block(deployable: InspectedDeployable, color: boolean): string {
  const bold = (text: string): string => (color ? styleText('bold', text, { validateStream: false }) : text);
  const title = printable(
    `${deployable.name ?? (deployable.root === '.' ? 'this folder' : deployable.root)} (${deployable.kind})`,
  );
  const files: readonly Row[] = [['files', deployable.sources.map(printable).join(', ')]];
  const by: readonly Row[] =
    deployable.deployedBy.length === 0 ? [] : [['deployed by', deployable.deployedBy.map(printable).join(', ')]];
  const out = [bold(title), table([...files, ...by])];
  for (const container of deployable.containers) {
    if (deployable.containers.length > 1)
      out.push(
        `  ${bold(printable(container.name ?? 'container'))}${container.ingress ? ' (takes the requests)' : ''}`,
      );
    out.push(table(containerRows(deployable, container)));
  }
  return `${out.filter((part) => part !== '').join('\n')}\n`;
}

function table(rows: readonly Row[]): string {
  return rows.map(([name, value]) => `  ${`${name}:`.padEnd(12)} ${value}`).join('\n');
}

function containerRows(deployable: InspectedDeployable, container: InspectedContainer): readonly Row[] {
  const { launch } = container;
  const serves = (deployable.kind === 'service' || deployable.kind === 'image') && container.ingress;
  return [
    ['built from', printable(container.dockerfile ?? container.image ?? UNKNOWN)],
    ['runs', launch.argv === null ? UNKNOWN : command(launch.argv)],
    ...(launch.startFails === null ? [] : [['fails', printable(launch.startFails)] as const]),
    ...(serves
      ? ([
          ['listens', listens(container, launch)],
          ['requests', requests(deployable, launch)],
        ] as const)
      : []),
    ['stops', stops(launch)],
    ['memory', `${bytes(container.memoryBytes) ?? UNKNOWN}${container.cpu === null ? '' : `, ${container.cpu} CPU`}`],
    ...(deployable.kind === 'service' ? [['kept warm', warm(deployable)] as const] : []),
  ];
}

/** Arguments as a shell would take them. */
function command(argv: readonly string[]): string {
  return argv
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${printable(arg).replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function listens(container: InspectedContainer, launch: InspectedLaunch): string {
  const port = container.port === null ? '' : ` Requests go to port ${container.port}.`;
  if (launch.server === null) return `nowhere: it is no server.${port}`;
  if (launch.server.kind === null) return `${UNKNOWN}.${port}`;
  const places = launch.binds
    ?.map(({ host, port: at }) => `${host.includes(':') ? `[${host}]` : host}${at === null ? '' : `:${at}`}`)
    .join(', ');
  const answer = launch.reachable === null ? '' : launch.reachable ? ' They are answered.' : ' They are not answered.';
  return printable(
    `${serverOf(launch, launch.server.kind)} on ${places || 'an address that is not known'}.${port}${answer}`,
  );
}

/** A server of no kind of its own goes by its program; one that code starts has none. */
function serverOf({ argv }: InspectedLaunch, kind: string): string {
  if (kind !== 'other') return kind;
  const program = argv?.[0]?.replace(/^.*\//, '');
  return program === undefined || /^python[\d.]*$/.test(program) ? 'a server' : program;
}

function requests(deployable: InspectedDeployable, launch: InspectedLaunch): string {
  const sent =
    deployable.concurrency === null
      ? 'how many are sent at a time is not known'
      : `up to ${deployable.concurrency} at a time are sent`;
  const timeout = deployable.timeoutSeconds === null ? '' : `, ${deployable.timeoutSeconds} s each at most`;
  const taken =
    launch.capacity === null
      ? UNKNOWN
      : launch.capacity === 'unbounded'
        ? 'many (an event loop)'
        : String(launch.capacity);
  const how = [
    launch.workers === null ? undefined : `${launch.workers} ${launch.workers === 1 ? 'worker' : 'workers'}`,
    launch.threads === null ? undefined : `${launch.threads} ${launch.threads === 1 ? 'thread' : 'threads'}`,
    launch.workerClass ?? undefined,
  ].filter((part) => part !== undefined);
  return printable(`${sent}${timeout}; served at a time: ${taken}${how.length === 0 ? '' : ` (${how.join(', ')})`}`);
}

function stops(launch: InspectedLaunch): string {
  const first = launch.pid1 === null ? '' : `; process 1: ${launch.pid1}`;
  if (launch.sigtermReachesServer === null) return `whether SIGTERM arrives is ${UNKNOWN}${printable(first)}`;
  const grace =
    launch.gracefulTimeoutSeconds === null
      ? ''
      : `, then up to ${launch.gracefulTimeoutSeconds} s for open requests (Cloud Run waits 10 s)`;
  return printable(
    launch.sigtermReachesServer
      ? `SIGTERM reaches it${grace}${first}`
      : `SIGTERM ${launch.pid1 === 'server' ? 'is not handled' : 'does not reach it'}: it is killed after 10 s${first}`,
  );
}

function bytes(value: number | null): string | undefined {
  if (value === null) return undefined;
  const gib = value / 2 ** 30;
  return gib >= 1 ? `${Number(gib.toFixed(2))} GiB` : `${Math.round(value / 2 ** 20)} MiB`;
}

function warm({ minInstances, maxInstances, cpuThrottled, idleCost }: InspectedDeployable): string {
  const min =
    minInstances === null
      ? 'an unknown number of instances'
      : minInstances === 0
        ? 'nothing'
        : `${minInstances} ${minInstances === 1 ? 'instance' : 'instances'}, ${idleCost ?? 'paid while idle'}`;
  const max = maxInstances === null ? '' : `; at most ${maxInstances}`;
  const cpu = cpuThrottled === null ? '' : cpuThrottled ? '; CPU only during requests' : '; CPU all the time';
  return `${min}${max}${cpu}`;
}
