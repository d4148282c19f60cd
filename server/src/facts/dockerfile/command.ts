import type { DockerInstruction } from '../../syntax/dockerfile.ts';
import type { DockerFlag } from '../../syntax/dockerfile-flags.ts';
import { substitutionWord } from '../../syntax/dockerfile-words.ts';
import { jsonWords, looksLikeArray } from '../../syntax/json-words.ts';
import { fullRange, joinTexts, type MappedText, plainText, sliceText } from '../../syntax/mapped-text.ts';
import { parseMappedShell } from '../../syntax/shell.ts';
import type { Command, ExecWord, Flag, Healthcheck, Run, ShellInstruction } from './types.ts';

/** The strings of an exec form, or `undefined` when Docker takes the text as a shell form. */
export function execWords(body: MappedText): readonly ExecWord[] | undefined {
  return jsonWords(body)?.map((w) => ({
    value: w.source.text,
    start: w.start,
    end: w.end,
    inner: w.inner,
    source: w.source,
  }));
}

/** The flags of an instruction; Docker substitutes variables in them. */
export function flagsOf(flags: readonly DockerFlag[], escapeChar: string): readonly Flag[] {
  return flags.map(({ name, value, start, end }) => {
    const base = { name, start, end };
    return value === undefined ? base : { value: substitutionWord(value, escapeChar), ...base };
  });
}

/** The command of CMD, ENTRYPOINT or, with its part of the text, HEALTHCHECK. */
export function commandOf(
  instruction: DockerInstruction,
  kind: Command['instruction'],
  order: number,
  shell: ShellInstruction | undefined,
  body: MappedText = instruction.body,
): Command {
  const { start, end, keywordRange } = instruction;
  const argumentsRange = body.text === '' ? { start: end, end } : fullRange(body);
  const base = { instruction: kind, order, keywordRange, argumentsRange, start, end };
  const words = execWords(body);
  if (words !== undefined) return { form: 'exec', words, ...base };
  return {
    form: 'shell',
    text: body.text,
    script: parseMappedShell(body),
    brokenJson: looksLikeArray(body.text),
    ...(shell === undefined ? {} : { shell }),
    ...base,
  };
}

/** HEALTHCHECK, whose command stands behind the word CMD. */
export function healthcheckOf(
  instruction: DockerInstruction,
  order: number,
  escapeChar: string,
  shell: ShellInstruction | undefined,
): Healthcheck {
  const { body, start, end, keywordRange } = instruction;
  const type = /^(\S*)\s*/.exec(body.text);
  const word = (type?.[1] ?? '').toUpperCase();
  const base = {
    none: word === 'NONE',
    options: flagsOf(instruction.flags, escapeChar),
    order,
    keywordRange,
    start,
    end,
  };
  if (word !== 'CMD') return base;
  const rest = sliceText(body, type?.[0].length ?? 0);
  return { command: commandOf(instruction, 'HEALTHCHECK', order, shell, rest), ...base };
}

/** What the shell of a RUN receives. `RUN <<EOF` alone gives the here-document itself. */
function scriptText({ body, heredocs, heredocText }: DockerInstruction): MappedText {
  const [only] = heredocs;
  if (only === undefined || heredocText === undefined) return body;
  const { start, end } = fullRange(body);
  if (heredocs.length === 1 && only.operator.start === start && only.operator.end === end) return only.content;
  return joinTexts([body, heredocText], body.origin);
}

/** RUN with what its shell receives. */
export function runOf(
  instruction: DockerInstruction,
  order: number,
  escapeChar: string,
  shell: ShellInstruction | undefined,
): Run {
  const { body, argumentsRange, start, end, keywordRange } = instruction;
  const words = execWords(body);
  return {
    flags: flagsOf(instruction.flags, escapeChar),
    form: words === undefined ? 'shell' : 'exec',
    words: words ?? [],
    source: words === undefined ? scriptText(instruction) : plainText('', 0, 0),
    argumentsRange,
    order,
    keywordRange,
    start,
    end,
    ...(shell === undefined ? {} : { shell }),
  };
}
