import type { Located, Range } from '../base/span.ts';

/** One line of a Procfile: `web: gunicorn app:app`. */
export interface ProcfileProcess extends Range {
  readonly name: string;
  /** A shell command; its range lies in the Procfile. */
  readonly command: Located<string>;
}

/** Reads a Procfile. Buildpacks run `web` through a shell. */
export function procfileFacts(text: string): readonly ProcfileProcess[] {
  const out: ProcfileProcess[] = [];
  for (const match of text.matchAll(/^([A-Za-z0-9_-]+):[ \t]*(\S[^\r\n]*)/gm)) {
    const [whole, name = '', rest = ''] = match;
    const command = rest.trimEnd();
    const end = match.index + whole.length;
    const start = end - rest.length;
    out.push({ name, command: { value: command, start, end: start + command.length }, start: match.index, end });
  }
  return out;
}
