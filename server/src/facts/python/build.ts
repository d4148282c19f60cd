import { isSettings, settingsField } from './fold-attribute.ts';
import { readsEnvironment } from './fold-call.ts';
import type { Folder } from './folder.ts';
import type {
  FunctionReference,
  PassedObject,
  PythonAssignment,
  PythonCall,
  PythonClass,
  PythonDecorator,
  PythonField,
  PythonFunction,
  PythonParameter,
} from './module.ts';
import type { Raw, RawCall, RawFunction, Scope } from './raw.ts';
import { chainText, PARAMETER, type Reference } from './reference.ts';
import type { EnvironmentRead, PythonFacts } from './types.ts';
import type { Value } from './value.ts';

// Turns what the walk collected into plain facts: names resolved, values folded.

/** The text of a callee as written, with `()` for calls in the chain. */
function writtenOf(raw: Raw, calls: readonly RawCall[]): string {
  if (raw.kind === 'name') return raw.name;
  if (raw.kind === 'attribute') return `${writtenOf(raw.object, calls)}.${raw.name}`;
  if (raw.kind === 'subscript') return `${writtenOf(raw.object, calls)}[]`;
  if (raw.kind !== 'call') return '';
  const call = calls[raw.call];
  return call === undefined ? '()' : `${writtenOf(call.callee, calls)}()`;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** All calls, in the order of the walk. */
export function buildCalls(folder: Folder): readonly PythonCall[] {
  return folder.module.calls.map((call) => buildCall(call, folder));
}

// Written out field by field: this runs for every call of a file at every keystroke, and spreads cost several times as much.
function buildCall(call: RawCall, folder: Folder): PythonCall {
  const { place, scope, callee: raw } = call;
  const { module, resolver } = folder;
  const made: Mutable<PythonCall> = {
    within: place.within,
    inMainGuard: place.inMainGuard,
    inLoop: place.inLoop,
    inEndlessLoop: place.inEndlessLoop,
    inTry: place.inTry,
    conditional: place.conditional,
    inLambda: place.inLambda,
    text: writtenOf(raw, module.calls),
    args: call.args.map((arg) => folder.fold(arg, scope)),
    keywords: call.keywords.map((k) => {
      const value = folder.fold(k.value, scope);
      return { name: k.name, value, nameRange: k.nameRange, valueRange: k.value.range, range: k.range };
    }),
    open: call.open,
    range: call.range,
    calleeRange: raw.range,
    argumentsRange: call.argumentsRange,
    awaited: call.awaited,
    contextManager: call.contextManager,
    discarded: call.discarded,
  };
  if (place.once === true) made.once = true;
  if (place.exceptional === true) made.exceptional = true;
  if (call.returned) made.returned = true;
  const deep = resolver.referDeep(raw, scope);
  const reference = deep?.path.startsWith(PARAMETER) === true ? undefined : deep;
  if (deep !== undefined && reference === undefined) made.through = deep.instance ? `${deep.path}.__call__` : deep.path;
  const passes = passedBy(call, folder);
  if (passes !== undefined) made.passes = passes;
  if (reference !== undefined) made.callee = reference.instance ? `${reference.path}.__call__` : reference.path;
  const local = reference === undefined ? undefined : localOf(folder, reference);
  if (local !== undefined) made.local = local;
  if (raw.kind === 'attribute') made.receiver = receiverOf(raw.object, scope, folder);
  if (call.argumentOf !== undefined) made.argumentOf = call.argumentOf;
  if (call.assignedTo !== undefined) made.assignedTo = call.assignedTo;
  if (call.unpackedTo !== undefined) made.unpackedTo = call.unpackedTo;
  return made;
}

// Values, not objects whose methods matter.
const plainTypes = new Set(['str', 'bytes', 'int', 'float', 'bool', 'list', 'tuple', 'dict', 'set']);

/** The arguments that are objects of known type; `undefined` without any. */
function passedBy(call: RawCall, { resolver }: Folder): readonly PassedObject[] | undefined {
  let out: PassedObject[] | undefined;
  const add = (to: number | string, raw: Raw): void => {
    if (raw.kind !== 'name' && raw.kind !== 'attribute' && raw.kind !== 'call' && raw.kind !== 'await') return;
    const reference = resolver.referDeep(raw, call.scope);
    if (reference === undefined || plainTypes.has(reference.path)) return;
    if (!reference.instance && !reference.imported && reference.function === undefined) return;
    out ??= [];
    out.push({ to, path: reference.path, instance: reference.instance });
  };
  call.args.forEach((raw, position) => {
    add(position, raw);
  });
  for (const { name, value } of call.keywords) add(name, value);
  return out;
}

function receiverOf(object: Raw, scope: Scope, folder: Folder): NonNullable<PythonCall['receiver']> {
  const reference = folder.resolver.refer(object, scope);
  const text = writtenOf(object, folder.module.calls);
  return {
    text,
    ...(reference?.instance === true ? { type: reference.path } : {}),
    ...pathValue(folder, object, scope, reference),
  };
}

const pathMethods = /(?:^|\.)pathlib\.\w+$|^str$/;

function pathValue(
  folder: Folder,
  object: Raw,
  scope: Scope,
  reference: Reference | undefined,
): { readonly value?: Value } {
  const isPath = reference === undefined || pathMethods.test(reference.path);
  // What is joined to a path that another file names: `settings.folder / name`.
  const isJoined = object.kind === 'binary' || object.kind === 'name';
  if (!isPath && (!isJoined || reference.instance || !reference.imported)) return {};
  const value = folder.fold(object, scope);
  const kinds = isPath ? ['string', 'template', 'here', 'env', 'either'] : ['template'];
  return kinds.includes(value.kind) ? { value } : {};
}

function localOf(folder: Folder, reference: Reference): number | undefined {
  if (reference.function !== undefined) return reference.instance ? undefined : reference.function;
  if (reference.class === undefined) return undefined;
  const binding = folder.resolver.member(reference.class, reference.instance ? '__call__' : '__init__')?.[0];
  return binding?.kind === 'function' ? binding.index : undefined;
}

/** All functions, by index. */
export function buildFunctions(folder: Folder): readonly PythonFunction[] {
  return folder.module.functions.map((fn, index): PythonFunction => {
    const returns = folder.resolver.returned(index);
    // Written out, as calls are.
    const made: Mutable<PythonFunction> = {
      name: fn.name,
      qualifiedName: fn.qualifiedName,
      parent: fn.parent,
      isAsync: fn.isAsync,
      range: fn.range,
      nameRange: fn.nameRange,
      bodyRange: fn.bodyRange,
      decorators: fn.decorators.map((d) => buildDecorator(d, fn.outer, folder)),
      parameters: fn.parameters.map((p) => buildParameter(p, fn, folder)),
      awaits: fn.awaits,
      yields: fn.yields,
      conditional: fn.conditional,
    };
    if (fn.className !== undefined) made.className = fn.className;
    if (fn.asyncRange !== undefined) made.asyncRange = fn.asyncRange;
    if (returns !== undefined) made.returns = returns.path;
    const parts = folder.resolver.returnedParts(index);
    if (parts?.some((part) => part !== undefined) === true)
      made.returnsParts = parts.map((part) => (part?.instance === true ? part.path : ''));
    return made;
  });
}

function buildDecorator(d: RawFunction['decorators'][number], scope: Scope, folder: Folder): PythonDecorator {
  const call = d.expression.kind === 'call' ? d.expression.call : undefined;
  const made = call === undefined ? undefined : folder.module.calls[call];
  const callee = made?.callee ?? d.expression;
  const name = folder.resolver.calleePath(callee, scope);
  return {
    text: writtenOf(callee, folder.module.calls),
    ...(name === undefined ? {} : { name }),
    ...(call === undefined ? {} : { call }),
    range: d.range,
  };
}

function buildParameter(p: RawFunction['parameters'][number], fn: RawFunction, folder: Folder): PythonParameter {
  const annotation = p.annotation === undefined ? undefined : folder.resolver.annotated(p.annotation, fn.outer)?.path;
  return {
    name: p.name,
    ...(annotation === undefined ? {} : { annotation }),
    ...(p.default === undefined ? {} : { default: folder.fold(p.default, fn.outer) }),
    range: p.range,
  };
}

/** All classes with their fields. */
export function buildClasses(folder: Folder): readonly PythonClass[] {
  return folder.module.classes.map((made): PythonClass => {
    const fields: PythonField[] = [];
    const settings = isSettings(made, folder);
    for (const [name, bindings] of made.scope.names) {
      const [binding] = bindings;
      if (binding?.kind !== 'assign' && binding?.kind !== 'annotation') continue;
      const annotation =
        binding.annotation === undefined ? undefined : folder.resolver.annotated(binding.annotation, binding.scope);
      const constant = binding.kind === 'assign' ? folder.fold(binding.value, binding.scope) : undefined;
      const value = settings ? settingsField(made, name, bindings, made.nameRange, folder) : constant;
      fields.push({
        name,
        ...(annotation === undefined ? {} : { annotation: annotation.path }),
        ...(value === undefined ? {} : { value }),
        nameRange: binding.kind === 'assign' ? binding.nameRange : binding.annotation.range,
      });
    }
    const bases = made.bases.flatMap((base) => folder.resolver.refer(base, made.outer)?.path ?? []);
    const attributes = [...made.attributes].flatMap(([name, bindings]) => {
      const type = folder.resolver.typeOf(bindings);
      return type === undefined || plainTypes.has(type) ? [] : [{ name, type }];
    });
    const { name, range, nameRange } = made;
    const replaced = made.replaced ? { replaced: true as const } : {};
    return { name, bases, fields, range, nameRange, ...replaced, ...(attributes.length === 0 ? {} : { attributes }) };
  });
}

/** Objects kept in the state of an application. */
export function buildStates({ module, resolver }: Folder): NonNullable<PythonFacts['states']> {
  return module.stores.flatMap(({ target, value, scope }) => {
    const name = /(?:^|\.)state\.(\w+)$/.exec(chainText(target) ?? '')?.[1];
    const reference = name === undefined ? undefined : resolver.referDeep(value, scope);
    if (name === undefined || reference?.instance !== true || plainTypes.has(reference.path)) return [];
    return [{ name, type: reference.path }];
  });
}

/** Module-level assignments to plain names. */
export function buildAssignments(folder: Folder): readonly PythonAssignment[] {
  const out: PythonAssignment[] = [];
  for (const [name, bindings] of folder.module.scope.names) {
    const reference = folder.resolver.bound(bindings);
    const type = reference?.instance === true ? reference.path : undefined;
    for (const binding of bindings) {
      if (binding.kind !== 'assign') continue;
      out.push({
        name,
        value: folder.fold(binding.value, binding.scope),
        ...(type === undefined ? {} : { type }),
        times: bindings.length,
        conditional: binding.conditional,
        nameRange: binding.nameRange,
        range: binding.range,
      });
    }
  }
  return out.sort((a, b) => a.range.start - b.range.start);
}

/** Functions of this file, or imported ones, that are passed as arguments. */
export function buildReferences(
  calls: readonly PythonCall[],
  functions: readonly PythonFunction[],
): readonly FunctionReference[] {
  const out: FunctionReference[] = [];
  calls.forEach((call, index) => {
    for (const value of [...call.args, ...call.keywords.map((k) => k.value)]) {
      for (const passed of value.kind === 'list' ? value.items : [value]) {
        if (passed.kind === 'function')
          out.push({
            index: passed.index,
            name: functions[passed.index]?.qualifiedName ?? '',
            call: index,
            range: passed.range,
          });
        else if (passed.kind === 'name' && passed.imported)
          out.push({ index: -1, name: passed.name, call: index, range: passed.range });
      }
    }
  });
  return out;
}

/** Every read of the environment, with the function that does it. */
export function buildEnvironment(folder: Folder, calls: readonly PythonCall[]): readonly EnvironmentRead[] {
  const found = new Map<number, EnvironmentRead>();
  const add = (value: Value, within: number): void => {
    if (value.kind !== 'env') return;
    found.set(value.origin.start, { value, within });
    if (value.default !== undefined) add(value.default, within);
  };
  const { module } = folder;
  calls.forEach((made, index) => {
    const call = made.callee !== undefined && readsEnvironment(made.callee) ? module.calls[index] : undefined;
    if (call !== undefined) add(folder.fold({ kind: 'call', call: index, range: call.range }, call.scope), made.within);
  });
  for (const { raw, scope, within } of module.subscripts) add(folder.fold(raw, scope), within);
  for (const made of module.classes) {
    if (!isSettings(made, folder)) continue;
    for (const [name, bindings] of made.scope.names) {
      if (name === 'model_config') continue;
      const value = settingsField(made, name, bindings, made.nameRange, folder);
      if (value !== undefined) add(value, -1);
    }
  }
  return [...found.values()].sort((a, b) => a.value.origin.start - b.value.origin.start);
}
