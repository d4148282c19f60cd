import type * as bash from 'unbash';
import type { Range } from '../base/span.ts';
import { type MappedText, sliceText, sourceRange, withoutTabs } from './mapped-text.ts';
import type { Assignment, HeredocText, LiteralPart, Redirect, SequenceNode, Word, WordPart } from './shell-tree.ts';

/** What the converters of words need: the parsed text, and how to convert the commands of a substitution. */
export interface WordContext {
  readonly mapped: MappedText;
  readonly commands: (context: WordContext, script: bash.Script) => SequenceNode;
  /** How many expansions this one stands in. */
  readonly depth: number;
}

/** The parser reads `$(…)` and `${…}` when asked, each level anew. Deeper ones stay unread, or `$($($(…` takes minutes. */
const MAX_DEPTH = 12;

function deeper(context: WordContext): WordContext {
  return { mapped: context.mapped, commands: context.commands, depth: context.depth + 1 };
}

/** The range in the file of a node of the parser. */
export function rangeOf(context: WordContext, node: { readonly pos: number; readonly end: number }): Range {
  return sourceRange(context.mapped, node.pos, node.end);
}

/** Converts a word of the parser. */
export function convertWord(context: WordContext, word: bash.Word): Word {
  const range = rangeOf(context, word);
  if (word.parts !== undefined) return { raw: word.text, parts: convertParts(context, word.parts, false), ...range };
  const parts: readonly WordPart[] =
    word.text === '' ? [] : [{ kind: 'literal', text: word.value, quote: 'none', ...range }];
  return { raw: word.text, parts, ...range };
}

function convertParts(context: WordContext, parts: readonly bash.WordPart[], quoted: boolean): readonly WordPart[] {
  return parts.flatMap((part) => convertPart(context, part, quoted));
}

function literal(
  context: WordContext,
  text: string,
  quote: LiteralPart['quote'],
  pos: number,
  end: number,
): LiteralPart {
  return { kind: 'literal', text, quote, ...sourceRange(context.mapped, pos, end) };
}

function convertPart(context: WordContext, part: bash.WordPart, quoted: boolean): readonly WordPart[] {
  const range = rangeOf(context, part);
  const quote = quoted ? 'double' : 'none';
  switch (part.type) {
    case 'Literal':
    case 'Glob':
      return [{ kind: 'literal', text: part.value, quote, ...range }];
    case 'SingleQuoted':
    case 'AnsiCQuoted': {
      const open = part.pos + (part.type === 'AnsiCQuoted' ? 2 : 1);
      const closed = part.end > open && part.text.endsWith("'");
      return [literal(context, part.value, 'single', Math.min(open, part.end), closed ? part.end - 1 : part.end)];
    }
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [literal(context, '', 'double', Math.min(part.pos + 1, part.end), Math.min(part.pos + 1, part.end))]
        : convertParts(context, part.parts, true);
    case 'SimpleExpansion':
      return [{ kind: 'variable', name: part.text.slice(1), quoted, ...range }];
    case 'ParameterExpansion':
      return [parameter(context, part, quoted)];
    case 'CommandExpansion':
      // Escaped backticks are parsed from a decoded copy, whose positions mean nothing in the file.
      return context.depth >= MAX_DEPTH || part.script === undefined || part.script.source !== undefined
        ? [{ kind: 'dynamic', quoted, ...range }]
        : [{ kind: 'dynamic', quoted, command: context.commands(deeper(context), part.script), ...range }];
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return [{ kind: 'dynamic', quoted, ...range }];
  }
}

function parameter(context: WordContext, part: bash.ParameterExpansionPart, quoted: boolean): WordPart {
  const range = rangeOf(context, part);
  if (context.depth >= MAX_DEPTH) return { kind: 'dynamic', quoted, ...range };
  const { operation, index, prefix, parameter: name } = part;
  if (index !== undefined && prefix === undefined && operation === undefined && /^[@*]$/.test(index.value)) {
    return { kind: 'dynamic', quoted, array: name, ...range };
  }
  if (index !== undefined || prefix !== undefined || name === '') return { kind: 'dynamic', quoted, ...range };
  if (operation === undefined) return { kind: 'variable', name, quoted, ...range };
  if (operation.type !== 'Default') return { kind: 'dynamic', quoted, ...range };
  const operand = convertWord(deeper(context), operation.operand);
  return { kind: 'variable', name, operator: operation.operator, operand, quoted, ...range };
}

/** Converts `NAME=value`. */
export function convertAssignment(context: WordContext, node: bash.Assignment): Assignment {
  const range = rangeOf(context, node);
  const base = { name: node.name, append: node.append === true, ...range };
  // An element of an array: neither a value nor a list of the whole.
  if (node.index !== undefined) return base;
  if (node.value.type === 'Word') return { value: convertWord(context, node.value), ...base };
  return { elements: node.value.elements.map((e) => convertWord(context, e)), ...base };
}

/** Converts an argument such as the one of `export NAME=value` into a word. */
export function convertArgument(context: WordContext, node: bash.CommandArgument): Word {
  if (node.type === 'Word') return convertWord(context, node);
  const range = rangeOf(context, node);
  if (node.value.type !== 'Word' || node.index !== undefined) {
    return { raw: node.text, parts: [{ kind: 'dynamic', quoted: false, ...range }], ...range };
  }
  const name = literal(context, context.mapped.text.slice(node.pos, node.value.pos), 'none', node.pos, node.value.pos);
  return { raw: node.text, parts: [name, ...convertWord(context, node.value).parts], ...range };
}

/** Converts a redirection, here-documents included. */
export function convertRedirect(context: WordContext, node: bash.Redirection): Redirect {
  const descriptor = node.descriptor?.type === 'FileDescriptor' ? { descriptor: node.descriptor.value } : {};
  const base = { operator: node.operator, ...descriptor, ...rangeOf(context, node) };
  if (node.type === 'HereDoc') return { heredoc: convertHeredoc(context, node), ...base };
  return node.target === undefined ? base : { target: convertWord(context, node.target), ...base };
}

function convertHeredoc(context: WordContext, node: bash.HereDoc): HeredocText {
  const range = rangeOf(context, node.body);
  const untab = (text: string): string => (node.operator === '<<-' ? text.replace(/^\t+/gm, '') : text);
  const body = sliceText(context.mapped, node.body.pos, node.body.end);
  const source = node.operator === '<<-' ? withoutTabs(body) : body;
  const value = source.text;
  const parts: readonly WordPart[] =
    node.body.parts === undefined
      ? [{ kind: 'literal', text: value, quote: 'none', ...range }]
      : convertParts(context, node.body.parts, true).map((p, i, all) => {
          // A tab behind an expansion does not begin a line.
          if (p.kind !== 'literal' || node.operator !== '<<-') return p;
          const text = i === 0 || all[i - 1]?.kind === 'literal' ? untab(p.text) : p.text.replace(/(?<=\n)\t+/g, '');
          return { ...p, text };
        });
  return {
    value,
    delimiter: node.delimiter?.value ?? '',
    quoted: node.delimiter?.quoted === true,
    parts,
    source,
    ...range,
  };
}
