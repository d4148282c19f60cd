import { type Span, spanOf, type Uri } from '../../base/span.ts';
import { basename, dirname, joinPath } from '../../base/uri.ts';
import { DEFAULT_STARTS, type DefaultStart, PACKAGES_CHOOSE_SINCE, PLAIN_START } from '../../catalog/buildpacks.ts';
import { procfileFacts } from '../../facts/procfile.ts';
import { pyprojectFacts } from '../../facts/pyproject.ts';
import { compareVersions, type PackageRequirement, requirementsFacts } from '../../facts/requirements.ts';
import { plainText } from '../../syntax/mapped-text.ts';
import type { PlacedDeploy } from '../discovery/placed-deploy.ts';
import type { FactsReader } from '../facts-reader.ts';
import type { ImageFiles } from '../image-files.ts';
import type { EnvironmentVariable } from '../launch-types.ts';
import type { Start } from './command.ts';
import { literalWord } from './words.ts';

// An image that buildpacks make: no Dockerfile; the `web` line of the Procfile is what starts, else what the required packages choose.

/** Where buildpacks put the project. */
export const BUILDPACK_FOLDER = '/workspace';

/**
 * What buildpacks start for a Procfile: its `web` line, through bash
 * (https://docs.cloud.google.com/docs/buildpacks/service-specific-configs, buildpacks.io lifecycle: shell processes).
 */
export function procfileStart(reader: FactsReader, procfile: Uri): Start | undefined {
  const text = reader.text(procfile);
  const web = text === undefined ? undefined : procfileFacts(text).find((process) => process.name === 'web');
  if (text === undefined || web === undefined) return undefined;
  const { start, end, value } = web.command;
  const at = spanOf(procfile, web.command);
  const own = (word: string) => ({ ...literalWord(word, at, 'shell', undefined), own: false });
  return {
    words: [
      own('/bin/bash'),
      own('-c'),
      { ...own(value), script: { uri: procfile, text: plainText(text, start, end) } },
    ],
    command: at,
    commandArguments: undefined,
    also: [],
    form: 'shell',
  };
}

/** What buildpacks start by themselves, and the variables of the image. */
export interface BuildpackDefault {
  readonly start: Start;
  readonly variables: readonly EnvironmentVariable[];
}

/** The version of Python that the project asks for: `3.12`, `3.13.1`; `newest` where it names none, nothing where it cannot be read. */
function pythonVersion(reader: FactsReader, home: Uri, deploys: readonly PlacedDeploy[]): string | undefined {
  const images = new Set(deploys.map(({ command }) => command.flags['base-image']?.value ?? ''));
  const [image = ''] = images;
  if (images.size > 1 || (image !== '' && !/python3\d+$/.test(image))) return undefined;
  if (image !== '') return image.replace(/^.*python3/, '3.');
  if (!reader.filesIn(home).includes('.python-version')) return 'newest';
  return /^\s*(\d+(?:\.\d+)*)/.exec(reader.text(joinPath(home, './.python-version')) ?? '')?.[1];
}

interface Required {
  readonly uri: Uri;
  readonly requirement: PackageRequirement;
}

/** What the project requires; `undefined`: a program that pyproject.toml names is started instead. */
function required(reader: FactsReader, home: Uri): readonly Required[] | undefined {
  const at = (name: string): { readonly uri: Uri; readonly text: string | undefined } => {
    const uri = joinPath(home, `./${name}`);
    return { uri, text: reader.filesIn(home).includes(name) ? reader.text(uri) : undefined };
  };
  const plain = at('requirements.txt');
  const project = at('pyproject.toml');
  const facts = project.text === undefined ? undefined : pyprojectFacts(project.uri, project.text);
  if (facts !== undefined && (facts.broken || facts.scripts.length > 0)) return undefined;
  const named = plain.text === undefined ? [] : requirementsFacts(plain.uri, plain.text).packages;
  return [
    ...named.map((requirement) => ({ uri: plain.uri, requirement })),
    ...(facts?.packages ?? []).map((requirement) => ({ uri: project.uri, requirement })),
  ];
}

function chosenBy(all: readonly Required[], { package: name, extra }: DefaultStart): Required | undefined {
  return all.find(
    ({ requirement }) => requirement.name === name && (extra === undefined || requirement.extras.includes(extra)),
  );
}

/** Where a deploy command says that it deploys from source. */
function sourceOf({ uri, command }: PlacedDeploy): Span {
  return spanOf(uri, command.flags['source'] ?? command);
}

/**
 * What buildpacks start of a project that does not say it, and where that is decided: at the package that chooses, else at `--source`.
 * `undefined` where it is not known.
 */
export function defaultStart(
  reader: FactsReader,
  entry: Uri,
  deploys: readonly PlacedDeploy[],
): BuildpackDefault | undefined {
  const [first] = deploys;
  const home = dirname(entry);
  const all = required(reader, home);
  if (first === undefined || all === undefined) return undefined;
  const version = pythonVersion(reader, home, deploys);
  const choices = DEFAULT_STARTS.flatMap((start) => {
    const by = chosenBy(all, start);
    return by === undefined ? [] : [{ start, by }];
  });
  const choosing =
    version === 'newest' || (version !== undefined && compareVersions(version, PACKAGES_CHOOSE_SINCE) >= 0);
  const [choice] = choices;
  // Whatever the version, gunicorn is gunicorn.
  if (version === undefined && choice !== undefined && choice.start !== PLAIN_START) return undefined;
  const chosen = choosing || choice?.start === PLAIN_START ? choice : undefined;
  const { command, environment = {} } = chosen?.start ?? PLAIN_START;
  const at = chosen === undefined ? sourceOf(first) : spanOf(chosen.by.uri, chosen.by.requirement);
  const file = basename(entry);
  const words = command.map((word) => word.replace('{module}', file.replace(/\.py$/, '')).replace('{file}', file));
  return {
    start: {
      words: words.map((word) => ({ ...literalWord(word, at, 'shell', undefined), own: false })),
      command: at,
      commandArguments: undefined,
      also: [sourceOf(first)],
      form: 'exec',
    },
    variables: Object.entries(environment).map(([name, value]) => ({
      name,
      value: { kind: 'known', value, at },
      origin: 'base-image',
    })),
  };
}

/** The project's folder as buildpacks copy it into the image; `file`: one in it. */
export function buildpackFiles(reader: FactsReader, file: Uri): ImageFiles {
  const home = dirname(file);
  const uriOf = (path: string): Uri | undefined =>
    path === BUILDPACK_FOLDER
      ? home
      : path.startsWith(`${BUILDPACK_FOLDER}/`)
        ? joinPath(home, `.${path.slice(BUILDPACK_FOLDER.length)}`)
        : undefined;
  const folders = (path: string): readonly Uri[] => {
    const uri = uriOf(path);
    return uri !== undefined && (reader.filesIn(uri).length > 0 || reader.foldersIn(uri).length > 0) ? [uri] : [];
  };
  return {
    find: (path) => {
      const uri = uriOf(path);
      return uri !== undefined && reader.exists(uri) ? { kind: 'file', uri } : undefined;
    },
    folders,
    roots: folders,
    complete: () => false,
  };
}
