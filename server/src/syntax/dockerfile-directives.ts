import type { Located } from '../base/span.ts';

/** A `# name=value` line at the top of a Dockerfile, by its lower-case name. */
export interface DockerDirective {
  readonly name: string;
  readonly value: Located<string>;
}

const DIRECTIVE = /^([ \t\v\f\r]*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*)(\S.*)$/s;
const NAMES: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

/**
 * Reads the directives at the top of a file: the first line that is none ends them, be it a comment or an unknown name.
 * https://docs.docker.com/reference/dockerfile/#parser-directives
 */
export function directivesOf(text: string): {
  readonly directives: readonly DockerDirective[];
  /** The escape character: a backslash unless the file asks for a backtick. */
  readonly escape: string;
} {
  const directives: DockerDirective[] = [];
  let escapeChar = '\\';
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; ) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    const [, lead = '', word = '', value = ''] = DIRECTIVE.exec(text.slice(at, end).trimEnd()) ?? [];
    const name = word.toLowerCase();
    if (!NAMES.has(name)) break;
    const start = at + lead.length;
    directives.push({ name, value: { value, start, end: start + value.length } });
    if (name === 'escape' && (value === '`' || value === '\\')) escapeChar = value;
    at = end + 1;
  }
  return { directives, escape: escapeChar };
}
