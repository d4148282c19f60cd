/**
 * `npm start [folder] [-- --no-open]`: installs what is missing, builds, prints the findings of the folder (default:
 * samples/), and opens an editor on it with the extension loaded. Ctrl-C ends everything that was started.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { ensureDependencies, root } from './bootstrap.mjs';
import { build } from './build.mjs';
import { launch, stop } from './process.mjs';
import { workbenchUrl } from './vscode-host/browser.mjs';
import { hasScreen, installedProgram } from './vscode-host/desktop.mjs';
import { hostFolder, installCodeServer } from './vscode-host/install.mjs';
import { startServer } from './vscode-host/server.mjs';
import { stageExtension } from './vscode-host/stage.mjs';

/** Folder and options of the command line. npm takes `--no-open` without `--` for itself and says so in the environment. */
function readArguments(args) {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--no-open');
  const folders = args.filter((arg) => !arg.startsWith('-'));
  if (unknown !== undefined || folders.length > 1) {
    console.error('Usage: npm start [folder] [-- --no-open]');
    process.exit(2);
  }
  // npm runs scripts in the project's folder; INIT_CWD is where the person is.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const folder = folders[0] === undefined ? join(root, 'samples') : resolve(from, folders[0]);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    console.error(`${folder} is not a folder.`);
    process.exit(2);
  }
  const refusedToNpm = 'npm_config_open' in process.env && process.env['npm_config_open'] !== 'true';
  return { folder, open: !args.includes('--no-open') && !refusedToNpm };
}

/** Print the findings of a folder with the product's own command line. */
function printFindings(folder) {
  console.log(`\nFindings in ${relative(process.cwd(), folder) || '.'}:\n`);
  const cli = join(root, 'dist', 'cli.js');
  // Relative, as the terminal is used to; outside the project the path stays whole.
  const shown = relative(process.cwd(), folder) || '.';
  const { status } = spawnSync(process.execPath, [cli, 'check', shown], { stdio: ['ignore', 'inherit', 'inherit'] });
  // 0: nothing found, 1: findings; both are answers.
  if (status === 0 || status === 1) return;
  console.error(`The command line failed with code ${status}.`);
  process.exit(2);
}

/** Wait for Ctrl-C or for `ended`, then clean up and leave. */
async function untilInterrupted(ended, cleanUp) {
  await new Promise((resolvePromise) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.removeAllListeners(signal);
      process.once(signal, resolvePromise);
    }
    ended.then(resolvePromise);
  });
  await cleanUp();
  process.exit(0);
}

/** The desktop VS Code with a profile of its own, so that it is a process of ours and not a window of a running one. */
async function openDesktop(program, folder) {
  const child = launch(
    program,
    [
      '--new-window',
      '--skip-welcome',
      '--disable-workspace-trust',
      `--user-data-dir=${join(hostFolder, 'start-profile')}`,
      `--extensionDevelopmentPath=${root}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      folder,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolvePromise) => {
    child.once('exit', resolvePromise);
    child.once('error', (error) => {
      console.error(`VS Code did not start: ${error.message}`);
      resolvePromise();
    });
  });
  console.log(`\nVS Code opens on ${folder}. Close it or press Ctrl-C to end.`);
  await untilInterrupted(ended, () => stop(child));
}

/** VS Code's own server with the extension installed; a person opens the printed URL in a browser. */
async function openServed(folder) {
  const installed = await installCodeServer();
  const { name, publisher, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const extensionsFolder = await realpath(await mkdtemp(join(tmpdir(), 'preflight-extensions-')));
  const staged = await stageExtension('node');
  await mkdir(extensionsFolder, { recursive: true });
  await rename(staged.path, join(extensionsFolder, `${publisher}.${name}-${version}`));
  const server = await startServer(installed, { extensionsFolder, token: true });
  console.log(`\nVS Code with the extension: ${workbenchUrl(server, folder)}`);
  console.log('Open it in a browser on this machine. Press Ctrl-C to end.');
  await untilInterrupted(new Promise(() => undefined), async () => {
    await server.stop();
    await rm(extensionsFolder, { recursive: true, force: true, maxRetries: 5 });
  });
}

const { folder, open } = readArguments(process.argv.slice(2));
await ensureDependencies();
try {
  await build();
  printFindings(folder);
  if (open) {
    const program = hasScreen() ? installedProgram() : undefined;
    if (program === undefined) await openServed(folder);
    else await openDesktop(program, folder);
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
