/** VS Code's own server as a process: start, wait until it answers, stop. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, stop } from '../process.mjs';
import { essence } from './noise.mjs';

/** No wait on the host is longer than this, in milliseconds. */
export const boundMs = 60_000;

/** A quiet editor: nothing that asks, advertises, or looks for a network. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
};

/** A TCP port that is free at this moment on the loopback address. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Start the server on a free port of the loopback address.
 * @param {{ node: string, server: string }} installed from `installCodeServer`
 * @param {{ extensionsFolder?: string, token?: boolean, settings?: object }} options `token`: ask for a secret in the URL
 *   (for people), otherwise none is needed and the development payload is honoured (for tests); `settings`: added to
 *   the user settings
 * @returns `authority` (host:port), `token`, `log()` (the server's output so far), `stop()` (ends it, removes its data)
 */
export async function startServer(installed, { extensionsFolder, token = false, settings = {} } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'preflight-vscode-'));
  await mkdir(join(data, 'data', 'User'), { recursive: true });
  await writeFile(join(data, 'data', 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  const port = await freePort();
  const secret = token ? randomBytes(12).toString('hex') : undefined;
  const args = [
    installed.server,
    ...['--host', '127.0.0.1', '--port', String(port), '--server-data-dir', data],
    ...(secret === undefined ? ['--without-connection-token'] : ['--connection-token', secret]),
    ...(extensionsFolder === undefined ? [] : ['--extensions-dir', extensionsFolder]),
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    '--disable-workspace-trust',
    // Without it a built VS Code ignores extensionDevelopmentPath and extensionTestsPath in the URL.
    ...(token ? [] : ['--enable-smoke-test-driver']),
  ];
  const child = launch(installed.node, args, { stdio: ['ignore', 'pipe', 'pipe'], env: serverEnvironment() });
  let log = '';
  const collect = (chunk) => {
    log += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  child.once('error', (error) => collect(`${error.message}\n`));
  const handle = {
    authority: `127.0.0.1:${port}`,
    token: secret,
    log: () => essence(log),
    async stop() {
      await stop(child);
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    await answers(handle, child);
  } catch (error) {
    await handle.stop();
    throw error;
  }
  return handle;
}

/** The environment without what an outer VS Code or npm put there for itself. */
function serverEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|npm_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  return Object.fromEntries(kept);
}

async function answers(handle, child) {
  const deadline = Date.now() + boundMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`VS Code's server ended at once:\n${handle.log()}`);
    }
    try {
      const response = await fetch(`http://${handle.authority}/version`, { signal: AbortSignal.timeout(2000) });
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`VS Code's server did not answer within ${boundMs / 1000} s:\n${handle.log()}`);
}
