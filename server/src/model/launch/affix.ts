import { matchesGlob } from './glob.ts';

/** `${name#pattern}` and its kin, `${name:offset:length}`: the expansions that entrypoint scripts use to look at arguments. */
export type AffixExpansion =
  | {
      readonly kind: 'affix';
      readonly name: string;
      readonly operator: '#' | '##' | '%' | '%%';
      readonly pattern: string;
    }
  | { readonly kind: 'slice'; readonly name: string; readonly offset: number; readonly length: number | undefined };

/** Reads such an expansion from its source text; undefined for every other one. */
export function readAffix(raw: string): AffixExpansion | undefined {
  const affix = /^\$\{(\w+)(##?|%%?)([^$`]*)\}$/.exec(raw);
  if (affix !== null) {
    const [, name = '', operator = '#', pattern = ''] = affix;
    return { kind: 'affix', name, operator: operator as '#', pattern: pattern.replace(/['"\\]/g, '') };
  }
  const slice = /^\$\{(\w+):(\d+)(?::(\d+))?\}$/.exec(raw);
  if (slice === null) return undefined;
  const [, name = '', offset = '0', length] = slice;
  return { kind: 'slice', name, offset: Number(offset), length: length === undefined ? undefined : Number(length) };
}

/** Applies the expansion to the variable's text. */
export function applyAffix(expansion: AffixExpansion, text: string): string {
  if (expansion.kind === 'slice') {
    const end = expansion.length === undefined ? undefined : expansion.offset + expansion.length;
    return text.slice(expansion.offset, end);
  }
  const { operator, pattern } = expansion;
  const cuts = Array.from({ length: text.length + 1 }, (_, i) => i);
  const front = operator.startsWith('#');
  const part = (cut: number): string => (front ? text.slice(0, cut) : text.slice(text.length - cut));
  const found = (operator.length === 1 ? cuts : cuts.reverse()).find((cut) => matchesGlob(pattern, part(cut)));
  if (found === undefined) return text;
  return front ? text.slice(found) : text.slice(0, text.length - found);
}
