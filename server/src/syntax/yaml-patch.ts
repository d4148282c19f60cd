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
/** Plain scalars that stay one whatever stands around them: no blank, no colon at the end, nothing that opens anything. */
const PLAIN = /^[A-Za-z0-9][\w./-]*(?::[\w./-]+)*$/;
const IN_COMMENT = /^#[^\r\n\t{}%]*$/;
/** Anchors, aliases and tags make a text mean something elsewhere; a line with `%` may be a directive. */
const FAR_REACHING = /[&*!]|^%/m;

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
  const document = file.documents.find((d) => d.start <= edit.start && edit.end <= d.end);
  const target = scalarAt(document?.root, edit);
  const whole = target ?? commentAt(file.comments, edit);
  if (whole === undefined) return undefined;
  const { delta } = edit;
  const source = text.slice(whole.start, whole.end + delta);
  if (source.length > MAX_PIECE) return undefined;
  if (!isHarmless(old.slice(whole.start, whole.end), source, target?.style)) return undefined;
  if (FAR_REACHING.test(text)) return undefined;
  const replaced: TextEdit = { start: whole.start, end: whole.end, delta };
  if (target === undefined) return withComment(file, replaced, source);
  const alone = parse(source);
  if (alone?.kind !== 'scalar' || alone.end !== source.length || alone.style !== target.style) return undefined;
  const scalar: YamlScalar = { ...alone, start: whole.start, end: whole.end + delta };
  return moveFile(file, replaced, scalar);
}

/** The scalar that holds the whole edit and is no key. Between quotes the edit must stand between them. */
function scalarAt(root: YamlNode | undefined, edit: Range): YamlScalar | undefined {
  let node = root;
  let nested = false;
  while (node !== undefined && node.kind !== 'scalar') {
    const children: readonly (YamlNode | undefined)[] =
      node.kind === 'seq' ? node.items : node.entries.map((entry) => entry.value);
    node = children.find((child) => child !== undefined && child.start <= edit.start && edit.end <= child.end);
    nested = true;
  }
  if (node === undefined || !nested || node.style === 'block') return undefined;
  return node.style === 'plain' || (node.start < edit.start && edit.end < node.end) ? node : undefined;
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

function withComment(file: YamlFile, replaced: TextEdit, source: string): YamlFile | undefined {
  const moved = moveFile(file, replaced, undefined);
  if (moved === undefined) return undefined;
  const comments = moved.comments.map((comment) =>
    comment.start === replaced.start ? { ...comment, value: source.slice(1).trim() } : comment,
  );
  return { ...moved, comments };
}

/** The file with everything behind `replaced` moved and `scalar` in its place; `undefined` where an offset lies inside. */
function moveFile(file: YamlFile, replaced: TextEdit, scalar: YamlScalar | undefined): YamlFile | undefined {
  const { start: from, end: to, delta } = replaced;
  let inside = false;
  const at = (offset: number): number => {
    if (offset <= from) return offset;
    if (offset < to) inside = true;
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
