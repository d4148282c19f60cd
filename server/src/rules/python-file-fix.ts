import type { Range } from '../base/span.ts';
import type { PythonCall } from '../facts/python/module.ts';
import type { FileAccess, PythonFacts } from '../facts/python/types.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { moduleName } from './python-write.ts';
import type { Edit, Fix } from './rule.ts';

// Rewrites of Python code that leaves files behind. Only where the shape is certain: one statement at the top level of a function,
// and nothing behind it that needs the file longer than the function runs.

/** A function from a line on: what comes before on that line, the indentation of its body, and the text of the rest. */
interface Tail {
  readonly lineStart: number;
  readonly line: string;
  readonly indent: string;
  /** The indentation that one level adds. */
  readonly unit: string;
  /** Behind the line, up to the end of the function. */
  readonly rest: string;
  readonly end: number;
  readonly eol: string;
}

/** What outlives the function, so that the file may not go with it. */
const outlives =
  /\b(?:FileResponse|StreamingResponse|send_file|send_from_directory|add_task|create_task|Thread|BackgroundTask|submit|yield)\b/;

function tailOf(text: string, facts: PythonFacts, call: PythonCall): Tail | undefined {
  const fn = facts.functions[call.within];
  if (fn === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', call.range.start - 1) + 1;
  const lineEnd = /\r?\n/.exec(text.slice(call.range.end));
  if (lineEnd === null) return undefined;
  const next = call.range.end + lineEnd.index + lineEnd[0].length;
  const line = text.slice(lineStart, call.range.end + lineEnd.index);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const head = text.slice(text.lastIndexOf('\n', fn.range.start - 1) + 1, fn.range.start);
  const outer = /^[ \t]*/.exec(head)?.[0] ?? '';
  const end = fn.range.end;
  const rest = text.slice(next, end);
  const lines = rest.split(/\r?\n/).filter((each) => each.trim() !== '');
  const deep = lines.every((each) => each.startsWith(indent) && !/^\s*[)\]}]/.test(each.slice(indent.length)));
  const body = text.slice(fn.bodyRange.start, lineStart).split(/\r?\n/).slice(1);
  const first = body.find((each) => each.trim() !== '' && !each.trim().startsWith('#')) ?? line;
  if (lines.length === 0 || !deep || /^[ \t]*/.exec(first)?.[0] !== indent) return undefined;
  // Text over several lines would change with its indentation.
  if (/"""|'''|\\\r?$/m.test(rest) || outlives.test(rest)) return undefined;
  return { lineStart, line, indent, unit: indent.slice(outer.length), rest, end, eol: lineEnd[0] };
}

function indented(text: string, unit: string): string {
  return text.replace(/^(?=[ \t]*\S)/gm, unit);
}

/** `folder = tempfile.mkdtemp()` becomes `with tempfile.TemporaryDirectory() as folder:` around the rest of the function. */
export function useTemporaryDirectory(reader: FactsReader, facts: PythonFacts, access: FileAccess): Fix | undefined {
  const call = facts.calls[access.call];
  const text = reader.text(facts.uri);
  if (call?.callee !== 'tempfile.mkdtemp' || text === undefined || call.assignedTo === undefined) return undefined;
  const tail = tailOf(text, facts, call);
  const name = call.assignedTo;
  if (tail === undefined || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const written = text.slice(call.range.start, call.range.end);
  if (tail.line.trim() !== `${name} = ${written}` || new RegExp(`\\breturn\\b.*\\b${name}\\b`).test(tail.rest))
    return undefined;
  const module = moduleName(reader, facts, 'tempfile');
  if (module === undefined) return undefined;
  const args = text.slice(call.argumentsRange.start, call.argumentsRange.end);
  const head = `${tail.indent}with ${module.name}.TemporaryDirectory${args} as ${name}:${tail.eol}`;
  const at = { uri: facts.uri, start: tail.lineStart, end: tail.end };
  return {
    title: 'Use tempfile.TemporaryDirectory, which removes the folder',
    safety: 'suggestion',
    edits: [...module.imports, { at, newText: head + indented(tail.rest, tail.unit) }],
  };
}

/** Removes the file of `with NamedTemporaryFile(delete=False) as f: … path = f.name` when the rest of the function is done. */
export function removeAtEnd(reader: FactsReader, facts: PythonFacts, access: FileAccess): Fix | undefined {
  const call = facts.calls[access.call];
  const text = reader.text(facts.uri);
  if (call?.callee !== 'tempfile.NamedTemporaryFile' || text === undefined || !call.contextManager) return undefined;
  const tail = tailOf(text, facts, call);
  if (tail === undefined) return undefined;
  const name = /^\s*with .* as ([A-Za-z_]\w*):\s*$/.exec(tail.line)?.[1];
  const lines = tail.rest.split(tail.eol);
  const inside = `${tail.indent}${tail.unit}`;
  const cut = lines.findIndex((each) => each.trim() !== '' && !each.startsWith(inside));
  if (name === undefined || cut < 1) return undefined;
  const kept = new RegExp(`^${inside}([A-Za-z_]\\w*) = ${name}\\.name\\s*$`);
  const path = lines.slice(0, cut).flatMap((each) => kept.exec(each)?.[1] ?? [])[0];
  const behind = lines.slice(cut).join(tail.eol);
  if (path === undefined || new RegExp(`\\breturn\\s+${path}\\b|\\b(?:try|finally)\\b`).test(behind)) return undefined;
  const os = moduleName(reader, facts, 'os');
  if (os === undefined) return undefined;
  const start = tail.end - behind.length;
  const trailing = /\s*$/.exec(behind)?.[0] ?? '';
  const work = indented(behind.slice(0, behind.length - trailing.length), tail.unit);
  const newText = `${tail.indent}try:${tail.eol}${work}${tail.eol}${tail.indent}finally:${tail.eol}${inside}${os.name}.remove(${path})${trailing}`;
  return {
    title: `Remove ${path} at the end`,
    safety: 'suggestion',
    edits: [...os.imports, { at: { uri: facts.uri, start, end: tail.end }, newText }],
  };
}

/** Logs to the standard error output instead of a file: Cloud Logging collects it. */
export function logToOutput(reader: FactsReader, facts: PythonFacts, access: FileAccess): Fix | undefined {
  const call = facts.calls[access.call];
  const text = reader.text(facts.uri);
  if (call === undefined || text === undefined) return undefined;
  // A keyword of `**options` stands elsewhere.
  if (call.keywords.some((k) => k.range.start < call.range.start || k.range.end > call.range.end)) return undefined;
  const edits =
    call.callee === 'logging.basicConfig'
      ? dropKeywords(facts, call, ['filename', 'filemode', 'encoding'])
      : /^logging\.(?:handlers\.)?\w*Handler$/.test(call.callee ?? '')
        ? replaceHandler(reader, facts, text, call)
        : undefined;
  return edits === undefined || edits.length === 0
    ? undefined
    : { title: 'Log to the standard output', safety: 'suggestion', edits };
}

function dropKeywords(facts: PythonFacts, call: PythonCall, names: readonly string[]): readonly Edit[] {
  const all = [...call.args, ...call.keywords].sort((a, b) => a.range.start - b.range.start);
  const drop = new Set(call.keywords.filter((k) => names.includes(k.name)).map((k) => k.range.start));
  const ranges: Range[] = [];
  let last = call.argumentsRange.start + 1;
  for (const [i, { range }] of all.entries()) {
    const next = all[i + 1]?.range.start;
    if (!drop.has(range.start)) last = range.end;
    else if (next !== undefined && !all.slice(i).every((a) => drop.has(a.range.start)))
      ranges.push({ start: range.start, end: next });
    else {
      // Nothing that stays follows: the comma before it goes, too.
      ranges.push({ start: last, end: all.at(-1)?.range.end ?? range.end });
      break;
    }
  }
  return ranges.map((range) => ({ at: { uri: facts.uri, ...range }, newText: '' }));
}

function replaceHandler(
  reader: FactsReader,
  facts: PythonFacts,
  text: string,
  call: PythonCall,
): readonly Edit[] | undefined {
  const { uri } = facts;
  const others = facts.calls.some((c) => c.callee === 'logging.StreamHandler');
  if (!others) {
    const logging = moduleName(reader, facts, 'logging');
    if (logging === undefined) return undefined;
    return [...logging.imports, { at: { uri, ...call.range }, newText: `${logging.name}.StreamHandler()` }];
  }
  // The output is logged to already: the file goes, where it is an item of a list.
  const behind = /^\s*,\s*/.exec(text.slice(call.range.end))?.[0];
  const before = /[[,]\s*$/.exec(text.slice(0, call.range.start))?.[0];
  if (before === undefined) return undefined;
  if (behind !== undefined)
    return [{ at: { uri, start: call.range.start, end: call.range.end + behind.length }, newText: '' }];
  if (!before.startsWith(',')) return undefined;
  return [{ at: { uri, start: call.range.start - before.length, end: call.range.end }, newText: '' }];
}
