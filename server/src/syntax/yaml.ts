import { Composer, type Document, Lexer, Parser } from 'yaml';
import type { Located, Range } from '../base/span.ts';
import { type Conversion, convertDocument, newConversion } from './yaml-convert.ts';
import { TAB_MESSAGE, yamlMessage } from './yaml-messages.ts';
import { type ParsedYaml, patchYaml } from './yaml-patch.ts';
import { prepareYaml } from './yaml-prepare.ts';
import type { YamlDocument, YamlFile, YamlNode, YamlProblem } from './yaml-types.ts';

/** Longest text that is parsed, in UTF-16 units. Real manifests have a hundredth of it. */
export const MAX_YAML_LENGTH = 1_000_000;

/** How far a line is looked at. */
const MAX_LINE = 1000;

/** Errors of one document that are looked at. */
const MAX_ERRORS = 100;

/** Deepest nesting that is parsed; the parser recurses. */
const MAX_DEPTH = 400;

/**
 * Parses YAML into the plain tree of yaml-types.ts. Total and linear: every text gives a file, what cannot be read gives a problem.
 * `before` is an earlier version of the same file, which spares the parser most keys; the answer does not depend on it.
 */
export function parseYaml(text: string, before?: ParsedYaml): YamlFile {
  const patched =
    before === undefined || text.length > MAX_YAML_LENGTH ? undefined : patchYaml(text, before, readScalar);
  return patched ?? parseWhole(text);
}

function readScalar(text: string): YamlNode | undefined {
  const { documents, problems } = parseWhole(text);
  return documents.length === 1 && problems.length === 0 ? documents[0]?.root : undefined;
}

function parseWhole(text: string): YamlFile {
  if (text.length > MAX_YAML_LENGTH || tooDeep(text)) return unreadable(text, 'This file is too large to be checked.');
  const prepared = prepareYaml(text);
  const comments: Located<string>[] = [];
  try {
    const parsed = compose(prepared.text, comments);
    const conversion = newConversion(text, prepared.templates);
    const problems: YamlProblem[] = [];
    const documents: YamlDocument[] = [];
    const breaks: number[] = [];
    for (const doc of parsed) {
      const root = convertDocument(conversion, doc);
      documents.push({ root, start: doc.range?.[0] ?? 0, end: doc.range?.[1] ?? text.length });
      addErrors(text, doc, root, problems, breaks);
    }
    addTabs(text, prepared.tabs, documents, problems, breaks);
    const errorFrom = breaks.length === 0 ? undefined : Math.min(...breaks);
    const unknownFrom = prepared.generated ? 0 : Math.min(errorFrom ?? text.length + 1, ...conversion.unknownEntries);
    addFindings(conversion, problems, prepared.generated);
    problems.sort((a, b) => a.start - b.start);
    return {
      documents,
      problems,
      comments: comments.filter((c) => !prepared.templates.some((t) => t.start <= c.start && c.end <= t.end)),
      templates: prepared.templates,
      ...(unknownFrom > text.length ? {} : { brokenFrom: unknownFrom }),
      ...(errorFrom === undefined ? {} : { errorFrom }),
    };
  } catch {
    // The parser is believed not to throw, but its recursion has no bound.
    return unreadable(text, 'This file cannot be parsed.');
  }
}

function unreadable(text: string, message: string): YamlFile {
  const end = Math.min(text.length, Math.max(1, text.search(/[\r\n]|$/)));
  const problems: YamlProblem[] = [{ code: 'too-large', message, start: 0, end }];
  return { documents: [], problems, brokenFrom: 0, errorFrom: 0, comments: [], templates: [] };
}

/** A cheap upper bound of the nesting: open brackets, and list items that start on one line. */
function tooDeep(text: string): boolean {
  let brackets = 0;
  let dashes = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 91 || c === 123) brackets++;
    else if (c === 93 || c === 125) brackets = Math.max(0, brackets - 1);
    else if ((c === 45 || c === 63) && isBlank(text, i + 1) && isBlank(text, i - 1)) dashes++;
    else if (c === 10) dashes = 0;
    if (brackets > MAX_DEPTH || dashes > MAX_DEPTH) return true;
  }
  return false;
}

/** Whether no word goes on at an offset. */
function isBlank(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return Number.isNaN(c) || c === 32 || c === 9 || c === 10 || c === 13;
}

function compose(text: string, comments: Located<string>[]): readonly Document[] {
  const lexer = new Lexer();
  const parser = new Parser();
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent', prettyErrors: false, merge: false });
  const documents: Document[] = [];
  let at = 0;
  let scalar = false;
  for (const lexeme of lexer.lex(text)) {
    // The lexer announces a scalar and the two document markers by one control character each that is not in the text.
    const control = lexeme === '\x02' || lexeme === '\x18' || lexeme === '\x1f';
    if (!control) {
      if (!scalar && lexeme.startsWith('#')) {
        comments.push({ value: lexeme.slice(1).trim(), start: at, end: at + lexeme.length });
      }
      at += lexeme.length;
    }
    scalar = lexeme === '\x1f';
    for (const token of parser.next(lexeme)) for (const doc of composer.next(token)) documents.push(doc);
  }
  for (const token of parser.end()) for (const doc of composer.next(token)) documents.push(doc);
  for (const doc of composer.end(false, text.length)) documents.push(doc);
  return documents;
}

function addErrors(
  text: string,
  doc: Document,
  root: YamlNode | undefined,
  problems: YamlProblem[],
  breaks: number[],
): void {
  let first = true;
  for (const error of doc.errors.slice(0, MAX_ERRORS)) {
    const start = Math.min(error.pos[0], Math.max(0, text.length - 1));
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const opened = openedAt(text, root, lineStart) ?? openedAt(text, root, start);
    breaks.push(Math.min(lineStart, opened ?? start));
    // What follows the first error of a document mostly is its echo.
    if (!first) continue;
    first = false;
    const [rest = ''] = text.slice(start, start + MAX_LINE).split(/\r?\n/, 1);
    const { message, atOpening } = yamlMessage(error.code, error.message, rest);
    const range = atOpening && opened !== undefined ? { start: opened, end: start } : { start, end: error.pos[1] };
    problems.push({ code: 'syntax', message, ...onOneLine(text, range) });
  }
}

function onOneLine(text: string, range: Range): Range {
  const start = range.start;
  const end = Math.min(text.length, Math.max(start + 1, range.end));
  const eol = text.slice(start, end).search(/[\r\n]/);
  if (eol > 0) return { start, end: start + eol };
  if (eol === 0 && start > 0 && !/\s/.test(text.charAt(start - 1))) return { start: start - 1, end: start };
  return { start, end };
}

/** Start of the quoted string or bracket that swallowed `offset`, or that stands open right before it. */
function openedAt(text: string, root: YamlNode | undefined, offset: number): number | undefined {
  let node = root;
  while (node !== undefined) {
    if (node.kind === 'scalar' ? node.style === 'single' || node.style === 'double' : node.flow) {
      if (node.start < offset && offset < node.end) return node.start;
      const closer = node.kind === 'scalar' ? text.charAt(node.start) : node.kind === 'map' ? '}' : ']';
      const closed = node.end > node.start + 1 && text.charAt(node.end - 1) === closer;
      return closed || text.slice(node.end, offset).trim() !== '' ? undefined : node.start;
    }
    if (node.kind === 'scalar') return undefined;
    const children: readonly (YamlNode | undefined)[] =
      node.kind === 'seq' ? node.items : node.entries.flatMap((e) => (e.merged ? [] : [e.key, e.value]));
    node = children.findLast((child) => child !== undefined && child.start < offset);
  }
  return undefined;
}

function addTabs(
  text: string,
  tabs: readonly number[],
  documents: readonly YamlDocument[],
  problems: YamlProblem[],
  breaks: number[],
): void {
  if (tabs.length === 0) return;
  const quiet = documents.flatMap((d) => (d.root === undefined ? [] : tolerant(text, d.root)));
  let previousEnd = -1;
  for (const start of tabs) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const first = text.slice(start).search(/[^ \t]/);
    const next = first < 0 ? '' : text.charAt(start + first);
    if (next === '' || next === '\n' || next === '\r' || next === '#') continue;
    if (quiet.some((r) => r.start < start && start < r.end)) continue;
    breaks.push(lineStart);
    // One problem for a run of lines; each line would say the same.
    const follows = lineStart <= previousEnd;
    const lineEnd = text.indexOf('\n', start);
    previousEnd = lineEnd < 0 ? text.length : lineEnd + 1;
    if (follows) continue;
    problems.push({ code: 'tab', message: TAB_MESSAGE, start, end: start + 1 });
  }
}

/** Places where a leading tab is allowed: inside multi-line scalars and brackets. */
function tolerant(text: string, root: YamlNode): readonly Range[] {
  const out: Range[] = [];
  const visit = (node: YamlNode | undefined): void => {
    if (node === undefined || node.alias !== undefined) return;
    if (node.kind === 'scalar') {
      if (node.style !== 'plain' && text.slice(node.start, node.end).includes('\n')) out.push(node);
    } else if (node.flow) out.push(node);
    else if (node.kind === 'seq') node.items.forEach(visit);
    else for (const entry of node.entries) if (!entry.merged) visit(entry.value);
  };
  visit(root);
  return out;
}

function addFindings(c: Conversion, problems: YamlProblem[], generated: boolean): void {
  for (const at of c.badAliases) {
    problems.push({ code: 'alias', message: 'This alias leads to no anchor above it, or to too much.', ...at });
  }
  // Both branches of a template condition stand in the text: their keys may repeat.
  if (!generated) {
    for (const { first, second } of c.duplicates) {
      problems.push({
        code: 'duplicate-key',
        message: 'This key stands in the mapping twice.',
        ...second,
        related: first,
      });
    }
  }
}
