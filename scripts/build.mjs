/**
 * Bundle the product into dist/ with esbuild. `--dev` adds source maps and keeps names readable.
 * Other scripts import `build()`.
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, root } from './bootstrap.mjs';

/** Of a bundle that runs in Node and in web workers: libraries have an entry for each, under conditions that say so. */
const bothHosts = ['node', 'browser'];

/** The bundles of the product. */
export const bundles = [
  {
    out: 'server.js',
    entry: 'server/src/main.ts',
    format: 'iife',
    conditions: bothHosts,
    // Modules of Node are empty in a web worker: what needs them is not called there.
    alias: {
      crypto: join(root, 'scripts/stand-ins/crypto.cjs'),
      child_process: join(root, 'scripts/stand-ins/child-process.cjs'),
    },
    banner: `"use strict";var require=typeof require==='function'?require:()=>({});`,
  },
  // .cjs: the manifest says "type": "module", and VS Code takes the client for an ES module unless its name says otherwise;
  // the web worker host has no ES modules at all.
  {
    out: 'client.cjs',
    entry: 'client/src/main.ts',
    format: 'cjs',
    external: ['vscode'],
    conditions: bothHosts,
  },
  { out: 'cli.main.js', entry: 'server/src/cli/main.ts', format: 'cjs' },
];

const launcher = { entry: 'server/src/main-cached.ts', format: 'cjs' };

/** What people and editors start: it runs the bundle that `starts` names (server/src/cli/code-cache.ts). */
export const launchers = [
  { ...launcher, out: 'server-node.js', starts: 'server.js' },
  { ...launcher, out: 'cli.js', starts: 'cli.main.js', executable: true, banner: '#!/usr/bin/env node' },
];

/** Files that stand for a package in every bundle. */
const alias = {
  // Two releases of it are installed, the same but for a patch; and the parser of Dockerfiles brings the second one.
  'vscode-languageserver-types': join(root, 'node_modules/vscode-languageserver-types/lib/esm/main.js'),
  // The build for Node cannot be shaken: it is CommonJS. The one for browsers is the same code in ES modules.
  yaml: join(root, 'node_modules/yaml/browser/index.js'),
  '@lezer/highlight': join(root, 'scripts/stand-ins/lezer-highlight.mjs'),
};

/** The options that every bundle shares. */
function optionsFor(bundle, { trimRules, dev }) {
  return {
    absWorkingDir: root,
    entryPoints: [bundle.entry],
    bundle: true,
    platform: 'node',
    format: bundle.format,
    external: bundle.external ?? [],
    ...(bundle.conditions === undefined ? {} : { conditions: bundle.conditions }),
    // Node 18 is what VS Code 1.91 runs extensions on; web workers are of a Chromium of the same time.
    target: 'node18',
    // Several parsers ship a UMD build as "main"; their ESM build is the one that bundles.
    mainFields: ['module', 'main'],
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    legalComments: 'none',
    // Text of ASCII alone is kept with one byte per character, which halves what the engine reads and holds.
    charset: 'ascii',
    plugins: [trimRules],
    alias: { ...alias, ...bundle.alias },
    banner: bundle.banner === undefined ? {} : { js: bundle.banner },
    logLevel: 'silent',
    define: { 'import.meta.filename': '__filename', ...bundle.define },
    metafile: true,
    write: false,
  };
}

/** Replace a file in one step, so that a reader never sees half of it. */
async function writeWhole(path, contents) {
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, contents);
  await rename(partial, path);
}

/** Paths in the lock file of the packages that a bundle holds code of. */
function packagesIn({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const paths = inputs.flatMap(([path, { bytesInOutput }]) => {
    const found = bytesInOutput > 0 ? /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) : null;
    return found === null ? [] : [found[0]];
  });
  return [...new Set(paths)].sort();
}

async function buildOne(bundle, tools) {
  const result = await tools.esbuild.build({ ...optionsFor(bundle, tools), outfile: join(root, 'dist', bundle.out) });
  for (const file of result.outputFiles) await writeWhole(file.path, file.contents);
  const path = join(root, 'dist', bundle.out);
  const { contents } = result.outputFiles.find((file) => file.path === path);
  if (bundle.executable) await chmod(path, 0o755);
  if (!tools.dev) await rm(`${path}.map`, { force: true });
  const hash = createHash('sha256').update(contents).digest('hex');
  return { out: bundle.out, bytes: contents.length, hash, packages: packagesIn(result.metafile) };
}

/** Remove what an older build left under a name that no bundle has any more: it would be packaged. */
async function removeStale() {
  const known = new Set(bundles.map(({ out }) => out));
  const names = await readdir(join(root, 'dist'));
  const stale = names.filter((name) => /\.c?js(?:\.map)?$/.test(name) && !known.has(name.replace(/\.map$/, '')));
  await Promise.all(stale.map((name) => rm(join(root, 'dist', name), { force: true })));
}

/**
 * Build all bundles.
 * @param {{ dev?: boolean }} options
 * @returns {Promise<readonly { out: string, bytes: number }[]>} the bundles and launchers with their size in bytes
 * @throws {Error} with a message for people when an entry is missing or does not bundle
 */
export async function build({ dev = false } = {}) {
  // Not before: a fresh clone has no packages when it loads this file.
  const [esbuild, { trimRules }] = await Promise.all([import('esbuild'), import('./trim-rules.mjs')]);
  const tools = { esbuild, trimRules, dev };
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeWhole(join(root, 'dist', 'package.json'), '{ "type": "commonjs" }\n');
  const present = bundles.filter((bundle) => existsSync(join(root, bundle.entry)));
  const missing = bundles.filter((bundle) => !present.includes(bundle));
  const settled = await Promise.allSettled(present.map((bundle) => buildOne(bundle, tools)));
  const problems = missing.map((bundle) => `missing entry ${bundle.entry} (for dist/${bundle.out})`);
  const built = [];
  for (const [index, result] of settled.entries()) {
    if (result.status === 'fulfilled') {
      built.push(result.value);
      continue;
    }
    const messages = result.reason.errors ?? [];
    const formatted = await esbuild.formatMessages(messages, { kind: 'error', color: process.stderr.isTTY });
    const text = formatted.join('').trim() || String(result.reason.stack ?? result.reason);
    problems.push(`dist/${present[index].out} does not bundle:\n${text}`);
  }
  await removeStale();
  if (problems.length > 0) throw new Error(`The build failed.\n${problems.join('\n')}`);
  for (const { starts, ...rest } of launchers) {
    const { hash } = built.find(({ out }) => out === starts);
    const define = {
      PROGRAM: JSON.stringify(starts),
      PROGRAM_BUILD: JSON.stringify(hash.slice(0, 16)),
    };
    built.push(await buildOne({ ...rest, define }, tools));
  }
  return built;
}

/** A size for people, in KB of 1000 bytes. */
export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} KB`;

/** What a bundle may weigh at most, minified, in bytes. */
// Half of the server is the parsers and the language server library; rules and tables are mostly text (gzip: a third).
const budget = {
  'server.js': 1_560_000,
  'client.cjs': 475_000,
  'cli.main.js': 1_440_000,
};

/**
 * Compare sizes with the budget.
 * @param {readonly { out: string, bytes: number }[]} built from `build()`
 * @returns {string[]} one sentence per bundle that is too large
 */
export function checkBudget(built) {
  const tooLarge = built.filter(({ out, bytes }) => bytes > (budget[out] ?? Number.POSITIVE_INFINITY));
  return tooLarge.map(
    ({ out, bytes }) => `dist/${out} is ${kilobytes(bytes)}; its budget is ${kilobytes(budget[out])}`,
  );
}

/**
 * What ships may run nothing when it is installed: no package beside the bundles, and none in them that has an install script.
 * @param {readonly { packages: readonly string[] }[]} built from `build()`
 * @returns {string[]} one sentence per fault
 */
export function checkShipped(built) {
  const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const { dependencies = {}, optionalDependencies = {} } = read('package.json');
  const { packages: locked } = read('package-lock.json');
  const beside = Object.keys({ ...dependencies, ...optionalDependencies });
  const inside = [...new Set(built.flatMap(({ packages }) => packages))];
  return [
    ...beside.map((name) => `${name} would be installed beside the bundles; bundle it (devDependencies)`),
    ...inside.filter((path) => locked[path] === undefined).map((path) => `${path} is bundled but not in the lock file`),
    ...inside
      .filter((path) => locked[path]?.hasInstallScript)
      .map((path) => `${path} is bundled and has an install script`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureDependencies();
  const started = performance.now();
  try {
    const built = await build({ dev: process.argv.includes('--dev') });
    for (const { out, bytes } of built) console.log(`dist/${out.padEnd(20)} ${kilobytes(bytes).padStart(8)}`);
    console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
