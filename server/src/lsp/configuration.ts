import type { Connection } from 'vscode-languageserver';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import { decodeSettings } from '../engine/settings.ts';
import type { Log } from './log.ts';
import { toEditorUri } from './uri.ts';
import { within } from './within.ts';

/** The section of the editor's settings that is ours. */
export const SECTION = 'cloudRunPreflight';

/** How long the client may take to answer, in milliseconds. */
const BOUND = 5_000;

/** The user's settings: read when asked, handed to the analysis. */
export interface Configuration {
  /** What an editor sends that does not answer `workspace/configuration`. */
  pushed(settings: unknown): void;
  read(folders: readonly Uri[]): Promise<void>;
  /** What was wrong with the settings when they were read last. */
  problems(): readonly string[];
}

/** What a configuration reads from. */
export interface ConfigurationOptions {
  readonly connection: Connection;
  readonly analysis: Analysis;
  readonly log: Log;
  /** Whether the client answers `workspace/configuration`. */
  readonly asks: boolean;
  /** The section as `initializationOptions` gives it. */
  readonly initial: unknown;
}

/** Settings that came with a notification, where there are any: some clients wrap the section, some do not. */
function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return SECTION in settings ? (settings as Record<string, unknown>)[SECTION] : settings;
}

/** Creates the reader of settings; the defaults hold until `read`. */
export function createConfiguration(options: ConfigurationOptions): Configuration {
  const { connection, analysis, log } = options;
  const names: ReadonlySet<string> = new Set(analysis.rules.map((rule) => rule.name));
  let base: unknown = sectionOf(options.initial);
  let problems: readonly string[] = [];

  const ask = async (folders: readonly Uri[]): Promise<readonly unknown[]> => {
    const none = [undefined, ...folders].map(() => undefined);
    if (!options.asks) return none;
    const items = [{ section: SECTION }, ...folders.map((uri) => ({ section: SECTION, scopeUri: toEditorUri(uri) }))];
    try {
      const answer: unknown = await within(connection.workspace.getConfiguration(items), BOUND, 'reading the settings');
      return Array.isArray(answer) ? answer : none;
    } catch (error) {
      log.warn(`The settings could not be read: ${error instanceof Error ? error.message : String(error)}.`);
      return none;
    }
  };

  return {
    pushed: (settings) => {
      base = sectionOf(settings) ?? base;
    },
    read: async (folders) => {
      const answers = await ask(folders);
      const found = new Set<string>();
      for (const [i, folder] of [undefined, ...folders].entries()) {
        const decoded = decodeSettings(answers[i] ?? base, names);
        analysis.setSettings(decoded.settings, folder);
        for (const problem of decoded.problems) found.add(problem);
      }
      for (const problem of found) if (!problems.includes(problem)) log.warn(problem);
      problems = [...found];
    },
    problems: () => problems,
  };
}
