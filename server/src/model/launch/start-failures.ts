import { serverOfProgram } from '../../catalog/servers/find-server.ts';
import type { StartFailure } from '../launch-types.ts';
import type { Start } from './command.ts';
import type { ImageConfig } from './image.ts';
import { programName } from './process.ts';
import { wordText } from './words.ts';

/** Words that only a shell knows; as the program of an exec form the kernel looks for a file of that name. */
const SHELL_WORDS = new Set([
  'exec',
  'cd',
  'export',
  'source',
  '.',
  'set',
  'eval',
  'unset',
  'trap',
  'alias',
  'ulimit',
  'umask',
  'wait',
  'if',
  'for',
  'while',
  'case',
  '&&',
  '||',
  ';',
  '|',
  '&',
  '!',
  '{',
  '(',
  'then',
  'do',
]);

/** Why the container runtime itself cannot start the command. */
export function startFailuresOf(start: Start): readonly StartFailure[] {
  if (start.brokenJson !== undefined) {
    return [{ code: 'not-a-program', text: '/bin/sh: [: not found', at: start.brokenJson, fatal: true }];
  }
  const [first] = start.words ?? [];
  const text = wordText(first);
  if (first === undefined || text === undefined || start.form !== 'exec' || !first.own) return [];
  const assignment = /^[A-Za-z_]\w*=/.test(text);
  const words = /\s/.test(text.trim()) && !text.includes('/ ');
  // `/app/{{ .name }}`: a template, of which the name is filled in later.
  if (/\{\{.*\}\}|\{%.*%\}|<%.*%>/.test(text)) return [];
  if (!SHELL_WORDS.has(text) && !assignment && !words && text !== '') return [];
  const shown = text === '' ? '""' : JSON.stringify(text);
  return [
    { code: 'not-a-program', text: `exec: ${shown}: executable file not found in $PATH`, at: first.at, fatal: true },
  ];
}

/**
 * An image without a shell, or one whose ENTRYPOINT is an interpreter: a shell form is then `/bin/sh` where there is none,
 * and a program name is taken for a script (facts §10 item 10).
 */
export function interpreterFailures(start: Start, config: ImageConfig | undefined): readonly StartFailure[] {
  if (config === undefined || start.words === undefined) return [];
  const [first, second] = start.words;
  const program = wordText(first);
  const argument = wordText(second);
  if (config.base.shell === 'none' && start.form === 'shell' && start.commandArguments !== undefined) {
    return [
      { code: 'no-shell', text: 'exec: "/bin/sh": no such file or directory', at: start.commandArguments, fatal: true },
    ];
  }
  const interpreter =
    config.entrypoint?.from === 'base' &&
    !config.entrypoint.transparent &&
    program !== undefined &&
    /^python[\d.]*$/.test(programName(program));
  if (
    !interpreter ||
    argument === undefined ||
    second === undefined ||
    argument.startsWith('-') ||
    /\.py$/.test(argument)
  )
    return [];
  const isProgram =
    serverOfProgram(programName(argument)) !== undefined ||
    /^(?:python[\d.]*|sh|bash|\/bin\/sh)$/.test(programName(argument));
  if (!isProgram) return [];
  return [
    {
      code: 'other',
      text: `${program}: can't open file '${argument}': [Errno 2] No such file or directory`,
      at: second.at,
      fatal: true,
    },
  ];
}
