/**
 * `npm test`: installs what is missing, builds, and runs every suite, those inside a real VS Code included.
 *   --only unit|vscode   one half
 *   VSCODE_HOST=desktop|code-server   forces the host
 */
import { ensureDependencies } from './bootstrap.mjs';
import { build } from './build.mjs';
import { compile } from './compile.mjs';
import { runUnitSuites } from './unit.mjs';
import { runVsCodeSuites } from './vscode-host/run.mjs';

/** The half that was asked for; ends the process on anything else. */
function requestedHalf(args) {
  if (args.length === 0) return 'all';
  const value = args[0] === '--only' ? args[1] : undefined;
  if (args.length === 2 && (value === 'unit' || value === 'vscode')) return value;
  console.error('Usage: npm test [-- --only unit|vscode]');
  process.exit(2);
}

const half = requestedHalf(process.argv.slice(2));
await ensureDependencies();
const total = { passed: 0, failed: 0 };

/** Add the sums of one half; an exception is a failed test with its message. */
async function add(title, work) {
  try {
    const { passed, failed } = await work();
    total.passed += passed;
    total.failed += failed;
  } catch (error) {
    total.failed += 1;
    console.log(`✗ ${title}: ${error.message}`);
  }
}

try {
  // The suites for VS Code are bundled from their sources and need no compiled files.
  const [compiled] = await Promise.all([half === 'vscode' ? undefined : compile(), build()]);
  if (compiled !== undefined && compiled.code !== 0)
    throw new Error(`The project does not compile.\n${compiled.output}`);
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
if (half !== 'vscode') {
  await add('unit suites', async () => {
    console.log('Unit suites');
    const result = await runUnitSuites();
    console.log(result.output);
    return result;
  });
}
if (half !== 'unit') await add('VS Code suites', () => runVsCodeSuites());
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
