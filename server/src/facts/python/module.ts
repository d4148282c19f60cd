import type { Range } from '../../base/span.ts';
import type { Value } from './value.ts';

/** The index of a function in `PythonFacts.functions`, or -1 for code at module level (class bodies included). */
export type FunctionIndex = number;

/** One imported name: `import a.b as c` has module `a.b` and no name, `from a import b as c` has module `a` and name `b`. */
export interface PythonImport {
  /** Dotted, without the leading dots; empty for `from . import x`. */
  readonly module: string;
  /** The name after `import` in a `from` import; `*` for a star import. */
  readonly name?: string;
  /** The name bound in this file; for `import a.b` without alias that is `a`. */
  readonly alias: string;
  /** Leading dots of a relative import, 0 for an absolute one. */
  readonly level: number;
  /** The function that contains the import, -1 at module level. */
  readonly within: FunctionIndex;
  /** Inside `try`, or an `if` (`TYPE_CHECKING`, `__main__`, any condition). */
  readonly guarded: 'no' | 'try' | 'type-checking' | 'main' | 'condition';
  readonly range: Range;
  readonly moduleRange: Range;
}

/** Where code stands; the innermost function counts. */
export interface PythonPlace {
  readonly within: FunctionIndex;
  /** Directly under `if __name__ == "__main__":` (module level). */
  readonly inMainGuard: boolean;
  readonly inLoop: boolean;
  /** Under `while True:` (or `while 1:`). */
  readonly inEndlessLoop: boolean;
  readonly inTry: boolean;
  /** Under any `if`, `elif`, `else`, `match` or `except` other than the main guard: it may not run. */
  readonly conditional: boolean;
  /** In the body of a lambda, which runs later. */
  readonly inLambda: boolean;
  /** Runs on first use only: what it makes is kept in a global name or an attribute, and looked for there before. */
  readonly once?: true;
  /** In an `except`, or under a condition that looks at nothing of this call of the function: a failure or the configuration decides. */
  readonly exceptional?: true;
}

/** One keyword argument `name=value`. */
export interface KeywordArgument {
  readonly name: string;
  readonly value: Value;
  readonly nameRange: Range;
  /** The expression, as `value.range`. */
  readonly valueRange: Range;
  /** From the name to the end of the value. */
  readonly range: Range;
}

/** An argument that is an object with methods. */
export interface PassedObject {
  /** Its position, or its name where it is passed by keyword. */
  readonly to: number | string;
  /** The dotted name as `PythonCall.callee` gives it, without the method; it may begin at a parameter. */
  readonly path: string;
  /** What a call of `path` made, rather than `path` itself (a module, a class, a function, an object of another file). */
  readonly instance: boolean;
}

/** One call `callee(…)`; a function passed by name without being called is no call. */
export interface PythonCall extends PythonPlace {
  /** The callee as written, dotted; calls in the chain appear as `()`: `client.bucket().blob`. Empty when it is no name. */
  readonly text: string;
  /**
   * The callee through import aliases, assignments and annotations: `np.load` → `numpy.load`; `client.get` with
   * `client = redis.Redis()` → `redis.Redis.get`; `storage.Client().bucket(b).blob` → `google.cloud.storage.Client.bucket.blob`.
   * A builtin or unbound name stays as written; a function or class of this file is its qualified name.
   * Relative imports keep their dots (`.config.load`). Absent when the receiver is not known.
   */
  readonly callee?: string;
  /** The same for a receiver that is a parameter of unknown type: `@7.1.get`; see `PARAMETER` in python-reference.ts. */
  readonly through?: string;
  /** Arguments of a known type, in order; what other files may need to know of a parameter. */
  readonly passes?: readonly PassedObject[];
  /** The function of this file that is called, for plain names and `self.method`. */
  readonly local?: FunctionIndex;
  /** What stands before the last dot: as written, the dotted name that made it, and its value where it is a text or path. */
  readonly receiver?: { readonly text: string; readonly type?: string; readonly value?: Value };
  readonly args: readonly Value[];
  readonly keywords: readonly KeywordArgument[];
  /** `*args` or `**kwargs` is passed, so that absent arguments may be present after all. */
  readonly open: boolean;
  readonly range: Range;
  readonly calleeRange: Range;
  /** From `(` to `)`. */
  readonly argumentsRange: Range;
  readonly awaited: boolean;
  /** The expression of a `with` item (`async with` too). */
  readonly contextManager: boolean;
  /** The call that has this call as an argument, for `create_task(work())`. */
  readonly argumentOf?: number;
  /** The name that receives the result in an assignment, `with … as` or `:=`: `t`, `self.client`. */
  readonly assignedTo?: string;
  /** The names that receive the parts of the result: `tokenizer, model = load()`. */
  readonly unpackedTo?: readonly string[];
  /** A statement of its own, so that the result is dropped. */
  readonly discarded: boolean;
  /** The result is what the function returns, or one of several things. */
  readonly returned?: true;
}

/** One decorator. */
export interface PythonDecorator {
  /** As written: `app.get`. */
  readonly text: string;
  /** Resolved as `PythonCall.callee`: `fastapi.FastAPI.get`. */
  readonly name?: string;
  /** The call, when the decorator has arguments. */
  readonly call?: number;
  readonly range: Range;
}

/** One parameter of a function. */
export interface PythonParameter {
  readonly name: string;
  /** The annotation's dotted name through imports (`Optional[X]`, `X | None`, `Annotated[X, …]` give X). */
  readonly annotation?: string;
  readonly default?: Value;
  readonly range: Range;
}

/** One `def` or `async def`, methods and nested functions included. */
export interface PythonFunction {
  readonly name: string;
  /** `Class.method`, `outer.inner`. */
  readonly qualifiedName: string;
  readonly className?: string;
  /** The enclosing function, -1 at module or class level. */
  readonly parent: FunctionIndex;
  readonly isAsync: boolean;
  /** `async` with the white space behind it; absent for `def`. Removing it makes the function synchronous. */
  readonly asyncRange?: Range;
  /** From `async`/`def` to the end of the body, decorators not included. */
  readonly range: Range;
  readonly nameRange: Range;
  readonly bodyRange: Range;
  readonly decorators: readonly PythonDecorator[];
  readonly parameters: readonly PythonParameter[];
  /** The own body holds `await`, `async for`, `async with` or an async comprehension. */
  readonly awaits: boolean;
  readonly yields: boolean;
  /** What it returns or yields, when one dotted name made it: `redis.Redis`; also from the return annotation. */
  readonly returns?: string;
  /** The same for each of several things that it returns at a time; empty where one is not known. */
  readonly returnsParts?: readonly string[];
  /** Under the main guard, or in an `if`. */
  readonly conditional: boolean;
}

/** A class of this file. */
export interface PythonClass {
  readonly name: string;
  /** Bases, resolved as `PythonCall.callee`. */
  readonly bases: readonly string[];
  /** Class-level `name: annotation = value`. */
  readonly fields: readonly PythonField[];
  readonly range: Range;
  readonly nameRange: Range;
  /** A decorator or a metaclass decides what a call of it gives: one object for all, for example. */
  readonly replaced?: true;
  /** Attributes that methods set (`self.client = Client()`), with the dotted name that made them. */
  readonly attributes?: readonly { readonly name: string; readonly type: string }[];
}

/** A class-level name. */
export interface PythonField {
  readonly name: string;
  readonly annotation?: string;
  readonly value?: Value;
  readonly nameRange: Range;
}

/** A module-level assignment to a plain name. */
export interface PythonAssignment {
  readonly name: string;
  readonly value: Value;
  /** The dotted name whose call made it, or its annotation: `redis.Redis`; other files resolve imported names with it. */
  readonly type?: string;
  /** How often the name is bound at module level; only 1 makes the value certain. */
  readonly times: number;
  readonly conditional: boolean;
  readonly nameRange: Range;
  /** The statement. */
  readonly range: Range;
}

/** A function of this file, or an imported one, passed as a value: `Thread(target=work)`, `signal.signal(SIGTERM, stop)`. */
export interface FunctionReference {
  /** The function in this file, -1 when it is imported. */
  readonly index: FunctionIndex;
  /** The resolved name. */
  readonly name: string;
  /** The call that receives it. */
  readonly call: number;
  readonly range: Range;
}

/** A local name that got the result of a call, and hands it on. */
export interface PassedOn {
  /** -1: a name of the module. */
  readonly within: FunctionIndex;
  readonly name: string;
  /** `caller`: it is returned; `kept`: it may outlive the function otherwise, or the function may have it from elsewhere. */
  readonly to: 'caller' | 'kept';
}

/** An endless loop (`while True:`) that no `break` of its own leaves. */
export interface EndlessLoop {
  readonly within: FunctionIndex;
  readonly inMainGuard: boolean;
  readonly range: Range;
}
