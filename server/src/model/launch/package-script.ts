import { spanOf } from '../../base/span.ts';
import { packageScripts } from '../../facts/package-scripts.ts';
import { joinDirectory } from './image-path.ts';
import { type LaunchContext, type ManagedProgram, type Process, programName } from './process.ts';
import { type LaunchWord, literalWord, wordText } from './words.ts';

/** Programs of Node packages that have the name of a Python server and are another one. */
const NAMESAKES = /(?:^|[\s/])(?:functions-framework|adk)(?:\s|$)/;

/** The script that `npm start`, `yarn serve` or `pnpm run web -- --port 8080` runs, where package.json is in the build context. */
export function packageScript(context: LaunchContext, process: Process): ManagedProgram | undefined {
  const manager = programName(wordText(process.words[0]) ?? '');
  const call = callOf(manager, process.words.slice(1));
  const folder = call?.folder === undefined ? process.cwd : joinDirectory(process.cwd, call.folder);
  const path = folder === undefined ? undefined : joinDirectory(folder, 'package.json');
  const file = path === undefined ? undefined : context.files.find(path);
  const text = file?.kind === 'file' ? context.reader.text(file.uri) : undefined;
  if (call === undefined || file?.kind !== 'file' || text === undefined) return undefined;
  const script = packageScripts(text).find((s) => s.name === call.script);
  if (script === undefined || NAMESAKES.test(script.command.value)) return undefined;
  const { value, start, end } = script.command;
  const at = spanOf(file.uri, script.command);
  // What stands behind the script's name is added to its text, quoted.
  const behind = ' "$@"';
  const segments = [
    { at: 0, length: value.length, source: start, sourceLength: end - start },
    { at: value.length, length: behind.length, source: end, sourceLength: 0 },
  ];
  const more = call.rest.length > 0;
  const mapped = {
    text: more ? value + behind : value,
    segments: more ? segments : segments.slice(0, 1),
    origin: start,
  };
  const made = (word: string): LaunchWord => ({ ...literalWord(word, at, 'shell', undefined), own: false });
  const body: LaunchWord = { ...made(value), script: { uri: file.uri, text: mapped } };
  const words = [made('/bin/sh'), made('-c'), body, ...(more ? [made('sh'), ...call.rest] : [])];
  return { process: { ...process, words, cwd: folder }, at };
}

interface Call {
  readonly script: string;
  readonly rest: readonly LaunchWord[];
  /** `--prefix`, `--cwd`: the folder of the package. */
  readonly folder: string | undefined;
}

/** Scripts that need no `run`. */
const BARE = new Set(['start', 'test', 'stop', 'restart']);
const FOLDER = new Set(['--prefix', '--cwd', '-C', '--dir']);

function callOf(manager: string, words: readonly LaunchWord[]): Call | undefined {
  let folder: string | undefined;
  let run = false;
  for (let i = 0; i < words.length; i++) {
    const text = wordText(words[i]);
    if (text === undefined) return undefined;
    const [name = '', joined] = text.split('=', 2);
    if (FOLDER.has(name)) {
      folder = joined ?? wordText(words[++i]);
      if (folder === undefined) return undefined;
    } else if (text === 'run' || text === 'run-script') run = true;
    else if (!text.startsWith('-')) {
      // yarn and pnpm take a script's name alone; npm knows few.
      if (!run && manager === 'npm' && !BARE.has(text)) return undefined;
      const rest = words.slice(i + 1);
      // npm takes what stands in front of `--` for itself.
      const dashes = rest.findIndex((word) => wordText(word) === '--');
      const passed = dashes >= 0 ? rest.slice(dashes + 1) : manager === 'npm' ? withoutOptions(rest) : rest;
      return { script: text, rest: passed, folder };
    }
  }
  return undefined;
}

function withoutOptions(words: readonly LaunchWord[]): readonly LaunchWord[] {
  return words.filter((word) => !(wordText(word) ?? '').startsWith('-'));
}
