/** The workspace that tests open: a copy, so that a test may apply fixes. */
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/**
 * Copy a folder into a temporary one.
 * @param {string} folder
 * @returns `path` of the copy (with the folder's own name, which people see in screenshots) and `remove()`
 */
export async function copyWorkspace(folder) {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'preflight-workspace-')));
  const path = join(parent, basename(folder));
  await cp(folder, path, { recursive: true, filter: (source) => basename(source) !== 'node_modules' });
  return { path, remove: () => rm(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
