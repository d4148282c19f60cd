import { type Span, spanOf } from '../base/span.ts';
import type { PythonCall, PythonFunction } from '../facts/python/module.ts';
import type { PythonFacts } from '../facts/python/types.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import { valuesOf } from '../model/python/call-fate.ts';
import { moduleName } from './python-write.ts';
import type { Edit, Fix } from './rule.ts';

// A model that is loaded in a function is loaded once instead: the function remembers it, or the module holds it.

/** How a load moves out of its function's reach; `undefined` where that may change what the program means. */
export function loadOnce(reader: FactsReader, facts: PythonFacts, index: number, reruns: boolean): Fix | undefined {
  const call = facts.calls[index];
  const fn = call === undefined ? undefined : facts.functions[call.within];
  const text = reader.text(facts.uri);
  if (call === undefined || fn === undefined || text === undefined) return undefined;
  if (fn.parent >= 0 || fn.className !== undefined || fn.conditional) return undefined;
  return (
    rememberResult(reader, facts, fn, text, call, reruns) ?? (reruns ? undefined : holdInModule(facts, fn, text, call))
  );
}

/** A decorator that remembers what a function without parameters gives. */
function rememberResult(
  reader: FactsReader,
  facts: PythonFacts,
  fn: PythonFunction,
  text: string,
  call: PythonCall,
  reruns: boolean,
): Fix | undefined {
  const returned =
    call.returned === true ||
    (facts.passedOn ?? []).some((p) => p.within === call.within && p.name === call.assignedTo && p.to === 'caller');
  if (!returned || fn.parameters.length > 0 || fn.decorators.length > 0 || fn.isAsync || fn.yields) return undefined;
  const module = moduleName(reader, facts, reruns ? 'streamlit' : 'functools');
  if (module === undefined || (reruns && module.imports.length > 0)) return undefined;
  const decorator = reruns ? `${module.name}.cache_resource` : `${module.name}.lru_cache`;
  const added: Edit = { at: emptyAt(facts, fn.range.start), newText: `@${decorator}${lineEnd(text)}` };
  return {
    title: `Remember what ${fn.name} gives with @${decorator}`,
    safety: 'suggestion',
    edits: [...module.imports, added],
  };
}

/** The assignment moves in front of the function. */
function holdInModule(facts: PythonFacts, fn: PythonFunction, text: string, call: PythonCall): Fix | undefined {
  const name = call.assignedTo ?? '';
  const statement = /^\w+$/.test(name) ? wholeLines(text, name, call) : undefined;
  if (statement === undefined || call.conditional || call.inTry || !isConstant(facts, fn, call)) return undefined;
  const body = text.slice(fn.bodyRange.start, fn.bodyRange.end);
  const bound = new RegExp(`\\b${name}\\s*(?::[^=\\n]+)?:?=(?!=)|\\b(?:as|for|global|del)\\s+${name}\\b`, 'g');
  const rest = text.slice(fn.bodyRange.start, statement.start) + text.slice(statement.end, fn.bodyRange.end);
  if (body.match(bound)?.length !== 1 || !new RegExp(`\\b${name}\\b`).test(rest)) return undefined;
  const taken =
    facts.assignments.some((a) => a.name === name) ||
    facts.imports.some((i) => i.alias === name) ||
    [...facts.functions, ...facts.classes].some((made) => made.name === name);
  const indent = /^:?[^\n]*\n(?:[ \t]*\r?\n)*([ \t]+)/.exec(body)?.[1];
  if (
    taken ||
    indent === undefined ||
    !text.startsWith(indent, statement.start) ||
    /\s/.test(text.charAt(statement.start + indent.length))
  )
    return undefined;
  const first = Math.min(fn.range.start, ...fn.decorators.map((d) => d.range.start));
  const before = text.lastIndexOf('\n', first) + 1;
  const eol = lineEnd(text);
  const moved = text.slice(statement.start + indent.length, statement.end).trimEnd();
  return {
    title: `Load ${name} once, at import`,
    safety: 'suggestion',
    edits: [
      { at: emptyAt(facts, before), newText: `${moved}${eol}${eol}${eol}` },
      { at: spanOf(facts.uri, statement), newText: '' },
    ],
  };
}

/** The lines of `name = call(…)`, where nothing else stands on them. */
function wholeLines(text: string, name: string, { range }: PythonCall): { start: number; end: number } | undefined {
  const start = text.lastIndexOf('\n', range.start) + 1;
  const newline = text.indexOf('\n', range.end);
  const end = newline < 0 ? text.length : newline + 1;
  const plain = new RegExp(`^[ \\t]+${name}\\s*(?::[^=\\n]+)?=\\s*$`).test(text.slice(start, range.start));
  return plain && /^[ \t]*(?:#[^\n]*)?\r?\n?$/.test(text.slice(range.end, end)) ? { start, end } : undefined;
}

/** Whether a call means the same in front of the function: what it names stands above, and its arguments are constants. */
function isConstant(facts: PythonFacts, fn: PythonFunction, call: PythonCall): boolean {
  const root = call.text.split('.')[0] ?? '';
  const imported = facts.imports.some(
    (i) => i.alias === root && i.within < 0 && i.guarded === 'no' && i.range.start < fn.range.start,
  );
  return (
    imported &&
    !call.open &&
    valuesOf(call).every(
      ({ kind, range, origin }) =>
        ['string', 'number', 'bool', 'none'].includes(kind) &&
        (origin.start === range.start || origin.end <= fn.range.start),
    )
  );
}

function emptyAt({ uri }: PythonFacts, offset: number): Span {
  return { uri, start: offset, end: offset };
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
