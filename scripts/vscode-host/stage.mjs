/**
 * The extension as tests load it: a folder with exactly the files that go into the VSIX, so that a file missing
 * there is noticed, and the bundle of the suites, because VS Code runs tests in the host of the extension that
 * contains them.
 */
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../bootstrap.mjs';

/**
 * Copy the extension into a temporary folder.
 * @param {'node' | 'web'} kind for `web` the manifest's `main` is left out: an extension with `browser` alone runs in
 *   the web worker host everywhere. (The payload's extensionDevelopmentKind does nothing in a served VS Code 1.139.)
 * @param {{ source?: string, tests?: string }} options `source`: the extension's folder; `tests`: the bundle to put in it
 * @returns `path` of the extension, `tests` (path of the bundle inside it) and `remove()`
 */
export async function stageExtension(kind, { source = root, tests } = {}) {
  const { listFiles } = await import('@vscode/vsce').then((module) => module.default ?? module);
  const path = await realpath(await mkdtemp(join(tmpdir(), 'preflight-extension-')));
  for (const file of await listFiles({ cwd: source, packageManager: 0 })) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await cp(join(source, file), join(path, file));
  }
  if (kind === 'web') {
    const { main: _, ...manifest } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    await writeFile(join(path, 'package.json'), JSON.stringify(manifest, null, 2));
  }
  const inside = join(path, 'test-vscode.cjs');
  if (tests !== undefined) await cp(tests, inside);
  return { path, tests: inside, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
