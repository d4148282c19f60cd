// Where a reader of HCL stands, and how it gets past what it does not read.

/** A place in a text. */
export interface HclCursor {
  readonly text: string;
  at: number;
}

/** Blocks and values inside each other that are read; nothing that deploys comes near. */
export const DEEPEST = 60;
const HEREDOC = /<<-?([A-Za-z_]\w*)[ \t]*\r?\n/y;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function endOf(text: string, found: number, length: number): number {
  return found < 0 ? text.length : found + length;
}

/** What a sticky pattern finds here. */
export function matchHere({ text, at }: HclCursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Skips blanks and comments, and line ends where `lines` says so. */
export function skipBlank(cursor: HclCursor, lines: boolean): void {
  const { text } = cursor;
  for (;;) {
    const char = text[cursor.at];
    if (char === ' ' || char === '\t' || char === '\r' || char === '\uFEFF' || (lines && char === '\n')) cursor.at++;
    else if (char === '#' || text.startsWith('//', cursor.at))
      cursor.at = endOf(text, text.indexOf('\n', cursor.at), 0);
    else if (text.startsWith('/*', cursor.at)) cursor.at = endOf(text, text.indexOf('*/', cursor.at + 2), 2);
    else return;
  }
}

/** Skips a string from its quote on; whether Terraform puts something into it. An unfinished one ends with its line. */
export function skipString(cursor: HclCursor, depth: number): boolean {
  const { text } = cursor;
  let dynamic = false;
  for (cursor.at++; cursor.at < text.length && text[cursor.at] !== '\n'; ) {
    const char = text[cursor.at];
    if (char === '"') {
      cursor.at++;
      return dynamic;
    }
    if (char === '\\') cursor.at += 2;
    // `$${` is written for `${`.
    else if ((char === '$' || char === '%') && text.startsWith(`${char}{`, cursor.at + 1)) cursor.at += 3;
    else if ((char === '$' || char === '%') && text[cursor.at + 1] === '{') {
      dynamic = true;
      cursor.at++;
      skipBracket(cursor, depth + 1);
    } else cursor.at++;
  }
  return true;
}

function skipHeredoc(cursor: HclCursor, found: RegExpExecArray): void {
  const from = cursor.at + found[0].length;
  const close = new RegExp(`^[ \\t]*${found[1] ?? ''}[ \\t]*$`, 'm').exec(cursor.text.slice(from));
  cursor.at = close === null ? cursor.text.length : from + close.index + close[0].length;
}

/** Skips one thing of an expression. */
export function skipOne(cursor: HclCursor, depth: number): void {
  const char = cursor.text[cursor.at] ?? '';
  const heredoc = char === '<' ? matchHere(cursor, HEREDOC) : null;
  if (char === '"') skipString(cursor, depth);
  else if (heredoc !== null) skipHeredoc(cursor, heredoc);
  else if (CLOSING[char] !== undefined) skipBracket(cursor, depth + 1);
  else cursor.at++;
}

/** Skips from an opening bracket behind its closing one. */
export function skipBracket(cursor: HclCursor, depth: number): void {
  const close = CLOSING[cursor.text[cursor.at] ?? ''];
  for (cursor.at++; ; ) {
    skipBlank(cursor, true);
    if (cursor.at >= cursor.text.length) return;
    if (cursor.text[cursor.at] === close) {
      cursor.at++;
      return;
    }
    if (depth > DEEPEST) cursor.at++;
    else skipOne(cursor, depth);
  }
}

/** Whether an expression ends here: with its line, or with what ends an item. */
export function endsHere({ text, at }: HclCursor): boolean {
  return at >= text.length || '\n,}])'.includes(text[at] ?? '');
}

/** Skips the rest of an expression. */
export function skipExpression(cursor: HclCursor, depth: number): void {
  for (skipBlank(cursor, false); !endsHere(cursor); skipBlank(cursor, false)) skipOne(cursor, depth);
}
