import { OPTIONS, type OptionDescription, VERBS, type Verb } from './options.ts';

const INTRO = `Cloud Run Preflight reads your Dockerfile, Cloud Run manifests and Python together,
works out what will really run, and reports what fails or hurts in production.`;

const GROUPS: readonly (readonly [OptionDescription['group'], string])[] = [
  ['report', 'Reports'],
  ['choose', 'What is checked'],
  ['fix', 'Fixes'],
  ['status', 'When to fail'],
  ['run', 'Running'],
];

const STATUS = `Exit status: 0 no finding at or above --fail-on, 1 findings, 2 wrong usage,
unreadable input or a failure.`;

const EXAMPLES = `Examples:
  cloud-run-preflight check                     everything below the current folder
  cloud-run-preflight check --fix api           apply the safe fixes in one app
  cloud-run-preflight check --since origin/main only what a branch changes
  gcloud run services logs read api | cloud-run-preflight explain -`;

/** Breaks `text` at spaces so that it fits beside a left column of `indent` characters. */
function wrap(text: string, indent: number, width = 100): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join(`\n${' '.repeat(indent)}`);
}

function optionLine(option: OptionDescription, verb: Verb): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  const left = `  ${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`;
  return `${left.padEnd(30)} ${wrap(option.helpOf?.[verb] ?? option.help, 31)}`;
}

function optionsOf(verb: Verb): string {
  const own = OPTIONS.filter((option) => option.verbs.includes(verb));
  return GROUPS.map(([group, title]) => ({
    title,
    lines: own.filter((o) => o.group === group).map((option) => optionLine(option, verb)),
  }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => `${title}:\n${lines.join('\n')}`)
    .join('\n\n');
}

/** The help text: of everything, or of one command. */
export function helpText(about: Verb | undefined): string {
  if (about !== undefined) {
    const status = about === 'check' ? `\n\n${STATUS}` : '';
    return `${VERBS[about].help}\n\nUsage: cloud-run-preflight ${VERBS[about].usage}\n\n${optionsOf(about)}${status}\n`;
  }
  const verbs = Object.values(VERBS).map(({ usage, help }) => `  ${usage.padEnd(40)} ${help}`);
  return `${INTRO}\n\nUsage: cloud-run-preflight <command>\n\n${verbs.join('\n')}\n\nHelp of one command: cloud-run-preflight <command> --help\n\n${EXAMPLES}\n\n${STATUS}\n`;
}
