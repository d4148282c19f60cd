import { codeCell, codeSpan, escapeMarkdown } from '../base/markdown.ts';
import type { Span } from '../base/span.ts';
import { TROUBLESHOOTING } from '../catalog/errors/platform-error.ts';
import { PLATFORM_ERRORS } from '../catalog/errors/platform-errors.ts';
import type { Finding } from '../engine/finding.ts';
import type { Deployable } from '../model/deployable.ts';
import { type ErrorExplanation, type ExplainedError, noCauseText, summarize } from './explain-error.ts';

/** A place as the reader knows it: `api/Dockerfile:9`, and where a click leads. */
export interface PlaceLink {
  readonly label: string;
  readonly href: string;
}

/** Rows of the table of what will run. */
const MOST_SUBJECTS = 8;

function causeItem({ severity, message, rule, at }: Finding, link: (at: Span) => PlaceLink): string {
  const { label, href } = link(at);
  return `- **${severity}** at [${escapeMarkdown(label)}](<${href}>): ${escapeMarkdown(message)} (\`${rule}\`)`;
}

function errorPart(explained: ExplainedError, link: (at: Span) => PlaceLink): string {
  const { error, said, causes } = explained;
  const found = causes.length > 0 ? causes.map((cause) => causeItem(cause, link)).join('\n') : noCauseText(explained);
  return [
    `# ${error.title}`,
    `> ${codeSpan(said, said.length)}`,
    error.means,
    ...(found === undefined ? [] : ['## In your files', found]),
    '## What the files cannot show',
    error.checks.map((check) => `- ${check}`).join('\n'),
    `[Google’s page about it](${error.source.url})`,
  ].join('\n\n');
}

function subjectsPart(subjects: readonly Deployable[]): readonly string[] {
  if (subjects.length === 0) return [];
  const cell = (text: string | undefined): string => (text === undefined ? '' : codeCell(text));
  const rows = subjects
    .slice(0, MOST_SUBJECTS)
    .map(summarize)
    .map(({ name, starts, port, memory }) => `| ${[name, starts, port, memory].map(cell).join(' | ')} |`);
  const more = subjects.length > MOST_SUBJECTS ? [`And ${subjects.length - MOST_SUBJECTS} more.`] : [];
  const head = '| | Starts | Requests go to port | Memory |\n| --- | --- | --- | --- |';
  return ['---', '## What will run, as far as the files say', `${head}\n${rows.join('\n')}`, ...more];
}

/** The explanation of an error for people, as a Markdown page; `link` says where a place in a file is. */
export function errorPage({ errors, subjects }: ErrorExplanation, link: (at: Span) => PlaceLink): string {
  if (errors.length === 0) return `${unknownPage()}\n`;
  const parts = errors.map((error) => errorPart(error, link)).join('\n\n---\n\n');
  return `${[parts, ...subjectsPart(subjects)].join('\n\n')}\n`;
}

function unknownPage(): string {
  return [
    '# This message is not known',
    'It is none of those that Cloud Run, gcloud and Python servers are known to say. Paste the whole message, or the lines of the log around it. Known are:',
    PLATFORM_ERRORS.map(({ title }) => `- ${title}`).join('\n'),
    `[Google’s page about errors](${TROUBLESHOOTING})`,
  ].join('\n\n');
}
