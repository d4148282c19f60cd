import type { Binding, Raw, RawModule, Scope } from './raw.ts';
import { chainText } from './reference.ts';

/** How many steps of an expression are followed. */
export const MAX_DEPTH = 40;

/** Whether an expression is the constant `None`. */
export function isNone(raw: Raw): boolean {
  return raw.kind === 'constant' && raw.value === null;
}

/** The bindings of a name as seen from a scope: from the inside out, past the bodies of classes, as Python looks names up. */
export function bindingsOf(module: RawModule, name: string, from: Scope): readonly Binding[] | undefined {
  const start = from.globals.has(name) ? module.scope : from;
  for (let scope: Scope | undefined = start; scope !== undefined; scope = scope.parent) {
    if (scope.kind === 'class' && scope !== start) continue;
    const found = scope.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a binding is a parameter with the default `None`. */
export function isOptionalParameter(module: RawModule, binding: Binding): boolean {
  if (binding.kind !== 'parameter') return false;
  const fallback = module.functions[binding.index]?.parameters[binding.parameter]?.default;
  return fallback !== undefined && isNone(fallback);
}

/** `df = df.dropna()`: the value is made from the name itself and is taken to be of the same kind. */
export function isSelfDerived(
  module: RawModule,
  binding: Binding & { readonly kind: 'assign' },
  bindings: readonly Binding[],
): boolean {
  let raw: Raw = binding.value;
  for (let i = 0; i < MAX_DEPTH; i++) {
    if (raw.kind === 'await') raw = raw.operand;
    else if (raw.kind === 'attribute' || raw.kind === 'subscript') raw = raw.object;
    else if (raw.kind === 'call') {
      const call = module.calls[raw.call];
      if (call === undefined || call.callee.kind !== 'attribute') return false;
      raw = call.callee.object;
    } else return raw.kind === 'name' && bindingsOf(module, raw.name, binding.scope) === bindings;
  }
  return false;
}

/** The function behind a method that is read like an attribute (`@property`). */
export function propertyOf(module: RawModule, bindings: readonly Binding[] | undefined): number | undefined {
  const last = bindings?.[0];
  const fn = last?.kind === 'function' ? module.functions[last.index] : undefined;
  const marked = fn?.decorators.some((d) => /(?:^|\.)(?:cached_)?property$/.test(chainText(d.expression) ?? ''));
  return marked === true && last?.kind === 'function' ? last.index : undefined;
}
