import { DockerfileParser, type Line } from 'dockerfile-ast';
import { Util } from 'dockerfile-ast/lib/util.js';
import { lineStarts } from '../base/lines.ts';
import type { Range } from '../base/span.ts';
import { editBetween } from '../base/text-edit.ts';

// The one file that calls dockerfile-ast. What it decides, what we decide and why: docs/decisions/0003-dockerfile-parsing.md.

// Its only use of something of Node's: without this it throws in a web worker, which has no `Buffer`.
Util.isUTF8BOM = (character) => character === '\uFEFF';

/** Where the instructions of a Dockerfile and its comments stand, in the order of the file. */
export interface DockerSplit {
  /** From the keyword to the end of the last continued line, without its line break. */
  readonly instructions: readonly Range[];
  /** From `#` to the end of the line; also those between the continued lines of an instruction. */
  readonly comments: readonly Range[];
}

interface Repair {
  readonly pattern: RegExp;
  readonly replace: (match: string) => string;
}

/**
 * What dockerfile-ast reads otherwise than Docker is replaced by text of the same length that both read alike.
 * Only ranges come back, so that what stands inside them does not matter. In the patterns, E is the escape character.
 */
function makeRepairs(escapeChar: string): readonly Repair[] {
  const pattern = (source: string): RegExp => new RegExp(source.replaceAll('E', `\\${escapeChar}`), 'g');
  const blank = (match: string): string => ' '.repeat(match.length);
  const dashes = (match: string): string => '-'.repeat(match.length);
  return [
    // Other white space is none for it, and a lone CR ends the line.
    { pattern: /^\uFEFF|[\v\f]|\r(?!\n)/g, replace: blank },
    // Here-documents are found by ours: its search does not know quotes, and one without an end takes the rest of the file.
    { pattern: /<</g, replace: dashes },
    // A doubled escape character at the end of a line does not continue it.
    { pattern: pattern('(?<!E)E{2,}(?=[ \\t]*\\r?(?:\\n|$))'), replace: dashes },
    // It skips the character behind `E `, be it the E that continues the line.
    { pattern: pattern('E(?=[ \\t]+[^ \\t\\r\\n])'), replace: dashes },
    // It takes a line with nothing but the escape character for an instruction.
    { pattern: pattern('(?<![^\\n])[ \\t]*E[ \\t]*(?=\\r?(?:\\n|$))'), replace: blank },
    // Keywords: it reads the arguments of RUN, CMD and others up to nine times and checks every comment against every FROM,
    // all for results that we do not use. And it reads a comment behind `RUNE` as the rest of the keyword.
    { pattern: pattern('(?<![^\\n])[ \\t]*(?!#)(?:[^\\sE]|E(?=\\S))+'), replace: (match) => match.replace(/\S/g, '-') },
    { pattern: pattern('(?<=-)-(?=E[ \\t]*\\r?(?:\\n|$))'), replace: blank },
  ];
}

const REPAIRS: Readonly<Record<string, readonly Repair[]>> = { '\\': makeRepairs('\\'), '`': makeRepairs('`') };

/** A Dockerfile that was split. */
export interface SplitDockerfile {
  readonly text: string;
  readonly escape: string;
  readonly split: DockerSplit;
}

/** The next instruction, whatever it is: it ends the one before it as any other would. */
const NEXT = 'X x';

/**
 * The same for an edit of a text that was split before: only the instruction with the edit and what stands up to the next one is split
 * again. Undefined where the edit touches where an instruction begins, or joins two of them.
 */
export function resplitDockerfile(text: string, escapeChar: string, before: SplitDockerfile): DockerSplit | undefined {
  if (before.escape !== escapeChar) return undefined;
  const { instructions, comments } = before.split;
  const edit = editBetween(before.text, text);
  const index = instructions.findLastIndex(({ start }) => start < edit.start);
  const start = instructions[index]?.start;
  const next = instructions[index + 1]?.start;
  // A mark of the byte order is one at the start of a text alone.
  if (start === undefined || text.charCodeAt(start) === 0xfeff) return undefined;
  if (next !== undefined && edit.end >= next) return undefined;
  const end = next === undefined ? text.length : next + edit.delta;
  const piece = splitDockerfile(text.slice(start, end) + (next === undefined ? '' : NEXT), escapeChar);
  if (next !== undefined && piece.instructions.at(-1)?.start !== end - start) return undefined;
  const own = next === undefined ? piece.instructions : piece.instructions.slice(0, -1);
  const moved = (ranges: readonly Range[], by: number): readonly Range[] =>
    ranges.map((range) => ({ start: range.start + by, end: range.end + by }));
  return {
    instructions: [
      ...instructions.slice(0, index),
      ...moved(own, start),
      ...moved(instructions.slice(index + 1), edit.delta),
    ],
    comments: [
      ...comments.filter((comment) => comment.start < start),
      ...moved(piece.comments, start),
      ...moved(
        comments.filter((comment) => next !== undefined && comment.start >= next),
        edit.delta,
      ),
    ],
  };
}

/** Finds the instructions and comments of a Dockerfile. The lines of here-documents are still among them. */
export function splitDockerfile(text: string, escapeChar: string): DockerSplit {
  // It takes any `# name=value` at the top for a directive, so it gets the one that counts, and a line that ends them.
  const top = `# escape=${escapeChar}\n\n`;
  let body = text;
  for (const { pattern, replace } of REPAIRS[escapeChar] ?? []) body = body.replace(pattern, replace);
  const starts = lineStarts(top + body);
  const tree = DockerfileParser.parse(top + body);
  const rangeOf = (line: Line): Range => {
    const { start, end } = line.getRange();
    return {
      start: (starts[start.line] ?? 0) + start.character - top.length,
      end: (starts[end.line] ?? 0) + end.character - top.length,
    };
  };
  return { instructions: tree.getInstructions().map(rangeOf), comments: tree.getComments().map(rangeOf) };
}
