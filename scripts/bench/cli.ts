import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { figure, summarise, table } from './measure.ts';
import { installPeers, LINTERS, PROJECT, peerVersion } from './peers.ts';
import { writeWorkspace } from './server.ts';
import { type Files, workspaceFiles } from './workspace.ts';

// The command line as CI runs it.

const CLI = join(PROJECT, 'dist', 'cli.js');
/** Reports what a program used on standard error: memory at most, in KiB, and CPU in microseconds. */
const USE = `process.on('exit', () => { const { user, system } = process.cpuUsage(); console.error('peak ' + process.resourceUsage().maxRSS + '\\ncpu ' + (user + system)); });`;
const NOTHING = ['-e', USE];
/** The command line with that report. The second word stands where the program's own name stands, as process.argv has it. */
const command = (...words: readonly string[]): readonly string[] => [
  '-e',
  `${USE} require(${JSON.stringify(CLI)})`,
  CLI,
  ...words,
];
const CHECK = command('check', '--quiet', '--format', 'jsonl', '.');

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

/** One file, named on the command line, in turns with a Node that does nothing. */
function singleTable(rounds: number): string {
  const check = command('check', '--quiet', 'app-0/Dockerfile');
  const app = writeWorkspace('one', workspaceFiles(1));
  const alone = Object.entries(workspaceFiles(1)).filter(([path]) => path.endsWith('/Dockerfile'));
  const lone = writeWorkspace('lone', Object.fromEntries(alone));
  const repository = writeWorkspace('repository', { ...workspaceFiles(300), '.git/HEAD': 'ref: refs/heads/main\n' });
  const cases: readonly (readonly [string, string, readonly string[], Readonly<Record<string, string>>])[] = [
    ['node -e 0', lone, NOTHING, {}],
    ['a Dockerfile alone', lone, check, {}],
    ['with its app', app, check, {}],
    ['the same, first run', app, check, { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['one of 300 apps of a repository', repository, check, {}],
  ];
  // So that the compiled code of this build is there.
  for (const [, folder, args, env] of cases) timed(args, folder, env);
  const runs = cases.map((): Use[] => []);
  for (let i = 0; i < rounds; i++)
    for (const [at, [, folder, args, env]] of cases.entries()) runs[at]?.push(timed(args, folder, env));
  const samples = runs.map((uses) => ({
    time: summarise(uses.map((use) => use.time)),
    cpu: summarise(uses.map((use) => use.cpu)),
  }));
  const floor = samples[0];
  const rows = cases.map(([name], at) => {
    const sample = samples[at];
    if (sample === undefined || floor === undefined) return [name];
    const { time, cpu } = sample;
    const above =
      at === 0 ? ['', ''] : [figure(time.median - floor.time.median), figure(cpu.median - floor.cpu.median)];
    return [name, figure(time.median), figure(time.p95), ...above];
  });
  return table(['ms', 'median', 'p95', 'above node', 'CPU above node'], rows);
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
  const single = singleTable(options.rounds);
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
    single,
  ].join('\n');
}
