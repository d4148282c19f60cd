import { isChatModel } from '../../catalog/blocking-network.ts';
import { annotatedReference } from './annotation.ts';
import type { Binding, Raw, RawCall, RawModule, Scope } from './raw.ts';
import { chainText, importPath, PARAMETER, partName, type Reference, type Resolver, storeKey } from './reference.ts';
import { bindingsOf, isNone, isOptionalParameter, isSelfDerived, MAX_DEPTH, propertyOf } from './scope.ts';

// Methods that give back the object they are called on, or one that behaves the same.
const transparent = new Set(['to', 'eval', 'cuda', 'half', 'cpu', 'float', 'bfloat16', '__enter__', '__aenter__']);

/** Prepares the look-ups of one module. Results are remembered for the life of the resolver. */
export function createResolver(module: RawModule): Resolver {
  const memo = new Map<readonly Binding[], Reference | undefined>();
  const busy = new Set<unknown>();
  const returns = new Map<number, Reference | undefined>();
  const stores = new Map<string, { value: Raw; scope: Scope }[]>();
  for (const { target, value, scope } of module.stores) {
    const key = storeKey(target);
    if (key !== undefined) stores.set(key, [...(stores.get(key) ?? []), { value, scope }]);
  }
  let depth = 0;

  const lookup = (name: string, from: Scope): readonly Binding[] | undefined => bindingsOf(module, name, from);
  const annotated = (raw: Raw, scope: Scope): Reference | undefined => annotatedReference(raw, scope, refer);

  function refer(raw: Raw, scope: Scope): Reference | undefined {
    if (depth > MAX_DEPTH) return undefined;
    depth++;
    try {
      return referInner(raw, scope);
    } finally {
      depth--;
    }
  }

  function referInner(raw: Raw, scope: Scope): Reference | undefined {
    switch (raw.kind) {
      case 'name': {
        const bindings = lookup(raw.name, scope);
        return bindings === undefined ? { path: raw.name, instance: false, imported: false } : bound(bindings);
      }
      case 'attribute':
        return stored(raw) ?? attribute(raw, scope);
      case 'subscript': {
        // `SessionDep = Annotated[Session, Depends(get_session)]`: who is annotated with the name gets the object.
        if (chainText(raw.object)?.split('.').at(-1) === 'Annotated') return annotated(raw, scope);
        const item = stored(raw);
        if (item !== undefined) return item;
        const object = refer(raw.object, scope);
        return object === undefined
          ? undefined
          : { ...plain(`${object.path}.__getitem__`, true), imported: object.imported };
      }
      case 'call':
        return called(raw.call);
      case 'await':
        return refer(raw.operand, scope);
      case 'either':
        return agree([raw.whenTrue, raw.whenFalse], scope);
      case 'binary':
        if (raw.op === '/') return known(refer(raw.left, scope)) ?? known(refer(raw.right, scope));
        if (raw.op === '|') return piped(raw.left, scope) ?? piped(raw.right, scope);
        if (raw.op !== 'or') return undefined;
        // `client or Client()`: what a caller hands in instead of the default is of the same kind.
        return isOptional(raw.left, scope) ? refer(raw.right, scope) : agree([raw.left, raw.right], scope);
      case 'format':
        return plain('str', true);
      case 'constant':
        return typeof raw.value === 'string' ? plain('str', true) : undefined;
      case 'list':
        return plain(raw.form, true);
      case 'dict':
        return plain('dict', true);
      case 'unary':
      case 'lambda':
      case 'unknown':
        return undefined;
    }
  }

  /** One of several things that a function gives at a time; what one of another file gives is known there. */
  function part(of: Raw, index: number): Reference | undefined {
    const call = of.kind === 'call' ? module.calls[of.call] : undefined;
    const callee = call === undefined ? undefined : known(refer(call.callee, call.scope));
    if (callee?.function !== undefined) return returnedParts(callee.function)?.[index];
    const isElsewhere = callee?.imported === true && !callee.instance && callee.class === undefined;
    return isElsewhere ? { ...plain(`${callee.path}.${partName(index)}`, true), imported: true } : undefined;
  }

  function returnedParts(index: number): readonly (Reference | undefined)[] | undefined {
    const fn = module.functions[index];
    const [first, ...others] = fn?.returned ?? [];
    if (fn === undefined || first?.kind !== 'list' || busy.has(fn)) return undefined;
    const rows = others.flatMap((raw) => (raw.kind === 'list' && raw.items.length === first.items.length ? [raw] : []));
    if (rows.length < others.length) return undefined;
    busy.add(fn);
    const parts = first.items.map((item, i) => agree([item, ...rows.flatMap((row) => row.items[i] ?? [])], fn.scope));
    busy.delete(fn);
    return parts;
  }

  function plain(path: string, instance: boolean): Reference {
    return { path, instance, imported: false };
  }

  /** A chain of LangChain (`prompt | model | parser`) is what its model is: calling it asks the model. */
  function piped(raw: Raw, scope: Scope): Reference | undefined {
    const reference = known(refer(raw, scope));
    return reference?.instance === true && isChatModel(reference.path) ? reference : undefined;
  }

  /** The reference, unless it begins at a parameter of unknown type. */
  function known(reference: Reference | undefined): Reference | undefined {
    return reference?.path.startsWith(PARAMETER) === true ? undefined : reference;
  }

  /** A name that is a parameter with the default `None`, whatever else is assigned to it. */
  function isOptional(raw: Raw, scope: Scope): boolean {
    const bindings = raw.kind === 'name' ? lookup(raw.name, scope) : undefined;
    return bindings?.some((binding) => isOptionalParameter(module, binding)) ?? false;
  }

  function agree(raws: readonly Raw[], scope: Scope): Reference | undefined {
    const values = raws.filter((raw) => !(raw.kind === 'constant' && raw.value === null));
    const references = values.map((raw) => refer(raw, scope));
    const first = references[0];
    return references.every((r) => r !== undefined && r.path === first?.path && r.instance === first.instance)
      ? first
      : undefined;
  }

  function stored(raw: Raw): Reference | undefined {
    if (stores.size === 0) return undefined;
    const key = storeKey(raw);
    const values = key === undefined || key.startsWith('self.') ? undefined : stores.get(key);
    if (values === undefined || busy.has(values)) return undefined;
    busy.add(values);
    const references = values
      .filter(({ value }) => !(value.kind === 'constant' && value.value === null))
      .map(({ value, scope }) => refer(value, scope));
    busy.delete(values);
    const first = references[0];
    return references.every((r) => r?.path === first?.path) ? first : undefined;
  }

  function storedValue(raw: Raw): { readonly value: Raw; readonly scope: Scope } | undefined {
    const key = storeKey(raw);
    const values = key === undefined ? undefined : stores.get(key);
    return values?.length === 1 ? values[0] : undefined;
  }

  function attribute(raw: Raw & { readonly kind: 'attribute' }, scope: Scope): Reference | undefined {
    const object = refer(raw.object, scope);
    if (object === undefined) return undefined;
    if (object.class !== undefined) {
      const bindings = member(object.class, raw.name);
      const property = object.instance ? propertyOf(module, bindings) : undefined;
      if (property !== undefined) return returned(property);
      if (bindings !== undefined) return bound(bindings);
      const own = module.classes[object.class];
      const base = own?.bases[0] === undefined ? undefined : refer(own.bases[0], own.outer);
      if (base !== undefined) return { ...plain(`${base.path}.${raw.name}`, false), imported: base.imported };
    }
    return { ...plain(`${object.path}.${raw.name}`, false), imported: object.imported };
  }

  function member(index: number, name: string, level = 0): readonly Binding[] | undefined {
    const owner = module.classes[index];
    if (owner === undefined || level > 5) return undefined;
    const own = owner.scope.names.get(name) ?? owner.attributes.get(name);
    if (own !== undefined) return own;
    for (const base of owner.bases) {
      const reference = refer(base, owner.outer);
      const inherited = reference?.class === undefined ? undefined : member(reference.class, name, level + 1);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }

  function called(index: number): Reference | undefined {
    const call = module.calls[index];
    if (call === undefined) return undefined;
    const callee = refer(call.callee, call.scope);
    if (callee === undefined) return undefined;
    if (callee.path === 'super' && !callee.imported) return parentOf(call);
    if (callee.function !== undefined)
      return returned(callee.function) ?? { ...plain(callee.path, true), imported: false };
    if (callee.class !== undefined) return { ...callee, instance: true };
    if (call.callee.kind === 'attribute' && transparent.has(call.callee.name)) {
      const object = refer(call.callee.object, call.scope);
      if (object?.instance === true) return object;
    }
    return { ...plain(callee.instance ? `${callee.path}.__call__` : callee.path, true), imported: callee.imported };
  }

  /** `super()`: an object of the first base class. */
  function parentOf(call: RawCall): Reference | undefined {
    const owner = module.functions[call.place.within]?.class;
    const made = owner === undefined ? undefined : module.classes[owner];
    const [base] = made?.bases ?? [];
    const parent = made === undefined || base === undefined ? undefined : refer(base, made.outer);
    return parent === undefined ? undefined : { ...parent, instance: true };
  }

  function returned(index: number): Reference | undefined {
    if (returns.has(index)) return returns.get(index);
    const fn = module.functions[index];
    if (fn === undefined || busy.has(fn)) return undefined;
    busy.add(fn);
    const annotation = fn.returnAnnotation === undefined ? undefined : annotated(fn.returnAnnotation, fn.outer);
    const inferred = fn.returned.length === 0 ? undefined : agree(fn.returned, fn.scope);
    const useful = annotation !== undefined && !['None', 'Any', 'typing.Any', 'object'].includes(annotation.path);
    const result = useful ? annotation : inferred;
    busy.delete(fn);
    returns.set(index, result);
    return result;
  }

  function bound(bindings: readonly Binding[]): Reference | undefined {
    if (memo.has(bindings)) return memo.get(bindings);
    if (busy.has(bindings)) return undefined;
    busy.add(bindings);
    const result = boundInner(bindings);
    busy.delete(bindings);
    memo.set(bindings, result);
    return result;
  }

  function boundInner(bindings: readonly Binding[]): Reference | undefined {
    const imported = bindings.find((binding) => binding.kind === 'import');
    if (imported?.kind === 'import') return { path: importPath(imported), instance: false, imported: true };
    for (const binding of bindings) {
      const annotation = binding.kind === 'assign' || binding.kind === 'annotation' ? binding.annotation : undefined;
      if (annotation === undefined || (binding.kind !== 'assign' && binding.kind !== 'annotation')) continue;
      const reference = annotated(annotation, binding.scope);
      if (
        reference !== undefined &&
        !/(?:^|\.)(?:Any|object|Final|TypeAlias|dict|list|Dict|List)$/.test(reference.path)
      )
        return reference;
    }
    const candidates: Reference[] = [];
    for (const binding of bindings) {
      if (binding.kind === 'assign' && isNone(binding.value)) continue;
      if (binding.kind === 'assign' && bindings.length > 1 && isSelfDerived(module, binding, bindings)) continue;
      // `if client is None: client = Client()`.
      if (bindings.length > 1 && isOptionalParameter(module, binding) && known(one(binding)) === undefined) continue;
      const reference = one(binding);
      if (reference === undefined) return undefined;
      candidates.push(reference);
    }
    const first = candidates[0];
    return candidates.every((c) => c.path === first?.path && c.instance === first.instance) ? first : undefined;
  }

  function one(binding: Binding): Reference | undefined {
    switch (binding.kind) {
      case 'function': {
        const fn = module.functions[binding.index];
        return fn === undefined ? undefined : { ...plain(fn.qualifiedName, false), function: binding.index };
      }
      case 'class': {
        const made = module.classes[binding.index];
        return made === undefined ? undefined : { ...plain(made.name, false), class: binding.index };
      }
      case 'assign':
        return refer(binding.value, binding.scope);
      case 'parameter':
        return parameter(binding.index, binding.parameter);
      case 'other':
        return binding.part === undefined ? undefined : part(binding.part.of, binding.part.index);
      case 'import':
      case 'annotation':
        return undefined;
    }
  }

  function parameter(index: number, position: number): Reference | undefined {
    const fn = module.functions[index];
    const declared = fn?.parameters[position];
    if (fn === undefined || declared === undefined) return undefined;
    const owner = fn.class === undefined ? undefined : module.classes[fn.class];
    if (position === 0 && owner !== undefined && fn.class !== undefined && /^(?:self|cls)$/.test(declared.name))
      return { ...plain(owner.name, declared.name === 'self'), class: fn.class };
    const annotation = declared.annotation === undefined ? undefined : annotated(declared.annotation, fn.outer);
    if (annotation !== undefined && !/(?:^|\.)(?:Any|object)$/.test(annotation.path)) return annotation;
    if (declared.variadic === true) return undefined;
    const call = declared.default?.kind === 'call' ? module.calls[declared.default.call] : undefined;
    if (call === undefined) return plain(`${PARAMETER}${index}.${position}`, true);
    const provider = call.args[0];
    if (provider === undefined || chainText(call.callee)?.split('.').at(-1) !== 'Depends') return undefined;
    const target = refer(provider, call.scope);
    if (target?.function !== undefined) return returned(target.function);
    // A class, or a function of another file: what it gives is known there.
    return target?.class !== undefined || target?.imported === true ? { ...target, instance: true } : undefined;
  }

  function calleePath(callee: Raw, scope: Scope): string | undefined {
    const reference = known(refer(callee, scope));
    if (reference === undefined) return undefined;
    return reference.instance ? `${reference.path}.__call__` : reference.path;
  }

  function typeOf(bindings: readonly Binding[]): string | undefined {
    const reference = bound(bindings);
    return reference?.instance === true ? reference.path : undefined;
  }

  return {
    refer: (raw, scope) => known(refer(raw, scope)),
    referDeep: refer,
    typeOf,
    lookup,
    calleePath,
    annotated: (raw, scope) => known(annotated(raw, scope)),
    returned: (index) => known(returned(index)),
    returnedParts: (index) => returnedParts(index)?.map((each) => known(each)),
    bound: (bindings) => known(bound(bindings)),
    storedValue,
    member,
  };
}
