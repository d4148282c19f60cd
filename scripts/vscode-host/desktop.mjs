/** The desktop host: an installed VS Code, or one that @vscode/test-electron downloads. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root, tool } from '../bootstrap.mjs';
import { launch, stop } from '../process.mjs';
import { stageExtension } from './stage.mjs';
import { createTally } from './tally.mjs';
import { copyWorkspace } from './workspace.mjs';

const probeMs = 3_000;
const downloadMs = 300_000;
const runMs = 300_000;

/** Where VS Code's program is, from the place of its `code` command. */
function programBeside(command) {
  const bin = dirname(realpathSync(command));
  const candidates = [
    join(bin, '..', 'code'),
    join(bin, '..', 'Code.exe'),
    join(bin, '..', '..', '..', 'MacOS', 'Electron'),
    join(bin, '..', '..', '..', 'MacOS', 'Code'),
  ];
  return candidates.find((path) => path !== command && existsSync(path));
}

/** The program (not the `code` shell script) of an installed VS Code, or undefined. */
export function installedProgram() {
  const usual = [
    '/usr/share/code/code',
    '/usr/lib/code/code',
    '/snap/code/current/usr/share/code/code',
    '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
    '/Applications/Visual Studio Code.app/Contents/MacOS/Code',
    join(homedir(), 'Applications/Visual Studio Code.app/Contents/MacOS/Electron'),
    join(process.env['LOCALAPPDATA'] ?? '/nowhere', 'Programs', 'Microsoft VS Code', 'Code.exe'),
  ].find((path) => existsSync(path));
  if (usual !== undefined) return usual;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const command = join(folder, name);
    if (folder !== '' && existsSync(command)) return programBeside(command);
  }
  return undefined;
}

/** Whether a program can open windows here: directly, through Xvfb, or not at all. */
function display() {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return 'direct';
  try {
    execFileSync('xvfb-run', ['--help'], { stdio: 'ignore', timeout: probeMs });
    return 'xvfb';
  } catch {
    return undefined;
  }
}

/** Whether windows can be opened for a person (Xvfb does not count). */
export const hasScreen = () => display() === 'direct';

/** The lowest Node major that the installed @vscode/test-electron asks for. */
function neededNode() {
  const manifest = JSON.parse(readFileSync(tool('@vscode/test-electron/package.json'), 'utf8'));
  return Number(/\d+/.exec(manifest.engines?.node ?? '')?.[0] ?? 0);
}

/** Whether VS Code can be downloaded, asked within three seconds. */
async function downloadAnswers() {
  try {
    const url = 'https://update.code.visualstudio.com/api/releases/stable';
    return (await fetch(url, { signal: AbortSignal.timeout(probeMs) })).ok;
  } catch {
    return false;
  }
}

/**
 * Whether the desktop host works here.
 * @returns {Promise<{ possible: boolean, why: string, program?: string }>} `why` is for people; without `program`
 *   VS Code must be downloaded first
 */
export async function probeDesktop() {
  if (display() === undefined) return { possible: false, why: 'no display and no xvfb-run' };
  const program = installedProgram();
  if (program !== undefined) return { possible: true, why: `VS Code is installed (${program})`, program };
  const major = Number(process.versions.node.split('.')[0]);
  if (major < neededNode()) {
    return { possible: false, why: `downloading VS Code needs Node ${neededNode()}, this is ${process.versions.node}` };
  }
  if (!(await downloadAnswers())) {
    return { possible: false, why: 'VS Code is not installed and its download does not answer' };
  }
  return { possible: true, why: 'VS Code can be downloaded' };
}

/**
 * Run the bundled suite once per kind of extension host.
 * @param {{ kinds: readonly ('node' | 'web')[], tests: string, workspace: string, program?: string }} job
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runInDesktop(job) {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron').then((module) => module.default ?? module);
  const program =
    job.program ?? (await downloadAndUnzipVSCode({ cachePath: join(root, '.vscode-test'), timeout: downloadMs }));
  const total = { passed: 0, failed: 0 };
  for (const kind of job.kinds) {
    console.log(`\nVS Code (desktop), ${kind} extension host`);
    const result = await runKind(program, kind, job);
    total.passed += result.passed;
    total.failed += result.failed;
  }
  return total;
}

async function runKind(program, kind, job) {
  const workspace = await copyWorkspace(job.workspace);
  const extension = await stageExtension(kind, { tests: job.tests });
  // Short on purpose: the path of a socket in there has an upper limit of about 100 characters.
  const profile = await mkdtemp(join(tmpdir(), 'preflight-'));
  const tally = createTally(kind, (line) => console.log(`  ${line}`));
  try {
    const args = [
      workspace.path,
      '--no-sandbox',
      '--disable-gpu-sandbox',
      '--disable-updates',
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-workspace-trust',
      `--user-data-dir=${join(profile, 'user')}`,
      `--extensions-dir=${join(profile, 'extensions')}`,
      `--extensionDevelopmentPath=${extension.path}`,
      `--extensionTestsPath=${extension.tests}`,
    ];
    const [command, ...rest] = display() === 'xvfb' ? ['xvfb-run', '-a', program, ...args] : [program, ...args];
    return tally.result(await follow(command, rest, tally));
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    await extension.remove();
    await workspace.remove();
  }
}

/** Run VS Code to its end, or to the bound; answers with the exit code. */
async function follow(command, args, tally) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_RUN_AS_NODE$)/.test(name));
  const child = launch(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: Object.fromEntries(inherited) });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => tally.add(text));
  const bound = setTimeout(() => {
    console.log(`  ✗ VS Code did not end within ${runMs / 1000} s; its log:\n${tally.editorLog()}`);
    void stop(child);
  }, runMs);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      tally.add(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  clearTimeout(bound);
  return code;
}
