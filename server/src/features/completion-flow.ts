import type { Range } from '../base/span.ts';
import type { YamlStep } from '../syntax/yaml-types.ts';

/** Where a caret stands inside `{ … }` and `[ … ]` on its own line. */
export interface FlowPlace {
  /** Steps from the value that the brackets are to the map that holds the caret. */
  readonly path: readonly YamlStep[];
  readonly on: 'key' | 'value';
  readonly key: string | undefined;
  /** The key or value that is being typed, as offsets of the text. */
  readonly range: Range;
  /** The other keys of the map, with their values where they are plain or quoted text. */
  readonly others: ReadonlyMap<string, string>;
}

interface Frame {
  readonly map: boolean;
  index: number;
  key: string | undefined;
  readonly others: Map<string, string>;
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** Keys and values that follow the caret in its map. */
function following(rest: string): readonly (readonly [string, string])[] {
  const own = /^[^{}[\]\n]*/.exec(rest)?.[0] ?? '';
  return [...own.matchAll(/,[ \t]*["']?([^\s,:"']+)["']?:[ \t]+([^,\n]*)/g)].map((match) => [
    match[1] ?? '',
    unquote((match[2] ?? '').trim()),
  ]);
}

/**
 * The place of `offset` in the brackets that start at `start`, which is before it on the same line. `undefined`: behind the
 * brackets, inside a quoted key, or in a list, where no key fits.
 */
export function flowAt(text: string, start: number, offset: number): FlowPlace | undefined {
  const stack: Frame[] = [];
  let from = start;
  const close = (to: number): void => {
    const top = stack.at(-1);
    const token = text.slice(from, to).trim();
    if (top?.map === true && top.key !== undefined) top.others.set(top.key, unquote(token));
  };
  for (let i = start; i < offset; i++) {
    const c = text.charAt(i);
    const top = stack.at(-1);
    if ((c === '"' || c === "'") && text.slice(from, i).trim() === '') {
      const end = text.indexOf(c, i + 1);
      if (end < 0 || end >= offset) break;
      i = end;
    } else if (c === '{' || c === '[') {
      stack.push({ map: c === '{', index: 0, key: undefined, others: new Map() });
      from = i + 1;
    } else if (c === '}' || c === ']') {
      close(i);
      stack.pop();
      if (stack.length === 0) return undefined;
      from = i + 1;
    } else if (c === ',') {
      close(i);
      if (top !== undefined) {
        top.index++;
        top.key = undefined;
      }
      from = i + 1;
    } else if (
      c === ':' &&
      top?.map === true &&
      top.key === undefined &&
      /^(?:[\s"'[{]|$)/.test(text.slice(i + 1, i + 2))
    ) {
      top.key = unquote(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const top = stack.at(-1);
  if (top?.map !== true) return undefined;
  const lead = /^[ \t]*/.exec(text.slice(from, offset))?.[0].length ?? 0;
  const more =
    (top.key === undefined ? /^[^\s,:{}[\]"']*/ : /^[^\s,{}[\]]*/).exec(text.slice(offset, offset + 300))?.[0] ?? '';
  const others = new Map([...top.others, ...following(text.slice(offset + more.length, offset + 1000))]);
  if (top.key !== undefined) others.delete(top.key);
  return {
    path: stack.slice(0, -1).map((frame) => (frame.map ? (frame.key ?? '') : frame.index)),
    on: top.key === undefined ? 'key' : 'value',
    key: top.key,
    range: { start: from + lead, end: offset + more.length },
    others,
  };
}
