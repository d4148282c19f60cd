import type { StartFailure } from '../launch-types.ts';
import type { Start } from './command.ts';
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
  const [first] = start.words ?? [];
  const text = wordText(first);
  if (first === undefined || text === undefined || start.form !== 'exec' || !first.own) return [];
  const assignment = /^[A-Za-z_]\w*=/.test(text);
  const words = /\s/.test(text.trim()) && !text.includes('/ ');
  if (!SHELL_WORDS.has(text) && !assignment && !words && text !== '') return [];
  const shown = text === '' ? '""' : JSON.stringify(text);
  return [
    { code: 'not-a-program', text: `exec: ${shown}: executable file not found in $PATH`, at: first.at, fatal: true },
  ];
}
