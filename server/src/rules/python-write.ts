import type { Range, Uri } from '../base/span.ts';
import type { PythonCall, PythonFunction } from '../facts/python/module.ts';
import type { PythonFacts } from '../facts/python/types.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import type { Edit } from './rule.ts';

// Edits of Python code that several rules share.

/** A name for a module in a file, and the edit that imports it where it is not imported yet. */
export interface ModuleName {
  readonly name: string;
  readonly imports: readonly Edit[];
}

/** Whether the file calls something else by this name, so that importing a module of the name would change what the file means. */
function isTaken(reader: FactsReader, facts: PythonFacts, name: string): boolean {
  if (!reader.mentions(facts.uri, name)) return false;
  return (
    facts.imports.some((i) => i.alias === name && (i.module !== name || i.name !== undefined)) ||
    facts.assignments.some((a) => a.name === name) ||
    facts.functions.some((f) => f.name === name && f.className === undefined) ||
    facts.classes.some((c) => c.name === name)
  );
}

/** How a file can name a module; `undefined` where its name means something else there. */
export function moduleName(reader: FactsReader, facts: PythonFacts, module: string): ModuleName | undefined {
  const found = facts.imports.find(
    (i) => i.module === module && i.name === undefined && i.within === -1 && i.guarded === 'no',
  );
  if (found !== undefined) return { name: found.alias, imports: [] };
  if (isTaken(reader, facts, module)) return undefined;
  const text = reader.text(facts.uri) ?? '';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const offset = facts.importInsertAt;
  const atLineStart = offset === 0 || text[offset - 1] === '\n' || text.charCodeAt(offset - 1) === 0xfeff;
  const newText = atLineStart ? `import ${module}${eol}` : `${eol}import ${module}`;
  return { name: module, imports: [{ at: { uri: facts.uri, start: offset, end: offset }, newText }] };
}

/** Python code for the port that Cloud Run names, with the import that it needs. */
export function portInPython(
  reader: FactsReader,
  uri: Uri,
  fallback: number,
): { readonly code: string; readonly imports: readonly Edit[] } | undefined {
  const facts = reader.python(uri);
  const os = facts === undefined ? undefined : moduleName(reader, facts, 'os');
  if (os === undefined) return undefined;
  return { code: `int(${os.name}.environ.get("PORT", "${fallback}"))`, imports: os.imports };
}

/** Drops `async` from a function. */
export function dropAsync(uri: Uri, fn: PythonFunction): Edit | undefined {
  return fn.asyncRange === undefined ? undefined : { at: { uri, ...fn.asyncRange }, newText: '' };
}

/** The function of a file that runs others in threads: FastAPI's, where it is imported already, else the standard library's. */
function threadRunner(reader: FactsReader, facts: PythonFacts): ModuleName | undefined {
  const own = facts.imports.find((i) => i.name === 'run_in_threadpool' && i.within === -1 && i.guarded === 'no');
  if (own !== undefined) return { name: own.alias, imports: [] };
  const asyncio = moduleName(reader, facts, 'asyncio');
  return asyncio === undefined ? undefined : { name: `${asyncio.name}.to_thread`, imports: asyncio.imports };
}

/** `f(a, b)` becomes `await asyncio.to_thread(f, a, b)`; in brackets where something is done with the result at once. */
export function runInThread(reader: FactsReader, facts: PythonFacts, call: PythonCall): readonly Edit[] | undefined {
  const text = reader.text(facts.uri);
  if (text === undefined || call.contextManager || call.awaited) return undefined;
  const { uri } = facts;
  const runner = threadRunner(reader, facts);
  if (runner === undefined) return undefined;
  const { name, imports } = runner;
  const open = call.argumentsRange.start;
  const close = call.argumentsRange.end;
  if (text[open] !== '(' || text[close - 1] !== ')') return undefined;
  const bracket = /^\s*(?:\.|\[|\(|\*\*)/.test(text.slice(call.range.end));
  const first = text.slice(open + 1, close - 1);
  // Arguments on lines of their own leave no space at the end of this one.
  const separator = first.trim() === '' ? '' : /^[ \t]*\r?\n/.test(first) ? ',' : ', ';
  return [
    ...imports,
    {
      at: { uri, start: call.range.start, end: call.range.start },
      newText: `${bracket ? '(' : ''}await ${name}(`,
    },
    { at: { uri, start: call.calleeRange.end, end: open + 1 }, newText: separator },
    ...(bracket ? [{ at: { uri, start: close, end: close }, newText: ')' }] : []),
  ];
}

/** The first line of a range, so that a finding stays short. */
export function firstLine(reader: FactsReader, uri: Uri, range: Range): Range {
  const text = reader.text(uri)?.slice(range.start, range.end) ?? '';
  const line = text.split(/\r?\n/)[0] ?? '';
  return line === '' ? range : { start: range.start, end: range.start + line.length };
}
