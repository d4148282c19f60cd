import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import { missingAppFiles } from '../engine/configure.ts';
import type { ReadingOptions } from './check-options.ts';
import {
  chosenSettings,
  configAbove,
  problemLines,
  type ReadConfig,
  type RuleChoice,
  readConfig,
  withoutSelected,
} from './config.ts';
import { type IgnoreLayer, ignoreLayer, isIgnored } from './ignore-files.ts';
import { absolute, isInside, shownPath, toPath, toUri } from './paths.ts';
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
  /** The configuration files in force, by the folder that they hold for; kept up to date here. */
  readonly configured: Map<Uri, ReadConfig>;
  readonly note: (text: string) => void;
  readonly debug: (text: string) => void;
}

/** Lists all files of the workspace folders and gives the engine the configuration that holds for them. Absolute paths. */
export function listFiles(listing: Listing): string[] {
  const { cwd, roots, options, analysis, note, debug, progress } = listing;
  const shown = (path: string): string => printable(shownPath(cwd, path));
  const read = (path: string): ReadConfig => {
    debug(`configuration ${shown(path)}`);
    return readConfig(cwd, path, listing.ruleNames);
  };
  const before = new Set(listing.configured.keys());
  const hold = (folder: Uri, found: ReadConfig): void => {
    const { path, text, config } = found;
    before.delete(folder);
    listing.configured.set(folder, found);
    // Baselines count for all findings of a run together (apply-baseline.ts), and the command line may name another one.
    const held = { ...withoutSelected(config, listing.choice), baseline: undefined };
    analysis.setConfig(folder, held, toUri(path));
    const missing = missingAppFiles(config, toUri(path), (uri) => existsSync(toPath(uri)));
    for (const line of problemLines(shown(path), text, missing)) note(line);
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
  if (chosenConfig !== undefined) {
    exclude(dirname(chosenConfig.path), chosenConfig.config.exclude);
    hold('', chosenConfig);
  }
  const outer = [...excluded];
  const index: string[] = [];
  analysis.setSettings(chosenSettings(listing.choice, listing.ruleNames));
  for (const root of roots.folders) {
    const highest = findRepository(root) ?? (isInside(cwd, root) ? cwd : undefined);
    const above = chosen === undefined ? configAbove(root, highest) : undefined;
    const aboveConfig = above === undefined ? undefined : read(above);
    if (aboveConfig !== undefined) hold(toUri(root), aboveConfig);
    const aboveLayer = aboveConfig && exclude(dirname(aboveConfig.path), aboveConfig.config.exclude);
    const found = walk(root, {
      gitignore: options.gitignore,
      exclude: aboveLayer === undefined ? outer : [...outer, aboveLayer],
      configured: (file, folder) => {
        if (chosen !== undefined) return undefined;
        const found = read(file);
        hold(toUri(folder), found);
        return exclude(folder, found.config.exclude);
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
  for (const folder of before) {
    listing.configured.delete(folder);
    analysis.setConfig(folder, undefined);
  }
  return index;
}
