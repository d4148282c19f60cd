import type { TextDocument } from 'vscode';
import { Range } from 'vscode';

// YAML is everywhere, so the extension is activated by it and then does nothing until one of these looks worth starting
// the server for. This is no decision about the file: the server makes that, from the whole content.

/** The two API groups that a manifest can name; half-typed ones do not match, the next keystroke asks again. */
const API_GROUP = /^[ \t-]*["']?apiVersion["']?[ \t]*:[ \t]*["']?(?:serving\.knative\.dev|run\.googleapis\.com)\//m;
/** Lines that are looked at. */
const LINES = 500;

/** Files that make a folder worth checking before anything in it is opened; the activation events name the same ones. */
export const PROJECT_FILES =
  '**/{Dockerfile,Containerfile,Dockerfile.*,*.Dockerfile,service.yaml,service.yml,job.yaml,job.yml,worker-pool.yaml,worker-pool.yml,cloudrun*.yaml,cloudrun*.yml}';

/** Whether an open document is a reason to start the server. */
export function isReason(document: TextDocument): boolean {
  if (document.languageId === 'dockerfile') return true;
  return document.languageId === 'yaml' && API_GROUP.test(document.getText(new Range(0, 0, LINES, 0)));
}
