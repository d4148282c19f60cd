import type { PassedOn } from './module.ts';
import type { Binding, Raw, RawCall, RawModule, Scope } from './raw.ts';
import { chainText } from './reference.ts';

/** Whether a method or function keeps what it is given: `cache.set(key, model)`, `models.append(model)`, `set_model(model)`. */
export function isKeeper(callee: string): boolean {
  return keepers.test(callee) && !callee.endsWith('add_task');
}

const keepers =
  /(?:^|[._])(?:append|add|set|put|setdefault|update|insert|register|cache|store|save|setattr|push|remember)(?:_\w+)?$/;

/** The local names that got the result of a call and hand it on: stored, returned, given to something that keeps it, or bound again. */
export function readPassedOn(module: RawModule): readonly PassedOn[] {
  const made = namesMade(module);
  if (made.size === 0) return [];
  const found = new Map<string, PassedOn>();
  const aliases: { readonly scope: Scope; readonly name: string; readonly of: string }[] = [];
  const pass = (scope: Scope, name: string, to: PassedOn['to']): boolean => {
    const key = keyOf(scope, name);
    const before = found.get(key)?.to;
    if (before === to || before === 'kept') return false;
    found.set(key, { within: scope.function, name, to });
    return true;
  };
  const carry = (raw: Raw, scope: Scope, to: PassedOn['to']): void => {
    for (const name of carried(raw, module.calls)) pass(scope, name, to);
  };
  for (const { value, scope } of module.stores) carry(value, scope, 'kept');
  for (const { name, scope } of module.managed) pass(scope, name, 'kept');
  for (const { callee, args, keywords, scope } of module.calls) {
    if (!isKeeper(chainText(callee) ?? (callee.kind === 'attribute' ? `.${callee.name}` : ''))) continue;
    for (const value of [...args, ...keywords.map((k) => k.value)]) carry(value, scope, 'kept');
  }
  for (const fn of module.functions) for (const value of fn.returned) carry(value, fn.scope, 'caller');
  for (const scope of [module.scope, ...module.functions.map((fn) => fn.scope)]) {
    for (const name of scope.globals) pass(scope, name, 'kept');
    for (const [name, bindings] of scope.names) {
      for (const binding of bindings) {
        if (binding.kind !== 'assign' || binding.via !== 'assign') continue;
        // A name under `global` is bound in the module, by code of a function.
        if (binding.scope !== scope) carry(binding.value, binding.scope, 'kept');
        else for (const of of carried(binding.value, module.calls)) if (of !== name) aliases.push({ scope, name, of });
      }
      if (bindings.length > 1 && made.has(keyOf(scope, name)) && comesFromElsewhere(name, bindings, module.calls))
        pass(scope, name, 'kept');
    }
  }
  for (let again = aliases.length > 0; again; ) {
    again = false;
    for (const { scope, name, of } of aliases) {
      const to = found.get(keyOf(scope, name))?.to;
      if (to !== undefined && pass(scope, of, to)) again = true;
    }
  }
  return [...found]
    .filter(([key]) => made.has(key))
    .map(([, passed]) => passed)
    .sort((x, y) => x.within - y.within || (x.name < y.name ? -1 : 1));
}

function keyOf(scope: Scope, name: string): string {
  return `${scope.function}:${name}`;
}

/** The plain names that get the result of a call, by function. */
function namesMade({ calls }: RawModule): ReadonlySet<string> {
  const made = new Set<string>();
  for (const { assignedTo, unpackedTo, scope } of calls) {
    if (assignedTo !== undefined && !/[.[]/.test(assignedTo)) made.add(keyOf(scope, assignedTo));
    for (const name of unpackedTo ?? []) made.add(keyOf(scope, name));
  }
  return made;
}

/** The names of which an expression holds the value, or a part of it. */
function carried(raw: Raw, calls: readonly RawCall[]): readonly string[] {
  switch (raw.kind) {
    case 'name':
      return [raw.name];
    case 'list':
      return raw.items.flatMap((item) => carried(item, calls));
    case 'dict':
      return raw.entries.flatMap((entry) => carried(entry.value, calls));
    case 'either':
      return [...carried(raw.whenTrue, calls), ...carried(raw.whenFalse, calls)];
    case 'await':
      return carried(raw.operand, calls);
    case 'attribute':
    case 'subscript':
      return carried(raw.object, calls);
    case 'call': {
      const callee = calls[raw.call]?.callee;
      return callee?.kind === 'attribute' && parts.test(callee.name) ? carried(callee.object, calls) : [];
    }
    case 'constant':
    case 'format':
    case 'binary':
    case 'unary':
    case 'lambda':
    case 'unknown':
      return [];
  }
}

/** Methods that give a part of an object, or the object itself. */
const parts = /^(?:get|pop|setdefault|values|items|copy|to|eval|half|float|cuda|cpu)$/;

/** Whether one of several bindings of a name may hold what something else made before: only `None`, calls of one function and methods of the name itself do not. */
function comesFromElsewhere(name: string, bindings: readonly Binding[], calls: readonly RawCall[]): boolean {
  const makers = new Set<string>();
  for (const binding of bindings) {
    if (binding.kind !== 'assign') return true;
    const value = binding.value.kind === 'await' ? binding.value.operand : binding.value;
    if (value.kind === 'constant' && value.value === null) continue;
    if (value.kind !== 'call') return true;
    const callee = calls[value.call]?.callee;
    const text = callee === undefined ? undefined : chainText(callee);
    if (text === undefined) return true;
    if (!text.startsWith(`${name}.`)) makers.add(text);
  }
  return makers.size > 1;
}
