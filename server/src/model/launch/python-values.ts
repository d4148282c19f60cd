import { type Known, known, unknown } from '../../base/known.ts';
import { type Span, spanOf, type Uri } from '../../base/span.ts';
import type { ArgumentValue, EnvValue, Value } from '../../facts/python/value.ts';
import { bindingOf, type Environment } from '../environment.ts';
import type { EnvironmentVariable, Origin } from '../launch-types.ts';
import { wholeNumber } from './settings.ts';
import { type LaunchWord, wordText } from './words.ts';

/** A constant of Python. */
export type Scalar = string | number | boolean | null;

/** The value of an expression at run time, who decided it, and the expression that does. */
export interface Evaluated {
  readonly value: Known<Scalar>;
  readonly origin: Origin;
  /** The deciding expression; a variable's definition when the environment decides. */
  readonly at: Span;
  readonly from: EnvironmentVariable | undefined;
}

/** What evaluation may look at. */
export interface ValueContext {
  readonly uri: Uri;
  readonly environment: Environment;
  /** vCPUs of the container, which is what the process counts. */
  readonly cpu: number | undefined;
  /** The value that an imported name has in its own file. */
  readonly imported: (uri: Uri, name: string) => { readonly uri: Uri; readonly value: Value } | undefined;
  /** The words behind the script on its command line. */
  readonly words?: readonly LaunchWord[];
  readonly depth?: number;
}

/** Evaluates an expression as far as files and environment tell. */
export function evaluate(value: Value, context: ValueContext): Evaluated {
  const at = spanOf(context.uri, value.origin);
  const code = (result: Known<Scalar>): Evaluated => ({ value: result, origin: 'code', at, from: undefined });
  const nothing = code(unknown('dynamic', at));
  const depth = context.depth ?? 0;
  if (depth > 12) return nothing;
  const inner = (v: Value): Evaluated => evaluate(v, { ...context, depth: depth + 1 });
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return code(known(value.value, at));
    case 'none':
      return code(known(null, at));
    case 'cpu-count':
      return context.cpu === undefined ? nothing : code(known(Math.max(1, Math.ceil(context.cpu)), at));
    case 'env':
      return readVariable(value, context, inner, at);
    case 'name': {
      const found = value.imported ? context.imported(context.uri, value.name) : undefined;
      return found === undefined ? nothing : evaluate(found.value, { ...context, uri: found.uri, depth: depth + 1 });
    }
    case 'template': {
      let text = '';
      for (const part of value.parts) {
        const piece = typeof part === 'string' ? part : inner(part).value;
        if (typeof piece === 'string') text += piece;
        else if (piece.kind === 'known' && piece.value !== null) text += String(piece.value);
        else return nothing;
      }
      return code(known(text, at));
    }
    case 'either': {
      const results = value.values.map(inner);
      const [first, ...rest] = results;
      const same =
        first?.value.kind === 'known' &&
        rest.every(
          (r) =>
            r.value.kind === 'known' &&
            r.value.value === (first.value.kind === 'known' ? first.value.value : undefined),
        );
      return first !== undefined && same ? first : nothing;
    }
    case 'binary':
      return code(arithmetic(value.op, inner(value.left).value, inner(value.right).value, at));
    case 'argument':
      return readArgument(value, context, inner, nothing);
    case 'call':
    case 'function':
    case 'list':
    case 'dict':
    case 'here':
    case 'unknown':
      return nothing;
  }
}

function readVariable(value: EnvValue, context: ValueContext, inner: (v: Value) => Evaluated, at: Span): Evaluated {
  const binding = bindingOf(context.environment, value.name);
  if (binding.kind === 'unknown') return { value: unknown('dynamic', at), origin: 'environment', at, from: undefined };
  if (binding.kind === 'set') {
    const variable = binding.from;
    const origin: Origin =
      variable?.origin === 'platform' ? 'platform' : variable?.origin === 'manifest' ? 'manifest' : 'environment';
    const place = variable?.value.at ?? at;
    return { value: cast(binding.value, value.cast, place), origin, at: place, from: variable };
  }
  // Not set by any file: the default counts, as everywhere in this model.
  if (value.default === undefined)
    return { value: value.required ? unknown('absent', at) : known(null, at), origin: 'code', at, from: undefined };
  const fallback = inner(value.default);
  const result = fallback.value;
  return result.kind === 'known' && result.value !== null
    ? {
        ...fallback,
        value: cast(String(result.value), typeof result.value === 'number' ? 'int' : value.cast, fallback.at),
      }
    : fallback;
}

/** A command-line argument: the last one given, else its default. */
function readArgument(
  value: ArgumentValue,
  context: ValueContext,
  inner: (v: Value) => Evaluated,
  nothing: Evaluated,
): Evaluated {
  const words = context.words ?? [];
  if (words.some((word) => word.open || wordText(word) === undefined)) return nothing;
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i];
    const text = wordText(word) ?? '';
    const flag = value.flags.find((f) => text === f || (f.startsWith('--') && text.startsWith(`${f}=`)));
    if (word === undefined || flag === undefined || !flag.startsWith('-')) continue;
    const given = text === flag ? words[i + 1] : undefined;
    const written = text === flag ? wordText(given) : text.slice(flag.length + 1);
    const at = (given ?? word).at;
    if (written === undefined) return nothing;
    return { value: cast(written, value.cast, at), origin: 'flag', at, from: undefined };
  }
  if (value.flags.some((f) => !f.startsWith('-')) && words.length > 0) return nothing;
  return value.default === undefined ? nothing : inner(value.default);
}

function cast(text: string, to: EnvValue['cast'], at: Span): Known<Scalar> {
  switch (to) {
    case 'int': {
      const number = wholeNumber(text);
      return number === undefined ? unknown('unparsed', at) : known(number, at);
    }
    case 'float': {
      const number = Number(text);
      return text.trim() === '' || Number.isNaN(number) ? unknown('unparsed', at) : known(number, at);
    }
    case 'bool':
      return known(/^(?:1|true|t|yes|y|on)$/i.test(text), at);
    case 'str':
    case undefined:
      return known(text, at);
  }
}

function arithmetic(op: string, left: Known<Scalar>, right: Known<Scalar>, at: Span): Known<Scalar> {
  if (
    left.kind !== 'known' ||
    right.kind !== 'known' ||
    typeof left.value !== 'number' ||
    typeof right.value !== 'number'
  )
    return unknown('dynamic', at);
  const [a, b] = [left.value, right.value];
  switch (op) {
    case '+':
      return known(a + b, at);
    case '-':
      return known(a - b, at);
    case '*':
      return known(a * b, at);
    case '/':
      return b === 0 ? unknown('dynamic', at) : known(a / b, at);
    case '//':
      return b === 0 ? unknown('dynamic', at) : known(Math.floor(a / b), at);
    case 'min':
      return known(Math.min(a, b), at);
    case 'max':
      return known(Math.max(a, b), at);
    default:
      return unknown('dynamic', at);
  }
}
