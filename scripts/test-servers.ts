import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROWS } from '../test/servers/rows.ts';
import { type Comparison, compare, predict } from './servers/compare.ts';
import { observe } from './servers/observe.ts';
import type { ServerRow } from './servers/row.ts';
import { missingPrograms, namespacesMissing } from './servers/sandbox.ts';

// `npm run test:servers [part of a name]`: starts every row as PID 1 of its own namespaces and compares what it does with what
// `inspect` says about its files. Servers come from the system, or from the folder in SERVERS_PATH (the `bin` of a virtual
// environment). What is not installed is reported as not run.

const AT_ONCE = 5;
/** No row is begun or repeated after this time; the rest is reported as not run. */
const TIME_LIMIT = 400_000;
/** How often a row whose answer is wrong is run again, alone and more patiently each time. */
const REPEATS = 3;

interface RowResult {
  readonly row: ServerRow;
  readonly notRun: string | undefined;
  readonly comparisons: readonly Comparison[];
  readonly output: string;
}

async function runRow(row: ServerRow, folder: string, patience = 1): Promise<RowResult> {
  const missing = missingPrograms(row.needs);
  if (missing.length > 0) return { row, notRun: `not installed: ${missing.join(', ')}`, comparisons: [], output: '' };
  const said = predict(row);
  if (said === undefined) return { row, notRun: 'inspect knows no deployable', comparisons: [], output: '' };
  const seen = await observe(row, folder, patience);
  return { row, notRun: undefined, comparisons: compare(row, said, seen), output: seen.output };
}

async function runAll(rows: readonly ServerRow[]): Promise<readonly RowResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'servers-'));
  const results: RowResult[] = [];
  const limit = Date.now() + TIME_LIMIT;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < rows.length; index = next++) {
      const row = rows[index];
      if (row === undefined) return;
      results.push(
        Date.now() > limit
          ? { row, notRun: 'no time left', comparisons: [], output: '' }
          : await runRow(row, join(folder, String(index))),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  // A busy machine is late with workers, requests and signals, and which worker takes a request is the kernel's choice: a wrong
  // answer counts when it stays wrong on a quiet machine that is given more time.
  for (const [i, { row }] of results.entries()) {
    for (let again = 1; again <= REPEATS && Date.now() < limit && isWrong(results[i]); again++) {
      results[i] = await runRow(row, join(folder, `again-${i}-${again}`), 1 + again);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return results;
}

function isWrong(result: RowResult | undefined): boolean {
  return result?.comparisons.some((c) => c.verdict === 'wrong') ?? false;
}

function report(results: readonly RowResult[], verbose: boolean): number {
  let wrongRows = 0;
  const counts = { right: 0, wrong: 0, unknown: 0 };
  for (const { row, notRun, comparisons, output } of results) {
    if (notRun !== undefined) console.log(`not run  ${row.name}: ${notRun}`);
    const wrong = comparisons.filter((c) => c.verdict === 'wrong');
    for (const c of comparisons) counts[c.verdict]++;
    if (wrong.length > 0) wrongRows++;
    const shown = verbose ? comparisons : wrong;
    for (const c of shown) console.log(`${c.verdict.padEnd(8)} ${row.name}: ${c.fact}: said ${c.said}, seen ${c.seen}`);
    if (wrong.length > 0 && output !== '') console.log(output.replace(/^/gm, '         | '));
  }
  const known = counts.right + counts.wrong;
  const all = known + counts.unknown;
  console.log(`facts: ${counts.right} right, ${counts.wrong} wrong, ${counts.unknown} unknown of ${all}`);
  const run = results.filter((r) => r.notRun === undefined).length;
  console.log(`rows: ${results.length}, run ${run}, not run ${results.length - run}`);
  console.log(`${run - wrongRows} passed, ${wrongRows} failed`);
  return wrongRows === 0 ? 0 : 1;
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const rows = ROWS.filter((row) => wanted.length === 0 || wanted.some((word) => row.name.includes(word)));
const reason = namespacesMissing();
const results =
  reason === undefined
    ? await runAll(rows)
    : rows.map((row) => ({ row, notRun: `no namespaces here: ${reason}`, comparisons: [], output: '' }));
process.exitCode = report(results, process.argv.includes('--verbose'));
