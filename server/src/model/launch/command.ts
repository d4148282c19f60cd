import type { Known } from '../../base/known.ts';
import { type Span, spanOf, type Uri } from '../../base/span.ts';
import type { Command } from '../../facts/dockerfile/types.ts';
import type { ManifestContainer } from '../../facts/manifest/types.ts';
import { type MappedText, plainText } from '../../syntax/mapped-text.ts';
import type { ImageCommand, ImageConfig } from './image.ts';
import { type LaunchWord, literalWord, unknownWord } from './words.ts';

/** What the container runtime executes: ENTRYPOINT and CMD, or what the manifest puts in their place. */
export interface Start {
  /** Undefined where a base image decides that is not known. */
  readonly words: readonly LaunchWord[] | undefined;
  /** The instruction or field that decides. */
  readonly command: Span | undefined;
  /** Everything behind its keyword. */
  readonly commandArguments: Span | undefined;
  readonly also: readonly Span[];
  readonly form: 'exec' | 'shell' | undefined;
  /** A finished array that is no JSON (single quotes, a stray comma), which Docker hands to the shell as it stands. */
  readonly brokenJson?: Span;
}

/** The words of an instruction: those of the JSON array, or the shell with the script. */
function commandWords(config: ImageConfig, command: Command): readonly LaunchWord[] {
  const { uri } = config;
  if (command.form === 'exec') {
    return command.words.map((word) => ({
      ...literalWord(word.value, spanOf(uri, word), 'json', spanOf(uri, word.inner)),
      script: { uri, text: word.source },
    }));
  }
  const at = spanOf(uri, command.argumentsRange);
  const shell = command.shell?.words.map((w) => w.value) ?? config.shell;
  return [
    ...shell.map((text) => ({ ...literalWord(text, at, 'shell', undefined), own: false })),
    { ...literalWord(command.text, at, 'shell', undefined), own: false, script: { uri, parsed: command.script } },
  ];
}

function imageWords(config: ImageConfig, part: ImageCommand | undefined): readonly LaunchWord[] {
  if (part === undefined) return [];
  if (part.from === 'file') return commandWords(config, part.command);
  if (part.transparent) return [];
  return part.words.map((text) => ({ ...literalWord(text, config.base.at, 'dockerfile', undefined), own: false }));
}

function manifestWords(
  list: Known<readonly Known<string>[]>,
  read: (uri: Uri) => string | undefined,
): readonly LaunchWord[] | undefined {
  if (list.kind !== 'known') return undefined;
  const fallback = list.at ?? { uri: '', start: 0, end: 0 };
  return list.value.map((item) => {
    const at = item.at ?? fallback;
    if (item.kind !== 'known') return unknownWord('', at, 'yaml', false);
    const text = manifestText(item.value, at, read);
    const exact = text.segments.length === 1 && text.segments[0]?.length === text.segments[0]?.sourceLength;
    const inner = exact
      ? {
          uri: at.uri,
          start: text.segments[0]?.source ?? at.start,
          end: (text.segments[0]?.source ?? at.start) + item.value.length,
        }
      : undefined;
    return { ...literalWord(item.value, at, 'yaml', inner), script: { uri: at.uri, text } };
  });
}

/** The words of a flag: all stand at the flag, so that none of them can be edited alone. */
function flagWords(list: Known<readonly Known<string>[]>): readonly LaunchWord[] | undefined {
  if (list.kind !== 'known') return undefined;
  const at = list.at ?? { uri: '', start: 0, end: 0 };
  return list.value.map((item) =>
    item.kind === 'known'
      ? { ...literalWord(item.value, at, 'shell', undefined), own: false }
      : unknownWord('', at, 'shell', false),
  );
}

/** The text of a YAML scalar with its way back: character by character where the source holds it as it is. */
function manifestText(value: string, at: Span, read: (uri: Uri) => string | undefined): MappedText {
  const file = read(at.uri);
  const found = file === undefined ? -1 : file.slice(at.start, at.end).indexOf(value);
  if (file !== undefined && found >= 0 && value !== '')
    return plainText(file, at.start + found, at.start + found + value.length);
  return {
    text: value,
    segments: value === '' ? [] : [{ at: 0, length: value.length, source: at.start, sourceLength: at.end - at.start }],
    origin: at.start,
  };
}

function instructionSpan(config: ImageConfig, part: ImageCommand | undefined): Span | undefined {
  return part?.from === 'file' ? spanOf(config.uri, part.command) : undefined;
}

/** An array without its closing bracket is still being typed. */
function isBroken(command: Command): boolean {
  return command.form === 'shell' && command.brokenJson && command.text.trimEnd().endsWith(']');
}

/** Combines the image's ENTRYPOINT and CMD with `command` and `args` of the manifest, or of the deployment without one (facts §10 item 8). */
export function startOf(
  config: ImageConfig | undefined,
  container: ManifestContainer | undefined,
  deployed: Pick<ManifestContainer, 'command' | 'args'>,
  read: (uri: Uri) => string | undefined,
): Start {
  const { command, args } = container ?? deployed;
  const nothing: Start = {
    words: undefined,
    command: undefined,
    commandArguments: undefined,
    also: [],
    form: undefined,
  };
  if ((command.kind === 'unknown' && command.why !== 'absent') || (args.kind === 'unknown' && args.why !== 'absent'))
    return nothing;
  const wordsOf = (list: Known<readonly Known<string>[]>) =>
    container === undefined ? flagWords(list) : manifestWords(list, read);
  const commandList = wordsOf(command);
  const argList = wordsOf(args);
  const hasCommand = commandList !== undefined && commandList.length > 0;
  const hasArgs = argList !== undefined && argList.length > 0;
  if (hasCommand) {
    return {
      words: [...commandList, ...(argList ?? [])],
      command: command.at,
      commandArguments: undefined,
      also: hasArgs && args.at !== undefined ? [args.at] : [],
      form: 'exec',
    };
  }
  if (config === undefined) return nothing;
  const entryAt = instructionSpan(config, config.entrypoint);
  const entryWords = imageWords(config, config.entrypoint);
  if (hasArgs) {
    if (config.entrypoint === undefined && !config.commandKnown && config.entry === undefined) return nothing;
    return {
      words: [...entryWords, ...argList],
      command: args.at,
      commandArguments: undefined,
      also: entryAt === undefined ? [] : [entryAt],
      form: 'exec',
    };
  }
  if (!config.commandKnown) return nothing;
  // `CMD ["--flag"]` on an image that is not known: its ENTRYPOINT is missing here.
  const first =
    config.entrypoint === undefined && config.cmd?.from === 'file' && config.cmd.command.form === 'exec'
      ? config.cmd.command.words[0]?.value
      : undefined;
  if (first?.startsWith('-') === true && config.entry?.entrypoint === undefined) return nothing;
  const words = [...entryWords, ...imageWords(config, config.cmd)];
  const cmdAt = instructionSpan(config, config.cmd);
  // A shell-form ENTRYPOINT ignores CMD; else CMD is what people change.
  const deciding =
    config.cmd?.from === 'file' && !ignoresCmd(config.entrypoint)
      ? config.cmd
      : config.entrypoint?.from === 'file'
        ? config.entrypoint
        : undefined;
  const decidingAt = instructionSpan(config, deciding);
  return {
    words,
    command: decidingAt,
    commandArguments: deciding?.from === 'file' ? spanOf(config.uri, deciding.command.argumentsRange) : undefined,
    ...(deciding?.from === 'file' && isBroken(deciding.command)
      ? { brokenJson: spanOf(config.uri, deciding.command.argumentsRange) }
      : {}),
    also: [entryAt, cmdAt].filter(
      (s): s is Span => s !== undefined && s !== decidingAt && s.start !== decidingAt?.start,
    ),
    form: deciding?.from === 'file' ? deciding.command.form : undefined,
  };
}

function ignoresCmd(entrypoint: ImageCommand | undefined): boolean {
  return entrypoint?.from === 'file' && entrypoint.command.form === 'shell';
}
