import { DockerfileParser, type Line } from 'dockerfile-ast';
import { Util } from 'dockerfile-ast/lib/util.js';
import { lineStarts } from '../base/lines.ts';
import type { Range } from '../base/span.ts';

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
function repairsFor(escapeChar: string): readonly Repair[] {
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

/** Finds the instructions and comments of a Dockerfile. The lines of here-documents are still among them. */
export function splitDockerfile(text: string, escapeChar: string): DockerSplit {
  // It takes any `# name=value` at the top for a directive, so it gets the one that counts, and a line that ends them.
  const top = `# escape=${escapeChar}\n\n`;
  let body = text;
  for (const { pattern, replace } of repairsFor(escapeChar)) body = body.replace(pattern, replace);
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
