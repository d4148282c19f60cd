// YAML and scripts are everywhere, so the extension is activated by them and then does nothing until a document looks worth starting
// the server for. This is no decision about the document: the server makes that, from the whole content.

/** The two API groups that a manifest can name; half-typed ones do not match, the next keystroke asks again. */
const API_GROUP = /^[ \t-]*["']?apiVersion["']?[ \t]*:[ \t]*["']?(?:serving\.knative\.dev|run\.googleapis\.com)\//m;

/** A command or an action that deploys. */
const DEPLOYS = /\bgcloud[ \t]+(?:alpha[ \t]+|beta[ \t]+)?run\b|\bdeploy-cloudrun@/;

/** Languages of documents that may deploy; the activation events name the same ones. */
export const SCRIPTS: readonly string[] = ['yaml', 'shellscript', 'makefile'];

/** How many lines of a document are looked at. */
export const SNIFFED_LINES = 500;

/** Files that make a folder worth checking before anything in it is opened; the activation events name the same ones. */
export const PROJECT_FILES =
  '**/{Dockerfile,Containerfile,Dockerfile.*,*.Dockerfile,service.yaml,service.yml,job.yaml,job.yml,worker-pool.yaml,worker-pool.yml,cloudrun*.yaml,cloudrun*.yml,cloudbuild.yaml,cloudbuild.yml}';

/** Whether a document is a reason to start the server. `head`: gives its first lines; asked only where it matters. */
export function isReason(languageId: string, head: () => string): boolean {
  if (languageId === 'dockerfile') return true;
  if (!SCRIPTS.includes(languageId)) return false;
  const text = head();
  return DEPLOYS.test(text) || (languageId === 'yaml' && API_GROUP.test(text));
}
