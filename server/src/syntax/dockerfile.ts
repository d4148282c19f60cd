import type { Located, Range } from '../base/span.ts';
import { type DockerDirective, directivesOf } from './dockerfile-directives.ts';
import { type DockerFlag, flagsOf } from './dockerfile-flags.ts';
import { type DockerHeredoc, HeredocFinder } from './dockerfile-heredoc.ts';
import { resplitDockerfile, type SplitDockerfile, splitDockerfile } from './dockerfile-split.ts';
import { fullRange, type MappedText, plainText, sliceText, sourceRange, without } from './mapped-text.ts';

/** One instruction, cut into its pieces; dockerfile-words.ts and json-words.ts read its `body`. */
export interface DockerInstruction extends Range {
  /** Upper case; also words that are no instruction of Docker. */
  readonly keyword: string;
  readonly keywordRange: Range;
  readonly flags: readonly DockerFlag[];
  /** What stands behind keyword and flags, with line continuations and comment lines removed as Docker does. */
  readonly body: MappedText;
  readonly argumentsRange: Range;
  readonly heredocs: readonly DockerHeredoc[];
  /** All here-documents as they stand, from the line break before the first to the end of the last. */
  readonly heredocText?: MappedText;
}

/** A Dockerfile cut into instructions. */
export interface DockerTree extends SplitDockerfile {
  readonly instructions: readonly DockerInstruction[];
  /** `value` is the text behind `#`, trimmed; the range starts at `#`. Directives are comments, too. */
  readonly comments: readonly Located<string>[];
  /** `# name=value` lines at the top of the file, by lower-case name. */
  readonly directives: readonly DockerDirective[];
  readonly problems: readonly Located<string>[];
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
const NO_HEREDOCS: readonly DockerHeredoc[] = [];
const WITH_HEREDOC: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);
/** A continuation with the empty lines and comment lines behind it, which vanish. A doubled escape character is none. */
const CONTINUATIONS: Readonly<Record<string, RegExp>> = {
  '\\': /(?<!\\)\\[ \t\v\f\r]*(?:\n(?:[ \t\v\f\r]*(?:#[^\n]*)?(?:\n|$))*|$)/g,
  '`': /(?<!`)`[ \t\v\f\r]*(?:\n(?:[ \t\v\f\r]*(?:#[^\n]*)?(?:\n|$))*|$)/g,
};
const NO_CONTINUATION = /(?!)/g;

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/**
 * Cuts a Dockerfile into instructions. Never throws, in time linear to the text; whatever is not an instruction becomes a problem.
 * `before` is an earlier version of the same file, which spares most of the work; the answer does not depend on it.
 */
export function parseDockerfile(text: string, before?: SplitDockerfile): DockerTree {
  const { directives, escape: escapeChar } = directivesOf(text);
  const again = before === undefined ? undefined : resplitDockerfile(text, escapeChar, before);
  const split = again ?? splitDockerfile(text, escapeChar);
  const continuation = CONTINUATIONS[escapeChar] ?? NO_CONTINUATION;
  const problems: Located<string>[] = [];
  const instructions: DockerInstruction[] = [];
  const finder = new HeredocFinder(text);
  const hidden: Range[] = [];
  let at = 0;
  for (const { start, end } of split.instructions) {
    // Lines of a here-document.
    if (start < at) continue;
    const instruction = cutInstruction(without(plainText(text, start, end), continuation), escapeChar);
    if (!KEYWORDS.has(instruction.keyword)) {
      problems.push({ value: `unknown instruction ${instruction.keyword}`, ...instruction.keywordRange });
    }
    if (!mayHaveHeredocs(instruction, escapeChar)) {
      instructions.push(instruction);
      continue;
    }
    const feed = text.indexOf('\n', end);
    const found = finder.find(instruction.body, feed < 0 ? text.length : feed + 1, escapeChar);
    for (const problem of found.problems) problems.push(problem);
    const last = found.heredocs.at(-1);
    if (last === undefined) {
      instructions.push(instruction);
    } else {
      at = found.next;
      hidden.push({ start: end, end: at });
      const heredocText = plainText(text, end, last.end);
      instructions.push({ ...instruction, heredocs: found.heredocs, heredocText, end: last.end });
    }
  }
  const comments = commentsOf(text, split.comments, hidden);
  return { text, escape: escapeChar, split, instructions, comments, directives, problems };
}

/** The comments that stand in no here-document. Both lists are in the order of the file. */
function commentsOf(text: string, ranges: readonly Range[], hidden: readonly Range[]): readonly Located<string>[] {
  const comments: Located<string>[] = [];
  let next = 0;
  for (const { start, end } of ranges) {
    while ((hidden[next]?.end ?? Infinity) <= start) next++;
    if ((hidden[next]?.start ?? Infinity) <= start) continue;
    comments.push({ value: text.slice(start + 1, end).trim(), start, end });
  }
  return comments;
}

function mayHaveHeredocs(instruction: DockerInstruction, escapeChar: string): boolean {
  if (!instruction.body.text.includes('<<')) return false;
  const inner = instruction.keyword === 'ONBUILD' ? nestedInstruction(instruction, escapeChar) : instruction;
  return inner !== undefined && WITH_HEREDOC.has(inner.keyword);
}

function cutInstruction(line: MappedText, escapeChar: string): DockerInstruction {
  const { text } = line;
  let keywordEnd = 0;
  while (keywordEnd < text.length && !isSpace(text.charCodeAt(keywordEnd))) keywordEnd++;
  let end = text.length;
  while (end > keywordEnd && isSpace(text.charCodeAt(end - 1))) end--;
  const { flags, bodyStart } = flagsOf(line, keywordEnd, end, escapeChar);
  const body = sliceText(line, bodyStart, end);
  const range = sourceRange(line, 0, end);
  return {
    keyword: text.slice(0, keywordEnd).toUpperCase(),
    keywordRange: sourceRange(line, 0, keywordEnd),
    flags,
    body,
    argumentsRange: body.text === '' ? { start: range.end, end: range.end } : fullRange(body),
    heredocs: NO_HEREDOCS,
    // At the end on purpose, here and elsewhere: a spread in front of other properties is a hundred times slower.
    ...range,
  };
}

/** The instruction inside an ONBUILD, which has the same form as any other. */
export function nestedInstruction(onbuild: DockerInstruction, escapeChar: string): DockerInstruction | undefined {
  return onbuild.body.text === '' ? undefined : cutInstruction(onbuild.body, escapeChar);
}
