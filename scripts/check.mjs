/**
 * `npm run check`: everything that guards main, the tests inside VS Code apart. Two steps run at a time; each prints
 * its time, and its output only when it failed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root, tool } from './bootstrap.mjs';
import { build, checkBudget, checkShipped, kilobytes } from './build.mjs';
import { compile } from './compile.mjs';
import { npm, run } from './process.mjs';
import { runUnitSuites } from './unit.mjs';
import { estimateVsix, vsixBudget } from './vsix.mjs';

const lanes = 2;

/** A step that is a program run with Node. */
const program =
  (path, ...args) =>
  () =>
    run(process.execPath, [path, ...args], { cwd: root, timeoutMs: 300_000 });

/** Bundle, compare with the size budgets, look at what is bundled, and see that every file the manifest names is there. */
async function bundle() {
  const built = await build();
  const problems = [...checkBudget(built), ...checkShipped(built)];
  const size = estimateVsix();
  if (size > vsixBudget) problems.push(`the VSIX would be ${kilobytes(size)}; its budget is ${kilobytes(vsixBudget)}`);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const path of [manifest.main, manifest.browser, ...Object.values(manifest.bin ?? {})]) {
    if (path === undefined) problems.push('package.json names no main or no browser entry');
    else if (!existsSync(join(root, path))) problems.push(`package.json names ${path}, which the build does not make`);
  }
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

/** All suites; those that go through every place of a text look at every 23rd here, and long input is shorter: `npm test` does all of it. */
async function unit() {
  process.env['PREFIX_STRIDE'] ??= '23';
  const { passed, failed, output } = await runUnitSuites();
  return { code: failed === 0 ? 0 : 1, output, note: `${passed} passed, ${failed} failed` };
}

/** A fresh clone installs with `npm ci`, which refuses a lock file that does not match package.json. */
const lockFile = () =>
  npm(['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, timeoutMs: 60_000 });

const oxlint = program(tool('oxlint/bin/oxlint'), '--type-aware', 'client', 'server', 'test', 'scripts');

/** In the order of their start; a step waits for those in `after`. */
const steps = [
  { name: 'types (tsc -b)', work: compile, after: [] },
  { name: 'bundles and size budget', work: bundle, after: [] },
  { name: 'lint (oxlint, type-aware)', work: oxlint, after: [] },
  {
    name: 'generated files',
    work: program(join(root, 'out', 'scripts', 'generate.js'), '--check'),
    after: ['types (tsc -b)'],
  },
  { name: 'tests (mocha)', work: unit, after: ['types (tsc -b)', 'bundles and size budget'] },
  { name: 'format and lint (biome)', work: program(tool('@biomejs/biome/bin/biome'), 'check', '.'), after: [] },
  { name: 'lock file (npm ci)', work: lockFile, after: [] },
  { name: 'unused code (knip)', work: program(tool('knip/bin/knip.js'), '--no-progress'), after: [] },
];

/** Run one step, print its line, and its output when it failed. */
async function runStep(step) {
  const started = performance.now();
  let result;
  try {
    result = await step.work();
  } catch (error) {
    result = { code: 1, output: error.message };
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const note = result.note === undefined ? '' : `  ${result.note}`;
  console.log(`${result.code === 0 ? '✓' : '✗'} ${step.name.padEnd(26)} ${seconds.padStart(5)} s${note}`);
  if (result.code !== 0) console.log(`${result.output.trimEnd()}\n`);
  return result.code === 0;
}

/** Run all steps on `lanes` lanes, in order, as soon as what they wait for is done. */
async function runAll() {
  const waiting = [...steps];
  const done = new Map();
  const running = new Set();
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.findIndex((step) => step.after.every((name) => done.has(name)));
    if (next >= 0 && running.size < lanes) {
      const [step] = waiting.splice(next, 1);
      const turn = runStep(step).then((passed) => {
        done.set(step.name, passed);
        running.delete(turn);
      });
      running.add(turn);
      continue;
    }
    await Promise.race(running);
  }
  return [...done].filter(([, passed]) => !passed).map(([name]) => name);
}

await ensureDependencies();
const started = performance.now();
const failed = await runAll();
const seconds = ((performance.now() - started) / 1000).toFixed(0);
if (failed.length > 0) console.log(`Check failed after ${seconds} s: ${failed.join(', ')}.`);
else console.log(`Check passed in ${seconds} s.`);
process.exit(failed.length === 0 ? 0 : 1);
