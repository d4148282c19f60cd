import type { Located, Range, Uri } from '../../base/span.ts';
import type { MappedText } from '../../syntax/mapped-text.ts';
import type { ShellScript, Word } from '../../syntax/shell-tree.ts';

/** What a Dockerfile says, without a look at any other file and without substitution. All ranges are offsets in it. */
export interface DockerfileFacts {
  readonly uri: Uri;
  /** There is a FROM, and nothing but ARG, directives and comments stands before it. */
  readonly looksLikeDockerfile: boolean;
  /** The `# syntax=` directive's value. */
  readonly syntaxDirective?: Located<string>;
  /** ARG instructions before the first FROM; only FROM lines see them. */
  readonly globalArgs: readonly Arg[];
  readonly stages: readonly Stage[];
  /** Places where the text is not a Dockerfile (unknown words where an instruction should be, heredocs without an end). */
  readonly problems: readonly Located<string>[];
}

/** What every instruction has. `order` counts the instructions of the file from 0; the range covers the instruction with its heredocs. */
export interface Instruction extends Range {
  readonly order: number;
  readonly keywordRange: Range;
}

/** One `ARG NAME[=default]`; an instruction with several gives several. The range is that of the pair. */
export interface Arg extends Instruction {
  readonly name: Located<string>;
  readonly default?: Word;
  /** The range of the whole instruction. */
  readonly instruction: Range;
}

/** One `NAME=value` pair of ENV or LABEL, also of the old form `ENV NAME value`. The range is that of the pair. */
export interface EnvVar extends Instruction {
  readonly name: Located<string>;
  readonly value: Word;
  /** The range of the whole instruction. */
  readonly instruction: Range;
  /** The only pair of its instruction, so removing it removes the instruction. */
  readonly alone: boolean;
}

/** One FROM and all up to the next. */
export interface Stage extends Range {
  readonly index: number;
  /** The AS name as written; stage names compare case-insensitively. */
  readonly name?: Located<string>;
  /** The image or stage name as written, with its variables in `parts`. */
  readonly base: Word;
  readonly platform?: Word;
  readonly fromRange: Range;
  readonly order: number;
  readonly args: readonly Arg[];
  readonly env: readonly EnvVar[];
  readonly labels: readonly EnvVar[];
  /** The last CMD of the stage. */
  readonly cmd?: Command;
  /** The last ENTRYPOINT of the stage. */
  readonly entrypoint?: Command;
  /** Earlier CMD and ENTRYPOINT instructions, which do not count. */
  readonly shadowed: readonly Command[];
  /** All SHELL instructions; the last one before a shell form decides (see `ShellCommand.shell`). */
  readonly shells: readonly ShellInstruction[];
  readonly stopsignal?: Setting;
  readonly workdirs: readonly Setting[];
  readonly users: readonly Setting[];
  readonly exposes: readonly Expose[];
  /** The last HEALTHCHECK of the stage. */
  readonly healthcheck?: Healthcheck;
  readonly copies: readonly Copy[];
  readonly runs: readonly Run[];
  readonly volumes: readonly Volume[];
  /** ONBUILD instructions: their keyword and text; they act only in images built from this one. */
  readonly onbuilds: readonly Onbuild[];
}

/** An instruction with one value: WORKDIR, USER, STOPSIGNAL. */
export interface Setting extends Instruction {
  readonly value: Word;
}

/** A string of a JSON array. The range includes the quotes, `inner` does not. */
export interface ExecWord extends Range {
  readonly value: string;
  readonly inner: Range;
  /** `value` with its way back into the file, for `parseMappedShell` on the script of `["sh", "-c", "…"]`. */
  readonly source: MappedText;
}

interface CommandBase extends Instruction {
  readonly instruction: 'CMD' | 'ENTRYPOINT' | 'RUN' | 'HEALTHCHECK';
  /** Everything behind keyword and flags. */
  readonly argumentsRange: Range;
}

/** `CMD ["program", "argument"]`. No words: `CMD []`, which resets. */
export interface ExecCommand extends CommandBase {
  readonly form: 'exec';
  readonly words: readonly ExecWord[];
}

/** `CMD program argument`, run by the shell. */
export interface ShellCommand extends CommandBase {
  readonly form: 'shell';
  /** What the shell receives: line continuations and comment lines removed. */
  readonly text: string;
  readonly script: ShellScript;
  /** The SHELL instruction of this stage that is in force; absent: inherited, by default `/bin/sh -c`. */
  readonly shell?: ShellInstruction;
  /** Written like a JSON array that is not valid JSON, so the shell runs it as it stands. */
  readonly brokenJson: boolean;
}

export type Command = ExecCommand | ShellCommand;

/** `SHELL ["/bin/bash", "-c"]`. */
export interface ShellInstruction extends Instruction {
  readonly words: readonly ExecWord[];
}

/** One port of an EXPOSE. */
export interface Expose extends Instruction {
  readonly raw: Word;
  /** Absent when it holds a variable or is a range of ports. */
  readonly port?: number;
  readonly protocol: string;
  /** The range of the whole instruction. */
  readonly instruction: Range;
}

/** `HEALTHCHECK NONE`, or with options and a command. */
export interface Healthcheck extends Instruction {
  readonly none: boolean;
  readonly options: readonly Flag[];
  readonly command?: Command;
}

/** `--name=value`; `value` is absent for a bare `--name`. */
export interface Flag extends Range {
  readonly name: string;
  readonly value?: Word;
}

/** A here-document of COPY, ADD or RUN; `name` is its delimiter, for COPY also the default file name. */
export interface Heredoc extends Range {
  readonly name: string;
  /** Quoted delimiter: no substitution in the content. */
  readonly quoted: boolean;
  readonly content: MappedText;
}

/** COPY or ADD. */
export interface Copy extends Instruction {
  readonly instruction: 'COPY' | 'ADD';
  readonly flags: readonly Flag[];
  /** The value of `--from`, as written: a stage name, number, or image. */
  readonly from?: Word;
  /** Without here-documents, which stand in `heredocs`. */
  readonly sources: readonly Word[];
  readonly destination?: Word;
  readonly heredocs: readonly Heredoc[];
}

/** RUN. Its script is parsed on demand by `runScript`, because there are many and few readers. */
export interface Run extends Instruction {
  readonly flags: readonly Flag[];
  readonly form: 'exec' | 'shell';
  readonly argumentsRange: Range;
  /** The strings of the exec form; empty for the shell form. */
  readonly words: readonly ExecWord[];
  /**
   * What the shell receives, here-documents included. For `RUN <<EOF` it is the here-document's content, which may start with `#!`.
   * Empty for the exec form.
   */
  readonly source: MappedText;
  readonly shell?: ShellInstruction;
}

/** One path of a VOLUME. The range is that of the path. */
export interface Volume extends Instruction {
  readonly path: string;
  /** The range of the whole instruction. */
  readonly instruction: Range;
}

/** `ONBUILD KEYWORD …`. */
export interface Onbuild extends Instruction {
  readonly keyword: string;
  readonly text: Located<string>;
}
