import type { Range } from '../../base/span.ts';
import type { PythonImport, PythonPlace } from './module.ts';

// What the one pass over the tree collects: expressions cut down to what the resolver needs, scopes with their bindings.
// Names are resolved afterwards, since Python functions may use names that are bound further down.

/** An expression, not yet resolved. */
export type Raw = { readonly range: Range } & (
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly object: Raw; readonly name: string }
  | { readonly kind: 'subscript'; readonly object: Raw; readonly index: Raw }
  | { readonly kind: 'call'; readonly call: number }
  | { readonly kind: 'list'; readonly form: 'list' | 'tuple' | 'set'; readonly items: readonly Raw[] }
  | {
      readonly kind: 'dict';
      readonly entries: readonly { readonly key: Raw; readonly value: Raw }[];
      readonly complete: boolean;
    }
  | { readonly kind: 'format'; readonly parts: readonly (string | Raw)[] }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Raw; readonly right: Raw }
  | { readonly kind: 'unary'; readonly op: string; readonly operand: Raw }
  | { readonly kind: 'either'; readonly condition: Raw; readonly whenTrue: Raw; readonly whenFalse: Raw }
  | { readonly kind: 'await'; readonly operand: Raw }
  | { readonly kind: 'lambda'; readonly body: Raw }
  | { readonly kind: 'unknown' }
);

/** What a name stands for in its scope. */
export type Binding =
  | { readonly kind: 'import'; readonly imported: PythonImport }
  | { readonly kind: 'function'; readonly index: number }
  | { readonly kind: 'class'; readonly index: number }
  | { readonly kind: 'parameter'; readonly index: number; readonly parameter: number }
  | {
      /** `value` seen from `scope`; a `with` item counts as assigned from its expression. */
      readonly kind: 'assign';
      readonly value: Raw;
      readonly annotation?: Raw;
      readonly scope: Scope;
      readonly conditional: boolean;
      readonly via: 'assign' | 'with';
      readonly nameRange: Range;
      readonly range: Range;
    }
  | { readonly kind: 'annotation'; readonly annotation: Raw; readonly scope: Scope }
  /** `part`: one of several things that a call gives, by its position: `model` of `tokenizer, model = load()`. */
  | { readonly kind: 'other'; readonly part?: { readonly of: Raw; readonly index: number } };

/** One scope: the module, a function, a class body. */
export interface Scope {
  readonly kind: 'module' | 'function' | 'class';
  readonly function: number;
  readonly class?: number;
  readonly parent?: Scope;
  readonly names: Map<string, Binding[]>;
  readonly globals: Set<string>;
}

/** A call before resolution. */
export interface RawCall {
  readonly place: PythonPlace;
  readonly scope: Scope;
  readonly callee: Raw;
  readonly args: readonly Raw[];
  /** Those of dicts taken by `**` stand at their place in the dict. */
  keywords: readonly {
    readonly name: string;
    readonly value: Raw;
    readonly nameRange: Range;
    readonly range: Range;
  }[];
  /** What stands behind `**`. */
  readonly spreads: readonly Raw[];
  /** `*args`. */
  readonly starred: boolean;
  open: boolean;
  readonly range: Range;
  readonly argumentsRange: Range;
  awaited: boolean;
  contextManager: boolean;
  argumentOf: number | undefined;
  assignedTo: string | undefined;
  unpackedTo: readonly string[] | undefined;
  discarded: boolean;
  returned: boolean;
}

/** A function before resolution. */
export interface RawFunction {
  readonly name: string;
  readonly qualifiedName: string;
  readonly class?: number;
  readonly className?: string;
  readonly parent: number;
  readonly isAsync: boolean;
  readonly asyncRange?: Range;
  readonly range: Range;
  readonly nameRange: Range;
  readonly bodyRange: Range;
  readonly conditional: boolean;
  readonly decorators: readonly { readonly expression: Raw; readonly range: Range }[];
  readonly parameters: readonly RawParameter[];
  readonly outer: Scope;
  readonly scope: Scope;
  readonly returnAnnotation?: Raw;
  readonly returned: Raw[];
  awaits: boolean;
  yields: boolean;
}

/** A parameter before resolution. */
export interface RawParameter {
  readonly name: string;
  readonly annotation?: Raw;
  readonly default?: Raw;
  /** `*args` or `**kwargs`. */
  readonly variadic?: true;
  readonly range: Range;
}

/** A class before resolution. */
export interface RawClass {
  readonly name: string;
  /** It has a decorator or a metaclass. */
  readonly replaced: boolean;
  readonly bases: readonly Raw[];
  readonly scope: Scope;
  readonly outer: Scope;
  readonly range: Range;
  readonly nameRange: Range;
  /** `self.x = …` in its methods. */
  readonly attributes: Map<string, Binding[]>;
}

/** An assignment to an attribute or item: `app.config["X"] = …`, `ml_models["a"] = …`, `app.state.model = …`. */
export interface RawStore {
  readonly target: Raw;
  readonly value: Raw;
  readonly scope: Scope;
  readonly range: Range;
}

/** All that one pass collects. */
export interface RawModule {
  readonly text: string;
  readonly scope: Scope;
  readonly imports: PythonImport[];
  readonly calls: RawCall[];
  readonly functions: RawFunction[];
  readonly classes: RawClass[];
  readonly stores: RawStore[];
  /** Names under `nonlocal` and `del`: somebody else holds them, or looks after how long they live. */
  readonly managed: { readonly name: string; readonly scope: Scope }[];
  readonly loops: { readonly within: number; readonly inMainGuard: boolean; readonly range: Range; breaks: boolean }[];
  readonly flagLoops: { readonly within: number; readonly inMainGuard: boolean; readonly range: Range }[];
  /** Names bound in statement order at module level, for `assignments`. */
  readonly moduleNames: string[];
  /** Expressions used as statements or conditions that are environment reads by subscript. */
  readonly subscripts: { readonly raw: Raw; readonly scope: Scope; readonly within: number }[];
  mainGuard?: Range;
  importInsertAt: number;
}
