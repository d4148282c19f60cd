import type { TypeName } from '../catalog/field-types.ts';
import type { CompletionAnswer } from './completion-answer.ts';
import { BLOCKS, type Block, type BlockNode, withoutStops } from './completion-blocks.ts';
import { openFields } from './completion-keys.ts';
import type { Offer, Place } from './completion-place.ts';
import type { ManifestStyle } from './manifest-lines.ts';

/** The lines of a block whose keys stand at `column`; the first one without its indentation. */
export function blockLines(nodes: readonly BlockNode[], column: number, style: ManifestStyle): readonly string[] {
  return nodes.flatMap((node) => {
    const pad = ' '.repeat(column);
    if (typeof node === 'string') return [pad + node];
    if ('map' in node) return [`${pad}${node.key}:`, ...blockLines(node.map, column + style.step, style)];
    return [`${pad}${node.key}:`, ...node.list.flatMap((item) => itemLines(item, column + style.dash, style))];
  });
}

function itemLines(nodes: readonly BlockNode[], column: number, style: ManifestStyle): readonly string[] {
  const [first = '', ...rest] = blockLines(nodes, column + 2, style);
  return [`${' '.repeat(column)}- ${first.trimStart()}`, ...rest];
}

function firstKeys(block: Block): readonly string[] {
  return block.nodes.map((node) => (typeof node === 'string' ? node.slice(0, node.indexOf(':')) : node.key));
}

/**
 * Writes what a block needs beside `containers`. `undefined`: it cannot be placed by lines alone. No edit: it is there already.
 */
function podEdits(place: Place, pod: NonNullable<Block['pod']>): CompletionAnswer['extra'] | undefined {
  const { lines, style } = place;
  const above = lines.findLastIndex(
    (line) => line.start <= place.offset && line.key === 'containers' && line.column < place.column,
  );
  const containers = lines[above];
  if (containers === undefined || containers.first !== containers.column) return undefined;
  const { column } = containers;
  const from = lines.slice(0, above).findLastIndex((line) => line.first < column) + 1;
  const after = lines.findIndex((line, i) => i > above && (line.first < column || line.column < column));
  const block = lines.slice(from, after < 0 ? undefined : after);
  const there = block.findIndex((line) => line.key === pod.key && line.column === column && line.first === column);
  const head = block[there];
  const { newline } = style;
  const item = pod.item === undefined ? undefined : withoutStops(pod.item);
  if (head === undefined) {
    const body =
      item === undefined
        ? blockLines(pod.map ?? [], column + style.step, style)
        : itemLines(item, column + style.dash, style);
    const text = [`${' '.repeat(column)}${pod.key}:`, ...body].map((line) => line + newline).join('');
    return [{ range: { start: containers.start, end: containers.start }, newText: text }];
  }
  if (item === undefined) return [];
  const next = block[there + 1];
  if (head.value !== '' || place.text.slice(head.start, head.end).includes('#')) return undefined;
  const dash =
    next !== undefined && next.first < next.column && next.first >= column ? next.first : column + style.dash;
  const text = itemLines(item, dash, style)
    .map((line) => newline + line)
    .join('');
  return [{ range: { start: head.end, end: head.end }, newText: text }];
}

/** The blocks that fit a map (or, with `item`, a list whose next item is written; `prefix` is the dash that is missing). */
export function blockOffers(
  place: Place,
  type: TypeName,
  item: boolean,
  prefix: string,
  column: number,
): readonly Offer[] {
  const { kind, path, siblings, range } = place.context;
  if (place.flow || /^[ \t]*:/.test(place.text.slice(range.end, range.end + 40))) return [];
  const open = new Set(openFields(kind, path, type, prefix === '' ? siblings : []).map((field) => field.name));
  return BLOCKS.flatMap((block) => {
    if (block.type !== type || (block.item ?? false) !== item) return [];
    if (block.kinds !== undefined && !block.kinds.includes(kind)) return [];
    if (!firstKeys(block).every((key) => open.has(key))) return [];
    const extra = block.pod === undefined ? [] : podEdits(place, block.pod);
    if (extra === undefined) return [];
    const [first = '', ...rest] = blockLines(block.nodes, column, place.style);
    return {
      label: block.label,
      kind: 'snippet' as const,
      detail: 'block',
      doc: block.doc,
      newText: prefix + [first.trimStart(), ...rest].join('\n'),
      sort: '2',
      extra,
    };
  });
}
