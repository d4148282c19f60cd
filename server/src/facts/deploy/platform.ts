import type { Located, Uri } from '../../base/span.ts';
import { OTHER_CLOUD_RESOURCE } from '../../catalog/other-platforms.ts';
import { type FillIn, fillIn } from './assigned.ts';
import { commandEnd, literal, unquote, WINDOW } from './command-text.ts';
import { folderOfStep, type ImageBuild, imageBuilds } from './image-builds.ts';
import { type ImageNames, imageNamesOf } from './image-placeholders.ts';
import { actionVariables, deployLists } from './lists.ts';
import { folderAt } from './shell-folder.ts';
import { terraformDefaults, terraformDeploys } from './terraform.ts';
import type { DeployCommand } from './types.ts';

// What files that are no manifests say about where the images run: Kubernetes workloads, and commands and Terraform resources that deploy
// to Cloud Run.

/** What a YAML file, shell script, Makefile, README or Terraform file says about platforms. */
export interface PlatformFacts {
  readonly uri: Uri;
  /**
   * A Kubernetes workload or Helm chart that runs container images, or a resource of Terraform that does so on AWS or Azure. Compose does
   * not count: it is for development, more often than not.
   */
  readonly runsElsewhere: boolean;
  readonly deploys: readonly DeployCommand[];
  /** Paths of YAML files that a file names which hands manifests to Cloud Run; which of them it hands over is left open. */
  readonly handsOver: readonly string[];
  /** Lists that variables of Terraform have by default. */
  readonly terraformDefaults: Readonly<Record<string, readonly string[]>>;
  /** Ports that Terraform may pass (`container_port = 8501`, the default of a variable, a file of variables). */
  readonly terraformPorts: readonly number[];
  /** What builds images, and from which Dockerfile. */
  readonly builds: readonly ImageBuild[];
  /** The stages that the image builds of a deploying file name with `--target`; empty where one of them names none. */
  readonly targets: readonly string[];
}

/** `docker build`, `docker buildx build`, and a docker step of Cloud Build whose words are items of a list. */
const BUILD = /\bdocker\b[\s\S]{0,120}?\bbuild\b/g;
const TARGET = /--target(?:=|["']?[ \t]*(?:,[ \t]*)?(?:\r?\n[ \t]*-[ \t]*)?["']?|[ \t]+)([A-Za-z0-9][\w.-]*)/g;

/** Stages that builds name. A build without `--target` makes the last stage, so nothing is certain then. */
function targetsOf(text: string): readonly string[] {
  if (!text.includes('--target')) return [];
  const names = [...text.matchAll(TARGET)].map((match) => match[1] ?? '');
  return names.length >= [...text.matchAll(BUILD)].length ? [...new Set(names)] : [];
}

/** `container_port = 8501`, `api_port = 8501` in a map or in a file of variables. */
const TERRAFORM_NUMBER = /^[ \t{]{0,80}"?(\w{1,60})"?[ \t]{0,40}[=:][ \t]{0,40}"?(\d{1,5})\b/gm;
const TERRAFORM_VARIABLE = /\bvariable[ \t]{1,4}"(\w{1,60})"[ \t]{0,4}\{([^}]{0,600})/g;
const DEFAULT_NUMBER = /\bdefault[ \t]{0,40}=[ \t]{0,40}"?(\d{1,5})\b/;

/** Ports that Terraform may pass: numbers of what is called a port, and defaults of variables that are. */
function terraformPorts(text: string): readonly number[] {
  const isPort = (name: string | undefined): boolean => /port$/i.test(name ?? '');
  const given = [...text.matchAll(TERRAFORM_NUMBER)].flatMap(([, name, port]) => (isPort(name) ? [Number(port)] : []));
  const byDefault = [...text.matchAll(TERRAFORM_VARIABLE)].flatMap(([, name, body = '']) => {
    const port = isPort(name) ? DEFAULT_NUMBER.exec(body)?.[1] : undefined;
    return port === undefined ? [] : [Number(port)];
  });
  return [...given, ...byDefault];
}

const KUBERNETES =
  /^kind:[ \t]*["']?(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|CronJob|Pod|Rollout|HelmRelease)\b/m;
/** `gcloud run deploy`, `gcloud beta run jobs deploy`, and the same words as items of a list. */
const DEPLOY =
  /(?<!\b(?:npm|yarn|pnpm|bun|make|task|nx|poetry|docker)[ \t]+)\brun\b["'\s,\\-]+(?:(jobs|worker-pools|services)["'\s,\\-]+)?(?:deploy|create|update)\b/g;
const ACTION = /uses:[ \t]*["']?google-github-actions\/deploy-cloudrun@[^\r\n]*/g;
const FLAG =
  /--([a-z][a-z0-9-]*)(?:(?:=|["']?[ \t]*(?:,[ \t]*)?(?:\r?\n[ \t]*-[ \t]*)?["']?|[ \t]+)(?!--)((?:"[^"\r\n]*"|'[^'\r\n]*'|(?:\$\{\{[^}]*\}\}|\$\([^)\r\n]*\)|[^\s"',\]\\])+)))?/g;
const BOOLEAN_FLAG = /^(?:no-.+|allow-unauthenticated|cpu-throttling|cpu-boost|quiet|async|session-affinity|wait)$/;
/** Commands that are read of one file; no file that deploys comes near. */
const MAX_DEPLOYS = 200;

/** Reads the platform facts of a text. Total and linear. */
export function platformFacts(uri: Uri, text: string): PlatformFacts {
  const deploys: DeployCommand[] = [];
  const fill = fillIn(uri, text);
  if (
    text.includes('deploy') &&
    (text.includes('gcloud') || text.includes('deploy-cloudrun') || text.includes('cloud-sdk'))
  ) {
    const names = imageNamesOf(text, 'none');
    for (const match of firstOf(text.matchAll(DEPLOY)))
      deploys.push(command(uri, text, match.index, match.index + match[0].length, match[1], fill, names));
    for (const match of firstOf(text.matchAll(ACTION))) deploys.push(action(text, match.index, fill, names));
  }
  const isTerraform = uri.endsWith('.tf');
  if (isTerraform) deploys.push(...terraformDeploys(text));
  const builds = imageBuilds(text, { fill, folderAt: (at) => folderAt(uri, text, at, fill) });
  return {
    uri,
    runsElsewhere: isTerraform ? OTHER_CLOUD_RESOURCE.test(text) : KUBERNETES.test(text),
    deploys: deploys.map((deploy) => withBuild(deploy, builds)),
    handsOver: handsOver(text),
    builds,
    targets: deploys.length > 0 ? targetsOf(text) : [],
    terraformDefaults: isTerraform ? terraformDefaults(text) : {},
    terraformPorts: isTerraform || uri.endsWith('.tfvars') ? terraformPorts(text) : [],
  };
}

/** A deployment of an image whose name only variables give, with the folder that the same file builds an image of that name from. */
function withBuild(deploy: DeployCommand, builds: readonly ImageBuild[]): DeployCommand {
  const name = variableName(deploy.imageText);
  if (deploy.source !== undefined || name === undefined) return deploy;
  const own = builds.filter(({ images }) => images.some((image) => variableName(image) === name));
  const [folder, ...others] = new Set(own.map(({ folder: at = '.', context }) => `${at}/${context}`));
  if (folder === undefined || others.length > 0 || own.some(({ file }) => file !== undefined)) return deploy;
  return { ...deploy, builtFrom: folder };
}

/** The last part of an image, without its tag, where a variable stands in it: `$APP_NAME` of `$REGISTRY/$APP_NAME:$TAG`. */
function variableName(image: string | undefined): string | undefined {
  const [name = ''] = image?.slice(image.lastIndexOf('/') + 1).split(/[:@]/) ?? [];
  return name.includes('$') ? name : undefined;
}

/** `gcloud run services replace`, the GitHub Action with a manifest, Skaffold with Cloud Run as its deployer. */
const HANDS_OVER =
  /\brun\b["'\s,\\-]+(?:services|jobs|worker-pools)["'\s,\\-]+replace\b|\bdeploy-cloudrun@[\s\S]{0,600}?\bmetadata:|^apiVersion:[ \t]*skaffold\/[\s\S]*?\n[ \t]+cloudrun:/m;
const YAML_PATH = /[\w./-]*[\w-]\.ya?ml\b/g;

function handsOver(text: string): readonly string[] {
  if (!text.includes('replace') && !text.includes('cloudrun')) return [];
  if (!HANDS_OVER.test(text)) return [];
  return [...new Set([...firstOf(text.matchAll(YAML_PATH))].map(([path]) => path))];
}

function* firstOf(matches: Iterable<RegExpExecArray>): Iterable<RegExpExecArray> {
  let left = MAX_DEPLOYS;
  for (const match of matches) {
    if (left-- === 0) return;
    yield match;
  }
}

function readFlags(text: string, from: number, to: number, fill: FillIn): Record<string, Located<string>> {
  const flags: Record<string, Located<string>> = {};
  for (const match of text.slice(from, to).matchAll(FLAG)) {
    const name = match[1] ?? '';
    const raw = BOOLEAN_FLAG.test(name) ? '' : (match[2] ?? '');
    const start = from + match.index;
    flags[name] ??= { value: fill(unquote(raw)), start, end: start + match[0].trimEnd().length };
  }
  return flags;
}

/** Words that begin a command which prints what follows. */
const PRINTS = /^[\s@-]*(?:run:\s*)?(?:echo|print\w*|log(?!in|out)\w*|write-\w+)\b/i;

/** Whether a command stands in a comment or in what is printed. */
function isShown(text: string, start: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (/^\s*(?:#|\/\/|::|rem\b)/i.test(line)) return true;
  // The command that it is a part of: not one that ended before, and nothing between quotes.
  const unquoted = line.replace(/"[^"]*"|'[^']*'/g, '').replace(/["'].*$/, '');
  return PRINTS.test(unquoted.split(/&&|\|\||[;|]/).at(-1) ?? '');
}

/** An image, or its name alone where variables give the registry or the tag: `$REGISTRY/api:$TAG` → `api`. */
function writtenImage(given: string | undefined, names: ImageNames): string | undefined {
  const text = given?.includes('$') ? names.written(given) : given;
  const last = text?.slice(text.lastIndexOf('/') + 1).split(/[:@]/)[0];
  return literal(text) ?? (last !== undefined && /^[a-z0-9][\w.-]*$/.test(last) ? last : undefined);
}

/** The name behind the verb: no flag, and written out or given its value in the same file. */
const NAME = /^(?:["'\s,\\]|-(?=\s))*(\$\{\{[^}]*\}\}|\$[\w{(]+[})]?|%\w+%|[a-z][a-z0-9-]*)(?=["'\s,\\\]]|$)/;

function command(
  uri: Uri,
  text: string,
  start: number,
  after: number,
  noun: string | undefined,
  fill: FillIn,
  names: ImageNames,
): DeployCommand {
  const end = commandEnd(text, start);
  const flags = readFlags(text, after, end, fill);
  const name = fill(NAME.exec(text.slice(after, end))?.[1] ?? '');
  return {
    by: 'gcloud',
    shown: isShown(text, start),
    kind: noun === 'jobs' ? 'job' : noun === 'worker-pools' ? 'worker-pool' : 'service',
    name: /^[a-z][a-z0-9-]*$/.test(name) ? name : undefined,
    image: writtenImage(flags['image']?.value, names),
    imageText: flags['image']?.value,
    source: sourceOf(uri, text, start, flags['source'], fill),
    flags,
    takesRequests: flags['container'] === undefined,
    lists: deployLists(text, after, end),
    start,
    end,
  };
}

/** The folder that is deployed, as seen from where the file lies or is run. */
function sourceOf(
  uri: Uri,
  text: string,
  start: number,
  flag: Located<string> | undefined,
  fill: FillIn,
): string | undefined {
  const source = literal(flag?.value);
  if (flag === undefined || source === undefined || source.startsWith('/')) return source;
  // What a variable gives begins at the script's own folder.
  if (source.startsWith('.') && /["'=\s]\$/.test(text.slice(flag.start, flag.end))) return source;
  const folder = folderOfStep(text, start, flag.end) ?? folderAt(uri, text, start, fill);
  return folder === undefined || folder === '.' ? source : `${folder}/${source}`;
}

/** A step that uses the deploy-cloudrun action: its `with:` block. */
function action(text: string, start: number, fill: FillIn, names: ImageNames): DeployCommand {
  const rest = text.slice(start, start + WINDOW);
  const step = /\r?\n[ \t]*-[ \t]+(?:name|uses|id|run):/.exec(rest)?.index ?? rest.length;
  const body = rest.slice(0, step);
  const written = (key: string): string | undefined =>
    new RegExp(`^[ \\t]*${key}:[ \\t]*["']?([^"'\\r\\n#]+)`, 'm').exec(body)?.[1]?.trim();
  const input = (key: string): string | undefined => literal(fill(written(key) ?? ''));
  const flagged = deployLists(text, start, start + step);
  const flags = readFlags(text, start, start + step, fill);
  return {
    by: 'gcloud',
    shown: isShown(text, start),
    kind: /^[ \t]*job:/m.test(body) ? 'job' : 'service',
    name: input('service') ?? input('job'),
    image: writtenImage(fill(written('image') ?? ''), names),
    imageText: written('image'),
    source: input('source'),
    flags,
    takesRequests: flags['container'] === undefined,
    lists: {
      ...flagged,
      variables: [...actionVariables(text, start, start + step), ...flagged.variables],
    },
    start,
    end: start + step,
  };
}
