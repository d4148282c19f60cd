import type { FactsReader } from '../model/facts-reader.ts';
import type { DiskPath } from '../model/python/path.ts';
import type { PythonProgram } from '../model/python/program.ts';
import type { LaunchSubject } from './rule.ts';

/** Whether the program names a variable: reads it, or has a setting of that name (`upload_folder: str`). */
export function mentions(program: PythonProgram, reader: FactsReader, variable: string): boolean {
  const name = new RegExp(`(?<![a-z\\d])${variable.toLowerCase()}(?![a-z\\d])`);
  return [...program.files.keys()].some((uri) => name.test(reader.text(uri)?.toLowerCase() ?? ''));
}

/** Whether a build step makes the log file a link to the standard output, as the images of nginx do. */
export function isLinkedToOutput({ path }: { readonly path: DiskPath }, { container, reader }: LaunchSubject): boolean {
  const { dockerfile } = container;
  const facts = dockerfile.kind === 'known' ? reader.dockerfile(dockerfile.value) : undefined;
  return (facts?.stages ?? []).some((stage) =>
    stage.runs.some(
      ({ source: { text } }) => /\/dev\/std(?:out|err)|\/proc\/\d+\/fd\//.test(text) && text.includes(path.text),
    ),
  );
}
