import { known } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import { joinPath } from '../../base/uri.ts';
import { procfileFacts } from '../../facts/procfile.ts';
import { parseShell } from '../../syntax/shell.ts';
import { bindingOf, type Environment, withVariables } from '../environment.ts';
import type { EnvironmentVariable } from '../launch-types.ts';
import { joinDirectory } from './image-path.ts';
import { packageScript } from './package-script.ts';
import { type LaunchContext, type ManagedProgram, type Process, programName } from './process.ts';
import { splitText } from './servers/shell-split.ts';
import { type LaunchWord, literalWord, wordText } from './words.ts';

// Programs that a process manager starts, read from its file: supervisord.conf, Procfile.

/** The programs that a process manager's command starts; undefined where its file is not in the build context. */
export function managedPrograms(context: LaunchContext, process: Process): readonly ManagedProgram[] | undefined {
  const name = programName(wordText(process.words[0]) ?? '');
  if (name === 'supervisord') return supervised(context, process);
  if (name === 'honcho' || name === 'foreman') return ofProcfile(context, process);
  if (/^(?:npm|yarn|yarnpkg|pnpm)$/.test(name)) {
    const script = packageScript(context, process);
    return script === undefined ? undefined : [script];
  }
  return undefined;
}

function optionValue(process: Process, names: readonly string[]): string | undefined {
  for (const [i, word] of process.words.entries()) {
    const text = wordText(word) ?? '';
    if (names.includes(text)) return wordText(process.words[i + 1]);
    const joined = names.find((n) => n.startsWith('--') && text.startsWith(`${n}=`));
    if (joined !== undefined) return text.slice(joined.length + 1);
  }
  return undefined;
}

/** Where supervisord looks for its configuration when none is named, as paths of the image. */
const CONFIGURATIONS = [
  'supervisord.conf',
  'etc/supervisord.conf',
  '/etc/supervisord.conf',
  '/etc/supervisor/supervisord.conf',
];

function supervised(context: LaunchContext, process: Process): readonly ManagedProgram[] | undefined {
  const named = optionValue(process, ['-c', '--configuration']);
  const paths = named === undefined ? CONFIGURATIONS : [named];
  const out: ManagedProgram[] = [];
  let found = false;
  const read = (path: string | undefined): void => {
    const file = path === undefined ? undefined : context.files.find(path);
    const text = file?.kind === 'file' ? context.reader.text(file.uri) : undefined;
    if (file?.kind !== 'file' || text === undefined) return;
    found = true;
    out.push(...programsIn(text, file.uri, process));
  };
  for (const path of paths) if (!found) read(joinDirectory(process.cwd, path));
  // Debian's own configuration includes this folder.
  const folder = '/etc/supervisor/conf.d';
  for (const uri of context.files.folders(folder)) {
    for (const name of context.reader.filesIn(uri)) {
      const path = `${folder}/${name}`;
      const file = name.endsWith('.conf') && path !== named ? context.files.find(path) : undefined;
      if (file?.kind === 'file' && file.uri === joinPath(uri, name)) read(path);
    }
  }
  return found ? out : undefined;
}

function programsIn(text: string, uri: string, process: Process): readonly ManagedProgram[] {
  const out: ManagedProgram[] = [];
  for (const section of text.matchAll(/^\[program:[^\]\n]+\][^\n]*\n((?:(?!^\[)[^\n]*(?:\n|$))*)/gm)) {
    const [whole, body = ''] = section;
    const base = section.index + whole.length - body.length;
    const value = (key: string): { readonly text: string; readonly start: number } | undefined => {
      const match = new RegExp(`^${key}[ \\t]*=[ \\t]*([^\\n]*(?:\\n[ \\t]+[^\\n]+)*)`, 'm').exec(body);
      if (match === null) return undefined;
      const [all, written = ''] = match;
      const plain = written.replace(/\s+;.*$/, '').trimEnd();
      return { text: plain, start: base + match.index + all.length - written.length };
    };
    const command = value('command');
    if (command === undefined || /^false$/i.test(value('autostart')?.text ?? '')) continue;
    const at = spanOf(uri, { start: command.start, end: command.start + command.text.length });
    const expanded = expandConfiguration(command.text, process.environment);
    const words = expanded === undefined ? undefined : splitText(expanded).map((word) => managedWord(word, at));
    if (words === undefined || words.length === 0) continue;
    const directory = value('directory')?.text;
    const cwd = directory === undefined ? process.cwd : joinDirectory(process.cwd, directory);
    const environment = withVariables(process.environment, variablesOf(value('environment')?.text ?? '', at));
    out.push({ process: { words, environment, cwd }, at });
  }
  return out;
}

function managedWord(text: string, at: Span): LaunchWord {
  return { ...literalWord(text, at, 'shell', undefined), own: false };
}

/** `%(ENV_PORT)s` is a variable, `%%` a percent sign. */
function expandConfiguration(text: string, environment: Environment): string | undefined {
  let complete = true;
  const out = text.replace(/%\(ENV_(\w+)\)s|%%|%\([^)]*\)[sd]/g, (whole, name: string | undefined) => {
    if (whole === '%%') return '%';
    const binding = name === undefined ? undefined : bindingOf(environment, name);
    if (binding?.kind !== 'set') complete = false;
    return binding?.kind === 'set' ? binding.value : '';
  });
  return complete ? out : undefined;
}

function variablesOf(text: string, at: Span): readonly EnvironmentVariable[] {
  return [...text.matchAll(/([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^,\s]*))/g)].map(
    ([, name = '', double, single, plain]): EnvironmentVariable => ({
      name,
      value: known(double ?? single ?? plain ?? '', at),
      origin: 'shell',
    }),
  );
}

function ofProcfile(context: LaunchContext, process: Process): readonly ManagedProgram[] | undefined {
  const words = process.words.map((word) => wordText(word));
  if (!words.includes('start')) return undefined;
  const path = joinDirectory(process.cwd, optionValue(process, ['-f', '--procfile']) ?? 'Procfile');
  const file = path === undefined ? undefined : context.files.find(path);
  const text = file?.kind === 'file' ? context.reader.text(file.uri) : undefined;
  if (file?.kind !== 'file' || text === undefined) return undefined;
  const chosen = words.slice(words.indexOf('start') + 1).filter((w) => w !== undefined && !w.startsWith('-'));
  return procfileFacts(text)
    .filter((p) => chosen.length === 0 || chosen.includes(p.name))
    .map(({ command }) => {
      const at = spanOf(file.uri, command);
      const shell = ['/bin/sh', '-c'].map((word) => managedWord(word, at));
      const parsed = parseShell(text, command.start, command.end);
      const script: LaunchWord = { ...managedWord(command.value, at), script: { uri: file.uri, parsed } };
      return { process: { ...process, words: [...shell, script] }, at };
    });
}
