import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerCommand } from './client.ts';

/** The project's folder, seen from the compiled benchmark. */
export const PROJECT = resolve(import.meta.dirname, '..', '..', '..');
/** What benchmarks need and nobody else: peers, written workspaces. Git and the editor ignore it. */
export const SCRATCH = join(PROJECT, '.bench');

const PEERS: Readonly<Record<string, { readonly version: string; readonly main: string }>> = {
  'dockerfile-language-server-nodejs': { version: '0.15.0', main: 'lib/server.js' },
  'yaml-language-server': { version: '1.19.2', main: 'bin/yaml-language-server' },
  'dockerfile-utils': { version: '0.16.3', main: 'lib/main.js' },
  dockerfilelint: { version: '1.8.0', main: 'lib/index.js' },
  dockerlint: { version: '0.3.9', main: 'lib/parser.js' },
};
/** Linters of Dockerfiles that can be called as libraries. */
export const LINTERS = ['dockerfile-utils', 'dockerfilelint', 'dockerlint'] as const;
const INSTALL_TIME = 180_000;

/** Creates the scratch folder. It ignores itself, so that no other file has to name it. */
export function scratch(): string {
  mkdirSync(SCRATCH, { recursive: true });
  writeFileSync(join(SCRATCH, '.gitignore'), '*\n');
  return SCRATCH;
}

function installed(name: string): string | undefined {
  const folder = join(SCRATCH, 'node_modules', name);
  const main = join(folder, PEERS[name]?.main ?? '');
  return existsSync(main) ? main : undefined;
}

/** Installs the peers that are missing, without running their scripts; says what could not be had. */
export function installPeers(): readonly string[] {
  const missing = (): readonly string[] => Object.keys(PEERS).filter((name) => installed(name) === undefined);
  if (missing().length === 0) return [];
  const folder = scratch();
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // All of them, since npm removes what it is not asked for.
  const wanted = Object.entries(PEERS).map(([name, { version }]) => `${name}@${version}`);
  try {
    execFileSync(
      process.platform === 'win32' ? 'npm.cmd' : 'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...wanted],
      { cwd: folder, timeout: INSTALL_TIME, stdio: 'ignore', shell: process.platform === 'win32' },
    );
  } catch {
    // Said below, peer by peer.
  }
  return missing();
}

/** The version of a peer; `undefined` where it is not installed. */
export function peerVersion(name: string): string | undefined {
  if (installed(name) === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(join(SCRATCH, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

const SCHEMA = pathToFileURL(join(PROJECT, 'docs', 'schema', 'cloud-run.schema.json')).href;

/** Ours without the code that it compiled in an earlier run, as after an installation. */
export function firstStart(server: ServerCommand): ServerCommand {
  return { ...server, name: `${server.name}, first start`, env: { NODE_DISABLE_COMPILE_CACHE: '1' } };
}

/** The servers that take part for a language: ours, the floor, and the peer where it is installed. */
export function serversFor(language: 'dockerfile' | 'yaml' | 'python'): readonly ServerCommand[] {
  const ours = { name: 'preflight', args: [join(PROJECT, 'dist', 'server-node.js'), '--stdio'] };
  const floor = { name: 'floor', args: [join(import.meta.dirname, 'null-server.js'), '--stdio'] };
  if (language === 'python') return [floor, ours];
  const name = language === 'yaml' ? 'yaml-language-server' : 'dockerfile-language-server-nodejs';
  const main = installed(name);
  if (main === undefined) return [floor, ours];
  const yaml = { validate: true, schemas: { [SCHEMA]: '/*.yaml' }, schemaStore: { enable: false, url: '' } };
  const peer = { name, args: [main, '--stdio'], ...(language === 'yaml' ? { settings: { yaml } } : {}) };
  return [floor, ours, peer];
}
