import type { Span } from '../../base/span.ts';
import type { FactsReader } from '../facts-reader.ts';
import type { Notation, Place } from '../launch-types.ts';
import type { LaunchWord } from './words.ts';

// Where settings are written, and how a value has to be quoted there.

/** A place behind a word at which further words of the command line can be added. */
export function placeAfterWord(reader: FactsReader, word: LaunchWord): Place | undefined {
  if (!word.own) return undefined;
  const at: Span = { uri: word.at.uri, start: word.at.end, end: word.at.end };
  switch (word.notation) {
    case 'json':
      return { kind: 'insert', at, notation: 'json', lead: ', ', trail: '' };
    case 'yaml': {
      const text = reader.text(word.at.uri);
      if (text === undefined) return undefined;
      const lineStart = text.lastIndexOf('\n', word.at.start - 1) + 1;
      const dash = /^([ \t]*(?:- )*)- ?$/.exec(text.slice(lineStart, word.at.start));
      if (dash === null) return { kind: 'insert', at, notation: 'yaml', lead: ', ', trail: '' };
      const indent = (dash[1] ?? '').replaceAll('-', ' ');
      return { kind: 'insert', at, notation: 'yaml', lead: `\n${indent}- `, trail: '' };
    }
    case 'shell':
      return { kind: 'insert', at, notation: 'shell', lead: ' ', trail: '' };
    case 'dockerfile':
    case 'python':
    case 'toml':
      return undefined;
  }
}

/** Writes one word so that the notation reads it as this text; `$NAME` stays a variable in a shell. */
export function quoteWord(text: string, notation: Notation): string {
  switch (notation) {
    case 'json':
    case 'python':
    case 'toml':
      return JSON.stringify(text);
    case 'yaml':
      return /^[A-Za-z./][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
        ? text
        : JSON.stringify(text);
    case 'shell':
    case 'dockerfile':
      return /^[\w@%+=:,./$*{}[\]-]+$/.test(text) ? text : `"${text.replace(/["\\`]/g, '\\$&')}"`;
    default:
      return text;
  }
}

/**
 * The edit that writes a value at a place: a text, or the code that stands for it in Python. Undefined where it cannot be
 * written there (a variable in a notation that does not expand it).
 */
export function placeEdit(
  place: Place,
  value: { readonly text: string; readonly python?: string },
): { readonly at: Span; readonly newText: string } | undefined {
  const { notation } = place;
  if (/\$\w|\$\{/.test(value.text) && notation !== 'shell' && !(notation === 'python' && value.python !== undefined))
    return undefined;
  const written =
    notation === 'python' ? (value.python ?? quoteWord(value.text, notation)) : quoteWord(value.text, notation);
  if (place.kind === 'part') return { at: place.at, newText: value.text };
  if (place.kind === 'replace')
    return {
      at: place.at,
      newText: notation === 'python' ? written : quoteWord(`${place.prefix ?? ''}${value.text}`, notation),
    };
  const { name } = place;
  if (notation === 'python' || notation === 'toml') {
    const pair = name === undefined ? written : notation === 'python' ? `${name}=${written}` : `${name} = ${written}`;
    return { at: place.at, newText: `${place.lead}${pair}${place.trail}` };
  }
  if (notation === 'dockerfile')
    return { at: place.at, newText: `${place.lead}ENV ${name ?? ''}=${written}${place.trail}` };
  const words = name === undefined ? [written] : [quoteWord(name, notation), written];
  return { at: place.at, newText: words.map((word) => place.lead + word).join('') + place.trail };
}
