import type { Uri } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import { weightFile } from '../../catalog/model-loaders.ts';
import type { Launch } from '../launch-types.ts';
import { pathOfText } from './path.ts';
import type { PythonProgram } from './program.ts';

/** Whether the size of a file matters: hosts look it up for these only. */
export function holdsWeights(uri: Uri): boolean {
  return weightFile.test(uri);
}

/** A file that is smaller holds no weights: it is the pointer that Git LFS leaves where the file was not fetched. */
const leastBytes = 200;

/**
 * Bytes of a model that comes with the image: of the file that a path names, or of the weights in a folder. `undefined` where the
 * build context does not have it, or the host did not say how large it is.
 */
export function weightsOnDisk(path: string, program: PythonProgram, launch: Launch): number | undefined {
  for (const uri of placesOf(path, program, launch)) {
    const size = program.source.sizeOf?.(uri) ?? sizeOfFolder(uri, program);
    if (size !== undefined && size >= leastBytes) return size;
  }
  return undefined;
}

/** Where the file of a path in the image may lie in the build context, most likely first. */
function placesOf(path: string, program: PythonProgram, launch: Launch): readonly Uri[] {
  const { text } = pathOfText(path, launch);
  if (text.includes('://')) return [text];
  const workdir = launch.workdir.kind === 'known' ? launch.workdir.value.replace(/\/$/, '') : '';
  const inside = workdir !== '' && text.startsWith(`${workdir}/`) ? text.slice(workdir.length + 1) : text;
  const parts = inside.replace(/^\.?\/+/, '').split('/');
  const roots = new Set([...launch.importRoots, dirname(program.entry)]);
  // `COPY models /opt/models`: the end of the path is the same on both sides.
  return parts.flatMap((_, i) => [...roots].map((root) => joinPath(root, `./${parts.slice(i).join('/')}`)));
}

/** The largest set of weights in a folder: the same model often lies there in several formats. */
function sizeOfFolder(folder: Uri, { source }: PythonProgram): number | undefined {
  const byFormat = new Map<string, number>();
  for (const name of source.filesIn?.(folder) ?? []) {
    const format = weightFile.exec(name)?.[0].toLowerCase();
    const size = format === undefined ? undefined : source.sizeOf?.(joinPath(folder, name));
    if (format !== undefined && size !== undefined) byFormat.set(format, (byFormat.get(format) ?? 0) + size);
  }
  return byFormat.size === 0 ? undefined : Math.max(...byFormat.values());
}
