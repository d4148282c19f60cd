import { noCauseText, summarize, TROUBLESHOOTING } from '../features/explain-error.ts';
import type { ReadingOptions } from './check-options.ts';
import { asReported, reportOf } from './collect.ts';
import { pageText } from './explain.ts';
import { type CliIo, colored, type ExitStatus, Failure } from './io.ts';
import { printable } from './printable.ts';
import { productVersion } from './product.ts';
import { decode } from './read.ts';
import { framesText } from './report/text.ts';
import { type CreateAnalysis, openSession } from './session.ts';

/** `explain` with a message: what it means, and what in the current folder may be behind it. `-`: the message is on standard input. */
export async function explainError(
  { message, options }: { readonly message: string; readonly options: ReadingOptions },
  io: CliIo,
  createAnalysis: CreateAnalysis,
): Promise<ExitStatus> {
  const text = message === '-' ? await readInput(io) : message;
  const session = openSession({ io, options, choice: { select: [], levels: {} }, createAnalysis, lasting: true });
  const { errors, subjects } = session.analysis.explainError(text);
  session.progress.clear();
  if (errors.length === 0)
    throw new Failure(
      `This message is none of those that are known. Give the whole message, or pipe the log: cloud-run-preflight explain - < log.txt\n${TROUBLESHOOTING}`,
    );
  const color = colored(io, io.stdout);
  const frames = (causes: (typeof errors)[number]['causes']): string =>
    framesText(
      reportOf(session, asReported(session, subjects, causes), {
        version: productVersion(),
        rulePage: io.rulePage,
        color,
        columns: io.stdout.columns,
        quiet: true,
        known: 0,
      }),
    );
  const parts = errors.flatMap((explained) => {
    const { error, said, causes } = explained;
    const none = noCauseText(explained);
    const found = causes.length > 0 ? frames(causes) : none === undefined ? undefined : `${none}\n`;
    const rest = `## What the files cannot show\n\n${error.checks.map((check) => `- ${check}`).join('\n')}\n\n${error.source.url}\n`;
    return [
      pageText(`# ${error.title}\n\n> ${printable(said)}\n\n${error.means}\n`, color),
      ...(found === undefined ? [] : [`${pageText('## In your files', color)}\n\n${found}`]),
      pageText(rest, color),
    ];
  });
  if (errors.every(({ causes }) => causes.length === 0) && subjects.length > 0)
    parts.push(
      pageText(`## What will run, as far as the files say\n\n${subjects.map(subjectLine).join('\n')}\n`, color),
    );
  io.stdout.write(parts.join('\n'));
  return 0;
}

function subjectLine(deployable: Parameters<typeof summarize>[0]): string {
  const { name, starts, port, memory } = summarize(deployable);
  const facts = [
    starts ?? 'the program is not known',
    port === undefined ? undefined : `requests go to port ${port}`,
    memory === undefined ? undefined : `memory ${memory}`,
  ];
  return `- ${printable(`${name}: ${facts.filter((fact) => fact !== undefined).join('; ')}`)}`;
}

async function readInput(io: CliIo): Promise<string> {
  const content = decode(await io.stdin());
  if (content.kind !== 'text') throw new Failure(`Standard input: ${content.reason}`);
  return content.text;
}
