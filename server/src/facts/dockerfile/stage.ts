import type { Range } from '../../base/span.ts';
import { type DockerInstruction, nestedInstruction } from '../../syntax/dockerfile.ts';
import { splitWords, substitutionWord } from '../../syntax/dockerfile-words.ts';
import { fullRange, type MappedText } from '../../syntax/mapped-text.ts';
import { literalText } from '../../syntax/word.ts';
import { commandOf, execWords, flagsOf, healthcheckOf, runOf } from './command.ts';
import { argsOf, pairsOf } from './pairs.ts';
import type {
  Arg,
  Command,
  Copy,
  EnvVar,
  Expose,
  Healthcheck,
  Instruction,
  Onbuild,
  Run,
  Setting,
  ShellInstruction,
  Stage,
  Volume,
} from './types.ts';

/** An instruction with its number in the file. */
export interface Numbered {
  readonly order: number;
  readonly instruction: DockerInstruction;
}

function baseOf({ order, instruction }: Numbered): Instruction {
  return { order, keywordRange: instruction.keywordRange, start: instruction.start, end: instruction.end };
}

function wholeOf(instruction: DockerInstruction): Range {
  return { start: instruction.start, end: instruction.end };
}

/** Reads a stage from its FROM and the instructions up to the next. */
export function stageOf(index: number, from: Numbered, members: readonly Numbered[], escapeChar: string): Stage {
  const args: Arg[] = [];
  const env: EnvVar[] = [];
  const labels: EnvVar[] = [];
  const commands: Command[] = [];
  const shells: ShellInstruction[] = [];
  const workdirs: Setting[] = [];
  const users: Setting[] = [];
  const exposes: Expose[] = [];
  const copies: Copy[] = [];
  const runs: Run[] = [];
  const volumes: Volume[] = [];
  const onbuilds: Onbuild[] = [];
  let stopsignal: Setting | undefined;
  let healthcheck: Healthcheck | undefined;

  // Lists are joined one by one: `push(...list)` throws for the very long ones.
  for (const member of members) {
    const { instruction, order } = member;
    const { body, keyword } = instruction;
    const shell = shells.at(-1);
    switch (keyword) {
      case 'ARG':
        for (const a of argsOf(instruction, order, escapeChar)) args.push(a);
        break;
      case 'ENV':
        for (const e of pairsOf(instruction, order, escapeChar)) env.push(e);
        break;
      case 'LABEL':
        for (const l of pairsOf(instruction, order, escapeChar)) labels.push(l);
        break;
      case 'CMD':
      case 'ENTRYPOINT':
        commands.push(commandOf(instruction, keyword, order, shell));
        break;
      case 'RUN':
        runs.push(runOf(instruction, order, escapeChar, shell));
        break;
      case 'COPY':
      case 'ADD':
        copies.push(copyOf(keyword, member, escapeChar));
        break;
      case 'SHELL': {
        const words = execWords(body);
        if (words !== undefined) shells.push({ words, ...baseOf(member) });
        break;
      }
      case 'WORKDIR':
        workdirs.push(settingOf(member, escapeChar));
        break;
      case 'USER':
        users.push(settingOf(member, escapeChar));
        break;
      case 'STOPSIGNAL':
        stopsignal = settingOf(member, escapeChar);
        break;
      case 'EXPOSE':
        for (const e of exposesOf(member, escapeChar)) exposes.push(e);
        break;
      case 'HEALTHCHECK':
        healthcheck = healthcheckOf(instruction, order, escapeChar, shell);
        break;
      case 'VOLUME':
        for (const v of volumesOf(member, escapeChar)) volumes.push(v);
        break;
      case 'ONBUILD': {
        const nested = nestedInstruction(instruction, escapeChar);
        const text = { value: nested?.body.text ?? '', ...(nested?.argumentsRange ?? instruction.argumentsRange) };
        onbuilds.push({ keyword: nested?.keyword ?? '', text, ...baseOf(member) });
        break;
      }
      default:
    }
  }

  const cmd = commands.findLast((c) => c.instruction === 'CMD');
  const entrypoint = commands.findLast((c) => c.instruction === 'ENTRYPOINT');
  const { start, end } = from.instruction;
  return {
    index,
    ...fromParts(from.instruction, escapeChar),
    fromRange: { start, end },
    order: from.order,
    start,
    end: members.at(-1)?.instruction.end ?? end,
    args,
    env,
    labels,
    ...(cmd === undefined ? {} : { cmd }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    shadowed: commands.filter((c) => c !== cmd && c !== entrypoint),
    shells,
    ...(stopsignal === undefined ? {} : { stopsignal }),
    workdirs,
    users,
    exposes,
    ...(healthcheck === undefined ? {} : { healthcheck }),
    copies,
    runs,
    volumes,
    onbuilds,
  };
}

function fromParts(from: DockerInstruction, escapeChar: string): Pick<Stage, 'base' | 'name' | 'platform'> {
  const [image, as, name] = splitWords(from.body);
  const base = substitutionWord(image ?? from.body, escapeChar);
  const platform = from.flags.find((f) => f.name === 'platform')?.value;
  return {
    base,
    ...(name !== undefined && /^as$/i.test(as?.text ?? '') ? { name: { value: name.text, ...fullRange(name) } } : {}),
    ...(platform === undefined ? {} : { platform: substitutionWord(platform, escapeChar) }),
  };
}

function settingOf(member: Numbered, escapeChar: string): Setting {
  return { value: substitutionWord(member.instruction.body, escapeChar), ...baseOf(member) };
}

function exposesOf(member: Numbered, escapeChar: string): readonly Expose[] {
  return splitWords(member.instruction.body).map((word) => {
    const raw = substitutionWord(word, escapeChar);
    const match = /^(\d{1,5})?[^/]*(?:\/(\w+))?$/.exec(literalText(raw.parts) ?? '');
    const port = /^\d+(?:\/|$)/.test(literalText(raw.parts) ?? '') ? match?.[1] : undefined;
    const protocol = (match?.[2] ?? 'tcp').toLowerCase();
    const base = { raw, protocol, instruction: wholeOf(member.instruction), ...baseOf(member), ...fullRange(word) };
    return port === undefined ? base : { port: Number(port), ...base };
  });
}

/** The words of COPY, ADD and VOLUME, which may be an array. */
function pathsOf(body: MappedText): readonly MappedText[] {
  return execWords(body)?.map((w) => w.source) ?? splitWords(body);
}

function volumesOf(member: Numbered, escapeChar: string): readonly Volume[] {
  const instruction = wholeOf(member.instruction);
  return pathsOf(member.instruction.body).map((path) => {
    const word = substitutionWord(path, escapeChar);
    return { path: literalText(word.parts) ?? word.raw, instruction, ...baseOf(member), ...fullRange(path) };
  });
}

function copyOf(keyword: Copy['instruction'], member: Numbered, escapeChar: string): Copy {
  const { body, flags, heredocs } = member.instruction;
  const operators = new Set(heredocs.map((h) => h.operator.start));
  const words = pathsOf(body)
    .filter((w) => !operators.has(fullRange(w).start))
    .map((w) => substitutionWord(w, escapeChar));
  const from = flags.find((f) => f.name === 'from')?.value;
  const complete = words.length + heredocs.length > 1;
  const destination = complete ? words.at(-1) : undefined;
  return {
    instruction: keyword,
    flags: flagsOf(flags, escapeChar),
    ...(from === undefined ? {} : { from: substitutionWord(from, escapeChar) }),
    sources: destination === undefined ? words : words.slice(0, -1),
    ...(destination === undefined ? {} : { destination }),
    heredocs: heredocs.map(({ name, quoted, content, start, end }) => ({ name, quoted, content, start, end })),
    ...baseOf(member),
  };
}
