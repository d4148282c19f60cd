/**
 * A mocha reporter that prints lines which the outer script (scripts/vscode-host/tally.mjs) can tell from what the
 * editor itself logs: each starts with `@@test `, the last one with `@@result `.
 */

/** The indentation of a test in the tree of its suites. */
function indent(runnable: Mocha.Runnable | Mocha.Suite): string {
  return '  '.repeat(Math.max(0, runnable.titlePath().length - 1));
}

/** What went wrong, as indented lines. */
function describeFailure(error: Error): string {
  const text = error.stack ?? error.message;
  // Some browsers leave the message out of the stack.
  const whole = text.includes(error.message) ? text : `${error.message}\n${text}`;
  return whole
    .split('\n')
    .slice(0, 16)
    .map((line) => `      ${line}`)
    .join('\n');
}

/**
 * Make a reporter.
 * @param write receives each line
 * @returns a constructor as mocha wants it
 */
export function reporterFor(write: (line: string) => void): Mocha.ReporterConstructor {
  const print = (text: string): void => {
    for (const line of text.split('\n')) write(`@@test ${line}`);
  };
  function Reporter(runner: Mocha.Runner): void {
    let passed = 0;
    let failed = 0;
    runner.on('suite', (suite) => {
      if (!suite.root) print(`${indent(suite)}${suite.title}`);
    });
    runner.on('pass', (test) => {
      passed += 1;
      print(`${indent(test)}✓ ${test.title} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      failed += 1;
      print(`${indent(test)}✗ ${test.title}\n${describeFailure(error)}`);
    });
    // A test that does not run is not a test: it counts as failed.
    runner.on('pending', (test) => {
      failed += 1;
      print(`${indent(test)}✗ ${test.title} (skipped)`);
    });
    runner.on('end', () => write(`@@result ${JSON.stringify({ passed, failed })}`));
  }
  return Reporter as unknown as Mocha.ReporterConstructor;
}
