/** The code-server host: the suite inside VS Code's own server and a headless Chromium. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { remoteUri, startBrowser, workbenchUrl } from './browser.mjs';
import { hostFolder, installCodeServer } from './install.mjs';
import { boundMs, startServer } from './server.mjs';
import { stageExtension } from './stage.mjs';
import { createTally } from './tally.mjs';
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
  const workspace = await copyWorkspace(job.workspace);
  const extension = await stageExtension(kind, { source: job.extension, tests: job.tests });
  let server;
  let browser;
  try {
    server = await startServer(installed);
    browser = await startBrowser(installed);
    return await runPage(browser, server, kind, { folder: workspace.path, extension });
  } catch (error) {
    console.log(`  ✗ the host failed: ${error.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    await browser?.close().catch(() => undefined);
    await server?.stop();
    await extension.remove();
    await workspace.remove();
  }
}

/** Open the workbench, follow the suite's lines, and answer with what it counted. */
async function runPage(browser, server, kind, { folder, extension }) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const tally = createTally(kind, (line) => console.log(`  ${line}`));
  const consoleLines = [];
  page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => consoleLines.push(`page error: ${error.message}`));
  let ended = false;
  const code = await new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`nothing happened for ${boundMs / 1000} s`));
    const timer = setTimeout(giveUp, boundMs);
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
      await page.goto(
        workbenchUrl(server, folder, {
          extensionDevelopmentPath: remoteUri(server, extension.path),
          extensionTestsPath: remoteUri(server, extension.tests),
          skipWelcome: 'true',
        }),
        { timeout: boundMs, waitUntil: 'domcontentloaded' },
      );
    };
    open().catch(reject);
  }).catch(async (error) => {
    const picture = join(hostFolder, `failed-${kind}.png`);
    await mkdir(hostFolder, { recursive: true });
    await page.screenshot({ path: picture, timeout: 5000 }).catch(() => undefined);
    throw new Error(
      [
        error.message,
        `What the editor showed: ${picture}`,
        `The editor's log:\n${tally.editorLog()}`,
        `The page's console:\n${consoleLines.slice(-20).join('\n')}`,
        `The server's log:\n${server.log()}`,
      ].join('\n'),
    );
  });
  return tally.result(code);
}
