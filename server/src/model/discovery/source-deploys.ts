import type { Uri } from '../../base/span.ts';
import { basename, dirname, joinPath } from '../../base/uri.ts';
import { ENTRY_FILES, OTHER_BUILDPACKS, OTHER_START_FLAGS } from '../../catalog/buildpacks.ts';
import type { FactsReader } from '../facts-reader.ts';
import type { PlacedDeploy } from './placed-deploy.ts';

// Projects that are deployed from source and have no Dockerfile: buildpacks make the image, and without a Procfile they decide
// what starts.

const OWN_START = /^(?:dockerfile|containerfile)|^procfile$/i;

/** Whether a file is a copy that nobody builds: `Dockerfile.bak`. */
export function isPutAside(name: string): boolean {
  return /[.~_-](?:bak|backup|old|orig|disabled)$|~$/i.test(name);
}

function hasOwnStart(name: string): boolean {
  return OWN_START.test(name) && !isPutAside(name);
}

/** The file that buildpacks start in a folder; nothing where the project says it itself, or another buildpack may take it. */
function entryIn(reader: FactsReader, folder: Uri): Uri | undefined {
  const names = reader.filesIn(folder);
  if (names.some((name) => hasOwnStart(name) || OTHER_BUILDPACKS.has(name))) return undefined;
  const entry = ENTRY_FILES.find((name) => names.includes(name));
  return entry === undefined ? undefined : joinPath(folder, `./${entry}`);
}

/** The folders that `--source` may mean: from where the command stands, and from the top. */
function foldersOf({ uri, command }: PlacedDeploy, home: Uri): readonly Uri[] {
  const { source } = command;
  return source === undefined ? [] : [...new Set([dirname(uri), home].map((base) => joinPath(base, source)))];
}

function isPlain({ command }: PlacedDeploy): boolean {
  return command.kind === 'service' && OTHER_START_FLAGS.every((flag) => command.flags[flag] === undefined);
}

/**
 * Entry files of Python projects that a script or pipeline deploys from source, without a Dockerfile and a Procfile. A path that may mean
 * two projects means none.
 */
export function sourceEntries(reader: FactsReader): readonly Uri[] {
  const homes = new Set(
    reader.filesOf('python').flatMap((uri) => (ENTRY_FILES.includes(basename(uri)) ? [reader.folderOf(uri)] : [])),
  );
  const out = new Set<Uri>();
  for (const home of homes) {
    for (const deploy of reader.deploysIn(home)) {
      const folders = foldersOf(deploy, home).filter((folder) => reader.filesIn(folder).length > 0);
      const projects = folders.filter((folder) =>
        reader
          .filesIn(folder)
          .some((name) => hasOwnStart(name) || OTHER_BUILDPACKS.has(name) || ENTRY_FILES.includes(name)),
      );
      const [only, ...more] = projects;
      const entry = only === undefined || more.length > 0 || !isPlain(deploy) ? undefined : entryIn(reader, only);
      if (entry !== undefined) out.add(entry);
    }
  }
  return [...out].sort();
}
