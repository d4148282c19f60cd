/**
 * Runs the suites inside VS Code, in the Node and in the web worker extension host alike: nothing here or in the
 * suites may use a Node builtin. scripts/vscode-host/bundle.mjs makes one file of this module and all suites.
 */
import 'mocha/mocha.js';
import { reporterFor } from './harness/reporter.ts';

/** Put there by the browser build. Its ready-made `mocha` object is for web pages: it reads `location`. */
declare const Mocha: typeof import('mocha');

/** Which extension host this is; asked before anything could have put a `process` there. */
const host = 'importScripts' in globalThis ? 'web' : 'node';

/**
 * Run every suite that `load` defines.
 * @param load called once mocha is set up; evaluates the modules that call `describe`
 * @returns resolves when all tests passed, rejects with their number when some failed
 */
export function runSuites(load: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // The outer script compares it with the host it asked for.
    console.log(`@@host ${host}`);
    const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: reporterFor((line) => console.log(line)) });
    // Defines describe, it and the hooks; Mocha does so by itself only for files that it loads.
    mocha.suite.emit('pre-require', globalThis, '', mocha);
    load();
    mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
  });
}
