// Commands inside pipelines, scripts and Makefiles: where one ends, and what its words are. The same command may stand on lines that a
// backslash (PowerShell: a backtick, cmd: a caret) continues, or be the items of a list.

/** How far a command may reach; a step of a pipeline is far shorter. */
export const WINDOW = 4_000;

/** The end of a command: the first line that is not continued, or the end of the list that holds its words. */
export function commandEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + WINDOW);
  const before = text.slice(Math.max(0, from - WINDOW), from);
  const head = before.slice(before.lastIndexOf('\n') + 1);
  const [tail = ''] = text.slice(from, limit).split('\n', 1);
  if (
    /^[ \t]*-[ \t]*["']?(?:beta|alpha|run|gcloud)?["']?[ \t]*$/.test(head) ||
    /^[ \t]*-[ \t]*["']?run["']?[ \t]*$/.test(head + tail)
  ) {
    const indent = /^[ \t]*/.exec(head)?.[0].length ?? 0;
    return listEnd(text, from, limit, indent);
  }
  const listed = /^[ \t]*["'][^\r\n]*,[ \t]*\r?$/.test(head + tail);
  const around = listed ? before : head;
  if (around.lastIndexOf('[') > around.lastIndexOf(']')) {
    const close = text.indexOf(']', from);
    return close < 0 ? limit : Math.min(close, limit);
  }
  for (let at = from; at < limit; ) {
    const newline = text.indexOf('\n', at);
    if (newline < 0 || newline >= limit) return limit;
    if (!continues(text, at, newline)) return newline;
    at = newline + 1;
  }
  return limit;
}

/**
 * Whether the next line belongs to this one: a backslash of a shell, or what PowerShell (a backtick) and cmd (a caret) have for it. Only
 * where an option follows: a backtick also ends a command that a shell puts in.
 */
function continues(text: string, from: number, newline: number): boolean {
  const line = text.slice(from, newline).trimEnd();
  if (line.endsWith('\\')) return true;
  return /[ \t][`^]$/.test(line) && /^[ \t]*-/.test(text.slice(newline + 1, newline + 200));
}

/** The end of a block list whose items start with `-` at this indentation. */
function listEnd(text: string, from: number, limit: number, indent: number): number {
  let at = text.indexOf('\n', from);
  while (at >= 0 && at < limit) {
    const next = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, next < 0 ? limit : next);
    const content = line.trimStart();
    const own = line.length - content.length;
    if (content !== '' && !content.startsWith('#') && (own < indent || (own === indent && !content.startsWith('-'))))
      return at;
    at = next;
  }
  return limit;
}

/** A value without the quotes around it. */
export function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

/** A value that is written out, not put in by a variable or a template. */
export function literal(value: string | undefined): string | undefined {
  return value === undefined || value === '' || /[$%{}<>]/.test(value) ? undefined : value;
}
