import type { Range } from '../../base/span.ts';

/**
 * Where a value stands. `range` is the expression at the place of use; `origin` is the expression that decides
 * (another place when a name was followed to its only assignment, else equal to `range`).
 */
export interface ValueAt {
  readonly range: Range;
  readonly origin: Range;
}

/** A text, also a path made by `Path(…)`, `os.path.join` or concatenation of constants. */
export interface StringValue extends ValueAt {
  readonly kind: 'string';
  readonly value: string;
}

/** An integer or a float. */
export interface NumberValue extends ValueAt {
  readonly kind: 'number';
  readonly value: number;
}

/** `True` or `False`. */
export interface BoolValue extends ValueAt {
  readonly kind: 'bool';
  readonly value: boolean;
}

/** `None`. */
export interface NoneValue extends ValueAt {
  readonly kind: 'none';
}

/** An environment variable: `os.environ[…]`, `os.environ.get`, `os.getenv`, decouple, environs or a pydantic settings field. */
export interface EnvValue extends ValueAt {
  readonly kind: 'env';
  readonly name: string;
  /** The value without the variable; absent: none is given (`required` says whether that raises). */
  readonly default?: Value;
  /** Conversion around the read; absent: the text itself. */
  readonly cast?: 'int' | 'float' | 'bool' | 'str';
  /** `os.environ[name]`, which raises when the variable is missing. */
  readonly required: boolean;
  /** The name inside the quotes, or the field's name; what a fix or a hover points to. */
  readonly nameRange: Range;
}

/** The result of a call that is not folded; `call` is its index in `PythonFacts.calls`. */
export interface CallValue extends ValueAt {
  readonly kind: 'call';
  readonly callee?: string;
  readonly call: number;
}

/** A name or attribute chain that this file cannot follow further; import aliases are replaced (`config.HOST`). */
export interface NameValue extends ValueAt {
  readonly kind: 'name';
  readonly name: string;
  /** The root is imported, so another file of the build context may know the value (relative dots are kept). */
  readonly imported: boolean;
  /** It is a parameter, whose callers may know the value. */
  readonly parameter?: { readonly function: number; readonly position: number };
}

/** A function or method of this file, passed as a value; `index` points into `PythonFacts.functions`. */
export interface FunctionValue extends ValueAt {
  readonly kind: 'function';
  readonly index: number;
}

/** `[…]`, `(…)`, `{…}`; comprehensions are unknown. */
export interface ListValue extends ValueAt {
  readonly kind: 'list';
  readonly form: 'list' | 'tuple' | 'set';
  readonly items: readonly Value[];
}

/** One `key: value` of a dict. */
export interface DictEntry {
  readonly key: Value;
  readonly value: Value;
}

/** `{…: …}` or `dict(a=…)`; `complete` is false when `**other` is mixed in. */
export interface DictValue extends ValueAt {
  readonly kind: 'dict';
  readonly entries: readonly DictEntry[];
  readonly complete: boolean;
}

/** Text with parts that are not constant: f-strings, `+`, `%`, `.format`, path joins. Neighbouring constants are merged. */
export interface TemplateValue extends ValueAt {
  readonly kind: 'template';
  readonly parts: readonly (string | Value)[];
}

/** `a if c else b` with both branches; also `x or y` where x is not an environment read. */
export interface EitherValue extends ValueAt {
  readonly kind: 'either';
  readonly values: readonly Value[];
}

/** Arithmetic or comparison that is not constant, as in `cpu_count() * 2 + 1`. */
export interface BinaryValue extends ValueAt {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Value;
  readonly right: Value;
}

/** The number of CPUs that the process sees: `os.cpu_count()`, `multiprocessing.cpu_count()`, `len(os.sched_getaffinity(0))`. */
export interface CpuCountValue extends ValueAt {
  readonly kind: 'cpu-count';
}

/** The source file's own place: `__file__` is `up` 0, its folder (`Path(__file__).parent`) `up` 1, and so on. */
export interface HereValue extends ValueAt {
  readonly kind: 'here';
  readonly up: number;
}

/** A command-line argument of the program: argparse, click or typer. */
export interface ArgumentValue extends ValueAt {
  readonly kind: 'argument';
  /** Its spellings: `--port`, `-p`; a positional one has its bare name. */
  readonly flags: readonly string[];
  /** The value when the command line does not give it. */
  readonly default?: Value;
  readonly cast?: 'int' | 'float' | 'bool' | 'str';
}

/** Anything else. */
export interface UnknownValue extends ValueAt {
  readonly kind: 'unknown';
}

/** What an expression is as far as this file alone tells. Names assigned exactly once in their scope are followed. */
export type Value =
  | StringValue
  | NumberValue
  | BoolValue
  | NoneValue
  | EnvValue
  | CallValue
  | NameValue
  | FunctionValue
  | ListValue
  | DictValue
  | TemplateValue
  | EitherValue
  | BinaryValue
  | CpuCountValue
  | HereValue
  | ArgumentValue
  | UnknownValue;

/** Kinds of values that may be text. */
export const textual: ReadonlySet<Value['kind']> = new Set(['string', 'template', 'here', 'env', 'either', 'argument']);

/** The text of a string value, else `undefined`. */
export function stringOf(value: Value | undefined): string | undefined {
  return value?.kind === 'string' ? value.value : undefined;
}

/** The number of a number value, else `undefined`. */
export function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'number' ? value.value : undefined;
}

/** The truth of a constant as Python sees it, `undefined` when it is not constant. */
export function truthOf(value: Value | undefined): boolean | undefined {
  if (value?.kind === 'bool') return value.value;
  if (value?.kind === 'number') return value.value !== 0;
  if (value?.kind === 'string') return value.value !== '';
  if (value?.kind === 'none') return false;
  return value?.kind === 'list' ? value.items.length > 0 : undefined;
}
