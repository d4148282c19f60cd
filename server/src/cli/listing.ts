import { dirname } from 'node:path';
import type { Analysis } from '../api.ts';
import type { ConfigFile } from '../engine/config-file.ts';
import type { ReadingOptions } from './check-options.ts';
import { configAbove, type RuleChoice, readConfig, settingsFrom } from './config.ts';
import { type IgnoreLayer, ignoreLayer, isIgnored } from './ignore-files.ts';
import { absolute, isInside, shownPath, toUri } from './paths.ts';
import { printable } from './printable.ts';
import type { Progress } from './progress.ts';
import { findRepository, type Roots } from './roots.ts';
import { walk } from './walk.ts';

/** What listing needs, and where it says what it leaves out. */
export interface Listing {
  readonly cwd: string;
  readonly roots: Roots;
  readonly options: ReadingOptions;
  readonly choice: RuleChoice;
  readonly analysis: Analysis;
  readonly ruleNames: ReadonlySet<string>;
  readonly progress: Progress;
  readonly note: (text: string) => void;
  readonly debug: (text: string) => void;
}

/** Lists all files of the workspace folders and gives the engine the settings that hold for them. Absolute paths. */
export function listFiles(listing: Listing): string[] {
  const { cwd, roots, options, analysis, note, debug, progress } = listing;
  const shown = (path: string): string => printable(shownPath(cwd, path));
  const settings = (config: ConfigFile | undefined) => settingsFrom(config, listing.choice, listing.ruleNames);
  const read = (path: string): ConfigFile => {
    debug(`configuration ${shown(path)}`);
    return readConfig(cwd, path, listing.ruleNames);
  };
  const chosen = options.config === undefined ? undefined : absolute(cwd, options.config);
  const chosenConfig = chosen === undefined ? undefined : read(chosen);
  const excluded: IgnoreLayer[] = [];
  const exclude = (base: string, patterns: readonly string[]): IgnoreLayer | undefined => {
    const layer = ignoreLayer(base, patterns);
    if (layer !== undefined) excluded.push(layer);
    return layer;
  };
  exclude(cwd, options.exclude);
  if (chosen !== undefined) exclude(dirname(chosen), chosenConfig?.exclude ?? []);
  const outer = [...excluded];
  const index: string[] = [];
  analysis.setSettings(settings(chosenConfig));
  for (const root of roots.folders) {
    const highest = findRepository(root) ?? (isInside(cwd, root) ? cwd : undefined);
    const above = chosen === undefined ? configAbove(root, highest) : undefined;
    const aboveConfig = above === undefined ? chosenConfig : read(above);
    const aboveLayer = above === undefined ? undefined : exclude(dirname(above), aboveConfig?.exclude ?? []);
    analysis.setSettings(settings(aboveConfig), toUri(root));
    const found = walk(root, {
      gitignore: options.gitignore,
      exclude: aboveLayer === undefined ? outer : [...outer, aboveLayer],
      configured: (file, folder) => {
        if (chosen !== undefined) return undefined;
        const config = read(file);
        analysis.setSettings(settings(config), toUri(folder));
        return exclude(folder, config.exclude);
      },
      progress: (count) => progress.show('Listing files', index.length + count),
    });
    for (const { path, reason } of found.problems) note(`${shown(path)}: not read, ${reason}`);
    for (const path of found.links) debug(`link not followed: ${shown(path)}`);
    for (const path of found.files) index.push(path);
    debug(`${found.files.length} files below ${shown(root)}`);
  }
  for (const { path, folder } of roots.targets) {
    if (folder) continue;
    // A file that the user names is read even where git ignores it; what the configuration leaves out stays out.
    if (isIgnored(excluded, path, false)) note(`${shown(path)}: not read, it is excluded.`);
    else index.push(path);
  }
  return index;
}
