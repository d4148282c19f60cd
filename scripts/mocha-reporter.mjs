/**
 * The reporter of `npm test` and `npm run check`: one line per group of tests, every failure in full, and the sums in
 * a line that scripts/unit.mjs reads. A skipped test counts as failed.
 */

/** The outermost describe() of a test. */
function groupOf(test) {
  return test.titlePath()[0] ?? '';
}

/** A failure, with what was expected where the assertion says so. */
function describeFailure(title, error) {
  const lines = [`✗ ${title}`, ...String(error.stack ?? error).split('\n')];
  if (error.expected !== undefined && !String(error.message).includes('\n')) {
    lines.push(`expected: ${JSON.stringify(error.expected)}`, `actual:   ${JSON.stringify(error.actual)}`);
  }
  return lines.slice(0, 40).join('\n    ');
}

export default class SummaryReporter {
  constructor(runner) {
    const groups = new Map();
    const failures = [];
    const count = (test, kind) => {
      const name = groupOf(test);
      const sums = groups.get(name) ?? { passed: 0, failed: 0, ms: 0 };
      sums[kind] += 1;
      sums.ms += test.duration ?? 0;
      groups.set(name, sums);
    };
    runner.on('pass', (test) => count(test, 'passed'));
    runner.on('fail', (test, error) => {
      count(test, 'failed');
      failures.push(describeFailure(test.titlePath().join(' › '), error));
    });
    runner.on('pending', (test) => {
      count(test, 'failed');
      failures.push(`✗ ${test.titlePath().join(' › ')}\n    is skipped; a skipped test is a defect`);
    });
    runner.once('end', () => {
      const sums = { passed: 0, failed: 0 };
      for (const [name, { passed, failed, ms }] of groups) {
        sums.passed += passed;
        sums.failed += failed;
        const counts = failed === 0 ? `${passed}` : `${passed} passed, ${failed} failed`;
        // Only what is slow is worth a number.
        const time = ms < 1000 ? '' : ` ${(ms / 1000).toFixed(1)} s`;
        console.log(`  ${failed === 0 ? '✓' : '✗'} ${name} (${counts})${time}`);
      }
      for (const failure of failures) console.log(`\n  ${failure}`);
      console.log(`@@result ${JSON.stringify(sums)}`);
    });
  }
}
