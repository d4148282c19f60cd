import type { Located, Range } from '../base/span.ts';
import { type DockerFlag, flagsOf } from './dockerfile-flags.ts';
import { type DockerHeredoc, HeredocFinder } from './dockerfile-heredoc.ts';
import { fullRange, joinTexts, type MappedText, plainText, sliceText, sourceRange } from './mapped-text.ts';

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
export interface DockerTree {
  readonly instructions: readonly DockerInstruction[];
  /** `value` is the text behind `#`, trimmed; the range starts at `#`. Directives are comments, too. */
  readonly comments: readonly Located<string>[];
  /** `# name=value` lines at the top of the file, by lower-case name. */
  readonly directives: readonly { readonly name: string; readonly value: Located<string> }[];
  readonly escape: string;
  readonly problems: readonly Located<string>[];
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
const NO_HEREDOCS: readonly DockerHeredoc[] = [];
const WITH_HEREDOC: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);
const DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
const DIRECTIVE_NAMES: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

interface Line {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
  /** The first character that is no white space, or `end`. */
  readonly first: number;
  readonly next: number;
}

function lineAt(text: string, start: number): Line {
  const feed = text.indexOf('\n', start);
  const next = feed < 0 ? text.length : feed + 1;
  let end = feed < 0 ? text.length : feed;
  if (end > start && text.charCodeAt(end - 1) === 13) end--;
  let first = start;
  while (first < end && isSpace(text.charCodeAt(first))) first++;
  return { start, end, first, next };
}

/** Where a line's continuation character stands, or -1. A doubled one does not continue the line. */
function continuationAt(text: string, from: number, end: number, escapeChar: string): number {
  let at = end - 1;
  while (at >= from && (text[at] === ' ' || text[at] === '\t')) at--;
  if (at < from || text[at] !== escapeChar) return -1;
  return at > from && text[at - 1] === escapeChar ? -1 : at;
}

/** Cuts a Dockerfile into instructions. Never throws, in time linear to the text; whatever is not an instruction becomes a problem. */
export function parseDockerfile(text: string): DockerTree {
  const comments: Located<string>[] = [];
  const directives: { name: string; value: Located<string> }[] = [];
  const problems: Located<string>[] = [];
  const instructions: DockerInstruction[] = [];
  const finder = new HeredocFinder(text);
  let escapeChar = '\\';
  let inDirectives = true;
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  const addComment = (line: Line): void => {
    comments.push({ value: text.slice(line.first + 1, line.end).trim(), start: line.first, end: line.end });
  };

  while (at < text.length) {
    const line = lineAt(text, at);
    at = line.next;
    const isComment = text[line.first] === '#' && line.first < line.end;
    if (inDirectives) {
      const match = isComment ? DIRECTIVE.exec(text.slice(line.first, line.end)) : null;
      const name = match?.[1]?.toLowerCase() ?? '';
      const value = match?.[2] ?? '';
      if (DIRECTIVE_NAMES.has(name)) {
        const start = text.indexOf(value, text.indexOf('=', line.first) + 1);
        directives.push({ name, value: { value, start, end: start + value.length } });
        if (name === 'escape' && (value === '`' || value === '\\')) escapeChar = value;
      } else {
        inDirectives = false;
      }
    }
    if (isComment) addComment(line);
    if (isComment || line.first === line.end) continue;

    const pieces: MappedText[] = [];
    let current = line;
    let from = line.first;
    let lineEnd = line.end;
    for (;;) {
      const cut = continuationAt(text, from, current.end, escapeChar);
      pieces.push(plainText(text, from, cut < 0 ? current.end : cut));
      lineEnd = current.end;
      if (cut < 0) break;
      // Comment lines and empty lines between continued lines vanish.
      let more = false;
      while (at < text.length && !more) {
        current = lineAt(text, at);
        at = current.next;
        if (current.first === current.end) continue;
        if (text[current.first] === '#') addComment(current);
        else more = true;
      }
      if (!more) break;
      from = current.start;
    }
    const instruction = cutInstruction(joinTexts(pieces, line.first), escapeChar);
    if (!KEYWORDS.has(instruction.keyword)) {
      problems.push({ value: `unknown instruction ${instruction.keyword}`, ...instruction.keywordRange });
    }
    if (!WITH_HEREDOC.has(instruction.keyword) || !instruction.body.text.includes('<<')) {
      instructions.push(instruction);
      continue;
    }
    const found = finder.find(instruction.body, at, escapeChar);
    for (const problem of found.problems) problems.push(problem);
    at = found.next;
    const last = found.heredocs.at(-1);
    if (last === undefined) {
      instructions.push(instruction);
    } else {
      const heredocText = plainText(text, lineEnd, last.end);
      instructions.push({ ...instruction, heredocs: found.heredocs, heredocText, end: last.end });
    }
  }
  return { instructions, comments, directives, escape: escapeChar, problems };
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
