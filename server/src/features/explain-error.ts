import { valueOf } from '../base/known.ts';
import { formatBytes } from '../base/quantity.ts';
import type { Uri } from '../base/span.ts';
import { basename } from '../base/uri.ts';
import { type PlatformError, TROUBLESHOOTING } from '../catalog/errors/platform-error.ts';
import { PLATFORM_ERRORS } from '../catalog/errors/platform-errors.ts';
import type { Finding } from '../engine/finding.ts';
import type { Deployable } from '../model/deployable.ts';
import type { Rule } from '../rules/rule.ts';
import type { FeatureContext } from './context.ts';
import { launchSummary } from './launch-summary.ts';

// From what gcloud, Cloud Run or a log says to what is behind it in the files.

/** An error that a text reports, with what the files have to do with it. */
export interface ExplainedError {
  readonly error: PlatformError;
  /** The line of the text that says so, or the part of it where it is broken into several. */
  readonly said: string;
  /** Findings that may be the cause, the most likely first; each stands at one error only. */
  readonly causes: readonly Finding[];
  /** Whether an error before this one has causes, which may be behind this one as well. */
  readonly causesAbove: boolean;
}

/** What there is to say about an error message or a log. */
export interface ErrorExplanation {
  /** The most telling first; empty where nothing in the text is known. */
  readonly errors: readonly ExplainedError[];
  /** The deployables that the text is about: those of the name in it, or all where it names none of them. */
  readonly subjects: readonly Deployable[];
}

export { TROUBLESHOOTING };

/** Characters of a text that are looked at: the end of a long log. */
const MOST_TEXT = 200_000;
const MOST_SAID = 400;
const MOST_LINE = 10_000;
const LEVELS = [undefined, 'symptom', 'wrapper'] as const;

const NAMES =
  /Revision '([a-z][a-z\d-]*)-\d{5}-[a-z\d]{3}'|(?:service|job|worker pool) \[([a-z][a-z\d-]*)\]|(?:service|job)_name[/"': =]{1,6}([a-z][a-z\d-]*)/g;

/** The errors that a text reports, the most telling first, each once. */
function recognize(text: string): readonly Pick<ExplainedError, 'error' | 'said'>[] {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.replace(/\s+/g, ' ').trim());
  const flat = lines.join(' ');
  const found = PLATFORM_ERRORS.flatMap((error) => {
    const line = lines.findLast((candidate) => error.says.some((pattern) => pattern.test(candidate)));
    const said = line ?? error.says.map((pattern) => pattern.exec(flat)?.[0]).find((match) => match !== undefined);
    return said === undefined ? [] : [{ error, said: said.length > MOST_SAID ? `${said.slice(0, MOST_SAID)}…` : said }];
  });
  const sorted = LEVELS.flatMap((level) => found.filter(({ error }) => error.level === level));
  const telling = sorted.filter(({ error }) => error.level !== 'wrapper');
  return telling.length > 0 ? telling : sorted;
}

/** A message in a line of text, with its place there. */
export interface ErrorInLine {
  readonly start: number;
  readonly end: number;
  /** What happened, in a few words. */
  readonly title: string;
}

/** Messages in one line of a terminal that only Cloud Run and gcloud write; what other programs say too is left out. */
export function errorsInLine(line: string): readonly ErrorInLine[] {
  if (line.length > MOST_LINE) return [];
  return PLATFORM_ERRORS.filter(({ elsewhere }) => elsewhere !== true).flatMap(({ says, title }) => {
    const match = says.map((pattern) => pattern.exec(line)).find((result) => result !== null);
    return match === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, title }];
  });
}

function subjectsOf(text: string, deployables: readonly Deployable[]): readonly Deployable[] {
  const names = new Set([...text.matchAll(NAMES)].map((match) => match.slice(1).find((name) => name !== undefined)));
  const named = deployables.filter(({ name }) => names.has(valueOf(name)) && valueOf(name) !== undefined);
  return named.length > 0 ? named : deployables;
}

/** Files that belong to deployables of a kind; a Dockerfile that no manifest names counts as a service. */
function filesOf(subjects: readonly Deployable[], only: 'service' | 'job' | undefined): ReadonlySet<Uri> {
  const isOf = ({ kind }: Deployable): boolean =>
    only === undefined || kind === only || (only === 'service' && (kind === 'image' || kind === 'instance'));
  return new Set(subjects.filter(isOf).flatMap(({ sources, deployedBy }) => [...sources, ...deployedBy]));
}

/** Advice is a cause only of rules that never say more; a rule that was softened here, or by the user, is none. */
function isCause({ severity, rule }: Finding, rules: readonly Rule[]): boolean {
  if (severity === 'error' || severity === 'warning') return true;
  const usual = rules.find(({ name }) => name === rule)?.severity;
  return usual === 'information' || usual === 'hint';
}

/**
 * What a text means that gcloud, the console or a log shows: a message, or any amount of lines around it. `findings`: all of the
 * workspace. Where the text names a service of the workspace, only its files count.
 */
export function explainError(
  features: Pick<FeatureContext, 'deployables' | 'rules'>,
  findings: readonly Finding[],
  text: string,
): ErrorExplanation {
  // Without colours and other commands to a terminal.
  const end = text.slice(-MOST_TEXT).replace(/(?![\t\n\r])\p{Cc}\[[\d;?]*[A-Za-z]/gu, '');
  const subjects = subjectsOf(end, features.deployables());
  const left = new Set(findings.filter((finding) => isCause(finding, features.rules)));
  let told = 0;
  const errors = recognize(end).map(({ error, said }) => {
    const within = filesOf(subjects, error.only);
    const causes = error.rules.flatMap((rule) => [...left].filter((f) => f.rule === rule && within.has(f.at.uri)));
    const causesAbove = told > 0;
    told += causes.length;
    for (const cause of causes) left.delete(cause);
    return { error, said, causes, causesAbove };
  });
  return { errors, subjects };
}

/** What is known of a deployable that an error may be about, in words; parts that are not known are missing. */
export interface SubjectSummary {
  readonly name: string;
  /** Server, address, requests at a time. */
  readonly starts: string | undefined;
  /** The port that requests go to, of what gets requests. */
  readonly port: string | undefined;
  readonly memory: string | undefined;
}

/** Sums a deployable up: its container that gets the requests, else the first. */
export function summarize(deployable: Deployable): SubjectSummary {
  const { name, root, kind, containers } = deployable;
  const container = containers.find(({ ingress }) => ingress) ?? containers[0];
  const requests = kind === 'service' || kind === 'image';
  const port = container === undefined || !requests ? undefined : valueOf(container.port);
  const memory = container === undefined ? undefined : valueOf(container.memoryBytes);
  return {
    name: valueOf(name) ?? basename(root),
    starts: container === undefined ? undefined : launchSummary(container.launch),
    port: port === undefined ? undefined : String(port),
    memory: memory === undefined ? undefined : formatBytes(memory),
  };
}

/** What to say where an error has no cause in the files; nothing where they could not show one. */
export function noCauseText({ error, causesAbove }: ExplainedError): string | undefined {
  if (error.rules.length === 0) return undefined;
  return causesAbove ? 'Nothing else was found in the files.' : 'No cause of it was found in the files.';
}
