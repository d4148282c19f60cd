import type { Range } from '../base/span.ts';

/** A text that the YAML parser can read, of the same length as the original, and what was masked in it. */
export interface PreparedYaml {
  readonly text: string;
  /** The first tab in the leading white space of each line that has one. */
  readonly tabs: readonly number[];
  /** `{{ … }}`, `{% … %}` and `{# … #}`, and variables that stand for whole lines. */
  readonly templates: readonly Range[];
  /** Whether whole lines are template control (`{{- if … }}`) or a variable: anything may be generated there. */
  readonly generated: boolean;
}

const TEMPLATE_PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
];

/** Longest template expression that is believed; `{{` further from its end is taken as text. */
const TEMPLATE_LIMIT = 4000;

/**
 * Makes a text parseable without moving an offset: leading tabs become one space each, template expressions become
 * letters (or a comment where they fill whole lines), and a plain value that starts with `%` or `@` (`%IMAGE%`) loses
 * that character. The parser would otherwise lose everything behind such a place.
 */
export function prepareYaml(text: string): PreparedYaml {
  const templates = findTemplates(text);
  const tabs: number[] = [];
  const hasTabs = text.includes('\t');
  const hasMarker = /[:-][ ]+[%@]/.test(text);
  const blocks = findBlocks(text);
  if (templates.length === 0 && !hasTabs && !hasMarker && blocks.length === 0)
    return { text, tabs, templates, generated: false };
  const masked = maskTemplates(text, templates);
  let out = masked.text;
  const all = [...templates, ...blocks].sort((a, b) => a.start - b.start);
  for (const { start, end } of blocks) out = out.slice(0, start) + comment(out.slice(start, end)) + out.slice(end);
  if (hasTabs) out = replaceLeadingTabs(out, tabs);
  if (hasMarker) out = out.replace(/(^|\n)([^\n#"']*[:-] +)[%@](?=\w)/g, '$1$2x');
  return { text: out, tabs, templates: all, generated: masked.generated || blocks.length > 0 };
}

const BLOCK = /^([ \t]*)((?:\$\{\w+\}|\$[A-Z_]\w*|%[A-Z]\w*%)[ \t]*)$/gm;

/**
 * Variables that are alone on their line, where a key or an item has to stand: `envsubst` or `sed` puts whole lines in their place.
 * Inside a block scalar such a line is text.
 */
function findBlocks(text: string): readonly Range[] {
  if (!/^[ \t]*[$%]/m.test(text)) return [];
  const out: Range[] = [];
  for (const match of text.matchAll(BLOCK)) {
    const [, indent = '', variable = ''] = match;
    const start = match.index + indent.length;
    if (!isText(text, match.index, indent.length)) out.push({ start, end: start + variable.trimEnd().length });
  }
  return out;
}

/** Whether a line is a part of a scalar: one of the lines that it is nested in opens one, or is no key and no item. */
function isText(text: string, line: number, indent: number): boolean {
  let limit = indent;
  for (let end = line - 1; end > 0 && limit > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const before = text.slice(start, end).trimEnd();
    const own = before.search(/\S/);
    if (own >= 0 && own < limit && !before.trimStart().startsWith('#')) {
      // A key behind the dash of its item stands beside the line, not above it.
      const beside = /^\s*(?:-\s+)+/.exec(before)?.[0].length === limit;
      if (!beside && /(?:^|[\s:-])[|>][-+\d]*$/.test(before)) return true;
      if (!beside && limit === indent && !/:$|^\s*-$/.test(before)) return true;
      limit = own;
    }
    end = start - 1;
  }
  return false;
}

function findTemplates(text: string): readonly Range[] {
  const out: Range[] = [];
  for (const [open, close] of TEMPLATE_PAIRS) {
    let from = 0;
    for (;;) {
      const start = text.indexOf(open, from);
      if (start < 0) break;
      const at = text.indexOf(close, start + open.length);
      if (at < 0) break;
      if (at - start > TEMPLATE_LIMIT) {
        from = start + 1;
        continue;
      }
      const end = at + close.length;
      out.push({ start, end });
      from = end;
    }
  }
  if (out.length < 2) return out;
  out.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Range[] = [];
  let last = -1;
  for (const range of out) {
    if (range.start < last) continue;
    kept.push(range);
    last = range.end;
  }
  return kept;
}

function maskTemplates(
  text: string,
  templates: readonly Range[],
): { readonly text: string; readonly generated: boolean } {
  const parts: string[] = [];
  let at = 0;
  let generated = false;
  for (let i = 0; i < templates.length; i++) {
    const range = templates[i];
    if (range === undefined || range.start < at) continue;
    const before = text.slice(at, range.start);
    // What stands behind another expression of the line does not start it.
    const first = at === 0 || before.includes('\n');
    if (first && before.slice(before.lastIndexOf('\n') + 1).trim() === '') {
      // A line of nothing but templates is control flow: it becomes a comment, and what it generates is unknown.
      let end = range.end;
      for (let next = templates[i + 1]; next !== undefined; next = templates[++i + 1]) {
        if (text.slice(end, next.start).trim() !== '' || text.slice(end, next.start).includes('\n')) break;
        end = next.end;
      }
      const lineEnd = endOfLine(text, end);
      const rest = text.slice(end, lineEnd).trim();
      if (rest === '' || rest.startsWith('#')) {
        generated = true;
        parts.push(text.slice(at, range.start), text.slice(range.start, end).replace(/[^\r\n]+/g, comment));
        at = end;
        continue;
      }
      parts.push(text.slice(at, range.start), filler(text.slice(range.start, end)));
      at = end;
      continue;
    }
    parts.push(text.slice(at, range.start), filler(text.slice(range.start, range.end)));
    at = range.end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), generated };
}

function comment(line: string): string {
  return '#'.padEnd(line.length, '#');
}

/** Letters of the same length; line breaks inside an expression would end a plain scalar, so they are filled too. */
function filler(text: string): string {
  return 'x'.repeat(text.length);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function replaceLeadingTabs(text: string, tabs: number[]): string {
  return text.replace(/^[ ]*\t[ \t]*/gm, (blank: string, offset: number) => {
    tabs.push(offset + blank.indexOf('\t'));
    return ' '.repeat(blank.length);
  });
}
