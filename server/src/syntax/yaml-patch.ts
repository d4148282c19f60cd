import type { Located, Range } from '../base/span.ts';
import { editBetween, type TextEdit } from '../base/text-edit.ts';
import type { YamlEntry, YamlFile, YamlNode, YamlScalar } from './yaml-types.ts';

// Most keys in a manifest change the inside of one value or of one comment. Nothing else is read otherwise then: the tree is the
// same, with another scalar in it and everything behind it moved. What is not certainly such a key is left to the parser.

/** A text with its tree. */
export interface ParsedYaml {
  readonly text: string;
  readonly file: YamlFile;
}

/** Longer ones are rare, and may be beyond some limit of the parser. */
const MAX_PIECE = 1000;

/** Characters that mean nothing to YAML or to a template language between quotes. */
const INSIDE_QUOTES = /^[\w ./:=+,;-]*$/;
/** Plain scalars that stay one whatever stands around them: no blank or colon at the end, nothing that opens anything. */
const PLAIN = /^[A-Za-z0-9](?:[\w./-]|[: ](?=[\w./-])| +(?= [\w./-]))*$/;
const IN_COMMENT = /^#[^\r\n\t{}%]*$/;
/** Anchors, aliases and tags make a text mean something elsewhere; a line with `%` may be a directive. */
const FAR_REACHING = /[&*!]|^%/m;

/** A scalar or comment before and after an edit. What begins at `tail` or behind it moves by `delta`. */
interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly end: number;
  readonly tail: number;
  readonly delta: number;
}

/**
 * The tree of `text`, made from that of an earlier text; `undefined` where the difference is more than the inside of one scalar or
 * comment. `parse` reads a scalar that stands alone. Equal to a fresh parse (test/syntax/yaml-patch.test.ts).
 */
export function patchYaml(
  text: string,
  before: ParsedYaml,
  parse: (scalar: string) => YamlNode | undefined,
): YamlFile | undefined {
  const { file, text: old } = before;
  if (file.problems.length > 0 || file.templates.length > 0 || file.brokenFrom !== undefined) return undefined;
  const edit = editBetween(old, text);
  const target = scalarBefore(file, old, edit);
  const comment = target === undefined ? commentAt(file.comments, edit) : undefined;
  const change =
    target !== undefined
      ? changeOf(target, old, text, edit)
      : comment === undefined
        ? undefined
        : plainChange(comment, edit.delta);
  if (change === undefined) return undefined;
  const source = text.slice(change.start, change.end);
  if (source.length > MAX_PIECE || !isHarmless(old.slice(change.start, change.oldEnd), source, target?.style))
    return undefined;
  if (FAR_REACHING.test(text)) return undefined;
  if (target === undefined) return withComment(file, change, source);
  const alone = parse(source);
  if (alone?.kind !== 'scalar' || alone.end !== source.length || alone.style !== target.style) return undefined;
  const scalar: YamlScalar = { ...alone, start: change.start, end: change.end };
  return moveFile(file, change, scalar);
}

function plainChange({ start, end }: Range, delta: number): Change {
  return { start, oldEnd: end, end: end + delta, tail: end, delta };
}

/** The scalar that an edit changes, or that stands in front of the blanks that it changes; no key. */
function scalarBefore(file: YamlFile, old: string, edit: Range): YamlScalar | undefined {
  let at = edit.start;
  while (at > 0 && old.charCodeAt(at - 1) === 32) at--;
  let node = file.documents.find((d) => d.start <= at && edit.end <= d.end)?.root;
  let nested = false;
  while (node !== undefined && node.kind !== 'scalar') {
    const children: readonly (YamlNode | undefined)[] =
      node.kind === 'seq' ? node.items : node.entries.map((entry) => entry.value);
    node = children.find((child) => child !== undefined && child.start <= at && at <= child.end);
    nested = true;
  }
  return node === undefined || !nested || node.style === 'block' ? undefined : node;
}

/** What an edit makes of a scalar and the blanks behind it; `undefined` where it reaches further, or touches a quote. */
function changeOf({ start, end, style }: YamlScalar, old: string, text: string, edit: TextEdit): Change | undefined {
  const { delta } = edit;
  if (edit.end < end) return style === 'plain' || start < edit.start ? plainChange({ start, end }, delta) : undefined;
  if (style !== 'plain' && edit.start < end) return undefined;
  const line = old.slice(end).search(/[\r\n]|$/) + end;
  if (old.slice(end, line).trim() !== '')
    return style === 'plain' && edit.end === end ? plainChange({ start, end }, delta) : undefined;
  if (edit.end > line) return undefined;
  const rest = text.slice(start, line + delta);
  if (/[\r\n\t]/.test(rest)) return undefined;
  const length = rest.trimEnd().length;
  // Without a line break the document ends behind the blanks, and the scalar before them.
  if (line === old.length && length < rest.length) return undefined;
  return { start, oldEnd: end, end: start + length, tail: line, delta };
}

/** The comment that holds the whole edit behind its `#`. */
function commentAt(comments: readonly Located<string>[], edit: Range): Located<string> | undefined {
  return comments.find((comment) => comment.start < edit.start && edit.end <= comment.end);
}

/** Whether both texts of a scalar or comment (`style` is undefined) leave the rest of the file alone. */
function isHarmless(old: string, now: string, style: YamlScalar['style'] | undefined): boolean {
  if (style === 'plain') return PLAIN.test(old) && PLAIN.test(now);
  if (style !== undefined) return INSIDE_QUOTES.test(old.slice(1, -1)) && INSIDE_QUOTES.test(now.slice(1, -1));
  // A collection ends before the blanks at the end of its last comment.
  return IN_COMMENT.test(old) && IN_COMMENT.test(now) && !/\s$/.test(old) && !/\s$/.test(now);
}

function withComment(file: YamlFile, change: Change, source: string): YamlFile | undefined {
  const moved = moveFile(file, change, undefined);
  if (moved === undefined) return undefined;
  const comments = moved.comments.map((comment) =>
    comment.start === change.start ? { ...comment, value: source.slice(1).trim() } : comment,
  );
  return { ...moved, comments };
}

/** The file with everything behind the change moved and `scalar` in its place; `undefined` where an offset lies inside. */
function moveFile(file: YamlFile, change: Change, scalar: YamlScalar | undefined): YamlFile | undefined {
  const { start: from, oldEnd, end: newEnd, tail, delta } = change;
  let inside = false;
  const at = (offset: number): number => {
    if (offset <= from) return offset;
    if (offset === oldEnd) return newEnd;
    if (offset < tail) inside = true;
    return offset + delta;
  };
  const node = (old: YamlNode): YamlNode => {
    if (old.end <= from) return old;
    if (scalar !== undefined && old.start === from && old.kind === 'scalar') return scalar;
    const [start, end] = [at(old.start), at(old.end)];
    if (old.kind === 'scalar') return { ...old, start, end };
    if (old.kind === 'map') return { kind: 'map', start, end, flow: old.flow, entries: old.entries.map(entry) };
    const items = old.items.map(optional);
    return { kind: 'seq', start, end, flow: old.flow, items, itemRanges: old.itemRanges.map(range) };
  };
  const optional = (old: YamlNode | undefined): YamlNode | undefined => (old === undefined ? undefined : node(old));
  const entry = (old: YamlEntry): YamlEntry => {
    if (old.end <= from) return old;
    const { key, value, merged } = old;
    return { key: keyOf(key), value: optional(value), start: at(old.start), end: at(old.end), merged };
  };
  const keyOf = (key: YamlScalar): YamlScalar =>
    key.end <= from ? key : { ...key, start: at(key.start), end: at(key.end) };
  const range = (old: Range): Range => (old.end <= from ? old : { start: at(old.start), end: at(old.end) });
  const documents = file.documents.map((d) => ({ root: optional(d.root), start: at(d.start), end: at(d.end) }));
  const comments = file.comments.map((c) => (c.end <= from ? c : { ...c, start: at(c.start), end: at(c.end) }));
  return inside ? undefined : { documents, comments, problems: [], templates: [] };
}
