import ignore, { type Ignore } from 'ignore';
import type { Analysis } from '../api.ts';
import { equalValues } from '../base/query.ts';
import type { Uri } from '../base/span.ts';
import { basename, dirname, relativePath } from '../base/uri.ts';
import { baselineOf, baselineProblems, type Disk } from '../engine/baseline.ts';
import { CONFIG_NAME, type ConfigFile, type ConfigProblem, decodeConfigFile } from '../engine/config-file.ts';
import { missingAppFiles } from '../engine/configure.ts';

/** The configuration files of the workspace: handed to the analysis, and asked for what they exclude. */
export interface ConfigFiles {
  /** Takes over a file's text; `undefined`: it is gone. Whether other files may be excluded now than before. */
  set(uri: Uri, text: string | undefined): boolean;
  /** The configuration files that have text. */
  all(): readonly Uri[];
  excludes(uri: Uri): boolean;
  /** The baseline that a configuration file names. */
  baselineOf(uri: Uri): Uri | undefined;
  /** What is wrong in a configuration file. */
  problems(uri: Uri, disk: Disk): readonly ConfigProblem[];
  /** Configuration files whose problems changed since this was last asked. */
  touched(disk: Disk): readonly Uri[];
  /** The configuration files that hold, and the baselines that they name. */
  inForce(): readonly { readonly file: Uri; readonly baseline: Uri | undefined }[];
}

/** Whether a file is a configuration file. */
export function isConfigFile(uri: Uri): boolean {
  return basename(uri) === CONFIG_NAME;
}

interface Decoded {
  readonly text: string;
  readonly config: ConfigFile;
  readonly problems: readonly ConfigProblem[];
}

/** Patterns in .gitignore notation that hold below `base`. */
interface Layer {
  readonly base: Uri;
  readonly matcher: Ignore;
}

const NONE: readonly ConfigProblem[] = [];

/** Creates the keeper of no file. `ignoreCase`: whether the file system compares names without case. */
export function createConfigFiles(analysis: Analysis, ignoreCase: boolean): ConfigFiles {
  const ruleNames: ReadonlySet<string> = new Set(analysis.rules.map((rule) => rule.name));
  const decoded = new Map<Uri, Decoded>();
  const shown = new Map<Uri, readonly ConfigProblem[]>();
  /** Folders whose configuration the analysis has. */
  const held = new Set<Uri>();
  /** What they name as baselines: read although they are excluded. */
  let baselines: ReadonlySet<Uri> = new Set();
  let layers: readonly Layer[] = [];
  let folders = new Map<Uri, boolean>();

  /** The innermost layer that says anything decides, as on the command line. */
  const isNamed = (uri: Uri, folder: boolean): boolean => {
    for (const { base, matcher } of layers) {
      const path = relativePath(base, uri);
      if (path === undefined || path === '') continue;
      const verdict = matcher.test(folder ? `${path}/` : path);
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  };
  /** Nothing inside an excluded folder comes back. */
  const isFolderExcluded = (folder: Uri): boolean => {
    const kept = folders.get(folder);
    if (kept !== undefined) return kept;
    const parent = dirname(folder);
    const excluded = (parent !== folder && isFolderExcluded(parent)) || isNamed(folder, true);
    folders.set(folder, excluded);
    return excluded;
  };
  const baselineIn = (uri: Uri): Uri | undefined => {
    const file = decoded.get(uri);
    return file === undefined ? undefined : baselineOf(file.config, uri);
  };
  const isInForce = (uri: Uri): boolean => decoded.has(uri) && !isFolderExcluded(dirname(uri));

  /** From the outermost to the innermost: a file in a folder that an outer one excludes does not count. */
  const apply = (): boolean => {
    const excluded = layers.length > 0;
    layers = [];
    baselines = new Set([...decoded].flatMap(([uri, { config }]) => baselineOf(config, uri) ?? []));
    const gone = new Set(held);
    for (const [uri, { config }] of [...decoded].sort(([a], [b]) => a.length - b.length)) {
      folders = new Map();
      if (!isInForce(uri)) continue;
      const base = dirname(uri);
      if (config.exclude.length > 0) {
        const matcher = ignore({ ignorecase: ignoreCase, allowRelativePaths: true }).add([...config.exclude]);
        layers = [{ base, matcher }, ...layers];
      }
      analysis.setConfig(base, config, uri);
      held.add(base);
      gone.delete(base);
    }
    folders = new Map();
    for (const base of gone) {
      analysis.setConfig(base, undefined);
      held.delete(base);
    }
    return excluded || layers.length > 0;
  };

  const problems: ConfigFiles['problems'] = (uri, disk) => {
    const file = decoded.get(uri);
    if (file === undefined || !isInForce(uri)) return NONE;
    const found = [
      ...file.problems,
      ...missingAppFiles(file.config, uri, disk.exists),
      ...baselineProblems(file.config, uri, disk),
    ];
    return found.length === 0 ? NONE : found;
  };
  return {
    set: (uri, text) => {
      if (decoded.get(uri)?.text === text) return false;
      if (text === undefined) decoded.delete(uri);
      else decoded.set(uri, { text, ...decodeConfigFile(text, ruleNames) });
      return apply();
    },
    all: () => [...decoded.keys()],
    excludes: (uri) =>
      layers.length > 0 && !baselines.has(uri) && (isFolderExcluded(dirname(uri)) || isNamed(uri, false)),
    baselineOf: baselineIn,
    problems,
    inForce: () => [...decoded.keys()].filter(isInForce).map((file) => ({ file, baseline: baselineIn(file) })),
    touched: (disk) => {
      const out: Uri[] = [];
      for (const uri of new Set([...decoded.keys(), ...shown.keys()])) {
        const current = problems(uri, disk);
        if (!equalValues(current, shown.get(uri) ?? NONE)) out.push(uri);
        if (current.length > 0) shown.set(uri, current);
        else shown.delete(uri);
      }
      return out;
    },
  };
}
