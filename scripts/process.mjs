/** Starting other programs: always with an end in sight, always killed by the id that was started. */
import { spawn } from 'node:child_process';

/** Every process started here that still runs, so that Ctrl-C or a crash leaves nothing behind. */
const running = new Set();

/**
 * Start a program in a process group of its own (POSIX), so that it can be ended with all its children.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function launch(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  const forget = () => running.delete(child);
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

/** Send `signal` to a process that `launch` started, and to its children. Does nothing when it is gone. */
function kill(child, signal = 'SIGTERM') {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group ended between the check and the call.
  }
}

/** End a process: ask first, insist after `graceMs`. Resolves when it is gone. */
export async function stop(child, graceMs = 3000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  kill(child);
  const insist = setTimeout(() => kill(child, 'SIGKILL'), graceMs);
  await gone;
  clearTimeout(insist);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const child of running) kill(child);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}
process.once('exit', () => {
  for (const child of running) kill(child, 'SIGKILL');
});

/**
 * Run a program to its end.
 * With `show` its output goes to the terminal as it comes; it is collected in both cases.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number }} options
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} `code` is 1 when a signal or the time bound ended it
 */
export function run(command, args, { cwd, env, show = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = launch(command, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            kill(child, 'SIGKILL');
          }, timeoutMs);
    const collect = (target) => (chunk) => {
      output += chunk;
      if (show) target.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect(process.stdout));
    child.stderr.setEncoding('utf8').on('data', collect(process.stderr));
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 1, output: `${output}${error.message}\n`, timedOut });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (timedOut) output += `\n${command} ${args.join(' ')}: ended after ${timeoutMs / 1000} s\n`;
      resolve({ code: timedOut ? 1 : (code ?? 1), output, timedOut });
    });
  });
}

/** Run npm, the one that started this script where there is one. Same options and answer as `run`. */
export function npm(args, options) {
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], options);
  return process.platform === 'win32' ? run('cmd', ['/c', 'npm', ...args], options) : run('npm', args, options);
}
