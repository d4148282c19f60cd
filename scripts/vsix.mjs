/** What goes into the VSIX, and what it may weigh: known without packaging, which takes ten times as long as all bundles. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { root } from './bootstrap.mjs';

/** What the VSIX may weigh at most, in bytes. */
export const vsixBudget = 775_000;

/** Bytes of the archive for each file beside its content, its name apart: two headers with their time stamps. */
const headers = 112;

/** Files below a folder, from the project's folder on. */
function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(root.length + 1)
      .replaceAll('\\', '/'),
  );
}

/** Files that one line of .vscodeignore lets in: a file, everything below a folder (`folder/**`), or names with `*` in one folder. */
function filesOf(pattern) {
  if (pattern.endsWith('/**')) return filesBelow(pattern.slice(0, -3));
  const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
  const named = new RegExp(`^${parts.join('[^/]*')}$`);
  const folder = dirname(pattern);
  if (!existsSync(join(root, folder))) return [];
  const paths = readdirSync(join(root, folder)).map((name) => (folder === '.' ? name : `${folder}/${name}`));
  return paths.filter((path) => named.test(path));
}

/** The files that the packager takes: it leaves out everything but what .vscodeignore names. */
export function shippedFiles() {
  const lines = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n');
  return [...new Set(lines.filter((line) => line.startsWith('!')).flatMap((line) => filesOf(line.slice(1))))];
}

/** About the size of the VSIX in bytes: off by less than 1 % where everything that it holds has been built. */
export function estimateVsix() {
  const sizes = shippedFiles().map((path) => {
    const { length } = deflateRawSync(readFileSync(join(root, path)));
    return length + headers + 2 * `extension/${path}`.length;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
