/** Chooses the host for the suites of test/vscode and runs them there. */
import { join } from 'node:path';
import { root } from '../bootstrap.mjs';
import { bundleSuites } from './bundle.mjs';
import { runInCodeServer } from './code-server.mjs';
import { probeDesktop, runInDesktop } from './desktop.mjs';

/** The host to use, with the reason; `VSCODE_HOST` forces one. */
async function chooseHost() {
  const forced = process.env['VSCODE_HOST'];
  if (forced !== undefined && forced !== 'desktop' && forced !== 'code-server') {
    throw new Error(`VSCODE_HOST is "${forced}"; it can be desktop or code-server.`);
  }
  if (forced === 'code-server') return { host: 'code-server', why: 'VSCODE_HOST says so' };
  const desktop = await probeDesktop();
  if (forced === 'desktop') {
    if (!desktop.possible) throw new Error(`VSCODE_HOST asks for the desktop host, but: ${desktop.why}.`);
    return { host: 'desktop', why: 'VSCODE_HOST says so', program: desktop.program };
  }
  if (desktop.possible) return { host: 'desktop', why: desktop.why, program: desktop.program };
  return { host: 'code-server', why: `not the desktop one: ${desktop.why}` };
}

/**
 * Bundle the suites and run them in the Node and in the web worker extension host of a real VS Code. dist/ must be built.
 * @param {readonly ('node' | 'web')[]} kinds
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runVsCodeSuites(kinds = ['node', 'web']) {
  const { host, why, program } = await chooseHost();
  console.log(`\nVS Code suites: ${host} host (${why})`);
  const job = { kinds, tests: await bundleSuites(), workspace: join(root, 'samples') };
  return host === 'desktop' ? runInDesktop({ ...job, program }) : runInCodeServer(job);
}
