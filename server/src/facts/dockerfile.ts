import type { Uri } from '../base/span.ts';
import { parseMappedShell } from '../syntax/shell.ts';
import type { ShellScript } from '../syntax/shell-tree.ts';
import type { DockerfileFacts, Run } from './dockerfile-types.ts';

export { evaluateWord, literalText } from '../syntax/word.ts';
export type {
  Arg,
  Command,
  Copy,
  DockerfileFacts,
  EnvVar,
  ExecCommand,
  ExecWord,
  Expose,
  Flag,
  Healthcheck,
  Heredoc,
  Instruction,
  Onbuild,
  Run,
  Setting,
  ShellCommand,
  ShellInstruction,
  Stage,
  Volume,
} from './dockerfile-types.ts';

/** Reads a Dockerfile. Total: half-typed or foreign text gives whatever can be read from it. */
export function dockerfileFacts(uri: Uri, _text: string): DockerfileFacts {
  return { uri, looksLikeDockerfile: false, globalArgs: [], stages: [], comments: [], problems: [] };
}

/** The script that a shell-form RUN gives to the shell; empty for the exec form. */
export function runScript(run: Run): ShellScript {
  return parseMappedShell(run.source);
}
