/**
 * What every entry script does first: find the project and make sure that its dependencies are there.
 * Only Node builtins are imported at the top of this file: on a fresh clone nothing else exists.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './process.mjs';

/** The project's folder, absolute. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages that a lock file names, or undefined when there is no readable one. */
function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/**
 * Why `npm ci` must run, or undefined when what is installed matches package-lock.json. An older time alone is
 * not enough to say "out of date" (git sets times as it likes), so then the versions are compared.
 */
function staleReason() {
  const wantedFile = join(root, 'package-lock.json');
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'node_modules is missing';
  if (statSync(installedFile).mtimeMs >= statSync(wantedFile).mtimeMs) return undefined;
  const wanted = packagesOf(wantedFile);
  const installed = packagesOf(installedFile);
  if (wanted === undefined || installed === undefined) return 'a lock file cannot be read';
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.optional || entry.devOptional || entry.peer) continue;
    if (installed[path]?.version !== entry.version) return 'node_modules is older than package-lock.json';
  }
  return undefined;
}

/** Stop with one clear line when this Node cannot run the project. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  console.error(
    `This project needs Node 20.19 or newer (22.12 or newer in the 22 line); this is ${process.versions.node}.`,
  );
  process.exit(2);
}

/**
 * Install the dependencies when they are missing or out of date; ends the process with a message when that fails.
 * npm refuses `npm ci` when it cannot see packages of other platforms that the lock file leaves out, which happens with
 * partial mirrors of the registry; `npm install --no-save` installs the same locked versions then.
 */
export async function ensureDependencies() {
  checkNode();
  const reason = staleReason();
  if (reason === undefined) return;
  console.error(`Installing dependencies (${reason}) …`);
  const options = { cwd: root, timeoutMs: 600_000 };
  const clean = await npm(['ci', '--no-audit', '--no-fund'], options);
  if (clean.code === 0) return;
  console.error('npm ci refused; installing the locked versions with npm install instead …');
  const plain = await npm(['install', '--no-save', '--no-audit', '--no-fund'], options);
  if (plain.code === 0) return;
  console.error(`${clean.output}\n${plain.output}\nThe dependencies could not be installed; npm's output is above.`);
  process.exit(2);
}

/** A file of an installed package that is run with Node, for example `tool('typescript/bin/tsc')`. */
export const tool = (path) => join(root, 'node_modules', ...path.split('/'));
