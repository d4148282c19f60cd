import type { Span } from '../../base/span.ts';
import { managerOf, SHELLS, type Wrapper, wrapperOf } from '../../catalog/wrappers.ts';
import type { MappedText, Segment } from '../../syntax/mapped-text.ts';
import { parseMappedShell, type ShellScript } from '../../syntax/shell.ts';
import type { FrontProcess } from '../launch-types.ts';
import { joinDirectory } from './image-path.ts';
import { managedPrograms } from './managed.ts';
import { peel } from './peel.ts';
import {
  behind,
  decidedBy,
  finalProcess,
  type LaunchContext,
  type Layer,
  type Process,
  programName,
  type Resolution,
  UNKNOWN_RESOLUTION,
} from './process.ts';
import { type ScriptInImage, scriptAt } from './script-file.ts';
import { chooseMain } from './shell-background.ts';
import { followScript } from './shell-run.ts';
import { shellState } from './shell-state.ts';
import type { ShellKind } from './shell-types.ts';
import { type LaunchWord, literalWord, wordText } from './words.ts';

/** Follows a process through wrappers, shells and scripts to the program that stays. */
export function resolveProcess(context: LaunchContext, process: Process): Resolution {
  const { budget } = context;
  if (budget.left-- <= 0 || budget.depth <= 0) return UNKNOWN_RESOLUTION;
  budget.depth--;
  const resolution = resolveStep(context, process);
  budget.depth++;
  return resolution;
}

function resolveStep(context: LaunchContext, process: Process): Resolution {
  const path = wordText(process.words[0]);
  const first = process.words[0];
  if (path === undefined || first === undefined) return UNKNOWN_RESOLUTION;
  const name = programName(path);
  if (name === 'busybox' && process.words.length > 1)
    return resolveProcess(context, { ...process, words: process.words.slice(1) });
  if (Object.hasOwn(SHELLS, name)) return resolveShell(context, process, path);
  const wrapper = wrapperOf(name);
  const inner = wrapper === undefined ? undefined : peel(process, wrapper);
  if (wrapper !== undefined && inner !== undefined) {
    const resolution = resolveProcess(context, inner);
    if (wrapper.role === 'replaces') return decidedBy(resolution, first.at);
    return behind(
      {
        role: wrapper.role,
        program: 'other',
        at: first.at,
        execAt: undefined,
        trapped: false,
        signalsGroup: signalsGroup(wrapper, process.words),
      },
      resolution,
    );
  }
  const manager = managerOf(name);
  if (manager !== undefined) {
    const role = manager.passesSigterm === undefined ? 'unknown' : manager.passesSigterm ? 'forwards' : 'swallows';
    const layer: Layer = {
      role,
      program: manager.front,
      at: first.at,
      execAt: undefined,
      trapped: false,
      signalsGroup: false,
    };
    const programs = managedPrograms(context, process) ?? [];
    const main = chooseMain(
      context,
      programs.map((program) => decidedBy(resolveProcess(context, program.process), program.at)),
      undefined,
    );
    return behind(layer, main ?? UNKNOWN_RESOLUTION);
  }
  const script = scriptOf(context, process, path);
  return script === undefined ? finalProcess(process) : resolveScript(context, process, script);
}

function signalsGroup(wrapper: Wrapper, words: readonly LaunchWord[]): boolean {
  return (
    (wrapper.signalsGroup ?? false) ||
    (wrapper.programs.includes('tini') && words.some((w) => /^-[a-z]*g/.test(wordText(w) ?? '')))
  );
}

/** A script file as a program: by path, or by a name that can only be a script. */
function scriptOf(context: LaunchContext, process: Process, path: string): ScriptInImage | undefined {
  if (path.includes('/')) return scriptAt(context, joinDirectory(process.cwd, path));
  if (!/\.(?:sh|bash)$/.test(path)) return undefined;
  // Found through PATH: what the image puts before it, the usual places, and the working directory for images that have it on the PATH.
  for (const folder of [...pathFolders(context, process), '/usr/local/bin', '/usr/bin', '/bin', process.cwd]) {
    const found = folder === undefined ? undefined : scriptAt(context, joinDirectory(folder, path));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The folders that `ENV PATH="/scripts:$PATH"` names; what the base image adds is not known. */
function pathFolders(context: LaunchContext, { environment }: Process): readonly string[] {
  const path = environment.variables.get('PATH')?.value;
  if (path === undefined) return [];
  const { at } = path;
  const written = at === undefined ? '' : (context.reader.text(at.uri)?.slice(at.start, at.end) ?? '');
  const text = path.kind === 'known' ? path.value : written.replace(/^["']|["']$/g, '');
  return text.split(':').filter((folder) => /^\/[\w./-]*$/.test(folder));
}

function resolveScript(context: LaunchContext, process: Process, script: ScriptInImage): Resolution {
  const { interpreter } = script;
  if (script.script === undefined) {
    const first = process.words[0];
    if (interpreter !== undefined && /^python/.test(interpreter) && first !== undefined) {
      const program = { ...literalWord('python3', first.at, first.notation, undefined), own: false };
      return decidedBy(resolveProcess(context, { ...process, words: [program, ...process.words] }), script.at);
    }
    return interpreter === undefined || !script.loaded ? UNKNOWN_RESOLUTION : finalProcess(process);
  }
  const program = interpreter === undefined ? 'sh' : interpreter;
  const kind: ShellKind = { program: frontOf(context, program), inline: false };
  return decidedBy(
    follow(
      context,
      process,
      kind,
      { uri: script.uri, script: script.script, path: script.path },
      process.words.slice(1),
    ),
    script.at,
  );
}

/** What a shell named in a file or on a command line is in this image. */
function frontOf(context: LaunchContext, name: string): ShellKind['program'] {
  const shell = SHELLS[name];
  if (shell === 'bash' || shell === 'dash' || shell === 'ash') return shell;
  if (shell !== 'sh') return 'other';
  return context.shell === 'none' || context.shell === 'unknown' ? 'other' : context.shell;
}

function follow(
  context: LaunchContext,
  process: Process,
  shell: ShellKind,
  source: { readonly uri: string; readonly script: ShellScript; readonly path?: string | undefined },
  positional: readonly LaunchWord[],
): Resolution {
  const folder = source.path === undefined ? undefined : source.path.slice(0, source.path.lastIndexOf('/')) || '/';
  const known = positional.some((w) => w.open) ? undefined : positional;
  const state = shellState(process.environment, process.cwd, known, folder);
  const resolution = followScript(
    { context, uri: source.uri, shell, state, resolve: (inner) => resolveProcess(context, inner) },
    source.script,
  );
  return resolution.ends ? { ...resolution, process } : resolution;
}

/** `sh -c script`, `bash file`, with options in every spelling. */
function resolveShell(context: LaunchContext, process: Process, path: string): Resolution {
  const name = programName(path);
  const { words } = process;
  const program = frontOf(context, name);
  if (context.shell === 'none' && !/busybox/.test(path)) {
    const at = words[0]?.at;
    return at === undefined
      ? UNKNOWN_RESOLUTION
      : {
          ...finalProcess(process),
          failures: [{ code: 'no-shell', text: `exec: "${path}": no such file or directory`, at, fatal: true }],
        };
  }
  let inline = false;
  let i = 1;
  for (; i < words.length; i++) {
    const text = wordText(words[i]);
    if (text === undefined || !/^[-+]./.test(text)) break;
    if (text === '--') {
      i++;
      break;
    }
    if (text.startsWith('--')) {
      if (text === '--rcfile' || text === '--init-file') i++;
      continue;
    }
    if (/^-[a-zA-Z]*c/.test(text)) inline = true;
    if (/o$/.test(text)) i++;
  }
  const script = words[i];
  if (script === undefined) return finalProcess(process);
  if (inline) {
    const parsed = inlineScript(script);
    if (parsed === undefined) return unknownBehindShell(program, script.at);
    return follow(context, process, { program, inline: true }, parsed, words.slice(i + 2));
  }
  const file = scriptAt(context, joinDirectory(process.cwd, wordText(script) ?? ''));
  if (file?.script === undefined) return unknownBehindShell(program, script.at);
  const resolution = follow(
    context,
    process,
    { program, inline: false },
    { uri: file.uri, script: file.script, path: file.path },
    words.slice(i + 1),
  );
  return decidedBy(resolution, file.at);
}

/** A shell with a script that cannot be read: whether it stays is not known either. */
function unknownBehindShell(program: FrontProcess['program'], at: Span): Resolution {
  const layer: Layer = { role: 'maybe-shell', program, at, execAt: undefined, trapped: true, signalsGroup: false };
  return behind(layer, UNKNOWN_RESOLUTION);
}

/** The script in the word behind `-c`. */
function inlineScript(word: LaunchWord): { readonly uri: string; readonly script: ShellScript } | undefined {
  if (word.script !== undefined) {
    return {
      uri: word.script.uri,
      script: 'parsed' in word.script ? word.script.parsed : parseMappedShell(word.script.text),
    };
  }
  const text = wordText(word);
  if (text === undefined) return undefined;
  // Quoted in an outer script: the pieces know where they stand.
  const segments: Segment[] = [];
  let at = 0;
  for (const piece of word.pieces) {
    const length = piece.text?.length ?? 0;
    if (length > 0)
      segments.push({
        at,
        length,
        source: piece.at.start,
        sourceLength: piece.exact ? length : piece.at.end - piece.at.start,
      });
    at += length;
  }
  const mapped: MappedText = { text, segments, origin: word.at.start };
  return { uri: word.at.uri, script: parseMappedShell(mapped) };
}
