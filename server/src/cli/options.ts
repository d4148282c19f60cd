/** The commands of the binary. */
export type Verb = 'check' | 'inspect' | 'rules' | 'explain' | 'lsp';

/** One option as help shows it and the parser knows it. */
export interface OptionDescription {
  readonly name: string;
  readonly short?: string;
  /** Placeholder of the value in help; absent for a switch. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: true;
  readonly help: string;
  /** What help of a command says instead. */
  readonly helpOf?: Readonly<Partial<Record<Verb, string>>>;
  readonly verbs: readonly Verb[];
  /** Heading in the help of `check`. */
  readonly group: 'report' | 'choose' | 'fix' | 'status' | 'run';
}

/** Report formats of `check`, in the order of help. */
export const FORMATS = ['text', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'checkstyle', 'junit', 'rdjson'] as const;
export type Format = (typeof FORMATS)[number];

/** One line per command. */
export const VERBS: Readonly<Record<Verb, { readonly usage: string; readonly help: string }>> = {
  check: { usage: 'check [path…] [options]', help: 'Lint files or folders (default: the current folder).' },
  inspect: { usage: 'inspect [path…] [--format text|json]', help: 'Show what will run on Cloud Run.' },
  rules: { usage: 'rules [--format text|json]', help: 'List every rule.' },
  explain: {
    usage: 'explain <rule | message | ->',
    help: 'Show a rule’s page, or what an error message means.',
  },
  lsp: { usage: 'lsp --stdio', help: 'Run the language server, for any editor.' },
};

const READING: readonly Verb[] = ['check', 'inspect'];
const CHECK: readonly Verb[] = ['check'];

/** Every option of every command. */
export const OPTIONS: readonly OptionDescription[] = [
  {
    name: 'format',
    value: 'NAME',
    multiple: true,
    group: 'report',
    verbs: ['check', 'inspect', 'rules'],
    help: `Report format: ${FORMATS.join(', ')} (default: text).`,
    helpOf: {
      inspect: 'Report format: text or json (default: text).',
      rules: 'Report format: text or json (default: text).',
    },
  },
  {
    name: 'output',
    value: 'FILE',
    multiple: true,
    group: 'report',
    verbs: CHECK,
    help: 'Write the report of the --format before it to FILE ("-": standard output).',
  },
  { name: 'statistics', group: 'report', verbs: CHECK, help: 'Print how often each rule was broken.' },
  { name: 'list-files', group: 'report', verbs: CHECK, help: 'Print the files that were read instead of a report.' },
  {
    name: 'quiet',
    short: 'q',
    group: 'report',
    verbs: READING,
    help: 'Print findings and errors only: no notes, no summary, no progress.',
  },
  {
    name: 'select',
    value: 'RULES',
    multiple: true,
    group: 'choose',
    verbs: CHECK,
    help: 'Run only these rules (comma-separated).',
  },
  {
    name: 'ignore',
    value: 'RULES',
    multiple: true,
    group: 'choose',
    verbs: CHECK,
    help: 'Do not run these rules (comma-separated).',
  },
  {
    name: 'severity',
    value: 'RULE=LEVEL',
    multiple: true,
    group: 'choose',
    verbs: CHECK,
    help: 'Report a rule as error, warning, info or hint; "off" turns it off.',
  },
  {
    name: 'exclude',
    value: 'PATTERN',
    multiple: true,
    group: 'choose',
    verbs: READING,
    help: 'Leave out what matches, in .gitignore notation, from the current folder.',
  },
  { name: 'no-gitignore', group: 'choose', verbs: READING, help: 'Read files that git ignores, too.' },
  {
    name: 'config',
    value: 'FILE',
    group: 'choose',
    verbs: READING,
    help: 'Use this configuration instead of the nearest .cloud-run-preflight.yaml.',
  },
  {
    name: 'since',
    value: 'REF',
    group: 'choose',
    verbs: CHECK,
    help: 'Report only findings on lines that differ from this git commit, branch or tag.',
  },
  {
    name: 'diff-file',
    value: 'FILE',
    group: 'choose',
    verbs: CHECK,
    help: 'Report only findings on lines that this unified diff changes ("-": standard input).',
  },
  {
    name: 'baseline',
    value: 'FILE',
    group: 'choose',
    verbs: CHECK,
    help: 'Leave out the findings that this file lists, instead of the baseline of the configuration.',
  },
  { name: 'update-baseline', group: 'choose', verbs: CHECK, help: "Write today's findings to the baseline." },
  {
    name: 'stdin-filename',
    value: 'FILE',
    group: 'choose',
    verbs: CHECK,
    help: 'Check standard input as if it were this file.',
  },
  { name: 'fix', group: 'fix', verbs: CHECK, help: 'Apply the safe fixes, then report what is left.' },
  {
    name: 'unsafe-fixes',
    group: 'fix',
    verbs: CHECK,
    help: 'Apply fixes that need a second look, too (implies --fix, unless --diff is given).',
  },
  { name: 'diff', group: 'fix', verbs: CHECK, help: 'Print what --fix would change as a unified diff; write nothing.' },
  {
    name: 'fail-on',
    value: 'LEVEL',
    group: 'status',
    verbs: CHECK,
    help: 'Exit with 1 from this severity on: error, warning, info or hint (default: warning).',
  },
  {
    name: 'max-warnings',
    value: 'N',
    group: 'status',
    verbs: CHECK,
    help: 'Exit with 1 only if there are more than N warnings, or an error.',
  },
  { name: 'watch', group: 'run', verbs: CHECK, help: 'Check again whenever a file changes.' },
  { name: 'no-progress', group: 'run', verbs: READING, help: 'No progress line on standard error.' },
  { name: 'debug', group: 'run', verbs: READING, help: 'Say on standard error what is read and how long it takes.' },
  { name: 'stdio', group: 'run', verbs: ['lsp'], help: 'Talk over standard input and output.' },
  {
    name: 'help',
    short: 'h',
    group: 'run',
    verbs: ['check', 'inspect', 'rules', 'explain', 'lsp'],
    help: 'Show help.',
  },
  {
    name: 'version',
    short: 'V',
    group: 'run',
    verbs: ['check', 'inspect', 'rules', 'explain', 'lsp'],
    help: 'Show the version.',
  },
];
