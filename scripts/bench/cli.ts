import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { figure, summarise, table } from './measure.ts';
import { installPeers, LINTERS, PROJECT, peerVersion } from './peers.ts';
import { writeWorkspace } from './server.ts';
import { type Files, workspaceFiles } from './workspace.ts';

// The command line as CI runs it.

const CLI = join(PROJECT, 'dist', 'cli.js');
/** Starts the program with a report of what it used on standard error: memory at most, in KiB, and CPU in microseconds. */
const WITH_USE = `process.on('exit', () => { const { user, system } = process.cpuUsage(); console.error('peak ' + process.resourceUsage().maxRSS + '\\ncpu ' + (user + system)); }); require(${JSON.stringify(CLI)})`;
/** The second word stands where the program's own name stands, as process.argv has it. */
const CHECK = ['-e', WITH_USE, CLI, 'check', '--quiet', '--format', 'jsonl', '.'];

interface Use {
  readonly time: number;
  /** CPU of all threads, in milliseconds. */
  readonly cpu: number;
  /** MiB. */
  readonly peak: number;
}

function timed(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Use {
  const started = performance.now();
  const { stderr } = spawnSync(process.execPath, [...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 2 ** 29,
    env: { ...process.env, ...env },
  });
  const number = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stderr)?.[1]);
  return { time: performance.now() - started, cpu: number('cpu') / 1000, peak: number('peak') / 1024 };
}

/** Three files an app: Dockerfile, manifest, Python. */
function threeFiles(count: number): Files {
  const all = workspaceFiles(count);
  return Object.fromEntries(
    Object.entries(all).filter(([path]) => /\/(?:Dockerfile|service\.yaml|main\.py)$/.test(path)),
  );
}

function appsTable(sizes: readonly number[]): string {
  const rows: string[][] = [];
  let last: { readonly apps: number; readonly cpu: number } | undefined;
  for (const apps of sizes) {
    const { time, cpu, peak } = timed(CHECK, writeWorkspace(`apps-${apps}`, threeFiles(apps)));
    const growth = last === undefined ? '–' : `${figure(cpu / last.cpu)} × for ${apps / last.apps} ×`;
    rows.push([
      `${apps} apps`,
      figure(time / 1000),
      figure(cpu / 1000),
      figure((apps * 1000) / cpu),
      figure(peak),
      growth,
    ]);
    last = { apps, cpu };
  }
  return table(['check', 's', 'CPU s', 'apps per CPU s', 'peak MiB', 'growth'], rows);
}

/** Dockerfiles alone: the command line beside linters that run as libraries, in turns. */
function dockerfilesTable(count: number, rounds: number): string {
  const all = Object.entries(workspaceFiles(count)).filter(([path]) => path.endsWith('/Dockerfile'));
  const folder = writeWorkspace(`dockerfiles-${count}`, Object.fromEntries(all));
  const library = join(import.meta.dirname, 'lint-library.js');
  const linters: readonly string[] = LINTERS.filter((name) => peerVersion(name) !== undefined);
  const runs = new Map<string, Use[]>(['reading alone', ...linters, 'preflight'].map((name) => [name, []]));
  for (let i = 0; i < rounds; i++)
    for (const [name, uses] of runs) uses.push(timed(name === 'preflight' ? CHECK : [library, name, folder], folder));
  const rows = [...runs].map(([name, uses]) => {
    const median = (of: (use: Use) => number): number => summarise(uses.map(of)).median;
    const cpu = median((use) => use.cpu);
    return [
      `${name}${linters.includes(name) ? ` ${peerVersion(name)}` : ''}`,
      figure(median((use) => use.time) / 1000),
      figure(cpu / 1000),
      figure((count * 1000) / cpu),
      figure(median((use) => use.peak)),
    ];
  });
  return table([`${count} Dockerfiles`, 's', 'CPU s', 'per CPU s', 'peak MiB'], rows);
}

/** Many apps, many Dockerfiles, and one file with nothing warm. Gives the report as Markdown. */
export function benchCli(options: {
  readonly apps: readonly number[];
  readonly dockerfiles: number;
  readonly rounds: number;
}): string {
  const missing = installPeers();
  const apps = appsTable(options.apps);
  const dockerfiles = dockerfilesTable(options.dockerfiles, 3);
  const folder = writeWorkspace('one', workspaceFiles(1));
  const single: number[] = [];
  const first: number[] = [];
  const empty: number[] = [];
  const check = [CLI, 'check', '--quiet', 'app-0/Dockerfile'];
  // So that the compiled code of this build is there.
  timed(check, folder);
  for (let i = 0; i < options.rounds; i++) {
    empty.push(timed(['-e', '0'], folder).time);
    single.push(timed(check, folder).time);
    first.push(timed(check, folder, { NODE_DISABLE_COMPILE_CACHE: '1' }).time);
  }
  const [ours, fresh, node] = [summarise(single), summarise(first), summarise(empty)];
  return [
    '### Command line: many apps of three files',
    '',
    apps,
    '',
    '### Command line: Dockerfiles alone',
    '',
    ...missing.map((name) => `Not measured, could not be installed: ${name}`),
    dockerfiles,
    '',
    '### Command line: one file',
    '',
    table(
      ['ms', 'median', 'p95'],
      [
        ['node -e 0', figure(node.median), figure(node.p95)],
        ['check app-0/Dockerfile', figure(ours.median), figure(ours.p95)],
        ['the same, first run', figure(fresh.median), figure(fresh.p95)],
        ['difference', figure(ours.median - node.median), ''],
        ['difference, first run', figure(fresh.median - node.median), ''],
      ],
    ),
  ].join('\n');
}
