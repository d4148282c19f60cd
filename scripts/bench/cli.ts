import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { figure, summarise, table } from './measure.ts';
import { PROJECT } from './peers.ts';
import { writeWorkspace } from './server.ts';
import { type Files, workspaceFiles } from './workspace.ts';

// The command line as CI runs it.

const CLI = join(PROJECT, 'dist', 'cli.js');
/** Starts the program with a report of the memory it used at most, in KiB, as the last line of standard error. */
const WITH_PEAK = `process.on('exit', () => console.error('peak ' + process.resourceUsage().maxRSS)); require(${JSON.stringify(CLI)})`;

function timed(args: readonly string[], cwd: string): { readonly time: number; readonly peak: number } {
  const started = performance.now();
  const { stderr } = spawnSync(process.execPath, [...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 29 });
  return { time: performance.now() - started, peak: Number(/^peak (\d+)$/m.exec(stderr)?.[1]) / 1024 };
}

/** Three files an app: Dockerfile, manifest, Python. */
function threeFiles(count: number): Files {
  const all = workspaceFiles(count);
  return Object.fromEntries(
    Object.entries(all).filter(([path]) => /\/(?:Dockerfile|service\.yaml|main\.py)$/.test(path)),
  );
}

/** Many apps, and one file with nothing warm. Gives the report as Markdown. */
export function benchCli(options: { readonly apps: readonly number[]; readonly rounds: number }): string {
  const rows: string[][] = [];
  let last: { readonly apps: number; readonly time: number } | undefined;
  for (const apps of options.apps) {
    const folder = writeWorkspace(`apps-${apps}`, threeFiles(apps));
    // The second word stands where the program's own name stands, as process.argv has it.
    const { time, peak } = timed(['-e', WITH_PEAK, CLI, 'check', '--quiet', '--format', 'jsonl', '.'], folder);
    const growth = last === undefined ? '–' : `${figure(time / last.time)} × for ${apps / last.apps} ×`;
    rows.push([`${apps} apps`, figure(time / 1000), figure((apps * 1000) / time), figure(peak), growth]);
    last = { apps, time };
  }
  const folder = writeWorkspace('one', workspaceFiles(1));
  const single: number[] = [];
  const empty: number[] = [];
  for (let i = 0; i < options.rounds; i++) {
    empty.push(timed(['-e', '0'], folder).time);
    single.push(timed([CLI, 'check', '--quiet', 'app-0/Dockerfile'], folder).time);
  }
  const [ours, node] = [summarise(single), summarise(empty)];
  return [
    '### Command line: many apps of three files',
    '',
    table(['check', 's', 'apps/s', 'peak MiB', 'growth'], rows),
    '',
    '### Command line: one file',
    '',
    table(
      ['ms', 'median', 'p95'],
      [
        ['node -e 0', figure(node.median), figure(node.p95)],
        ['check app-0/Dockerfile', figure(ours.median), figure(ours.p95)],
        ['difference', figure(ours.median - node.median), ''],
      ],
    ),
  ].join('\n');
}
