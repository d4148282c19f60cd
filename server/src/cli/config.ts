import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nearest } from '../base/edit-distance.ts';
import { lineStarts, positionAt } from '../base/lines.ts';
import { CONFIG_NAME, type ConfigFile, decodeConfigFile } from '../engine/config-file.ts';
import { DEFAULT_SETTINGS, type RuleLevel, type Settings } from '../engine/settings.ts';
import { Failure } from './io.ts';
import { shownPath } from './paths.ts';
import { printable } from './printable.ts';
import { readText } from './read.ts';

/** Reads a configuration file; throws a `Failure` that names each fault with its line. */
export function readConfig(cwd: string, path: string, ruleNames: ReadonlySet<string>): ConfigFile {
  const shown = printable(shownPath(cwd, path));
  const content = readText([dirname(path)], path);
  if (content.kind !== 'text') throw new Failure(`${shown}: ${content.reason}`);
  const { config, problems } = decodeConfigFile(content.text, ruleNames);
  if (problems.length === 0) return config;
  const starts = lineStarts(content.text);
  const lines = problems.map(({ at, message }) => {
    const { line, column } = positionAt(starts, at.start);
    return `${shown}:${line + 1}:${column + 1}: ${printable(message)}`;
  });
  throw new Failure(lines.join('\n'));
}

/** The nearest configuration file above a folder, at most up to `highest`. */
export function configAbove(folder: string, highest: string | undefined): string | undefined {
  if (highest === undefined) return undefined;
  for (let at = folder; at !== highest; ) {
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
    const path = join(at, CONFIG_NAME);
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** What the command line says about rules. */
export interface RuleChoice {
  /** Empty: all rules. */
  readonly select: readonly string[];
  readonly levels: Readonly<Record<string, RuleLevel>>;
}

/** Throws a `Failure` for a rule that does not exist. */
export function checkRuleNames(choice: RuleChoice, ruleNames: ReadonlySet<string>): void {
  for (const name of [...choice.select, ...Object.keys(choice.levels)]) {
    if (ruleNames.has(name)) continue;
    const near = nearest(name, ruleNames);
    throw new Failure(
      `There is no rule "${printable(name)}".${near === undefined ? ' "cloud-run-preflight rules" lists them.' : ` Did you mean "${near}"?`}`,
    );
  }
}

/** Settings for what lies below one configuration file; the command line wins over the file. */
export function settingsFrom(
  config: ConfigFile | undefined,
  choice: RuleChoice,
  ruleNames: ReadonlySet<string>,
): Settings {
  const rules: Record<string, RuleLevel> = { ...config?.rules };
  if (choice.select.length > 0) {
    for (const name of ruleNames) {
      if (!choice.select.includes(name)) rules[name] = 'off';
      else if (rules[name] === 'off') rules[name] = 'default';
    }
  }
  return { ...DEFAULT_SETTINGS, rules: { ...rules, ...choice.levels } };
}
