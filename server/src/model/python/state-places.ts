import type { Span } from '../../base/span.ts';
import type { Container } from '../deployable.ts';
import type { EnvironmentVariable } from '../launch-types.ts';
import { type DiskPath, isOwnDisk, isTemporary, pathOfText } from './path.ts';

/** A place on the container's own disk that a variable or an argument names for data that has to last. */
export interface StatePlace {
  readonly why: 'upload' | 'log' | 'database';
  readonly path: DiskPath;
  readonly at: Span;
  /** The variable, where one names it. */
  readonly variable?: string;
}

interface Named {
  readonly why: StatePlace['why'];
  readonly path: string;
}

const uploadName = /^(?:[A-Z\d]+_)*(?:UPLOADS?_(?:FOLDER|DIR|DIRECTORY|ROOT)|MEDIA_ROOT)$/;
const logName = /^(?:[A-Z\d]+_)*LOG_?(?:FILE|FILE_PATH|FILENAME)$/;
const databaseName = /^(?:[A-Z\d]+_)*(?:SQLITE(?:_\w+)?|(?:DB|DATABASE)_(?:PATH|FILE))$/;
const databaseFile = /\.(?:db3?|sqlite3?)$/i;
// Scratch space by name: nobody expects it to last.
const scratch = /(?:^|_)(?:TE?MP|SCRATCH|CACHE)(?:_|$)/;

/** The file of an sqlite URL; nothing for one in memory or opened for reading only. */
function sqliteFile(text: string): string | undefined {
  const [, path, query] = /^sqlite(?:\+\w+)?:\/\/\/([^?]+)(\?.*)?$/.exec(text) ?? [];
  if (path === undefined || path.includes(':memory:') || path.startsWith('file:')) return undefined;
  return /[?&](?:mode=(?:ro|memory)|immutable=1)\b/.test(query ?? '') ? undefined : path;
}

function ofVariable(name: string, text: string): Named | undefined {
  const url = sqliteFile(text);
  if (url !== undefined) return { why: 'database', path: url };
  if (!text.startsWith('/') || scratch.test(name)) return undefined;
  if (databaseName.test(name) && databaseFile.test(text)) return { why: 'database', path: text };
  if (uploadName.test(name)) return { why: 'upload', path: text };
  return logName.test(name) ? { why: 'log', path: text } : undefined;
}

/** One argument; `before` is the word in front of it, which may be the option that it belongs to. */
function ofArgument(before: string, word: string): Named | undefined {
  const [, option = before, value = word] = /^(--?[\w-]+)=(.*)$/.exec(word) ?? [];
  const url = sqliteFile(value);
  if (url !== undefined) return { why: 'database', path: url };
  if (!value.startsWith('/')) return undefined;
  if (/^--(?:sqlite|db|database)(?:-(?:path|file))?$/.test(option) && databaseFile.test(value))
    return { why: 'database', path: value };
  return /^--(?:uploads?-(?:dir|folder|directory)|media-root)$/.test(option)
    ? { why: 'upload', path: value }
    : undefined;
}

function isOurs({ origin }: EnvironmentVariable): boolean {
  return origin !== 'platform' && origin !== 'base-image';
}

/**
 * Databases, upload folders and log files that ENV, `env`, an exported variable or the command's arguments place on the
 * container's own disk. What they mean is read off the name or the URL; anything else is not judged.
 */
export function statePlaces(container: Container): readonly StatePlace[] {
  const { launch } = container;
  const out: StatePlace[] = [];
  const add = (named: Named | undefined, at: Span | undefined, variable?: string): void => {
    if (named === undefined || at === undefined || /[$*]/.test(named.path)) return;
    const path = pathOfText(named.path, launch);
    if (!isOwnDisk(path, container) || /^\/dev\//.test(path.text)) return;
    out.push({ why: named.why, path, at, ...(variable === undefined ? {} : { variable }) });
  };
  for (const variable of launch.environment) {
    const { name, value } = variable;
    if (value.kind === 'known' && isOurs(variable)) add(ofVariable(name, value.value), value.at, name);
  }
  const words = launch.argv.kind === 'known' ? launch.argv.value : [];
  for (const [i, word] of words.entries()) {
    // A variable of the environment that stands in the command is told where it is set.
    if (i > 0 && launch.written[i]?.value.includes('$') !== true)
      add(ofArgument(words[i - 1]?.value ?? '', word.value), word.at);
  }
  return out;
}

/** A file that the start command or its script sends output to. */
export interface LogRedirect {
  readonly path: DiskPath;
  /** The path. */
  readonly at: Span;
}

const redirect = /(?:&?>>?|\btee(?:[ \t]+-a)?)[ \t]*(["']?)(\/[\w./-]+\.(?:log|out|err))\1(?![\w./-])/g;

/** Log files that a piece of shell text writes by redirection or `tee`, with their places. */
export function logRedirects(text: string, place: Span, container: Container): readonly LogRedirect[] {
  const code = text.replace(/(^|[ \t;])#[^\n]*/gm, (comment) => ' '.repeat(comment.length));
  return [...code.matchAll(redirect)].flatMap((match) => {
    const [whole, quote = '', file = ''] = match;
    const path = pathOfText(file, container.launch);
    const scratchFile = isTemporary(path) && !whole.includes('>>') && !/^tee\s+-a/.test(whole);
    if (!isOwnDisk(path, container) || scratchFile) return [];
    const end = place.start + match.index + whole.length - quote.length;
    return [{ path, at: { uri: place.uri, start: end - file.length, end } }];
  });
}
