import type { Uri } from '../../base/span.ts';
import { basename, dirname, joinPath } from '../../base/uri.ts';
import type { ImageBuild } from '../../facts/deploy/image-builds.ts';
import type { FactsReader } from '../facts-reader.ts';
import { mayDeploy } from '../language.ts';
import { imageName, placeholderKey, plainName } from './image-names.ts';

/** The Dockerfile that a build uses, where it is one of those that exist: paths start at the file's folder or at the workspace folder. */
function dockerfileOf(build: ImageBuild, bases: readonly Uri[], exists: ReadonlySet<Uri>): Uri | undefined {
  for (const base of bases) {
    const folder = build.folder === undefined ? base : joinPath(base, build.folder);
    const context = joinPath(folder, build.context);
    const named = build.file;
    const found =
      named === undefined
        ? [joinPath(context, 'Dockerfile'), joinPath(context, 'Containerfile')]
        : // The command takes the file from where it runs; those who write it inside the context mean that.
          [joinPath(folder, named), joinPath(context, named)];
    const dockerfile = found.find((uri) => exists.has(uri));
    if (dockerfile !== undefined) return dockerfile;
  }
  return undefined;
}

/** Pipelines, scripts and other files whose commands may build or deploy, without reading them. */
export function buildScripts(reader: Pick<FactsReader, 'filesOf' | 'folderOf'>, home: Uri): readonly Uri[] {
  const all = [...reader.filesOf('yaml'), ...reader.filesOf('shell'), ...reader.filesOf('other').filter(mayDeploy)];
  return all.filter((uri) => reader.folderOf(uri) === home);
}

/**
 * The Dockerfiles of a workspace folder by the plain name of the image that some pipeline or script builds from them, and by what stands for it in
 * manifests (`placeholderKey`). A name that two Dockerfiles are built under has both.
 */
export function builtImages(
  home: Uri,
  scripts: readonly Uri[],
  buildsOf: (uri: Uri) => readonly ImageBuild[],
  dockerfiles: readonly Uri[],
): ReadonlyMap<string, readonly Uri[]> {
  const exists = new Set(dockerfiles);
  const out = new Map<string, readonly Uri[]>();
  for (const script of scripts) {
    // A pipeline in .github/ or .cloudbuild/ runs in the repository.
    const bases = basename(dirname(script)).startsWith('.') ? [home] : [dirname(script), home];
    for (const build of buildsOf(script)) {
      const dockerfile = dockerfileOf(build, bases, exists);
      if (dockerfile === undefined) continue;
      const names = build.images.map(imageName).map((name) => (/[$%{}<>]/.test(name) ? '' : plainName(name)));
      const placeholders = build.standsFor.flatMap((text) => build.fills.map((file) => placeholderKey(text, file)));
      for (const key of [...names, ...placeholders]) {
        const known = out.get(key) ?? [];
        if (key !== '' && !known.includes(dockerfile)) out.set(key, [...known, dockerfile]);
      }
    }
  }
  return out;
}

/** By answer of `builtImages`, which does not change: every Dockerfile of a workspace asks for its own. */
const OWN_NAMES = new WeakMap<ReadonlyMap<string, readonly Uri[]>, ReadonlyMap<Uri, readonly string[]>>();

/** The names that images of one Dockerfile alone are built under, by that Dockerfile. */
export function ownNames(built: ReadonlyMap<string, readonly Uri[]>): ReadonlyMap<Uri, readonly string[]> {
  const known = OWN_NAMES.get(built);
  if (known !== undefined) return known;
  const out = new Map<Uri, string[]>();
  for (const [name, [dockerfile, ...others]] of built) {
    if (dockerfile === undefined || others.length > 0) continue;
    const names = out.get(dockerfile);
    if (names === undefined) out.set(dockerfile, [name]);
    else names.push(name);
  }
  OWN_NAMES.set(built, out);
  return out;
}
