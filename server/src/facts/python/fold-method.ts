import type { Range } from '../../base/span.ts';
import type { Folder } from './folder.ts';
import type { RawCall } from './raw.ts';
import { braceFormat, joinPaths } from './text.ts';
import { type EnvValue, stringOf, type Value } from './value.ts';

const sameText = new Set(['resolve', 'absolute', 'expanduser', 'as_posix', '__str__', '__fspath__']);
const textual: ReadonlyMap<string, (text: string) => string> = new Map([
  ['lower', (t) => t.toLowerCase()],
  ['upper', (t) => t.toUpperCase()],
  ['strip', (t) => t.trim()],
  ['casefold', (t) => t.toLowerCase()],
]);

/** Methods of texts and paths: `.format`, `.lower`, `.joinpath`, `.resolve`. Anything else is `undefined`. */
export function foldMethod(call: RawCall, range: Range, folder: Folder): Value | undefined {
  const { callee } = call;
  if (callee.kind !== 'attribute') return undefined;
  const { name } = callee;
  const method = textual.get(name);
  if (method === undefined && !sameText.has(name) && !['format', 'joinpath', 'rstrip', 'split'].includes(name))
    return undefined;
  const object = folder.fold(callee.object, call.scope);
  if (sameText.has(name))
    return ['string', 'template', 'here'].includes(object.kind) ? { ...object, range } : undefined;
  if (method !== undefined) return applied(object, method, range);
  const args = call.args.map((arg) => folder.fold(arg, call.scope));
  if (name === 'joinpath')
    return ['string', 'template', 'here'].includes(object.kind) ? joinPaths([object, ...args], range) : undefined;
  if (name === 'format' && object.kind === 'string') {
    const named = new Map(call.keywords.map((k) => [k.name, folder.fold(k.value, call.scope)]));
    return braceFormat(object.value, args, named, range);
  }
  if (name === 'rstrip') {
    const cut = stringOf(args[0]);
    const text = stringOf(object);
    if (cut?.length === 1 && text !== undefined)
      return { kind: 'string', value: text.endsWith(cut) ? text.slice(0, -1) : text, range, origin: object.origin };
  }
  return undefined;
}

function applied(object: Value, method: (text: string) => string, range: Range): Value | undefined {
  if (object.kind === 'string') return { ...object, value: method(object.value), range };
  if (object.kind !== 'env') return undefined;
  const fallback =
    object.default?.kind === 'string' ? { ...object.default, value: method(object.default.value) } : object.default;
  const made: EnvValue = { ...object, ...(fallback === undefined ? {} : { default: fallback }), range };
  return made;
}
