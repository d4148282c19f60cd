import type { Range } from '../../base/span.ts';
import { foldAttribute, foldParameter } from './fold-attribute.ts';
import { foldCall } from './fold-call.ts';
import { binaryOf } from './fold-operator.ts';
import { type Folder, innerRange } from './folder.ts';
import type { Binding, Raw, RawCall, RawModule, Scope } from './raw.ts';
import { chainText, type Resolver } from './reference.ts';
import { concatenate, joinPaths } from './text.ts';
import { type NameValue, truthOf, type Value } from './value.ts';

const maxDepth = 60;

const pathTypes = /^(?:pathlib|anyio)\.(?:Pure|Posix)*Path$/;

/** Prepares the evaluation of expressions of one module; results for names are remembered. */
export function createFolder(module: RawModule, resolver: Resolver): Folder {
  const memo = new Map<readonly Binding[], Value>();
  const busy = new Set<readonly Binding[]>();
  const folding = new Set<Raw>();
  const kept = new Map<Raw, Value>();
  let depth = 0;
  let callers: ReadonlyMap<number, readonly RawCall[]> | undefined;
  const folder: Folder = { module, resolver, fold, foldOnce, callsOf: (index) => callersOf().get(index) ?? [] };

  function fold(raw: Raw, scope: Scope): Value {
    // `data["a"] = int(data["a"]) if data["a"] else None` leads to itself, twice at each turn.
    if (depth > maxDepth || folding.has(raw)) return open(raw.range);
    depth++;
    folding.add(raw);
    try {
      return foldInner(raw, scope);
    } finally {
      folding.delete(raw);
      depth--;
    }
  }

  function foldOnce(raw: Raw, scope: Scope): Value {
    const known = kept.get(raw);
    if (known !== undefined) return known;
    const value = fold(raw, scope);
    if (!folding.has(raw)) kept.set(raw, value);
    return value;
  }

  function callersOf(): ReadonlyMap<number, readonly RawCall[]> {
    if (callers !== undefined) return callers;
    const map = new Map<number, RawCall[]>();
    for (const call of module.calls) {
      const callee = resolver.refer(call.callee, call.scope);
      const index = callee?.function ?? (callee?.instance === false ? initialiser(callee.class) : undefined);
      if (index !== undefined) map.set(index, [...(map.get(index) ?? []), call]);
    }
    callers = map;
    return map;
  }

  /** The `__init__` of a class of this file that calling the class runs; not where a subclass may run it as well. */
  function initialiser(index: number | undefined): number | undefined {
    const made = index === undefined ? undefined : module.classes[index];
    const bases = module.classes.flatMap((other) =>
      other.bases.map((base) => resolver.refer(base, other.outer)?.class),
    );
    if (made === undefined || bases.includes(index)) return undefined;
    const found = module.functions.findIndex((fn) => fn.name === '__init__' && fn.class === index);
    return found < 0 ? undefined : found;
  }

  function open(range: Range): Value {
    return { kind: 'unknown', range, origin: range };
  }

  function foldInner(raw: Raw, scope: Scope): Value {
    const { range } = raw;
    const at = { range, origin: range };
    switch (raw.kind) {
      case 'constant':
        return constant(raw.value, range);
      case 'name':
        return name(raw, scope);
      case 'attribute':
        return foldAttribute(raw, scope, folder) ?? chain(raw, scope);
      case 'subscript':
        return subscript(raw, scope);
      case 'call':
        return foldCall(raw, folder);
      case 'await':
        return fold(raw.operand, scope);
      case 'list':
        return { kind: 'list', form: raw.form, items: raw.items.map((item) => fold(item, scope)), ...at };
      case 'dict': {
        const entries = raw.entries.map(({ key, value }) => ({ key: fold(key, scope), value: fold(value, scope) }));
        return { kind: 'dict', entries, complete: raw.complete, ...at };
      }
      case 'format':
        return concatenate(
          raw.parts.map((part) => (typeof part === 'string' ? part : fold(part, scope))),
          range,
        );
      case 'binary': {
        const [left, right] = [fold(raw.left, scope), fold(raw.right, scope)];
        if (raw.op === '/' && isPath(left, right, raw, scope)) return joinPaths([left, right], range);
        return binaryOf(raw.op, left, right, range);
      }
      case 'unary':
        return unary(raw.op, fold(raw.operand, scope), range);
      case 'either': {
        const truth = truthOf(fold(raw.condition, scope));
        const [yes, no] = [fold(raw.whenTrue, scope), fold(raw.whenFalse, scope)];
        if (truth !== undefined) return truth ? yes : no;
        return { kind: 'either', values: [yes, no], ...at };
      }
      case 'lambda':
      case 'unknown':
        return open(range);
    }
  }

  /** Whether `left / right` joins paths though neither is a text that is known here: `Path(folder) / file.filename`, `settings.folder / name`. */
  function isPath(left: Value, right: Value, raw: Raw & { readonly kind: 'binary' }, scope: Scope): boolean {
    if (left.kind !== 'name' || right.kind === 'number') return false;
    if (left.imported) return true;
    const made = resolver.refer(raw.left, scope);
    return made?.instance === true && pathTypes.test(made.path);
  }

  function constant(value: string | number | boolean | null, range: Range): Value {
    const at = { range, origin: range };
    if (value === null) return { kind: 'none', ...at };
    if (typeof value === 'string') return { kind: 'string', value, ...at };
    return typeof value === 'number' ? { kind: 'number', value, ...at } : { kind: 'bool', value, ...at };
  }

  function unary(op: string, operand: Value, range: Range): Value {
    const at = { range, origin: range };
    if (op === '-' && operand.kind === 'number') return { kind: 'number', value: -operand.value, ...at };
    const truth = truthOf(operand);
    return op === 'not' && truth !== undefined ? { kind: 'bool', value: !truth, ...at } : open(range);
  }

  function name(raw: Raw & { readonly kind: 'name' }, scope: Scope): Value {
    const at = { range: raw.range, origin: raw.range };
    const bindings = resolver.lookup(raw.name, scope);
    if (bindings === undefined)
      return raw.name === '__file__'
        ? { kind: 'here', up: 0, ...at }
        : { kind: 'name', name: raw.name, imported: false, ...at };
    const value = memo.get(bindings) ?? fromBindings(raw.name, bindings);
    const origin = value.origin.end === 0 ? raw.range : value.origin;
    return { ...value, range: raw.range, origin };
  }

  function fromBindings(text: string, bindings: readonly Binding[]): Value {
    const first = bindings[0];
    const range = first !== undefined && 'nameRange' in first ? first.nameRange : { start: 0, end: 0 };
    const unresolved: NameValue = { kind: 'name', name: text, imported: false, range, origin: range };
    if (busy.has(bindings)) return unresolved;
    busy.add(bindings);
    const value = boundValue(bindings, unresolved);
    busy.delete(bindings);
    memo.set(bindings, value);
    return value;
  }

  function boundValue(bindings: readonly Binding[], unresolved: NameValue): Value {
    const reference = bindings.some((b) => b.kind === 'import') ? resolver.bound(bindings) : undefined;
    if (reference !== undefined) return { ...unresolved, kind: 'name', name: reference.path, imported: true };
    const [first] = bindings;
    const values: Value[] = [];
    for (const binding of bindings) {
      if (binding.kind === 'annotation') continue;
      if (binding.kind === 'assign' && binding.via === 'assign') values.push(fold(binding.value, binding.scope));
      else if (bindings.length > 1 && !(binding.kind === 'function')) return unresolved;
      else if (binding.kind === 'assign') values.push(opened(binding.value, binding.scope));
    }
    if (first?.kind === 'function' && bindings.length === 1)
      return { kind: 'function', index: first.index, range: unresolved.range, origin: unresolved.origin };
    if (first?.kind === 'parameter' && bindings.length === 1)
      return (
        foldParameter(first.index, first.parameter, folder) ?? {
          ...unresolved,
          parameter: { function: first.index, position: first.parameter },
        }
      );
    const [only] = values;
    if (only === undefined) return unresolved;
    return values.length === 1 ? only : { kind: 'either', values, range: only.range, origin: only.range };
  }

  /** What `with expression as name` binds: the result of `__enter__`, mostly the object itself, never a constant. */
  function opened(raw: Raw, scope: Scope): Value {
    const value = fold(raw, scope);
    return value.kind === 'call' ? value : open(raw.range);
  }

  function chain(raw: Raw & { readonly kind: 'attribute' }, scope: Scope): Value {
    const at = { range: raw.range, origin: raw.range };
    const reference = resolver.refer(raw, scope);
    if (reference?.function !== undefined) return { kind: 'function', index: reference.function, ...at };
    if (reference?.imported === true && !reference.instance)
      return { kind: 'name', name: reference.path, imported: true, ...at };
    return {
      kind: 'name',
      name: reference?.path ?? chainText(raw) ?? '',
      imported: reference?.imported ?? false,
      ...at,
    };
  }

  function subscript(raw: Raw & { readonly kind: 'subscript' }, scope: Scope): Value {
    const at = { range: raw.range, origin: raw.range };
    const index = fold(raw.index, scope);
    if (index.kind === 'string' && resolver.refer(raw.object, scope)?.path === 'os.environ')
      return { kind: 'env', name: index.value, required: true, nameRange: innerRange(raw.index), ...at };
    const held = resolver.storedValue(raw);
    if (held !== undefined) return { ...foldOnce(held.value, held.scope), range: raw.range };
    const object = fold(raw.object, scope);
    if (object.kind === 'list' && index.kind === 'number') {
      const item = object.items.at(index.value);
      if (item !== undefined) return { ...item, range: raw.range };
    }
    if (object.kind === 'dict' && index.kind === 'string') {
      const entry = object.entries.findLast((e) => e.key.kind === 'string' && e.key.value === index.value);
      if (entry !== undefined) return { ...entry.value, range: raw.range };
    }
    return { kind: 'unknown', ...at };
  }

  return folder;
}
