import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nearest } from '../base/edit-distance.ts';
import { lineStarts, positionAt } from '../base/lines.ts';
import { CONFIG_NAME, type ConfigFile, type ConfigProblem, decodeConfigFile } from '../engine/config-file.ts';
import { DEFAULT_SETTINGS, type RuleLevel, type Settings } from '../engine/settings.ts';
import { Failure } from './io.ts';
import { shownPath } from './paths.ts';
import { printable } from './printable.ts';
import { readText } from './read.ts';

/** A configuration file that was read. */
export interface ReadConfig {
  readonly path: string;
  readonly text: string;
  readonly writable: boolean;
  readonly config: ConfigFile;
}

/** Reads a configuration file; throws a `Failure` that names each fault with its line. */
export function readConfig(cwd: string, path: string, ruleNames: ReadonlySet<string>): ReadConfig {
  const shown = printable(shownPath(cwd, path));
  const content = readText([dirname(path)], path);
  if (content.kind !== 'text') throw new Failure(`${shown}: ${content.reason}`);
  const { config, problems } = decodeConfigFile(content.text, ruleNames);
  if (problems.length === 0) return { path, text: content.text, writable: content.writable, config };
  throw new Failure(problemLines(shown, content.text, problems).join('\n'));
}

/** Problems of a configuration file with their places, one per line. `shown`: its path for people. */
export function problemLines(shown: string, text: string, problems: readonly ConfigProblem[]): readonly string[] {
  const starts = lineStarts(text);
  return problems.map(({ at, message }) => {
    const { line, column } = positionAt(starts, at.start);
    return `${shown}:${line + 1}:${column + 1}: ${printable(message)}`;
  });
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

/** What the command line sets; it wins over every configuration file. */
export function chosenSettings(choice: RuleChoice, ruleNames: ReadonlySet<string>): Settings {
  const left = choice.select.length === 0 ? [] : [...ruleNames].filter((name) => !choice.select.includes(name));
  const off = Object.fromEntries(left.map((name) => [name, 'off' as const]));
  return { ...DEFAULT_SETTINGS, rules: { ...off, ...choice.levels } };
}

/** A configuration file as it counts beside the command line: a rule that is asked for by name is not off. */
export function withoutSelected(config: ConfigFile, choice: RuleChoice): ConfigFile {
  const kept = Object.entries(config.rules).filter(([name, level]) => level !== 'off' || !choice.select.includes(name));
  return { ...config, rules: Object.fromEntries(kept) };
}
