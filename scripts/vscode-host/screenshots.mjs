/**
 * `npm run screenshots`: opens samples/ in the code-server host with the extension, brings the editor into the states
 * that the README shows, and saves media/*.png. Names given on the command line choose pictures.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies, root } from '../bootstrap.mjs';
import { build, kilobytes } from '../build.mjs';
import { remoteUri, startBrowser, workbenchUrl } from './browser.mjs';
import { codeFont, fontStyles } from './fonts.mjs';
import { installCodeServer } from './install.mjs';
import { boundMs, startServer } from './server.mjs';
import { stageExtension } from './stage.mjs';
import { copyWorkspace } from './workspace.mjs';

/** An editor without anything that is not the point of the picture. */
const settings = {
  'workbench.colorTheme': 'Dark Modern',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'breadcrumbs.enabled': false,
  'editor.fontFamily': codeFont,
  'editor.fontSize': 14,
  'editor.fontLigatures': false,
  'editor.hover.above': false,
  'editor.lineHeight': 22,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.scrollBeyondLastLine': false,
  'problems.defaultViewMode': 'tree',
};

const anySquiggle = '.squiggly-error, .squiggly-warning';

/** Show the hover at the cursor. */
async function hoverAtCursor(page) {
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+i');
  await page.locator('.monaco-hover:not(.hidden) .hover-contents').first().waitFor({ timeout: boundMs });
}

/** The pictures: where the cursor is put (at the first `at` in the file) and what is done then. */
const pictures = [
  {
    name: 'hover',
    file: 'flask-localhost/Dockerfile',
    at: '127.0.0.1',
    size: [1000, 600],
    act: hoverAtCursor,
  },
  {
    name: 'what-will-run',
    file: 'fastapi-model/Dockerfile',
    at: 'CMD gunicorn',
    size: [1100, 720],
    act: hoverAtCursor,
  },
  {
    name: 'quick-fix',
    file: 'flask-localhost/Dockerfile',
    at: '127.0.0.1',
    size: [1000, 480],
    async act(page) {
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget .action').first().waitFor({ timeout: boundMs });
    },
  },
  {
    name: 'problems',
    file: 'fastapi-model/Dockerfile',
    at: 'FROM',
    size: [1100, 780],
    async act(page) {
      await page.keyboard.press('Control+Shift+m');
      await page.locator('.markers-panel .monaco-list-row').first().waitFor({ timeout: boundMs });
      // Back to the editor: a selected row looks like the point of the picture.
      await page.keyboard.press('Control+1');
    },
  },
  {
    name: 'explain-error',
    file: 'flask-localhost/Dockerfile',
    at: 'CMD',
    size: [1200, 640],
    async act(page) {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill('>Cloud Run Preflight: Explain an Error');
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-widget input[placeholder*="failed to start"]').waitFor({ timeout: boundMs });
      await page.keyboard.insertText(
        'The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable.',
      );
      await page.keyboard.press('Enter');
      await page.locator('.webview.ready').first().waitFor({ timeout: boundMs });
      await page.waitForTimeout(2000);
    },
  },
];

/** Line and column (from 1) of the first place of a text in a file. */
async function positionOf(path, text) {
  const before = (await readFile(path, 'utf8')).split(text)[0] ?? '';
  const lines = before.split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

/** Bring a new page into the state of one picture and save it. */
async function take(browser, host, picture) {
  const [width, height] = picture.size;
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 2, bypassCSP: true });
  const page = await context.newPage();
  try {
    const file = join(host.workspace, ...picture.file.split('/'));
    const url = workbenchUrl(host.server, host.workspace, {
      extensionDevelopmentPath: remoteUri(host.server, host.extension),
      openFile: `${remoteUri(host.server, file)}:${await positionOf(file, picture.at)}`,
      gotoLineMode: 'true',
      skipWelcome: 'true',
    });
    await page.goto(url, { timeout: boundMs, waitUntil: 'domcontentloaded' });
    await page.addStyleTag({ content: host.styles });
    await page.locator(anySquiggle).first().waitFor({ timeout: boundMs });
    await page.keyboard.press('Control+b');
    // A font that arrives late would leave the editor with the widths of another one.
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(1500);
    await picture.act?.(page);
    await page.mouse.move(width - 2, height - 2);
    await page.waitForTimeout(1500);
    const path = join(root, 'media', `${picture.name}.png`);
    const bytes = (await page.screenshot({ path, timeout: boundMs, caret: 'initial' })).length;
    console.log(`media/${picture.name}.png ${kilobytes(bytes)}`);
  } catch (error) {
    const failed = join(root, '.vscode-test', `failed-${picture.name}.png`);
    await page.screenshot({ path: failed, timeout: 5000 }).catch(() => undefined);
    throw new Error(`${picture.name}: ${error.message}\nWhat the editor showed: ${failed}\n${host.server.log()}`);
  } finally {
    await context.close();
  }
}

await ensureDependencies();
const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? pictures : pictures.filter(({ name }) => wanted.includes(name));
const cleanUps = [];
try {
  await build();
  const styles = await fontStyles();
  const installed = await installCodeServer();
  const workspace = await copyWorkspace(join(root, 'samples'));
  cleanUps.push(() => workspace.remove());
  const extension = await stageExtension('node');
  cleanUps.push(() => extension.remove());
  const server = await startServer(installed, { settings });
  cleanUps.push(() => server.stop());
  const browser = await startBrowser(installed);
  cleanUps.push(() => browser.close());
  const host = { server, workspace: workspace.path, extension: extension.path, styles };
  for (const picture of chosen) await take(browser, host, picture);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}
process.exit();
