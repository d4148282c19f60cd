/** A Chromium page that shows VS Code. */
import { pathToFileURL } from 'node:url';
import { boundMs } from './server.mjs';

/** These work as root and without network. */
const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A container's /dev/shm is often 64 MB, which is not enough for the workbench.
  '--disable-dev-shm-usage',
];

/**
 * Start the Chromium of the code-server host.
 * @param {{ playwright: string, chromium: { executablePath?: string, env: NodeJS.ProcessEnv } }} installed
 * @returns Playwright's Browser
 */
export async function startBrowser(installed) {
  const { chromium } = await import(pathToFileURL(installed.playwright).href).then(
    (module) => module.default ?? module,
  );
  return chromium.launch({
    executablePath: installed.chromium.executablePath,
    env: installed.chromium.env,
    args: launchArguments,
    headless: true,
    timeout: boundMs,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * The URL that opens a folder in the served VS Code.
 * @param {{ authority: string, token?: string }} server
 * @param {string} folder absolute path
 * @param {Readonly<Record<string, string>>} payload VS Code's development payload; paths are those of the server's machine
 */
export function workbenchUrl(server, folder, payload = {}) {
  const query = new URLSearchParams({ folder });
  if (server.token !== undefined) query.set('tkn', server.token);
  if (Object.keys(payload).length > 0) query.set('payload', JSON.stringify(Object.entries(payload)));
  return `http://${server.authority}/?${query.toString().replaceAll('%2F', '/')}`;
}

/** A path of the server's machine as the workbench names it. */
export const remoteUri = (server, path) => `vscode-remote://${server.authority}${path}`;
