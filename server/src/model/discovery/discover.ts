import { type Known, known, unknown } from '../../base/known.ts';
import { query } from '../../base/query.ts';
import type { Uri } from '../../base/span.ts';
import { basename, dirname } from '../../base/uri.ts';
import type { FactsReader } from '../facts-reader.ts';
import {
  type Elsewhere,
  elsewhereOf,
  hostedElsewhere,
  isDevelopmentFile,
  isForOtherPlatform,
  isNamedForCloudRun,
  runsElsewhere,
} from './audience.ts';
import type { Candidate } from './candidate.ts';
import { appOfContainer, type ConfiguredApp } from './configured.ts';
import { isDeployed, startsOf } from './deploys.ts';
import { matchDockerfile, withOpenContainer, type Yard, yardOf } from './match-dockerfile.ts';
import type { PlacedDeploy } from './placed-deploy.ts';
import { isPutAside, sourceEntries } from './source-deploys.ts';

// Which Dockerfile belongs to which manifest, and whom a Dockerfile is aimed at. Ambiguity is a value, never a guess.

function entriesOf(apps: readonly (ConfiguredApp | undefined)[]): Pick<Candidate, 'entries'> {
  return apps.every((app) => app?.entry === undefined) ? {} : { entries: apps.map((app) => app?.entry) };
}

const PLAIN = /^(?:dockerfile|containerfile)$/i;
const PYTHON_PROJECT = /\.py$|^(?:requirements\.txt|pyproject\.toml|Pipfile)$/;

/**
 * The Procfiles of Python projects that have no Dockerfile beside them and say what `web` starts. One alone is no evidence of
 * Cloud Run where files of another host of Procfiles lie beside it.
 */
function procfilesOf(reader: FactsReader): readonly Uri[] {
  return reader.filesOf('other').filter((uri) => {
    if (basename(uri) !== 'Procfile') return false;
    const names = reader.filesIn(dirname(uri));
    if (!names.some((name) => PYTHON_PROJECT.test(name))) return false;
    if (names.some((name) => /^(?:dockerfile|containerfile)/i.test(name) && !isPutAside(name))) return false;
    return reader.startsWeb(uri);
  });
}

/** Different starts of one image that are told apart. */
const MOST_STARTS = 20;

/** What some deployments start of an image: the first one keeps the name of the Dockerfile. */
function startedBy(candidate: Candidate, deploys: readonly PlacedDeploy[], index: number): Candidate {
  if (index === 0) return { ...candidate, deploys };
  const name = deploys[0]?.command.name ?? deploys[0]?.command.label;
  return {
    ...candidate,
    deploys,
    id: `${candidate.id}#${index}`,
    ...(name === undefined ? {} : { name }),
  };
}

function isTerraform(uri: Uri): boolean {
  return uri.endsWith('.tf');
}

/** All deployables of the workspace, manifests first, each with its Dockerfiles; a lone Dockerfile is one of its own. */
export function createDiscovery(reader: FactsReader): () => readonly Candidate[] {
  const { heads } = reader;
  const dockerfiles = query((_: 'all'): readonly Uri[] =>
    reader.filesOf('dockerfile').filter(reader.looksLikeDockerfile),
  );
  const workloads = query((folder: Uri): Elsewhere => {
    // Where something deploys to Cloud Run, resources of another cloud say nothing of the images.
    const terraform = reader.deploysIn(folder).length > 0 ? [] : reader.filesOf('other').filter(isTerraform);
    const files = [...reader.filesOf('yaml'), ...terraform];
    return elsewhereOf(files.filter((uri) => reader.folderOf(uri) === folder && reader.runsElsewhere(uri)));
  });
  const namedForCloudRun = query(
    (_: 'all'): ReadonlySet<Uri> => new Set(dockerfiles('all').filter(isNamedForCloudRun).map(dirname)),
  );
  /** `Dockerfile` beside `Dockerfile.cloudrun`. */
  const leftToOthers = (uri: Uri): boolean => PLAIN.test(basename(uri)) && namedForCloudRun('all').has(dirname(uri));
  const yard = query((folder: Uri): Yard => {
    const all = dockerfiles('all').filter((uri) => reader.folderOf(uri) === folder && !isDevelopmentFile(folder, uri));
    return yardOf(
      all.filter((uri) => !leftToOthers(uri)),
      all.length > 1,
    );
  });
  const procfiles = query((_: 'all'): readonly Uri[] => procfilesOf(reader));
  const procfileIn = query((_: 'all') => new Map(procfiles('all').map((uri) => [dirname(uri), uri])));
  const chosenBy = (app: ConfiguredApp | undefined): Known<Uri> | undefined =>
    app?.dockerfile === undefined || !reader.exists(app.dockerfile)
      ? undefined
      : known(app.dockerfile, { uri: app.dockerfile, start: 0, end: 0 });
  const candidates = query((_: 'all'): readonly Candidate[] => {
    const out: Candidate[] = [];
    const claimed = new Set<Uri>();
    for (const uri of [...reader.filesOf('yaml'), ...reader.filesOf('shell')]) {
      heads(uri).forEach((head, index) => {
        const home = reader.folderOf(uri);
        const own = yard(home);
        const apps = head.containers.map((_, i) => appOfContainer(reader.appsIn(home), uri, heads(uri), head, i));
        const matches = head.containers.map(
          (_, i) => chosenBy(apps[i]) ?? matchDockerfile(own, () => reader.builtImages(home), uri, head, i),
        );
        for (const match of matches) if (match.kind === 'known') claimed.add(match.value);
        // While a line is half typed the platform's defaults are not what its Dockerfile runs with.
        if (head.isCloudRun && head.hidesContainers === true) {
          const hidden = matchDockerfile(own, () => reader.builtImages(home), uri, withOpenContainer(head), 0);
          if (hidden.kind === 'known') claimed.add(hidden.value);
        }
        const built = head.containers.length === 1 && matches[0]?.kind === 'unknown' && matches[0].why === 'absent';
        const procfile = built ? procfileIn('all').get(dirname(uri)) : undefined;
        if (procfile !== undefined) claimed.add(procfile);
        out.push({
          id: index === 0 ? uri : `${uri}#${index}`,
          manifest: { uri, index },
          dockerfiles: matches,
          audience: head.isCloudRun || apps.some((app) => app?.manifest === uri) ? 'cloud-run' : 'elsewhere',
          ...entriesOf(apps),
          ...(procfile === undefined ? {} : { procfile }),
        });
      });
    }
    for (const uri of dockerfiles('all')) {
      if (claimed.has(uri)) continue;
      const folder = reader.folderOf(uri);
      const app = reader.appsIn(folder).find(({ dockerfile }) => dockerfile === uri);
      const audience =
        app !== undefined
          ? 'cloud-run'
          : isDevelopmentFile(folder, uri)
            ? 'development'
            : leftToOthers(uri) ||
                isForOtherPlatform(folder, uri) ||
                (runsElsewhere(workloads(folder), uri) && !isNamedForCloudRun(uri) && !isDeployed(reader, uri))
              ? 'elsewhere'
              : 'likely';
      const candidate: Candidate = {
        id: uri,
        manifest: undefined,
        dockerfiles: [known(uri, { uri, start: 0, end: 0 })],
        audience,
        ...(app?.name === undefined ? {} : { name: app.name }),
        ...entriesOf([app]),
      };
      const starts = audience === 'development' ? [] : startsOf(reader, uri, app?.name);
      if (starts.length < 2) out.push(candidate);
      else out.push(...starts.slice(0, MOST_STARTS).map((deploys, i) => startedBy(candidate, deploys, i)));
    }
    for (const uri of procfiles('all')) {
      if (claimed.has(uri)) continue;
      const folder = reader.folderOf(uri);
      const audience = isDevelopmentFile(folder, uri)
        ? 'development'
        : hostedElsewhere(reader, uri) || runsElsewhere(workloads(folder), uri)
          ? 'elsewhere'
          : 'likely';
      out.push({ id: uri, manifest: undefined, dockerfiles: [unknown('absent')], audience, procfile: uri });
    }
    for (const uri of sourceEntries(reader)) {
      const audience = isDevelopmentFile(reader.folderOf(uri), uri) ? 'development' : 'likely';
      out.push({ id: uri, manifest: undefined, dockerfiles: [unknown('absent')], audience, sourceEntry: uri });
    }
    return out;
  });
  return () => candidates('all');
}
