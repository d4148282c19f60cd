import { spanOf, type Uri } from '../base/span.ts';
import { ancestors, dirname, joinPath } from '../base/uri.ts';
import { type RuffSelection, ruffSelection, ruffSelects } from '../facts/ruff.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import type { Related } from './rule.ts';

const NAMES = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];

interface Configuration {
  readonly uri: Uri;
  readonly selection: RuffSelection;
}

function read(reader: FactsReader, uri: Uri): Configuration | undefined {
  const text = reader.exists(uri) ? reader.text(uri) : undefined;
  if (text === undefined) return undefined;
  const selection = ruffSelection(text, uri.endsWith('/pyproject.toml') ? ['tool', 'ruff'] : []);
  return selection === undefined ? undefined : { uri, selection };
}

/** The nearest configuration of ruff, which alone holds for a file. */
function nearest(reader: FactsReader, uri: Uri): Configuration | undefined {
  const top = reader.folderOf(uri);
  for (const folder of ancestors(dirname(uri))) {
    for (const name of NAMES) {
      const found = read(reader, joinPath(folder, name));
      if (found !== undefined) return found;
    }
    if (folder === top) return undefined;
  }
  return undefined;
}

/** The place that makes ruff report `code` in a file; `undefined` where its configuration does not turn the rule on. */
export function ruffReport(reader: FactsReader, uri: Uri, code: string): Related | undefined {
  let configuration = nearest(reader, uri);
  for (let i = 0; configuration !== undefined && i < 5; i++) {
    const { selection, uri: file }: Configuration = configuration;
    const entry = ruffSelects(selection, code);
    if (entry !== undefined)
      return { message: `ruff ${code} is switched on here and reports the same call.`, at: spanOf(file, entry) };
    if (selection.extends === undefined) return undefined;
    configuration = read(reader, joinPath(dirname(file), selection.extends));
  }
  return undefined;
}
