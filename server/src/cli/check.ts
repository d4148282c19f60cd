import { isAbsolute } from 'node:path';
import type { Baselines } from './apply-baseline.ts';
import type { CheckOptions } from './check-options.ts';
import { type Collected, collectFindings, reportOf } from './collect.ts';
import { type CliIo, colored, type ExitStatus, Failure } from './io.ts';
import { absolute, shownPath, toPath, toUri, withoutLinks } from './paths.ts';
import { printable } from './printable.ts';
import { productVersion } from './product.ts';
import { decode } from './read.ts';
import { loadReporter } from './report/load.ts';
import { type CreateAnalysis, openSession, type Session, type SessionInput } from './session.ts';
import { statusOf } from './threshold.ts';

/** `check`: lint, mend, report. Throws a `Failure` where the contract says status 2. */
export async function check(options: CheckOptions, io: CliIo, createAnalysis: CreateAnalysis): Promise<ExitStatus> {
  const lasting = options.fix || options.diff || options.watch;
  const input: SessionInput = { io, options, choice: options, createAnalysis, lasting };
  if (options.stdinFilename !== undefined) return checkStdin(options, io, input, options.stdinFilename);
  const session = openSession(input);
  if (options.watch) {
    io.onLong();
    return (await import('./watch.ts')).watch(session, io, printsText(options), () =>
      checkSession(session, options, io),
    );
  }
  return checkSession(session, options, io);
}

async function checkStdin(options: CheckOptions, io: CliIo, input: SessionInput, name: string): Promise<ExitStatus> {
  const content = decode(await io.stdin());
  if (content.kind !== 'text') throw new Failure(`Standard input: ${content.reason}`);
  const path = withoutLinks(absolute(io.cwd, name));
  const session = openSession({ ...input, overlay: { path, text: content.text, absolute: isAbsolute(name) } });
  // With --fix the mended text takes the place of the report, as editors and formatters expect.
  if (!options.fix) return checkSession(session, options, io);
  const { applyFixes } = await import('./fix.ts');
  const uri = toUri(path);
  const baselines = await baselinesOf(session, options);
  const only = () =>
    fixable(session, options, baselines)
      .map((c) => c.finding)
      .filter((f) => f.fixes.every((fix) => fix.edits.every(({ at }) => at.uri === uri)));
  applyFixes(session, options.unsafeFixes, only);
  io.stdout.write(session.files.get(uri)?.text ?? content.text);
  const files = options.reports.filter((report) => report.output !== undefined);
  return checkSession(session, { ...options, fix: false, reports: files }, io);
}

async function checkSession(session: Session, options: CheckOptions, io: CliIo): Promise<ExitStatus> {
  const filter = await chosenBy(session, options, io);
  const baselines = await baselinesOf(session, options);
  if (options.listFiles) {
    collectFindings(session);
    session.progress.clear();
    const paths = [...session.seen].filter(session.isTarget).map(session.shown).sort();
    io.stdout.write(paths.map((path) => `${printable(path)}\n`).join(''));
    return endStatus(session, io, 0);
  }
  if (options.fix || options.diff) {
    const { applyFixes, writeFixes } = await import('./fix.ts');
    const result = applyFixes(session, options.unsafeFixes, () =>
      filter(fixable(session, options, baselines)).map((c) => c.finding),
    );
    if (options.diff) {
      const { unifiedDiff } = await import('./unified-diff.ts');
      for (const [uri, { before, after }] of result.changed)
        io.stdout.write(unifiedDiff(shownPath(session.cwd, toPath(uri)), before, after));
      return endStatus(session, io, result.changed.size > 0 ? 1 : 0);
    }
    writeFixes(session, result);
    if (result.fixed > 0)
      session.note(
        `Applied ${result.fixed} ${result.fixed === 1 ? 'fix' : 'fixes'} in ${result.changed.size} ${result.changed.size === 1 ? 'file' : 'files'}.`,
      );
  }
  const all = collectFindings(session);
  const chosen = filter(all);
  const left = new Set(options.updateBaseline ? baselines?.update(all) : baselines?.without(all));
  const findings = baselines === undefined ? chosen : chosen.filter((c) => left.has(c));
  if (!options.updateBaseline) baselines?.noteGone(all);
  session.progress.clear();
  if (![...session.seen].some(session.isTarget))
    session.note(
      'Nothing to check here: no Dockerfile, Cloud Run manifest or Procfile, and no file that one of them starts.',
    );
  await write(session, options, io, findings, chosen.length - findings.length);
  if (options.statistics) await printStatistics(options, io, findings);
  return endStatus(
    session,
    io,
    statusOf(
      findings.map((c) => c.finding.severity),
      options.failOn,
      options.maxWarnings,
    ),
  );
}

/** The baselines that count in this run; loaded only where there are any. */
async function baselinesOf(session: Session, options: CheckOptions): Promise<Baselines | undefined> {
  const { baseline, updateBaseline } = options;
  const named = [...session.configured.values()].some(({ config }) => config.baseline !== undefined);
  if (baseline === undefined && !updateBaseline && !named) return undefined;
  return (await import('./apply-baseline.ts')).openBaselines(session, baseline, updateBaseline);
}

/** What may be fixed: as in the editor not what a baseline leaves out, unless that is written anew. */
function fixable(session: Session, options: CheckOptions, baselines: Baselines | undefined): readonly Collected[] {
  const all = collectFindings(session);
  return baselines === undefined || options.updateBaseline ? all : baselines.without(all);
}

/** What --since and --diff-file leave of the findings. */
async function chosenBy(
  session: Session,
  options: CheckOptions,
  io: CliIo,
): Promise<(all: readonly Collected[]) => readonly Collected[]> {
  if (options.since === undefined && options.diffFile === undefined) return (all) => all;
  const { changedSince, changedInDiff } = await import('./since.ts');
  const { onChangedLine } = await import('./changed-lines.ts');
  const changed =
    options.since === undefined
      ? await changedInDiff(session, options.diffFile ?? '-', io)
      : changedSince(session, options.since);
  return (all) => all.filter(({ reported }) => onChangedLine(changed, reported));
}

async function write(
  session: Session,
  options: CheckOptions,
  io: CliIo,
  findings: readonly Collected[],
  known: number,
): Promise<void> {
  for (const { format, output } of options.reports) {
    const reporter = await loadReporter(format);
    const color = output === undefined && colored(io, io.stdout);
    const text = reporter(
      reportOf(session, findings, {
        version: productVersion(),
        rulePage: io.rulePage,
        color,
        columns: output === undefined ? io.stdout.columns : undefined,
        quiet: options.quiet,
        known,
      }),
    );
    if (output === undefined) io.stdout.write(text);
    else (await import('./write.ts')).writeOutput(absolute(io.cwd, output), text);
  }
}

function printsText(options: CheckOptions): boolean {
  return options.reports.some(({ format, output }) => format === 'text' && output === undefined);
}

async function printStatistics(options: CheckOptions, io: CliIo, findings: readonly Collected[]): Promise<void> {
  const { statisticsText } = await import('./statistics.ts');
  const text = statisticsText(findings.map((c) => c.reported));
  // Machines read the other formats: they stay whole.
  if (!printsText(options)) io.stderr.write(text);
  else if (text !== '') io.stdout.write(`\n${text}`);
}

/** Rules that threw are bugs of ours; the run says so and counts as failed. */
function endStatus(session: Session, io: CliIo, status: ExitStatus): ExitStatus {
  const failures = session.failures();
  for (const { rule, error } of failures) {
    io.stderr.write(
      `cloud-run-preflight: internal error in ${printable(rule)}: ${printable(error.split('\n')[0] ?? '')}\n`,
    );
    session.debug(printable(error));
  }
  return failures.length > 0 ? 2 : status;
}
