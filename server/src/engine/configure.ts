import { type Known, known, unknown } from '../base/known.ts';
import { parseBytes, parseCpu } from '../base/quantity.ts';
import { type Located, spanOf, type Uri } from '../base/span.ts';
import { dirname, joinPath } from '../base/uri.ts';
import type { FolderConfiguration } from '../model/discovery/configured.ts';
import type { ConfigFile, ConfigProblem } from './config-file.ts';
import type { RuleLevel, Settings } from './settings.ts';

/** What a configuration file says to the model. `file`: the configuration file, which paths are relative to. */
export function modelConfiguration(config: ConfigFile, file: Uri): FolderConfiguration {
  const { memory, cpu, concurrency } = config.defaults;
  const place = <T>(text: Located<T> | undefined, read: (value: T) => number | undefined): Known<number> => {
    const value = text === undefined ? undefined : read(text.value);
    return text === undefined || value === undefined ? unknown('absent') : known(value, spanOf(file, text));
  };
  return {
    apps: config.apps.map(({ name, dockerfile, manifest, entry }) => ({
      name,
      dockerfile: pathOf(file, dockerfile),
      manifest: pathOf(file, manifest),
      entry: pathOf(file, entry),
    })),
    defaults: {
      memoryBytes: place(memory, parseBytes),
      cpu: place(cpu, parseCpu),
      concurrency: place(concurrency, (value) => value),
    },
  };
}

function pathOf(file: Uri, path: Located<string> | undefined): Uri | undefined {
  return path === undefined ? undefined : joinPath(dirname(file), `./${path.value}`);
}

/**
 * Faults that only the file system shows: files of apps that are not there. `exists` may answer true for what it does
 * not know.
 */
export function missingAppFiles(
  config: ConfigFile,
  file: Uri,
  exists: (uri: Uri) => boolean,
): readonly ConfigProblem[] {
  return config.apps.flatMap(({ dockerfile, manifest, entry }) =>
    [dockerfile, manifest, entry].flatMap((path) => {
      const uri = pathOf(file, path);
      if (path === undefined || uri === undefined || exists(uri)) return [];
      return [
        {
          message: `There is no file "${path.value}"; paths start at the folder of this file.`,
          at: { start: path.start, end: path.end },
        },
      ];
    }),
  );
}

/**
 * The settings that hold where a configuration file holds: the file is what the project agreed on, and what the user
 * sets in the editor or on the command line wins over it, rule by rule (`default` brings a rule's own severity back).
 */
export function withLevels(settings: Settings, levels: Readonly<Record<string, RuleLevel>> | undefined): Settings {
  return levels === undefined ? settings : { ...settings, rules: { ...levels, ...settings.rules } };
}
