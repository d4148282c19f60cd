import type { Uri } from '../base/span.ts';
import { basename, dirname, relativePath } from '../base/uri.ts';
import type { FactsReader } from './workspace.ts';

// Whom a Dockerfile or Procfile is aimed at, read off its name and its neighbours.

const DEVELOPMENT_NAME =
  /(?:^|[._-])(?:dev|devel|develop|development|devcontainer|test|tests|testing|local|debug|ci|lint|docs?|e2e|bench|benchmark|sandbox)(?=$|[._-])/i;
const DEVELOPMENT_FOLDER =
  /^(?:\.devcontainer|\.github|\.gitlab|\.circleci|\.gitpod|tests?|testing|e2e|fixtures|testdata|__tests__|dev|local|benchmarks?)$/i;

/** A Dockerfile that its name or folder marks as one for development or tests, as seen from the workspace folder. */
export function isDevelopmentFile(folder: Uri, uri: Uri): boolean {
  const rest = basename(uri).replace(/dockerfile|containerfile/i, '');
  if (DEVELOPMENT_NAME.test(rest)) return true;
  const path = relativePath(folder, dirname(uri)) ?? '';
  return path.split('/').some((part) => DEVELOPMENT_FOLDER.test(part));
}

/** Folders that hold a platform's files beside the folders of the apps. */
function isPlatformFolder(folder: Uri): boolean {
  return /^(?:k8s|kubernetes|kube|helm|charts?|manifests|deploy|deployment|kustomize)$/i.test(basename(folder));
}

/** Whether one of the files of another platform lies where it speaks for the Dockerfile: beside it, below it, or around it. */
export function runsElsewhere(workloads: readonly Uri[], dockerfile: Uri): boolean {
  const home = dirname(dockerfile);
  return workloads.some((uri) => {
    const place = dirname(uri);
    if (place === home || place.startsWith(`${home}/`) || home.startsWith(`${place}/`)) return true;
    return isPlatformFolder(place) && home.startsWith(`${dirname(place)}/`);
  });
}

/** Whether files beside a Procfile name another host of Procfiles. */
export function hostedElsewhere(reader: FactsReader, procfile: Uri): boolean {
  return reader
    .filesIn(dirname(procfile))
    .some((name) => /^(?:app\.json|heroku\.yml|\.ebextensions|DOKKU_.*)$/.test(name));
}
