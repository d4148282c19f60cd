import type { Uri } from '../base/span.ts';
import { basename, extension } from '../base/uri.ts';

// What files are, by their names.

/** What a file is, decided by its name or by the language id that the editor gives it. */
export type Language = 'dockerfile' | 'yaml' | 'python' | 'shell' | 'other';

const DOCKERFILE_NAME = /^(?:dockerfile|containerfile)(?:[._-].+)?$|\.(?:dockerfile|containerfile)$/i;
/** `Dockerfile.go` and the like are source files about Dockerfiles. */
const SOURCE_ENDING =
  /\.(?:go|js|jsx|ts|tsx|mjs|cjs|py|rs|java|kt|rb|php|cs|c|h|cpp|md|txt|json|ya?ml|toml|j2|tmpl|tpl|ejs|erb|dockerignore|lock|log|bak|orig|html|sh|ps1)$/i;

/** Decides a file's language by its name alone. */
export function languageOf(uri: Uri): Language {
  const name = basename(uri);
  if (DOCKERFILE_NAME.test(name) && !SOURCE_ENDING.test(name)) return 'dockerfile';
  switch (extension(uri)) {
    case '.yaml':
    case '.yml':
      return 'yaml';
    case '.py':
      return 'python';
    case '.sh':
    case '.bash':
      return 'shell';
    default:
      return 'other';
  }
}

/** Files other than YAML and shell scripts that may deploy. */
const DEPLOY_NAME = /^(?:makefile|justfile|taskfile|.*\.mk|.*\.bat|.*\.ps1|.*\.tf)$/i;
/** Files that show or describe deployments without doing them. */
const DESCRIPTION_NAME =
  /^(?:readme.*|deploy.*\.md|.*\.tfvars|.*\.ya?ml\.(?:template|tmpl|tpl|j2|in|sample|example|dist))$/i;

/** A file other than YAML and shell scripts that may deploy: commands, Terraform. */
export function mayDeploy(uri: Uri): boolean {
  return DEPLOY_NAME.test(basename(uri));
}

/** A file whose commands may deploy. */
export function holdsCommands(uri: Uri, language: Language): boolean {
  return language === 'yaml' || language === 'shell' || (language === 'other' && mayDeploy(uri));
}

/** A file that shows or describes deployments without doing them. */
export function mayDescribe(uri: Uri): boolean {
  return DESCRIPTION_NAME.test(basename(uri));
}
