import type { Raw, Scope } from './raw.ts';
import { chainText, type Reference } from './reference.ts';
import { isNone } from './scope.ts';

/** Generic types that stand for what they hold: `Optional[Client]`, `AsyncIterator[Session]`. */
const WRAPPERS = new Set([
  'Annotated',
  'AsyncGenerator',
  'AsyncIterable',
  'AsyncIterator',
  'Awaitable',
  'ClassVar',
  'Final',
  'Generator',
  'Iterable',
  'Iterator',
  'Optional',
  'Required',
  'Type',
  'Union',
  'type',
]);

/** The object that a type annotation promises; `undefined` for a choice of several types. `refer` resolves its names. */
export function annotatedReference(
  raw: Raw,
  scope: Scope,
  refer: (raw: Raw, scope: Scope) => Reference | undefined,
): Reference | undefined {
  const again = (inner: Raw): Reference | undefined => annotatedReference(inner, scope, refer);
  if (raw.kind === 'constant' && typeof raw.value === 'string') {
    if (!/^[\w.]+$/.test(raw.value)) return undefined;
    const [root = '', ...rest] = raw.value.split('.');
    const start: Raw = { kind: 'name', name: root, range: raw.range };
    return again(rest.reduce<Raw>((object, name) => ({ kind: 'attribute', object, name, range: raw.range }), start));
  }
  if (raw.kind === 'binary' && raw.op === '|') {
    const left = isNone(raw.left) ? undefined : again(raw.left);
    return left === undefined || isNone(raw.right) ? (left ?? again(raw.right)) : undefined;
  }
  if (raw.kind === 'subscript') {
    const name = chainText(raw.object)?.split('.').at(-1) ?? '';
    if (!WRAPPERS.has(name)) return again(raw.object);
    const items = raw.index.kind === 'list' ? raw.index.items : [raw.index];
    const types = items.filter((item) => !isNone(item));
    if (types[0] === undefined || (name === 'Union' && types.length !== 1)) return undefined;
    return again(types[0]);
  }
  if (raw.kind !== 'name' && raw.kind !== 'attribute') return undefined;
  const reference = refer(raw, scope);
  return reference === undefined ? undefined : { ...reference, instance: true };
}
