import type { Uri } from '../base/span.ts';
import { basename, dirname, joinPath } from '../base/uri.ts';
import { type BaselineEntry, baselineText, type Disk, decodeBaseline } from './baseline.ts';
import { CONFIG_NAME, decodeConfigFile } from './config-file.ts';

// What an editor has to write so that today's findings are left out. The command line, which may look at a part of the files
// only, does it by itself (cli/apply-baseline.ts).

/** The name of a baseline where the configuration names none. */
const NAME = 'known-findings.json';

/** What has to be known for a plan. */
export interface BaselineInput {
  /** The workspace folder that it is about, and all of them: findings elsewhere are not known. */
  readonly folder: Uri;
  readonly folders: readonly Uri[];
  /** The configuration files that hold, with the baselines that they name. */
  readonly configurations: readonly { readonly file: Uri; readonly baseline: Uri | undefined }[];
  readonly ruleNames: ReadonlySet<string>;
  readonly disk: Disk;
  /** What a baseline would list today of the files for which the configuration file in `folder` holds. */
  today(folder: Uri, baseline: Uri): readonly BaselineEntry[];
}

/** Files to write. */
export interface BaselinePlan {
  readonly kind: 'plan';
  readonly files: readonly {
    readonly file: Uri;
    readonly text: string;
    readonly findings: number;
    /** How many of them it did not list before. */
    readonly added: number;
  }[];
  /** What the configuration file has to end with, so that it names the baseline. */
  readonly configuration: { readonly file: Uri; readonly append: string } | undefined;
}

/** A plan, or why there is none, for people. */
export type BaselineDecision = BaselinePlan | { readonly kind: 'refused'; readonly reason: string };

function refused(reason: string): BaselineDecision {
  return { kind: 'refused', reason };
}

const isBelow = (folder: Uri, uri: Uri): boolean => uri.startsWith(`${folder}/`);

/** Decides what to write for a workspace folder: every baseline that is configured in it, and one for its root where that names none. */
export function planBaselines(input: BaselineInput): BaselineDecision {
  const { folder, configurations, disk } = input;
  const inside = configurations.filter(({ file }) => isBelow(folder, file));
  const own = joinPath(folder, CONFIG_NAME);
  const found = inside.find(({ file }) => file === own);
  const named = inside.flatMap(({ file, baseline }) => (baseline === undefined ? [] : [{ file, baseline }]));
  if (found === undefined && configurations.some(({ file }) => isBelow(dirname(file), folder)))
    return refused(
      'The configuration of this folder lies above it, and so does its baseline. Open the folder that holds it, or run "cloud-run-preflight check --update-baseline".',
    );
  if (found?.baseline !== undefined) return planFor(input, named, undefined);
  const baseline = joinPath(folder, NAME);
  if (disk.exists(baseline))
    return refused(`There is a file "${NAME}" already. Name another baseline in ${CONFIG_NAME}: "baseline: …".`);
  const append = lineFor(found === undefined ? '' : (disk.text(own) ?? ''), input.ruleNames);
  if (append === undefined)
    return refused(`${CONFIG_NAME} cannot be added to. Write "baseline: ${NAME}" into it, and try again.`);
  return planFor(input, [...named, { file: own, baseline }], { file: own, append });
}

/** The line that makes a configuration file name the baseline; `undefined` where it cannot simply be appended. */
function lineFor(text: string, ruleNames: ReadonlySet<string>): string | undefined {
  const line = `${text === '' || text.endsWith('\n') ? '' : '\n'}baseline: ${NAME}\n`;
  const before = decodeConfigFile(text, ruleNames);
  const { config, problems } = decodeConfigFile(text + line, ruleNames);
  return config.baseline?.value === NAME && problems.length <= before.problems.length ? line : undefined;
}

function planFor(
  { folders, disk, today }: BaselineInput,
  named: readonly { readonly file: Uri; readonly baseline: Uri }[],
  configuration: BaselinePlan['configuration'],
): BaselineDecision {
  const files: BaselinePlan['files'][number][] = [];
  // Configurations are read as the disk gives them; the plan has one order.
  for (const file of [...new Set(named.map(({ baseline }) => baseline))].sort()) {
    const text = disk.exists(file) ? disk.text(file) : undefined;
    const old = text === undefined ? [] : decodeBaseline(text);
    if (old === undefined) return refused(`"${basename(file)}" is not a baseline. Remove it, and try again.`);
    const home = dirname(file);
    // What lies outside of the workspace was not looked at.
    const kept = old.filter(({ path }) => !folders.some((folder) => isBelow(folder, joinPath(home, path))));
    const entries = named.filter(({ baseline }) => baseline === file).flatMap((by) => today(dirname(by.file), file));
    const before = new Set(old.map(({ fingerprint }) => fingerprint));
    files.push({
      file,
      text: baselineText([...kept, ...entries]),
      findings: kept.length + entries.length,
      added: entries.filter(({ fingerprint }) => !before.has(fingerprint)).length,
    });
  }
  return { kind: 'plan', files, configuration };
}
