import type { Span, Uri } from '../../base/span.ts';
import { parseMappedShell, type ShellScript } from '../../syntax/shell.ts';
import type { LaunchContext } from './process.ts';

/** A script in the image, followed back to where its text stands. */
export interface ScriptInImage {
  readonly uri: Uri;
  /** Its path in the image. */
  readonly path: string;
  /** The program of its first line; undefined where there is none. */
  readonly interpreter: string | undefined;
  /** The script where a shell runs it. */
  readonly script: ShellScript | undefined;
  /** The first line, as the place to point to. */
  readonly at: Span;
  /** The file is in the index but its text was not read yet, or it is not there. */
  readonly loaded: boolean;
}

const SHELLS = /^(?:sh|bash|dash|ash|zsh|ksh|busybox)$/;

/** The script at a path of the image, when it comes from the build context or is written by the Dockerfile. */
export function scriptAt(context: LaunchContext, path: string | undefined): ScriptInImage | undefined {
  const file = path === undefined ? undefined : context.files.find(path);
  if (file === undefined || path === undefined) return undefined;
  if (file.kind === 'text') {
    const script = parseMappedShell(file.text);
    const interpreter = script.shebang === undefined ? undefined : interpreterName(script.shebang.value);
    return {
      uri: file.uri,
      path,
      interpreter,
      script: interpreter === undefined || SHELLS.test(interpreter) ? script : undefined,
      at: file.at,
      loaded: true,
    };
  }
  const facts = context.reader.script(file.uri);
  const at = { uri: file.uri, start: 0, end: 0 };
  if (facts === undefined) return { uri: file.uri, path, interpreter: undefined, script: undefined, at, loaded: false };
  return { uri: file.uri, path, interpreter: facts.interpreter?.value, script: facts.shell, at, loaded: true };
}

function interpreterName(line: string): string {
  const words = line.trim().split(/\s+/);
  const program = /(?:^|\/)env$/.test(words[0] ?? '') ? words.find((w, i) => i > 0 && !/^-|=/.test(w)) : words[0];
  return (program ?? '').replace(/^.*\//, '').replace(/[\d.]+$/, '');
}
