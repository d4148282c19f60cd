import { CONSUMERS } from '../../catalog/consumers.ts';
import { endsByItself } from '../../catalog/programs.ts';
import { DJANGO } from '../../catalog/servers/django.ts';
import { serverOfModule, serverOfProgram } from '../../catalog/servers/find-server.ts';
import type { ServerEntry } from '../../catalog/servers/server-entry.ts';
import { isOtherValue } from './options.ts';
import { type Process, programName } from './process.ts';
import { type LaunchWord, wordText } from './words.ts';

/** What the words of a process start. */
export type Identity =
  | {
      readonly kind: 'server';
      readonly entry: ServerEntry;
      readonly start: LaunchWord;
      readonly before: LaunchWord;
      readonly words: readonly LaunchWord[];
      readonly leading: readonly LaunchWord[];
      readonly subcommand: string | undefined;
    }
  /** `python path`, or a `.py` file run by itself. */
  | { readonly kind: 'script'; readonly path: string; readonly word: LaunchWord; readonly rest: readonly LaunchWord[] }
  /** `python -m name` of a module that is no known server. */
  | { readonly kind: 'module'; readonly name: string; readonly word: LaunchWord; readonly rest: readonly LaunchWord[] }
  /** A program without folder that may be a console script of the project. */
  | { readonly kind: 'console'; readonly name: string; readonly word: LaunchWord; readonly rest: readonly LaunchWord[] }
  | { readonly kind: 'ends' }
  | { readonly kind: 'consumer' }
  | { readonly kind: 'unknown' };

const UNKNOWN: Identity = { kind: 'unknown' };
const ENDS: Identity = { kind: 'ends' };
const CONSUMER: Identity = { kind: 'consumer' };

/** Options of the Python interpreter that take a value in the next word. */
const PYTHON_VALUES = new Set(['-W', '-X', '--check-hash-based-pycs']);

/** Decides what a process is by its words alone. */
export function identify(process: Process): Identity {
  const [first, ...rest] = process.words;
  const path = wordText(first);
  if (first === undefined || path === undefined) return UNKNOWN;
  const name = programName(path);
  if (/^(?:python|pypy)[\d.]*$/.test(name) || name === 'coverage')
    return identifyPython(first, rest, name === 'coverage');
  if (/\.py$/.test(name)) return identifyScript(path, first, rest);
  return identifyProgram(name, first, rest);
}

function identifyProgram(name: string, first: LaunchWord, rest: readonly LaunchWord[]): Identity {
  const entry = serverOfProgram(name);
  if (entry !== undefined) return identifyServer(entry, first, rest);
  if (CONSUMERS.has(name)) return CONSUMER;
  if (endsByItself(name, rest.map(wordText))) return ENDS;
  return { kind: 'console', name, word: first, rest };
}

function identifyPython(first: LaunchWord, words: readonly LaunchWord[], coverage: boolean): Identity {
  let before = first;
  for (let i = coverage ? 1 : 0; i < words.length; i++) {
    const word = words[i];
    const text = wordText(word);
    if (word === undefined || text === undefined) return UNKNOWN;
    if (text === '-m' || /^-[bBdEhiIOPqsSuvx]*m$/.test(text)) return identifyModule(words[i + 1], words.slice(i + 2));
    if (/^-m./.test(text)) return UNKNOWN;
    if (text === '-c' || text === '-') return UNKNOWN;
    if (text.startsWith('-')) {
      if (PYTHON_VALUES.has(text)) i++;
      before = word;
      continue;
    }
    return identifyScript(text, word, words.slice(i + 1));
  }
  // The interpreter alone reads commands from standard input, which is empty in a container: it ends.
  return before === first || words.length > 0 ? ENDS : UNKNOWN;
}

function identifyModule(word: LaunchWord | undefined, rest: readonly LaunchWord[]): Identity {
  const name = wordText(word);
  if (word === undefined || name === undefined) return UNKNOWN;
  const entry = serverOfModule(name);
  if (entry !== undefined && name.startsWith('vllm.')) {
    return { kind: 'server', entry, start: word, before: word, words: rest, leading: [], subcommand: undefined };
  }
  if (entry !== undefined) return identifyServer(entry, word, rest);
  if (name === 'debugpy' || name === 'ptvsd') return identifyDebugger(word, rest);
  if (CONSUMERS.has(name)) return CONSUMER;
  if (
    /^(?:pip|venv|pytest|unittest|alembic|compileall|django|site|ensurepip|json\.tool|black|ruff|mypy|build|twine)$/.test(
      name,
    )
  )
    return name === 'django' ? identifyDjango(word, rest) : ENDS;
  return { kind: 'module', name, word, rest };
}

/** `python -m debugpy --listen host:port [-m module | script] …`. */
function identifyDebugger(first: LaunchWord, words: readonly LaunchWord[]): Identity {
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const text = wordText(word);
    if (word === undefined || text === undefined) return UNKNOWN;
    if (text === '-m') return identifyModule(words[i + 1], words.slice(i + 2));
    if (text === '--listen' || text === '--connect' || text === '--host' || text === '--port') i++;
    else if (!text.startsWith('-')) return identifyScript(text, word, words.slice(i + 1));
  }
  return first === undefined ? UNKNOWN : ENDS;
}

function identifyScript(path: string, word: LaunchWord, rest: readonly LaunchWord[]): Identity {
  const name = programName(path);
  // `container_manage.py`: a manage.py with other settings; another command than runserver may be the script's own.
  const manages = name === 'manage.py' || (/[._-]manage\.py$/.test(name) && wordText(rest[0]) === 'runserver');
  if (manages) return identifyDjango(word, rest);
  // A console script called by its path: `python /usr/local/bin/gunicorn`.
  const entry = path.includes('/') ? serverOfProgram(name) : undefined;
  if (entry !== undefined) return identifyServer(entry, word, rest);
  return { kind: 'script', path, word, rest };
}

/** Management commands that stay and are no servers, and those that end. */
const DJANGO_CONSUMERS =
  /^(?:rqworker|qcluster|process_tasks|run_huey|celery|rqscheduler|runworker|db_worker|dramatiq|rundramatiq|runapscheduler|run_scheduler|consume|runbot)$/;
const DJANGO_ENDING =
  /^(?:migrate|makemigrations|collectstatic|createsuperuser|check|loaddata|dumpdata|test|shell|shell_plus|dbshell|flush|compilemessages|makemessages|createcachetable|clearsessions|sqlmigrate|showmigrations|diffsettings|inspectdb|sendtestemail|changepassword|compress|rebuild_index|update_index|crontab)$/;

function identifyDjango(word: LaunchWord, rest: readonly LaunchWord[]): Identity {
  const index = rest.findIndex((w) => !(wordText(w) ?? '-').startsWith('-'));
  const sub = rest[index];
  const name = wordText(sub);
  if (sub === undefined) return rest.length === 0 ? ENDS : UNKNOWN;
  if (name === 'runserver' || name === 'runserver_plus' || name === 'testserver') {
    return {
      kind: 'server',
      entry: DJANGO,
      start: sub,
      before: sub,
      words: rest.slice(index + 1),
      leading: rest.slice(0, index),
      subcommand: name,
    };
  }
  if (name !== undefined && DJANGO_CONSUMERS.test(name)) return CONSUMER;
  return name !== undefined && DJANGO_ENDING.test(name) ? ENDS : word === undefined ? ENDS : UNKNOWN;
}

/** Subcommands that start the server; `undefined`: the program needs none. */
const SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  flask: ['run'],
  quart: ['run'],
  fastapi: ['run', 'dev'],
  streamlit: ['run', 'hello'],
  adk: ['web', 'api_server'],
  chainlit: ['run'],
  litestar: ['run'],
  panel: ['serve'],
  shiny: ['run'],
  vllm: ['serve'],
  ollama: ['serve'],
  mlflow: ['server', 'ui', 'models'],
  django: ['runserver'],
};

function identifyServer(entry: ServerEntry, start: LaunchWord, rest: readonly LaunchWord[]): Identity {
  const key = entry.programs[0] ?? entry.kind;
  if (rest.some((word) => entry.ends?.includes(wordText(word) ?? '') === true)) return ENDS;
  const needed = SUBCOMMANDS[entry.kind === 'django' ? 'django' : key];
  if (needed === undefined)
    return { kind: 'server', entry, start, before: start, words: rest, leading: [], subcommand: undefined };
  // Options of the group stand before the subcommand; those with a value come in pairs.
  let index = -1;
  for (let i = 0; i < rest.length; i++) {
    const text = wordText(rest[i]);
    if (text === undefined) return UNKNOWN;
    if (text.startsWith('-')) {
      if (
        !text.includes('=') &&
        (isOtherValue(entry, text) || entry.options.some((o) => o.value && o.names.includes(text)))
      )
        i++;
      continue;
    }
    index = i;
    break;
  }
  const sub = rest[index];
  const name = wordText(sub);
  if (sub === undefined || name === undefined) return ENDS;
  if (entry.kind === 'django') return identifyDjango(start, rest);
  if (!needed.includes(name))
    return /^(?:shell|routes|db|init|config|version|cache|deploy|cli|eval|create)/.test(name) ? ENDS : UNKNOWN;
  return {
    kind: 'server',
    entry,
    start,
    before: sub,
    words: rest.slice(index + 1),
    leading: rest.slice(0, index),
    subcommand: name,
  };
}
