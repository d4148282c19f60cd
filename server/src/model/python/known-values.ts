import type { Uri } from '../../base/span.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import type { NameValue, Value } from '../../facts/python/value.ts';
import type { PythonProgram } from './program.ts';

/** A value with the file that its expression stands in. */
export interface PlacedValue {
  readonly uri: Uri;
  readonly value: Value;
}

const maxDepth = 6;

/**
 * What a name of one file means where other files of the program tell: an imported constant, a field of an imported settings
 * object, or a parameter for which all callers pass the same. `undefined` where they do not.
 */
export function followName(program: PythonProgram, uri: Uri, name: NameValue): PlacedValue | undefined {
  return follow(program, uri, name, 0);
}

function follow(program: PythonProgram, uri: Uri, name: NameValue, depth: number): PlacedValue | undefined {
  if (depth > maxDepth) return undefined;
  const found =
    name.parameter === undefined
      ? name.imported
        ? locate(program, uri, name.name, depth)
        : undefined
      : passed(program, uri, name.parameter, depth);
  if (found?.value.kind !== 'name') return found;
  return follow(program, found.uri, found.value, depth + 1);
}

function passed(
  program: PythonProgram,
  uri: Uri,
  parameter: NonNullable<NameValue['parameter']>,
  depth: number,
): PlacedValue | undefined {
  let found: PlacedValue | undefined;
  for (const site of program.argumentsOf(uri, parameter.function, parameter.position) ?? []) {
    const { value } = site;
    const placed = value?.kind === 'name' ? follow(program, site.uri, value, depth + 1) : { uri: site.uri, value };
    if (placed?.value === undefined) return undefined;
    const known: PlacedValue = { uri: placed.uri, value: placed.value };
    if (found !== undefined && !sameValue(found.value, known.value)) return undefined;
    found ??= known;
  }
  return found;
}

function sameValue(a: Value, b: Value): boolean {
  if (a.kind === 'string' && b.kind === 'string') return a.value === b.value;
  return a.kind === 'env' && b.kind === 'env' && a.name === b.name;
}

/** The value behind a dotted name as a file imports it. */
function locate(program: PythonProgram, from: Uri, name: string, depth: number): PlacedValue | undefined {
  if (depth > maxDepth) return undefined;
  const level = /^\.*/.exec(name)?.[0].length ?? 0;
  const parts = name.slice(level).split('.');
  for (let length = parts.length - 1; length >= (level > 0 ? 0 : 1); length--) {
    const uri = program.moduleFile(from, '.'.repeat(level) + parts.slice(0, length).join('.'));
    const facts = uri === undefined ? undefined : program.files.get(uri);
    if (uri !== undefined && facts !== undefined) return inFile(program, facts, parts.slice(length), depth);
  }
  return undefined;
}

function inFile(
  program: PythonProgram,
  facts: PythonFacts,
  rest: readonly string[],
  depth: number,
): PlacedValue | undefined {
  const [first = '', ...more] = rest;
  const imported = facts.imports.find((i) => i.within < 0 && i.alias === first && i.name !== '*');
  if (imported !== undefined) {
    const path = [imported.module, ...(imported.name === undefined ? [] : [imported.name])].filter((p) => p !== '');
    return locate(program, facts.uri, '.'.repeat(imported.level) + [...path, ...more].join('.'), depth + 1);
  }
  const assigned = facts.assignments.find((a) => a.name === first);
  if (more.length === 0) {
    const certain = assigned !== undefined && assigned.times === 1 && !assigned.conditional;
    return certain ? { uri: facts.uri, value: assigned.value } : undefined;
  }
  const type =
    assigned?.type ??
    facts.functions.find((fn) => fn.qualifiedName === first)?.returns ??
    (facts.classes.some((made) => made.name === first) ? first : undefined);
  return type === undefined ? undefined : fieldOf(program, facts, type, more, depth);
}

/** A field of a class; the fields of pydantic settings are read from the environment. */
function fieldOf(
  program: PythonProgram,
  facts: PythonFacts,
  type: string,
  rest: readonly string[],
  depth: number,
): PlacedValue | undefined {
  const made = facts.classes.find((c) => c.name === type);
  if (made === undefined) return locate(program, facts.uri, [type, ...rest].join('.'), depth + 1);
  const field = rest.length === 1 ? made.fields.find((f) => f.name === rest[0]) : undefined;
  if (field === undefined) return undefined;
  const { start } = field.nameRange;
  const read = facts.environment.find(({ value }) => value.nameRange.start === start)?.value ?? field.value;
  return read === undefined ? undefined : { uri: facts.uri, value: read };
}
