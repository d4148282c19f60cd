import { nearest } from '../base/edit-distance.ts';
import type { RuleLevel } from '../engine/settings.ts';
import type { Severity } from '../rules/rule.ts';
import { Failure } from './io.ts';
import { FORMATS, type Format } from './options.ts';
import type { Given } from './words.ts';

/** What `check` and `inspect` share: which files to read, and how to talk about it. */
export interface ReadingOptions {
  /** As given; empty: the current folder. */
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly gitignore: boolean;
  readonly config: string | undefined;
  readonly quiet: boolean;
  readonly progress: boolean;
  readonly debug: boolean;
}

/** One report and where it goes; `undefined`: standard output. */
interface ReportTarget {
  readonly format: Format;
  readonly output: string | undefined;
}

/** The options of `check`, decoded. */
export interface CheckOptions extends ReadingOptions {
  readonly reports: readonly ReportTarget[];
  /** Empty: all rules. */
  readonly select: readonly string[];
  readonly levels: Readonly<Record<string, RuleLevel>>;
  readonly fix: boolean;
  readonly unsafeFixes: boolean;
  readonly diff: boolean;
  readonly failOn: Severity;
  readonly maxWarnings: number | undefined;
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  readonly since: string | undefined;
  readonly diffFile: string | undefined;
  readonly stdinFilename: string | undefined;
  readonly watch: boolean;
  readonly statistics: boolean;
  readonly listFiles: boolean;
}

/** Decodes what `check` and `inspect` share. */
export function readingOptions(given: Given): ReadingOptions {
  return {
    paths: given.positionals,
    exclude: given.values.get('exclude') ?? [],
    gitignore: !given.flags.has('no-gitignore'),
    config: given.values.get('config')?.[0],
    quiet: given.flags.has('quiet'),
    progress: !given.flags.has('no-progress') && !given.flags.has('quiet'),
    debug: given.flags.has('debug'),
  };
}

/** Decodes the options of `check`; throws a `Failure` for values that mean nothing and for options that do not go together. */
export function checkOptions(given: Given): CheckOptions {
  const one = (name: string): string | undefined => given.values.get(name)?.[0];
  const names = (name: string): readonly string[] =>
    (given.values.get(name) ?? [])
      .flatMap((v) => v.split(','))
      .map((v) => v.trim())
      .filter((v) => v !== '');
  const levels: Record<string, RuleLevel> = {};
  for (const text of names('severity')) {
    const cut = text.indexOf('=');
    const level = cut < 0 ? undefined : levelOf(text.slice(cut + 1));
    if (level === undefined)
      throw new Failure(`--severity ${text}: write rule=error, rule=warning, rule=info, rule=hint or rule=off.`);
    levels[text.slice(0, cut)] = level;
  }
  for (const name of names('ignore')) levels[name] = 'off';
  const maxWarnings = one('max-warnings');
  if (maxWarnings !== undefined && !/^\d{1,9}$/.test(maxWarnings))
    throw new Failure('--max-warnings needs a whole number.');
  const failOn = one('fail-on');
  const failLevel = failOn === undefined ? undefined : severityOf(failOn);
  if (failOn !== undefined && failLevel === undefined)
    throw new Failure(`--fail-on ${failOn}: it is error, warning, info or hint.`);
  const diff = given.flags.has('diff');
  const unsafeFixes = given.flags.has('unsafe-fixes');
  const options: CheckOptions = {
    ...readingOptions(given),
    reports: reportTargets(given),
    select: names('select'),
    levels,
    fix: (given.flags.has('fix') || unsafeFixes) && !diff,
    unsafeFixes,
    diff,
    // Who allows some warnings says with it that a warning alone is no failure.
    failOn: failLevel ?? (maxWarnings === undefined ? 'warning' : 'error'),
    maxWarnings: maxWarnings === undefined ? undefined : Number(maxWarnings),
    baseline: one('baseline'),
    updateBaseline: given.flags.has('update-baseline'),
    since: one('since'),
    diffFile: one('diff-file'),
    stdinFilename: one('stdin-filename'),
    watch: given.flags.has('watch'),
    statistics: given.flags.has('statistics'),
    listFiles: given.flags.has('list-files'),
  };
  checkTogether(options);
  return options;
}

function checkTogether(options: CheckOptions): void {
  if (options.since !== undefined && options.diffFile !== undefined)
    throw new Failure('--since and --diff-file exclude each other.');
  if (options.stdinFilename !== undefined && options.diffFile === '-')
    throw new Failure('Only one of --stdin-filename and --diff-file can read standard input.');
  if (options.stdinFilename !== undefined && options.paths.some((path) => path !== '-')) {
    throw new Failure('--stdin-filename names the only file to check; leave out the other paths.');
  }
  if (options.stdinFilename === undefined && options.paths.includes('-')) {
    throw new Failure('To check standard input, say what it is: --stdin-filename api/Dockerfile');
  }
  if (options.watch && (options.stdinFilename !== undefined || options.diffFile === '-'))
    throw new Failure('--watch cannot read standard input.');
  if (options.watch && (options.fix || options.diff || options.updateBaseline)) {
    throw new Failure('--watch only reports; leave out --fix, --diff and --update-baseline.');
  }
  if (options.reports.filter((r) => r.output === undefined).length > 1) {
    throw new Failure('Only one report can go to standard output; give the others an --output FILE.');
  }
}

function reportTargets(given: Given): readonly ReportTarget[] {
  const targets: { format: Format; output: string | undefined; placed: boolean }[] = [];
  for (const { name, value } of given.order) {
    if (name === 'format') {
      const format = FORMATS.find((f) => f === value);
      if (format === undefined) {
        const near = nearest(value, FORMATS);
        throw new Failure(
          `There is no format "${value}". ${near === undefined ? `Choose one of ${FORMATS.join(', ')}.` : `Did you mean "${near}"?`}`,
        );
      }
      targets.push({ format, output: undefined, placed: false });
    } else if (name === 'output') {
      if (targets.length === 0) targets.push({ format: 'text', output: undefined, placed: false });
      const target = targets.at(-1);
      if (target === undefined || target.placed)
        throw new Failure(`--output ${value}: a --format must come before each --output.`);
      target.output = value === '-' ? undefined : value;
      target.placed = true;
    }
  }
  return targets.length === 0
    ? [{ format: 'text', output: undefined }]
    : targets.map(({ format, output }) => ({ format, output }));
}

/** Decodes a severity as users write it; `information` is known by both its names. */
function severityOf(text: string): Severity | undefined {
  switch (text) {
    case 'error':
    case 'warning':
    case 'hint':
      return text;
    case 'info':
    case 'information':
      return 'information';
    default:
      return undefined;
  }
}

function levelOf(text: string): RuleLevel | undefined {
  return text === 'off' || text === 'default' ? text : severityOf(text);
}
