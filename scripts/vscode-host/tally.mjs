/** Reads the lines that a suite inside VS Code prints (test/vscode/harness/reporter.ts) and adds them up. */

import { essence } from './noise.mjs';

const hostLine = /@@host (\w+)/;
const testLine = /@@test (.*)/;
const resultLine = /@@result (\{.*\})/;

/**
 * Follow one run.
 * @param {'node' | 'web'} kind the extension host that was asked for
 * @param {(line: string) => void} print receives each line that is for people
 * @returns `add(text)` takes output of the editor; `editorLog()` is what the editor itself said last;
 *   `result(exitCode)` gives `{ passed, failed }`. A run that reported no sums, ran in the wrong host, or whose exit
 *   code disagrees counts as one failed test: silence is never success.
 */
export function createTally(kind, print) {
  let counted;
  let host;
  let pending = '';
  const other = [];

  const line = (text) => {
    const result = resultLine.exec(text);
    const test = testLine.exec(text);
    if (result !== null) counted = JSON.parse(result[1]);
    else if (test !== null) print(test[1]);
    else if (hostLine.test(text)) host = hostLine.exec(text)[1];
    else other.push(text);
  };
  const editorLog = () => essence(other.join('\n'));
  const problem = (exitCode) => {
    if (counted === undefined) {
      return `the suite ended with code ${exitCode} and reported no result; the editor's log:\n${editorLog()}`;
    }
    if (host !== kind) return `the suite ran in the ${host} extension host, not in the ${kind} one`;
    if (exitCode !== 0 && counted.failed === 0) return `all tests passed, but VS Code ended with code ${exitCode}`;
    return counted.passed + counted.failed === 0 ? 'the suite holds no test' : undefined;
  };

  return {
    add(text) {
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const whole of lines) line(whole);
    },
    editorLog,
    result(exitCode) {
      if (pending !== '') line(pending);
      const message = problem(exitCode);
      if (message === undefined) return { passed: counted.passed, failed: counted.failed };
      print(`✗ ${message}`);
      return { passed: counted?.passed ?? 0, failed: (counted?.failed ?? 0) + 1 };
    },
  };
}
