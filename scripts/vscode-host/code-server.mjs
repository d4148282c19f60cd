/** The code-server host: the suite inside VS Code's own server and a headless Chromium. */
import { basename, join } from 'node:path';
import { remoteUri, startBrowser, workbenchUrl } from './browser.mjs';
import { hostFolder, installCodeServer } from './install.mjs';
import { essence } from './noise.mjs';
import { boundMs, startServer } from './server.mjs';
import { stageExtension } from './stage.mjs';
import { serveFolder } from './static.mjs';
import { createTally } from './tally.mjs';
import { configureWorkbench } from './workbench.mjs';
import { copyWorkspace } from './workspace.mjs';

/**
 * Run the bundled suite once per kind of extension host.
 * @param {{ kinds: readonly ('node' | 'web')[], tests: string, workspace: string, extension?: string }} job `tests`: the
 *   bundle of `bundleSuites`; `workspace`: the folder whose copy is opened; `extension`: another one than the project's
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runInCodeServer(job) {
  const installed = await installCodeServer();
  const total = { passed: 0, failed: 0 };
  for (const kind of job.kinds) {
    console.log(`\nVS Code (code-server), ${kind} extension host`);
    const result = await runKind(installed, kind, job);
    total.passed += result.passed;
    total.failed += result.failed;
  }
  return total;
}

async function runKind(installed, kind, job) {
  const cleanUps = [];
  const later = (cleanUp) => cleanUps.unshift(cleanUp);
  try {
    const workspace = await copyWorkspace(job.workspace);
    later(() => workspace.remove());
    const extension = await stageExtension(kind, { source: job.extension, tests: job.tests });
    later(() => extension.remove());
    const server = await startServer(installed);
    later(() => server.stop());
    const browser = await startBrowser(installed);
    later(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    if (kind === 'node') {
      const url = workbenchUrl(server, workspace.path, {
        extensionDevelopmentPath: remoteUri(server, extension.path),
        extensionTestsPath: remoteUri(server, extension.tests),
        skipWelcome: 'true',
      });
      return await follow(page, url, kind, server);
    }
    // From a remote folder the web worker host could not start the language server: "Creating workers from remote
    // extensions is currently not supported". Over HTTP the extension runs as it does on vscode.dev.
    const files = await serveFolder(extension.path);
    later(() => files.stop());
    // A page may ask the loopback address only with this permission; an older Chromium does not know it.
    await page
      .context()
      .grantPermissions(['local-network-access'])
      .catch(() => undefined);
    const at = { scheme: 'http', authority: files.authority };
    await configureWorkbench(page, server, {
      extensions: [{ ...at, path: '/' }],
      extensionTestsPath: { ...at, path: `/${basename(extension.tests)}` },
    });
    return await follow(page, workbenchUrl(server, workspace.path, { skipWelcome: 'true' }), kind, server);
  } catch (error) {
    console.log(`  ✗ the host failed: ${error.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    for (const cleanUp of cleanUps) await Promise.resolve(cleanUp()).catch(() => undefined);
  }
}

/** Open the workbench, follow the suite's lines, and answer with what it counted. */
async function follow(page, url, kind, server) {
  const tally = createTally(kind, (line) => console.log(`  ${line}`));
  const consoleLines = [];
  page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => consoleLines.push(`page error: ${error.message}`));
  let ended = false;
  const run = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing happened for ${boundMs / 1000} s`)), boundMs);
    const open = async () => {
      await page.exposeFunction('codeAutomationLog', (_type, values) => {
        if (!ended) timer.refresh();
        const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
        tally.add(`${texts.join(' ')}\n`);
      });
      await page.exposeFunction('codeAutomationExit', (exitCode) => {
        ended = true;
        clearTimeout(timer);
        resolve(exitCode);
      });
      await page.goto(url, { timeout: boundMs, waitUntil: 'domcontentloaded' });
    };
    open().catch((error) => {
      ended = true;
      clearTimeout(timer);
      reject(error);
    });
  });
  try {
    return tally.result(await run);
  } catch (error) {
    const picture = join(hostFolder, `failed-${kind}.png`);
    await page.screenshot({ path: picture, timeout: 5000 }).catch(() => undefined);
    throw new Error(
      [
        error.message,
        `What the editor showed: ${picture}`,
        `The editor's log:\n${tally.editorLog()}`,
        `The page's console:\n${essence(consoleLines.join('\n'), 20)}`,
        `The server's log:\n${server.log()}`,
      ].join('\n'),
    );
  }
}
