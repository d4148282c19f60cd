import type { Binding, Raw, Scope } from './raw.ts';

/**
 * What an expression refers to: a dotted path through imports, and whether it is the thing itself (`requests.get`) or
 * what a call of it made (`redis.Redis()` is an instance of `redis.Redis`).
 */
export interface Reference {
  readonly path: string;
  readonly instance: boolean;
  /** The root comes from an import. */
  readonly imported: boolean;
  /** A function or method of this file. */
  readonly function?: number;
  /** A class of this file (or an instance of it). */
  readonly class?: number;
}

/**
 * The start of a path that begins at a parameter of unknown type: `@7.1.get` is the attribute `get` of whatever the function with
 * index 7 gets as parameter 1. Only the files that call the function can tell more.
 */
export const PARAMETER = '@';

/** The name that stands in a dotted path for one of the things that a function gives at a time. */
export function partName(index: number): string {
  return `__part${index}__`;
}

/** The position that such a name stands for. */
export function partIndex(name: string | undefined): number | undefined {
  const [, index] = /^__part(\d+)__$/.exec(name ?? '') ?? [];
  return index === undefined ? undefined : Number(index);
}

/** Finds what expressions of one module refer to. */
export interface Resolver {
  readonly refer: (raw: Raw, scope: Scope) => Reference | undefined;
  /** The same, also for what begins at a parameter of unknown type; see `PARAMETER`. */
  readonly referDeep: (raw: Raw, scope: Scope) => Reference | undefined;
  /** The type of a name's bindings, also where it is a parameter's; `undefined` where they do not hold one object. */
  readonly typeOf: (bindings: readonly Binding[]) => string | undefined;
  /** The bindings of a name as seen from a scope. */
  readonly lookup: (name: string, scope: Scope) => readonly Binding[] | undefined;
  /** The dotted name that a call of `callee` means. */
  readonly calleePath: (callee: Raw, scope: Scope) => string | undefined;
  readonly annotated: (annotation: Raw, scope: Scope) => Reference | undefined;
  readonly returned: (index: number) => Reference | undefined;
  /** The same for a function that gives several things at a time, each by its position. */
  readonly returnedParts: (index: number) => readonly (Reference | undefined)[] | undefined;
  readonly bound: (bindings: readonly Binding[]) => Reference | undefined;
  /** The only value ever stored at `a.b` or `a["b"]`, as in `app.config["UPLOAD_FOLDER"] = …`. */
  readonly storedValue: (target: Raw) => { readonly value: Raw; readonly scope: Scope } | undefined;
  /** The bindings of an attribute of a class of this file: its body first, then `self.x = …`. */
  readonly member: (index: number, name: string) => readonly Binding[] | undefined;
}

/** The dotted text of a chain of names, `undefined` for anything else. */
export function chainText(raw: Raw): string | undefined {
  if (raw.kind === 'name') return raw.name;
  if (raw.kind !== 'attribute') return undefined;
  const object = chainText(raw.object);
  return object === undefined ? undefined : `${object}.${raw.name}`;
}

/** A key for what is stored at an attribute or item: `state.model` for `app.state.model`, `models[a]` for `models["a"]`. */
export function storeKey(target: Raw): string | undefined {
  if (target.kind === 'attribute') {
    const chain = chainText(target);
    const state = chain?.lastIndexOf('.state.') ?? -1;
    return state < 0 ? chain : chain?.slice(state + 1);
  }
  if (target.kind !== 'subscript' || target.index.kind !== 'constant') return undefined;
  const object = chainText(target.object);
  return object === undefined ? undefined : `${object}[${String(target.index.value)}]`;
}

/** The dotted path that an import binds. */
export function importPath(binding: Binding & { readonly kind: 'import' }): string {
  const { module, name, alias, level } = binding.imported;
  const dots = '.'.repeat(level);
  if (name !== undefined) return `${dots}${module}${module === '' ? '' : '.'}${name}`;
  return module === alias || !module.startsWith(`${alias}.`) ? module : alias;
}
