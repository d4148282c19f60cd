import type { Uri } from '../../base/span.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import { PARAMETER, partIndex } from '../../facts/python/reference.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import { type ArgumentsOf, createCallers, type FunctionRef } from './callers.ts';

/** What a dotted name means across files. */
export type PythonTarget =
  | ({ readonly kind: 'function' } & FunctionRef)
  /** Something of a library; the path is complete, also through instances that another file makes. */
  | { readonly kind: 'external'; readonly path: string };

/** How names lead from one file of a program to another. */
export interface Names {
  /** What a call of `name`, as `PythonCall.callee` or `PythonCall.through` gives it in file `from`, runs. */
  readonly resolve: (from: Uri, name: string) => PythonTarget | undefined;
  readonly argumentsOf: ArgumentsOf;
}

/** What `createNames` needs of a program. */
export interface NameSources {
  readonly entry: Uri;
  readonly files: ReadonlyMap<Uri, PythonFacts>;
  readonly moduleFile: (from: Uri, module: string) => Uri | undefined;
}

/** An attribute of the state of an application, or of a parameter that may be a request. */
const stateOfApp =
  /^(?:(?:fastapi|starlette)\.(?:\w+\.)*(?:Request|WebSocket|HTTPConnection)\.app|(?:fastapi\.|starlette\.applications\.)(?:FastAPI|Starlette)|@\d+\.\d+\.app)\.state\.(\w+)((?:\.\w+)*)$/;

function isSame(a: PythonTarget, b: PythonTarget): boolean {
  if (a.kind === 'external' || b.kind === 'external')
    return a.kind === b.kind && 'path' in a && 'path' in b && a.path === b.path;
  return a.uri === b.uri && a.index === b.index;
}

/** Prepares the look-ups of a program whose files are all there; answers are remembered. */
export function createNames({ entry, files, moduleFile }: NameSources): Names {
  const resolved = new Map<string, PythonTarget | undefined>();
  const resolve = (from: Uri, name: string, depth = 0): PythonTarget | undefined => {
    const key = `${from}:${name}`;
    const known = resolved.get(key);
    if (known !== undefined || resolved.has(key)) return known;
    // A function that hands its own parameter on to itself asks again.
    resolved.set(key, undefined);
    const target = inState(name, depth) ?? fromState(search(from, name, depth), depth);
    resolved.set(key, target);
    return target;
  };
  const search = (from: Uri, name: string, depth: number): PythonTarget | undefined => {
    const level = /^\.*/.exec(name)?.[0].length ?? 0;
    const parts = name.slice(level).split('.');
    if (name.startsWith(PARAMETER)) return throughParameter(from, name, depth);
    // A library's name is no file here, whatever is behind the first dot.
    if (level === 0 && !isLocal(parts[0] ?? '')) return external(name);
    for (let length = parts.length; length >= (level > 0 ? 0 : 1); length--) {
      const uri = moduleFile(from, '.'.repeat(level) + parts.slice(0, length).join('.'));
      const facts = uri === undefined ? undefined : files.get(uri);
      if (uri === undefined || facts === undefined) continue;
      return inFile(uri, facts, parts.slice(length), depth);
    }
    return level > 0 ? undefined : external(name);
  };
  /** What a function of a library gives beside other things is not known. */
  const external = (path: string): PythonTarget | undefined =>
    path.includes('.__part') ? undefined : { kind: 'external', path };

  /** `request.app.state.db.get`: what some file of the program keeps there; only where all that do agree. */
  const inState = (name: string, depth: number): PythonTarget | undefined => {
    const [, kept, rest = ''] = stateOfApp.exec(name) ?? [];
    if (kept === undefined || depth > 5) return undefined;
    let found: PythonTarget | undefined;
    for (const [uri, facts] of files) {
      for (const { name: own, type } of facts.states ?? []) {
        if (own !== kept) continue;
        const target = seenFrom(uri, facts, type + rest, depth + 1);
        if (target === undefined || (found !== undefined && !isSame(found, target))) return undefined;
        found = target;
      }
    }
    return found;
  };
  const fromState = (target: PythonTarget | undefined, depth: number): PythonTarget | undefined =>
    target?.kind === 'external' ? (inState(target.path, depth) ?? target) : target;

  const locals = new Map<string, boolean>();
  const isLocal = (root: string): boolean => {
    const known = locals.get(root);
    if (known !== undefined) return known;
    // A folder without __init__.py is a package too.
    const found = moduleFile(entry, root) !== undefined || [...files.keys()].some((uri) => uri.includes(`/${root}/`));
    locals.set(root, found);
    return found;
  };

  const inFile = (uri: Uri, facts: PythonFacts, rest: readonly string[], depth: number): PythonTarget | undefined => {
    const [first, ...more] = rest;
    if (first === undefined || depth > 5) return undefined;
    const index = facts.functions.findIndex((fn) => fn.qualifiedName === rest.join('.'));
    if (index >= 0) return { kind: 'function', uri, index };
    // A method of what a function returns.
    const maker = facts.functions.find((fn) => fn.qualifiedName === first);
    if (maker !== undefined) {
      const part = partIndex(more[0]);
      const made = part === undefined ? maker.returns : maker.returnsParts?.[part];
      const rest = part === undefined ? more : more.length > 1 ? more.slice(1) : ['__call__'];
      return made === undefined || made === '' ? undefined : seenFrom(uri, facts, [made, ...rest].join('.'), depth + 1);
    }
    if (facts.classes.some((made) => made.name === first)) return methodOf(uri, facts, first, more, depth);
    const imported = facts.imports.find((i) => i.within < 0 && i.alias === first && i.name !== '*');
    if (imported !== undefined) {
      const path = [imported.module, ...(imported.name === undefined ? [] : [imported.name])].filter((p) => p !== '');
      return resolve(uri, '.'.repeat(imported.level) + [...path, ...more].join('.'), depth + 1);
    }
    const type = facts.assignments.find((a) => a.name === first)?.type;
    if (type === undefined) return starred(uri, facts, rest, depth);
    const called = more.length === 0 ? [type, '__call__'] : [type, ...more];
    if (facts.classes.some((made) => made.name === type)) return methodOf(uri, facts, type, more, depth);
    return resolve(uri, called.join('.'), depth + 1);
  };

  /** What a name means in a file that may define it itself. */
  const seenFrom = (uri: Uri, facts: PythonFacts, name: string, depth: number): PythonTarget | undefined => {
    const parts = name.split('.');
    const [root] = parts;
    const own =
      facts.classes.some((made) => made.name === root) || facts.functions.some((fn) => fn.qualifiedName === root);
    return own ? inFile(uri, facts, parts, depth) : resolve(uri, name, depth);
  };

  const methodOf = (
    uri: Uri,
    facts: PythonFacts,
    owner: string,
    rest: readonly string[],
    depth: number,
  ): PythonTarget | undefined => {
    const [name = '__init__', ...more] = rest;
    const index = facts.functions.findIndex((fn) => fn.qualifiedName === `${owner}.${name}`);
    const made = facts.classes.find((c) => c.name === owner);
    if (index >= 0) {
      // What follows a method is called on its result, which may be something else.
      if (more.length === 0) return { kind: 'function', uri, index };
      const returns = facts.functions[index]?.returns;
      return returns === undefined ? undefined : seenFrom(uri, facts, [returns, ...more].join('.'), depth + 1);
    }
    const type =
      made?.attributes?.find((a) => a.name === name)?.type ?? made?.fields.find((f) => f.name === name)?.annotation;
    if (type !== undefined)
      return seenFrom(uri, facts, [type, ...(more.length === 0 ? ['__call__'] : more)].join('.'), depth + 1);
    for (const base of made?.bases ?? []) {
      const inherited = base === owner ? undefined : seenFrom(uri, facts, [base, name, ...more].join('.'), depth + 1);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  };

  /** What a path that begins at a parameter means: the same for every caller, else nothing. */
  const throughParameter = (uri: Uri, name: string, depth: number): PythonTarget | undefined => {
    const [, fn = '', position = '', tail = ''] = /^@(\d+)\.(\d+)(.*)$/.exec(name) ?? [];
    if (fn === '' || depth > 5) return undefined;
    let found: PythonTarget | undefined;
    for (const { uri: from, value, passed } of argumentsOf(uri, Number(fn), Number(position)) ?? []) {
      // Nothing is called on None.
      if (value?.kind === 'none') continue;
      if (passed === undefined) return undefined;
      if (from === uri && passed.path === `${PARAMETER}${fn}.${position}`) continue;
      const rest = passed.instance ? tail : tail.replace(/^\.__call__$/, '');
      const facts = files.get(from);
      const target = facts === undefined ? undefined : seenFrom(from, facts, passed.path + rest, depth + 1);
      if (target === undefined || (found !== undefined && !isSame(found, target))) return undefined;
      found = target;
    }
    return found;
  };

  const starred = (uri: Uri, facts: PythonFacts, rest: readonly string[], depth: number): PythonTarget | undefined => {
    for (const imported of facts.imports) {
      if (imported.name !== '*') continue;
      const file = moduleFile(uri, '.'.repeat(imported.level) + imported.module);
      const other = file === undefined ? undefined : files.get(file);
      const found = file === undefined || other === undefined ? undefined : inFile(file, other, rest, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const directTarget = (uri: Uri, call: PythonCall): FunctionRef | undefined => {
    if (call.local !== undefined) return { uri, index: call.local };
    const target = call.callee === undefined ? undefined : resolve(uri, call.callee);
    return target?.kind === 'function' ? target : undefined;
  };
  const argumentsOf = createCallers(files, directTarget);

  return { resolve: (from, name) => resolve(from, name), argumentsOf };
}
