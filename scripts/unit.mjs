/** The mocha suites that need no editor. */
import { join } from 'node:path';
import { root, tool } from './bootstrap.mjs';
import { run } from './process.mjs';

/**
 * Run all compiled suites but those of test/vscode.
 * Two processes share the files: most of the time is the work of one core.
 * @returns {Promise<{ passed: number, failed: number, output: string }>} `output` is for people; when mocha ends without
 *   sums (a suite that cannot be loaded, for example), that counts as one failed test
 */
export async function runUnitSuites() {
  const args = [
    tool('mocha/bin/mocha.js'),
    '--parallel',
    '--jobs',
    '2',
    '--reporter',
    join(root, 'scripts', 'mocha-reporter.mjs'),
  ];
  const result = await run(process.execPath, args, { cwd: root, timeoutMs: 600_000 });
  const found = /@@result (\{.*\})\n?/.exec(result.output);
  const output = result.output.replace(found?.[0] ?? '', '').trimEnd();
  if (found === null)
    return { passed: 0, failed: 1, output: `${output}\n  ✗ mocha ended with code ${result.code} and no result` };
  const sums = JSON.parse(found[1]);
  if (sums.failed === 0 && result.code !== 0) {
    return { ...sums, failed: 1, output: `${output}\n  ✗ all tests passed, but mocha ended with code ${result.code}` };
  }
  if (sums.passed + sums.failed === 0) return { passed: 0, failed: 1, output: `${output}\n  ✗ mocha found no test` };
  return { ...sums, output };
}
