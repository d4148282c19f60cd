/**
 * The code-server host's programs: VS Code's own server, the Node it needs, a Chromium and Playwright, all from
 * the npm registry. They live in .vscode-test/, outside the project's dependencies, because they are large and
 * only tests need them. Nothing native is compiled and nothing comes from anywhere but the registry.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../bootstrap.mjs';
import { npm, run } from '../process.mjs';

/** Exact versions: a change here installs into a new folder. code-server 4.139 is VS Code 1.139 and needs Node 24. */
const versions = {
  'code-server': '4.139.1',
  node: '24.21.0',
  'playwright-core': '1.65.1',
  '@sparticuz/chromium': '147.0.2',
};

/** The folder of everything that test hosts download or write. */
export const hostFolder = join(root, '.vscode-test');

const folderName = `code-server-${versions['code-server']}-${versions.node}-${versions['@sparticuz/chromium']}`;
const stepTimeoutMs = 240_000;

/** Unpacks Chromium below TMPDIR. Runs in a process of its own because the package reads TMPDIR and changes the environment. */
const unpackProgram = `
  const { default: chromium } = await import(process.argv[1]);
  process.stdout.write(await chromium.executablePath());
`;

/** One install step: bounded in time, tried twice. */
async function step(title, attempt, isDone) {
  let output = '';
  for (let round = 1; round <= 2; round += 1) {
    console.log(round === 1 ? `  ${title} …` : `  ${title}: trying once more …`);
    const result = await attempt();
    if (result.code === 0 && isDone()) return;
    output = result.output;
  }
  throw new Error(`Installing the code-server test host failed at "${title}":\n${output.trim()}`);
}

/** Where things are once installed. */
function layout(folder) {
  const modules = join(folder, 'node_modules');
  const vscode = join(modules, 'code-server', 'lib', 'vscode');
  return {
    folder,
    node:
      process.platform === 'win32' ? join(modules, 'node', 'bin', 'node.exe') : join(modules, 'node', 'bin', 'node'),
    vscode,
    server: join(vscode, 'out', 'server-main.js'),
    playwright: join(modules, 'playwright-core', 'index.js'),
    unpacked: join(folder, 'unpacked'),
    done: join(folder, 'complete.json'),
  };
}

/** Whether an install ran to its end and nobody removed its programs since. */
const isComplete = (at) => [at.done, at.node, at.server, at.playwright].every((path) => existsSync(path));

/** Remove what an interrupted install left behind; another install that still runs is left alone. */
async function removeLeftovers() {
  for (const name of await readdir(hostFolder)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      await rm(join(hostFolder, name), { recursive: true, force: true });
    }
  }
}

async function installInto(folder) {
  const at = layout(folder);
  await mkdir(at.unpacked, { recursive: true });
  const manifest = { private: true, dependencies: versions, allowScripts: { node: true } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // The outer npm's settings (for example npm_config_prefix or a workspace) must not reach these installs.
  const options = (cwd) => ({ cwd, timeoutMs: stepTimeoutMs, env: { ...process.env, INIT_CWD: cwd } });
  await step(
    'packages',
    () => npm(['install', '--ignore-scripts', ...quiet], options(folder)),
    () => existsSync(at.server),
  );
  await step(
    'Node for the server',
    () => npm(['rebuild', 'node', '--loglevel=error'], options(folder)),
    () => existsSync(at.node),
  );
  await step(
    "the server's packages",
    () => npm(['install', '--omit=dev', '--ignore-scripts', ...quiet], options(at.vscode)),
    () => existsSync(join(at.vscode, 'node_modules', '@vscode')),
  );
  if (systemChromium() === undefined) {
    const entry = pathToFileURL(createRequire(join(folder, 'package.json')).resolve('@sparticuz/chromium')).href;
    await step(
      'Chromium',
      () =>
        run(process.execPath, ['--input-type=module', '-e', unpackProgram, entry], {
          cwd: folder,
          timeoutMs: stepTimeoutMs,
          // The runtime's name makes the package unpack the shared libraries that Chromium needs as well.
          env: { ...process.env, TMPDIR: at.unpacked, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
        }),
      () => existsSync(join(at.unpacked, 'chromium')),
    );
  }
  await writeFile(at.done, JSON.stringify(versions));
}

/** A Chromium that the machine has anyway. */
function systemChromium() {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}

/** Chromium's program and the environment it needs. */
function chromiumOf(at) {
  const own = join(at.unpacked, 'chromium');
  if (!existsSync(own)) return { executablePath: systemChromium(), env: process.env };
  const libraries = [join(at.unpacked, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return { executablePath: own, env: { ...process.env, LD_LIBRARY_PATH: libraries } };
}

/**
 * Install what is missing. An install is made beside its final place and moved there when it is complete, so an
 * interrupted one is never taken for a good one and two at the same time do not disturb each other.
 * @returns the paths of Node 24, VS Code's server, Chromium with its environment, and the Playwright module
 */
export async function installCodeServer() {
  const folder = join(hostFolder, folderName);
  const at = layout(folder);
  if (!isComplete(at)) {
    await mkdir(hostFolder, { recursive: true });
    await removeLeftovers();
    const partial = `${folder}.partial-${process.pid}`;
    console.log(`Installing the code-server test host into .vscode-test/ (once, about half a minute) …`);
    await installInto(partial);
    if (existsSync(folder) && !isComplete(at)) await rm(folder, { recursive: true, force: true });
    try {
      await rename(partial, folder);
    } catch (error) {
      // Another run was faster and its install is complete: take that one.
      await rm(partial, { recursive: true, force: true });
      if (!isComplete(at)) throw error;
    }
  }
  return { node: at.node, server: at.server, chromium: chromiumOf(at), playwright: at.playwright };
}
