import { spanOf, type Uri } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import { procfileFacts } from '../../facts/procfile.ts';
import { plainText } from '../../syntax/mapped-text.ts';
import type { FactsReader } from '../facts-reader.ts';
import type { ImageFiles } from '../image-files.ts';
import type { Start } from './command.ts';
import { literalWord } from './words.ts';

// An image that buildpacks make: no Dockerfile, the `web` line of the Procfile is what starts.

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

/** The project's folder as buildpacks copy it into the image. */
export function buildpackFiles(reader: FactsReader, procfile: Uri): ImageFiles {
  const home = dirname(procfile);
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
