/** Type-check and compile everything into out/, and remove what has no source any more. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root, tool } from './bootstrap.mjs';
import { run } from './process.mjs';

/** Delete compiled files whose .ts file is gone: mocha would still run them. */
async function removeOrphans() {
  const out = join(root, 'out');
  if (!existsSync(out)) return;
  for (const folder of ['client', 'server', 'test', 'scripts']) {
    const from = join(out, folder);
    if (!existsSync(from)) continue;
    for (const name of await readdir(from, { recursive: true })) {
      if (!/\.js(\.map)?$/.test(name)) continue;
      if (existsSync(join(root, folder, name.replace(/\.js(\.map)?$/, '.ts')))) continue;
      await rm(join(from, name), { force: true });
    }
  }
}

/**
 * Compile.
 * @returns {Promise<{ code: number, output: string }>} the compiler's exit code and messages
 */
export async function compile() {
  await removeOrphans();
  return run(process.execPath, [tool('typescript/bin/tsc'), '-b'], { cwd: root, timeoutMs: 300_000 });
}
