import type { Uri } from '../../base/span.ts';
import { ancestors, basename, dirname, relativePath } from '../../base/uri.ts';
import {
  IMAGE_HOST_FILE,
  LAMBDA_ADAPTER,
  LAMBDA_BASE,
  OTHER_PLATFORM_FOLDER,
  OTHER_PLATFORM_NAME,
  PROCFILE_HOST_FILE,
} from '../../catalog/other-platforms.ts';
import type { DockerfileFacts } from '../../facts/dockerfile/types.ts';
import type { Audience } from '../deployable.ts';
import type { FactsReader } from '../facts-reader.ts';

// Whom a Dockerfile or Procfile is aimed at, read off its name and its neighbours.

const DEVELOPMENT_NAME =
  /(?:^|[._-])(?:dev|devel|develop|development|devcontainer|(?:build|unit|smoke|integration|load)?tests?|testing|local|debug|ci|lint|docs?|e2e|bench|benchmark|sandbox)(?=$|[._-])/i;
const DEVELOPMENT_FOLDER =
  /^(?:\.devcontainer|\.github|\.gitlab|\.circleci|\.gitpod|tests?|testing|e2e|fixtures|testdata|__tests__|ci|dev|devel|development|local|benchmarks?|(?:cloud-?)?builders)$/i;

/** A Dockerfile that its name or folder marks as one for development or tests, as seen from the workspace folder. */
export function isDevelopmentFile(folder: Uri, uri: Uri): boolean {
  if (DEVELOPMENT_NAME.test(restOfName(uri))) return true;
  const path = relativePath(folder, dirname(uri)) ?? '';
  return path.split('/').some((part) => DEVELOPMENT_FOLDER.test(part));
}

/** What a Dockerfile's name says beside that it is one: `Dockerfile.api` → `.api`. */
function restOfName(uri: Uri): string {
  return basename(uri).replace(/dockerfile|containerfile/i, '');
}

/** A Dockerfile that its name or folder keeps for another platform, as seen from the workspace folder. */
export function isForOtherPlatform(folder: Uri, uri: Uri): boolean {
  if (OTHER_PLATFORM_NAME.test(restOfName(uri))) return true;
  const path = relativePath(folder, dirname(uri)) ?? '';
  return path.split('/').some((part) => OTHER_PLATFORM_FOLDER.test(part));
}

/** `Dockerfile.cloudrun`: where one lies, the `Dockerfile` beside it is for something else. */
export function isNamedForCloudRun(uri: Uri): boolean {
  return /^[._-]?cloud[._-]?run[._-]?$/i.test(restOfName(uri));
}

/** Folders that hold a platform's files beside the folders of the apps. */
function isPlatformFolder(folder: Uri): boolean {
  return /^(?:(?:.+[-_])?(?:k8s|kubernetes|kube)(?:[-_].+)?|helm|charts?|manifests|deploy|deployment|kustomize)$/i.test(
    basename(folder),
  );
}

/** Where the files of other platforms lie in a workspace folder. */
export interface Elsewhere {
  /** Folders with such a file. */
  readonly places: ReadonlySet<Uri>;
  /** All folders above those. */
  readonly above: ReadonlySet<Uri>;
  /** Folders that have a platform's folder with such a file beside the folders of the apps. */
  readonly beside: ReadonlySet<Uri>;
}

/** Terraform speaks for the apps beside its own tree of folders. */
function placeOf(workload: Uri): Uri {
  const home = dirname(workload);
  const top = workload.endsWith('.tf')
    ? ancestors(home).findLast((folder) => /^(?:terraform|tf|infra(?:structure)?|iac)$/i.test(basename(folder)))
    : undefined;
  return top === undefined ? home : dirname(top);
}

/** Reads it off the files. */
export function elsewhereOf(workloads: readonly Uri[]): Elsewhere {
  const places = new Set(workloads.map(placeOf));
  return {
    places,
    above: new Set([...places].flatMap((place) => ancestors(place).slice(1))),
    beside: new Set([...places].filter(isPlatformFolder).map(dirname)),
  };
}

/** Whether one of the files of another platform lies where it speaks for the Dockerfile: beside it, below it, or around it. */
export function runsElsewhere({ places, above, beside }: Elsewhere, dockerfile: Uri): boolean {
  const [home = dockerfile, ...around] = ancestors(dirname(dockerfile));
  return places.has(home) || above.has(home) || around.some((folder) => places.has(folder) || beside.has(folder));
}

/** Whether a file beside a Dockerfile gives it to another host of images. */
export function builtElsewhere(reader: FactsReader, dockerfile: Uri): boolean {
  return reader.filesIn(dirname(dockerfile)).some((name) => IMAGE_HOST_FILE.test(name));
}

/** Whether the last of several stages, which a build without `--target` makes, is one for development or tests. */
export function endsInDevelopment({ stages }: DockerfileFacts): boolean {
  const name = stages.at(-1)?.name?.value;
  return stages.length > 1 && name !== undefined && DEVELOPMENT_NAME.test(name);
}

/** Whether an image is made for AWS Lambda: on one of its base images, or with its adapter for web servers. */
export function isForLambda({ stages }: DockerfileFacts): boolean {
  const last = stages.at(-1);
  return (
    last !== undefined &&
    (LAMBDA_BASE.test(last.base.raw) || last.copies.some(({ from }) => LAMBDA_ADAPTER.test(from?.raw ?? '')))
  );
}

/** Whether files beside a Procfile name another host of Procfiles. */
export function hostedElsewhere(reader: FactsReader, procfile: Uri): boolean {
  return reader.filesIn(dirname(procfile)).some((name) => PROCFILE_HOST_FILE.test(name));
}

/** Whom a file is aimed at that several deployables share; `likely` where none does. */
export function strongestAudience(all: readonly (Audience | undefined)[]): Audience {
  return (['cloud-run', 'likely', 'elsewhere', 'development'] as const).find((a) => all.includes(a)) ?? 'likely';
}
