import type { Span, Uri } from '../base/span.ts';
import type { ExecCommand } from '../facts/dockerfile/types.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { placeEdit, quoteWord } from '../model/launch/place-edit.ts';
import type { Launch, Place, Server, ServerOption } from '../model/launch-types.ts';
import type { Edit, Fix, FixSafety } from './rule.ts';

// What fixes of several rules share: tight places, and edits that are right for the notation that they are written in.

/** The only occurrence of `word` inside a span, whatever its case; `undefined` where it is not there or not alone. */
export function narrow(reader: FactsReader, span: Span, word: string): Span | undefined {
  const text = reader.written(span)?.toLowerCase();
  const wanted = word.toLowerCase();
  const first = text === undefined || wanted === '' ? -1 : text.indexOf(wanted);
  if (text === undefined || first < 0 || text.includes(wanted, first + 1)) return undefined;
  return { uri: span.uri, start: span.start + first, end: span.start + first + wanted.length };
}

/** A quoted word without its quotes; every other span as it is. */
export function unquoted(reader: FactsReader, span: Span): Span {
  const text = reader.written(span) ?? '';
  return /^(["']).+\1$/s.test(text) ? { ...span, start: span.start + 1, end: span.end - 1 } : span;
}

/** The first word of what a span covers, without quotes; the span itself where it starts with a space. */
export function firstWord(reader: FactsReader, span: Span): Span {
  const inner = unquoted(reader, span);
  const text = reader.written(inner) ?? '';
  const length = /^[^\s"',;&|]+/.exec(text)?.[0].length ?? 0;
  return length === 0 ? span : { ...inner, end: inner.start + length };
}

/** A fix of one edit; none without it. */
export function fixOf(title: string, safety: FixSafety, ...edits: readonly (Edit | undefined)[]): Fix | undefined {
  const all = edits.filter((edit): edit is Edit => edit !== undefined);
  return all.length === 0 || all.length < edits.length ? undefined : { title, safety, edits: all };
}

/** Whether an offset of a shell line lies between single quotes, where no variable is expanded. */
function singleQuoted(reader: FactsReader, at: Span): boolean {
  const text = reader.text(at.uri) ?? '';
  const line = text.slice(text.lastIndexOf('\n', at.start - 1) + 1, at.start);
  return (line.replace(/"[^"']*"/g, '').split("'").length - 1) % 2 === 1;
}

/**
 * The edit that writes a value at a place of the model. Undefined where the notation there cannot express it: a variable in
 * a JSON array, inside single quotes, or inside a Python string.
 */
export function writeTo(
  reader: FactsReader,
  place: Place | undefined,
  value: { readonly text: string; readonly python?: string },
): Edit | undefined {
  if (place === undefined) return undefined;
  const variable = value.text.includes('$');
  if (variable && place.kind === 'part' && place.notation === 'python') return undefined;
  if (variable && place.notation === 'shell' && singleQuoted(reader, place.at)) return undefined;
  return placeEdit(place, value);
}

/** Adds words to a command line at the server's place for flags. Words with `$` need a shell there. */
export function addFlags(place: Place | undefined, words: readonly string[]): Edit | undefined {
  if (place?.kind !== 'insert') return undefined;
  if (place.notation !== 'shell' && words.some((word) => word.includes('$'))) return undefined;
  if (place.notation !== 'shell' && place.notation !== 'json' && place.notation !== 'yaml') return undefined;
  const newText = words.map((word) => place.lead + quoteWord(word, place.notation)).join('') + place.trail;
  return { at: place.at, newText };
}

/** Removes an option with its value and the separator before it. */
export function dropOption(option: ServerOption): Edit {
  return { at: option.remove, newText: '' };
}

/** Options of one name; the model uses the long spelling. */
export function optionsNamed(server: Server, ...names: readonly string[]): readonly ServerOption[] {
  return server.options.filter((option) => names.includes(option.name));
}

/** gunicorn's only `--bind`, which may go because gunicorn listens on 0.0.0.0:$PORT without one. */
export function needlessBind(server: Server): ServerOption | undefined {
  const [only, ...more] = server.kind === 'gunicorn' ? optionsNamed(server, '--bind') : [];
  return more.length === 0 ? only : undefined;
}

/** The only `--port` of a server that reads PORT without one. */
export function needlessPort(server: Server): ServerOption | undefined {
  const [only, ...more] = server.readsPort ? optionsNamed(server, '--port') : [];
  return more.length === 0 ? only : undefined;
}

/** The exec-form CMD or ENTRYPOINT that decides what starts. */
export function execCommandOf(
  reader: FactsReader,
  launch: Launch,
): { readonly uri: Uri; readonly command: ExecCommand } | undefined {
  const range = launch.commandArguments;
  if (range === undefined || launch.form !== 'exec') return undefined;
  const commands = reader.dockerfile(range.uri)?.stages.flatMap((stage) => [stage.cmd, stage.entrypoint]) ?? [];
  for (const command of commands) {
    if (command?.form === 'exec' && command.argumentsRange.start === range.start) return { uri: range.uri, command };
  }
  return undefined;
}

/** Writes a word of a JSON array for a shell: `$NAME` stays a variable, everything else stays the text that it was. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word.replace(/\$(?:\w+|\{\w+(?::?[-+?=][\w./:@-]*)?\})/g, ''))) return word;
  if (word === '$' || /^\$(?:\w|\{\w+(?::?[-+?=][\w./:@-]*)?\})+$/.test(word)) return word;
  if (!word.includes("'") && !word.includes('$')) return `'${word}'`;
  return `"${word.replace(/["\\`]/g, '\\$&')}"`;
}

/**
 * Turns an exec form into `["sh", "-c", "exec …"]`, so that variables are expanded. `change` gives the words for a word.
 * Undefined where the image has no shell, or where the server is not started by this very instruction.
 */
export function runInShell(
  reader: FactsReader,
  launch: Launch,
  server: Span,
  change: (
    word: string,
    at: { readonly start: number; readonly end: number; readonly inner: number },
  ) => readonly string[],
): Edit | undefined {
  const found = execCommandOf(reader, launch);
  if (found === undefined || launch.base?.shell === 'none') return undefined;
  const { uri, command } = found;
  if (server.uri !== uri || server.start < command.start || server.end > command.end) return undefined;
  const words = command.words.flatMap((word) =>
    change(word.value, { start: word.start, end: word.end, inner: word.inner.start }),
  );
  const line = words[0] === 'exec' ? words.slice(1) : words;
  if (line.length === 0 || /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(line[0] ?? '')) return undefined;
  const script = `exec ${line.map(shellWord).join(' ')}`;
  return {
    at: { uri, start: command.argumentsRange.start, end: command.argumentsRange.end },
    newText: `["sh", "-c", ${JSON.stringify(script)}]`,
  };
}
