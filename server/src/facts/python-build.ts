import { isSettings, settingsField } from './python-fold-attribute.ts';
import type { Folder } from './python-folder.ts';
import type {
  FunctionReference,
  PythonAssignment,
  PythonCall,
  PythonClass,
  PythonDecorator,
  PythonField,
  PythonFunction,
  PythonParameter,
} from './python-module.ts';
import type { Raw, RawCall, RawFunction, Scope } from './python-raw.ts';
import type { EnvValue, Value } from './python-value.ts';

// Turns what the walk collected into plain facts: names resolved, values folded.

/** The text of a callee as written, with `()` for calls in the chain. */
function writtenOf(raw: Raw, calls: readonly RawCall[]): string {
  switch (raw.kind) {
    case 'name':
      return raw.name;
    case 'attribute':
      return `${writtenOf(raw.object, calls)}.${raw.name}`;
    case 'call': {
      const call = calls[raw.call];
      return call === undefined ? '()' : `${writtenOf(call.callee, calls)}()`;
    }
    case 'subscript':
      return `${writtenOf(raw.object, calls)}[]`;
    default:
      return '';
  }
}

/** All calls, in the order of the walk. */
export function buildCalls(folder: Folder): readonly PythonCall[] {
  const { module, resolver } = folder;
  return module.calls.map((call): PythonCall => {
    const { scope, callee: raw, args, keywords, ...rest } = call;
    const path = resolver.calleePath(raw, scope);
    const local = localOf(folder, raw, scope);
    const written = writtenOf(raw, module.calls);
    const object = raw.kind === 'attribute' ? resolver.refer(raw.object, scope) : undefined;
    const type = object?.instance === true ? object.path : undefined;
    const receiver =
      raw.kind !== 'attribute'
        ? undefined
        : {
            text: writtenOf(raw.object, module.calls),
            ...(type === undefined ? {} : { type }),
            ...pathValue(folder, raw.object, scope),
          };
    return {
      ...rest,
      text: written,
      ...(path === undefined ? {} : { callee: path }),
      ...(local === undefined ? {} : { local }),
      ...(receiver === undefined ? {} : { receiver }),
      args: args.map((arg) => folder.fold(arg, scope)),
      keywords: keywords.map((k) => {
        const value = folder.fold(k.value, scope);
        return { name: k.name, value, nameRange: k.nameRange, valueRange: k.value.range, range: k.range };
      }),
      calleeRange: raw.range,
    };
  });
}

const pathMethods = /(?:^|\.)pathlib\.\w+$|^str$/;

function pathValue(folder: Folder, object: Raw, scope: Scope): { readonly value?: Value } {
  const reference = folder.resolver.refer(object, scope);
  if (reference !== undefined && !pathMethods.test(reference.path)) return {};
  const value = folder.fold(object, scope);
  return ['string', 'template', 'here', 'env', 'either'].includes(value.kind) ? { value } : {};
}

function localOf(folder: Folder, callee: Raw, scope: Scope): number | undefined {
  const reference = folder.resolver.refer(callee, scope);
  if (reference?.function !== undefined) return reference.instance ? undefined : reference.function;
  if (reference?.class === undefined) return undefined;
  const binding = folder.resolver.member(reference.class, reference.instance ? '__call__' : '__init__')?.[0];
  return binding?.kind === 'function' ? binding.index : undefined;
}

/** All functions, by index. */
export function buildFunctions(folder: Folder): readonly PythonFunction[] {
  return folder.module.functions.map((fn, index): PythonFunction => {
    const { outer, scope: _, class: __, decorators, parameters, returnAnnotation: ___, returned: ____, ...rest } = fn;
    const returns = folder.resolver.returned(index);
    return {
      ...rest,
      ...(returns === undefined ? {} : { returns: returns.path }),
      decorators: decorators.map((d) => buildDecorator(d, outer, folder)),
      parameters: parameters.map((p) => buildParameter(p, fn, folder)),
    };
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
    for (const [name, [binding]] of made.scope.names) {
      if (binding?.kind !== 'assign' && binding?.kind !== 'annotation') continue;
      const annotation =
        binding.annotation === undefined ? undefined : folder.resolver.annotated(binding.annotation, binding.scope);
      fields.push({
        name,
        ...(annotation === undefined ? {} : { annotation: annotation.path }),
        ...(binding.kind === 'assign' ? { value: folder.fold(binding.value, binding.scope) } : {}),
        nameRange: binding.kind === 'assign' ? binding.nameRange : binding.annotation.range,
      });
    }
    const bases = made.bases.flatMap((base) => folder.resolver.refer(base, made.outer)?.path ?? []);
    return { name: made.name, bases, fields, range: made.range, nameRange: made.nameRange };
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

function environmentIn(value: Value, out: EnvValue[]): void {
  switch (value.kind) {
    case 'env':
      out.push(value);
      if (value.default !== undefined) environmentIn(value.default, out);
      break;
    case 'template':
      for (const part of value.parts) if (typeof part !== 'string') environmentIn(part, out);
      break;
    default:
  }
}

/** Every read of the environment, with the function that does it. */
export function buildEnvironment(folder: Folder): readonly { readonly value: EnvValue; readonly within: number }[] {
  const found = new Map<number, { value: EnvValue; within: number }>();
  const add = (value: Value, within: number): void => {
    const reads: EnvValue[] = [];
    environmentIn(value, reads);
    for (const read of reads) if (!found.has(read.origin.start)) found.set(read.origin.start, { value: read, within });
  };
  const { module } = folder;
  module.calls.forEach((call, index) => {
    add(folder.fold({ kind: 'call', call: index, range: call.range }, call.scope), call.within);
  });
  for (const { raw, scope, within } of module.subscripts) add(folder.fold(raw, scope), within);
  module.classes.forEach((made) => {
    if (!isSettings(made, folder)) return;
    for (const [name, bindings] of made.scope.names) {
      if (name === 'model_config') continue;
      const value = settingsField(made, name, bindings, made.nameRange, folder);
      if (value !== undefined) add(value, -1);
    }
  });
  return [...found.values()].sort((a, b) => a.value.origin.start - b.value.origin.start);
}
