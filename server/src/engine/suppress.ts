import type { Located, Range } from '../base/span.ts';

/** One `# cloud-run-ignore …` comment. */
export interface Suppression extends Range {
  readonly scope: 'line' | 'file';
  /** Rule names as written, each with its range. */
  readonly rules: readonly Located<string>[];
  readonly reason: string | undefined;
  /** Lines (zero-based) whose findings it silences; empty for the file scope. */
  readonly lines: readonly number[];
  /** What to delete so that the comment is gone: the whole line when nothing else stands on it. */
  readonly removal: Range;
}

const COMMENT = /(^\uFEFF?|[ \t])#[ \t]*cloud-run-ignore(-file)?\b[ \t]*([^\r\n]*)/;
const NAME = /[A-Za-z][\w-]*/g;
/** Names that are read from one comment. */
const MAX_NAMES = 100;

/**
 * Finds the suppression comments of a text. A comment on a line of its own silences the next line that is no comment
 * (several stack up); where `trailing` is allowed (YAML, Python, TOML, shell) one behind code silences its own line.
 * A file-scope comment counts only in the first comment block.
 */
export function findSuppressions(text: string, starts: readonly number[], trailing: boolean): readonly Suppression[] {
  if (!text.includes('cloud-run-ignore')) return [];
  const found: Suppression[] = [];
  const statement = statementFinder(text, starts);
  let inFirstBlock = true;
  for (let line = 0; line < starts.length; line++) {
    const start = starts[line] ?? 0;
    const next = starts[line + 1] ?? text.length;
    const content = text.slice(start, next).replace(/[\r\n]+$/, '');
    const code = content.replace(/^\uFEFF/, '').trim();
    if (code !== '' && !code.startsWith('#')) inFirstBlock = false;
    const match = COMMENT.exec(content);
    if (match === null) continue;
    const hash = start + match.index + (match[1] ?? '').length;
    const own =
      content
        .slice(0, hash - start)
        .replace(/^\uFEFF/, '')
        .trim() === '';
    if (!own && !trailing) continue;
    const fileScope = match[2] !== undefined;
    if (fileScope && !inFirstBlock) continue;
    const body = match[3] ?? '';
    const bodyStart = start + content.length - body.length;
    const colon = body.indexOf(':');
    const names = colon < 0 ? body : body.slice(0, colon);
    const end = start + content.length;
    found.push({
      start: hash,
      end,
      scope: fileScope ? 'file' : 'line',
      rules: [...names.matchAll(NAME)].slice(0, MAX_NAMES).map((m) => {
        const at = bodyStart + (m.index ?? 0);
        return { value: m[0], start: at, end: at + m[0].length };
      }),
      reason: colon < 0 ? undefined : body.slice(colon + 1).trim() || undefined,
      lines: fileScope ? [] : own ? statement(line + 1) : [line],
      removal: own ? { start, end: next } : { start: start + content.slice(0, hash - start).trimEnd().length, end },
    });
  }
  return found;
}

/**
 * Finds the first line from a line on that is neither blank nor a comment, with the lines that a `\\` continues it on. Asked from
 * top to bottom it looks at every line once: comments that stack up share their statement.
 */
function statementFinder(text: string, starts: readonly number[]): (line: number) => readonly number[] {
  let lines: readonly number[] = [];
  let from = Infinity;
  return (line) => {
    if (from <= line && line <= (lines[0] ?? starts.length)) return lines;
    from = line;
    lines = nextStatement(text, starts, line);
    return lines;
  };
}

function nextStatement(text: string, starts: readonly number[], line: number): readonly number[] {
  const lines: number[] = [];
  for (let i = line; i < starts.length; i++) {
    const content = text.slice(starts[i] ?? 0, starts[i + 1] ?? text.length).trim();
    if (lines.length === 0 && (content === '' || content.startsWith('#'))) continue;
    lines.push(i);
    if (!content.endsWith('\\') && !content.startsWith('#')) break;
  }
  return lines;
}

/** Gives the suppressions that silence a finding of `rule` that starts on `line`. */
export function suppressor(
  suppressions: readonly Suppression[],
): (rule: string, line: number) => readonly Suppression[] {
  const ofFile = suppressions.filter((suppression) => suppression.scope === 'file');
  const byLine = new Map<number, Suppression[]>();
  for (const suppression of suppressions) {
    for (const line of suppression.lines) {
      const list = byLine.get(line);
      if (list === undefined) byLine.set(line, [suppression]);
      else list.push(suppression);
    }
  }
  return (rule, line) =>
    [...ofFile, ...(byLine.get(line) ?? [])].filter(({ rules }) => rules.some((name) => name.value === rule));
}
