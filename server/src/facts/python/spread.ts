import type { Binding, Raw, RawCall, RawModule, Scope } from './raw.ts';
import type { Resolver } from './reference.ts';

type Lookup = Resolver['lookup'];
type Keyword = RawCall['keywords'][number];
type Dict = Raw & { readonly kind: 'dict' };

/** Methods that change a dict in place. */
const CHANGING = new Set(['update', 'setdefault', 'pop', 'popitem', 'clear']);

/**
 * Gives calls the keywords of a dict that they take by `**`: `options = {"port": 80}`, `run(app, **options)`. Only a dict that is
 * written out where its name is bound, and is changed by nothing but `options["key"] = …`, which takes that key away. A call whose
 * keywords are then all known is no longer open.
 */
export function spreadKeywords(module: RawModule, lookup: Lookup): void {
  for (const call of module.calls) {
    if (call.spreads.length === 0) continue;
    const found = call.spreads.map((spread) => keywordsOf(module, lookup, spread, call.scope));
    call.keywords = [...call.keywords, ...found.flatMap((f) => f?.keywords ?? [])];
    if (!call.starred && found.every((f) => f?.complete === true)) call.open = false;
  }
}

function keywordsOf(
  module: RawModule,
  lookup: Lookup,
  spread: Raw,
  scope: Scope,
): { readonly keywords: readonly Keyword[]; readonly complete: boolean } | undefined {
  const placed = dictOf(lookup, spread, scope);
  if (placed === undefined) return undefined;
  const changed = placed.bindings === undefined ? new Set<string>() : changesOf(module, lookup, placed.bindings);
  if (changed === undefined) return undefined;
  const keywords: Keyword[] = [];
  for (const { key, value } of placed.dict.entries) {
    if (key.kind !== 'constant' || typeof key.value !== 'string') return undefined;
    if (changed.has(key.value) || !isSeenAlike(lookup, value, placed.scope, scope)) changed.add(key.value);
    else {
      const range = { start: key.range.start, end: value.range.end };
      keywords.push({ name: key.value, value, nameRange: key.range, range });
    }
  }
  return { keywords, complete: placed.dict.complete && changed.size === 0 };
}

function dictOf(
  lookup: Lookup,
  spread: Raw,
  scope: Scope,
): { readonly dict: Dict; readonly scope: Scope; readonly bindings?: readonly Binding[] } | undefined {
  if (spread.kind === 'dict') return { dict: spread, scope };
  const bindings = spread.kind === 'name' ? lookup(spread.name, scope) : undefined;
  const [only, ...others] = bindings ?? [];
  if (bindings === undefined || only?.kind !== 'assign' || others.length > 0) return undefined;
  return only.value.kind === 'dict' ? { dict: only.value, scope: only.scope, bindings } : undefined;
}

/** The keys that are set later; `undefined` where anything may be. */
function changesOf(module: RawModule, lookup: Lookup, bindings: readonly Binding[]): Set<string> | undefined {
  const means = (raw: Raw | undefined, scope: Scope): boolean =>
    raw?.kind === 'name' && lookup(raw.name, scope) === bindings;
  const keys = new Set<string>();
  for (const { target, scope } of module.stores) {
    if (target.kind !== 'subscript' || !means(target.object, scope)) continue;
    if (target.index.kind !== 'constant' || typeof target.index.value !== 'string') return undefined;
    keys.add(target.index.value);
  }
  const escapes = module.calls.some(
    ({ callee, args, scope }) =>
      (callee.kind === 'attribute' && CHANGING.has(callee.name) && means(callee.object, scope)) ||
      (!(callee.kind === 'name' && callee.name === 'print') && args.some((arg) => means(arg, scope))),
  );
  return escapes ? undefined : keys;
}

/** Whether a value means the same where the dict is written and where the call stands; calls remember their own scope. */
function isSeenAlike(lookup: Lookup, value: Raw, written: Scope, used: Scope): boolean {
  if (written === used || value.kind === 'constant' || value.kind === 'call') return true;
  return value.kind === 'name' && lookup(value.name, written) === lookup(value.name, used);
}
