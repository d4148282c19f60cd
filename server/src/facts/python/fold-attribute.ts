import type { Range } from '../../base/span.ts';
import { type Folder, keywordOf } from './folder.ts';
import type { Binding, Raw, RawCall, RawClass, Scope } from './raw.ts';
import { chainText } from './reference.ts';
import { parentOf } from './text.ts';
import { stringOf, type Value } from './value.ts';

type Cast = 'int' | 'float' | 'bool' | 'str';
const castNames: ReadonlySet<string> = new Set(['int', 'float', 'bool', 'str']);

function castOf(name: string | undefined): Cast | undefined {
  return name !== undefined && castNames.has(name) ? (name as Cast) : undefined;
}

/** The value of `object.name`: `.parent` of a path, a class constant, `self.x`, a settings field, an argparse option. */
export function foldAttribute(
  raw: Raw & { readonly kind: 'attribute' },
  scope: Scope,
  folder: Folder,
): Value | undefined {
  const { range } = raw;
  if (raw.name === 'parent') {
    const object = folder.fold(raw.object, scope);
    if (object.kind === 'here' || object.kind === 'string') return parentOf(object, range);
  }
  const object = folder.resolver.refer(raw.object, scope);
  if (object === undefined) return undefined;
  if (object.instance && /(?:^|\.)ArgumentParser\.parse_args$/.test(object.path))
    return argument(raw.name, range, folder);
  if (object.class === undefined) return undefined;
  const bindings = folder.resolver.member(object.class, raw.name);
  const owner = folder.module.classes[object.class];
  if (bindings === undefined || owner === undefined) return undefined;
  if (object.instance && isSettings(owner, folder)) return settingsField(owner, raw.name, bindings, range, folder);
  const [only] = bindings;
  if (bindings.length !== 1 || only?.kind !== 'assign') return undefined;
  const value = folder.foldOnce(only.value, only.scope);
  return value.kind === 'name' && !value.imported && value.parameter === undefined ? undefined : { ...value, range };
}

/** Whether the class reads its fields from the environment (pydantic). */
export function isSettings(owner: RawClass, folder: Folder): boolean {
  return owner.bases.some((base) => {
    const reference = folder.resolver.refer(base, owner.outer);
    if (/(?:^|\.)BaseSettings$/.test(reference?.path ?? '')) return true;
    const parent = reference?.class === undefined ? undefined : folder.module.classes[reference.class];
    return parent !== undefined && parent !== owner && isSettings(parent, folder);
  });
}

/** A pydantic settings field: the variable has the field's name in upper case, behind the prefix. */
export function settingsField(
  owner: RawClass,
  name: string,
  bindings: readonly Binding[],
  range: Range,
  folder: Folder,
): Value | undefined {
  const [binding] = bindings;
  if (bindings.length !== 1 || (binding?.kind !== 'assign' && binding?.kind !== 'annotation')) return undefined;
  const annotation =
    binding.annotation === undefined ? undefined : folder.resolver.annotated(binding.annotation, binding.scope);
  const cast = castOf(annotation?.path);
  const field = binding.kind === 'assign' ? fieldDefault(binding.value, binding.scope, folder) : {};
  if (field === undefined) return undefined;
  const nameRange = binding.kind === 'assign' ? binding.nameRange : binding.annotation.range;
  return {
    kind: 'env',
    name: field.alias ?? (prefixOf(owner, folder) + name).toUpperCase(),
    ...(field.value === undefined || field.value.kind === 'none' ? {} : { default: field.value }),
    ...(cast === undefined ? {} : { cast }),
    required: binding.kind === 'annotation',
    nameRange,
    range,
    origin: binding.kind === 'assign' ? binding.range : nameRange,
  };
}

/** The default and the variable of a field; undefined where the variable's name is not constant. */
function fieldDefault(
  raw: Raw,
  scope: Scope,
  folder: Folder,
): { readonly value?: Value; readonly alias?: string } | undefined {
  const call = raw.kind === 'call' ? folder.module.calls[raw.call] : undefined;
  if (call === undefined || chainText(call.callee)?.split('.').at(-1) !== 'Field')
    return { value: folder.fold(raw, scope) };
  const fallback = call.args[0] ?? keywordOf(call, 'default');
  const named = keywordOf(call, 'env', 'validation_alias', 'alias');
  const alias = named === undefined ? undefined : stringOf(folder.fold(named, scope));
  if (named !== undefined && alias === undefined) return undefined;
  return {
    ...(fallback === undefined ? {} : { value: folder.fold(fallback, scope) }),
    ...(alias === undefined ? {} : { alias }),
  };
}

function prefixOf(owner: RawClass, folder: Folder): string {
  const config = owner.scope.names.get('model_config')?.[0];
  if (config?.kind === 'assign') {
    const call = config.value.kind === 'call' ? folder.module.calls[config.value.call] : undefined;
    const raw = call === undefined ? undefined : keywordOf(call, 'env_prefix');
    const value = raw === undefined ? undefined : stringOf(folder.fold(raw, config.scope));
    if (value !== undefined) return value;
  }
  const inner = folder.module.classes.find((made) => made.outer === owner.scope && made.name === 'Config');
  const prefix = inner?.scope.names.get('env_prefix')?.[0];
  return prefix?.kind === 'assign' ? (stringOf(folder.fold(prefix.value, prefix.scope)) ?? '') : '';
}

function flagsOf(call: RawCall, folder: Folder): readonly string[] {
  return call.args.flatMap((arg) => stringOf(folder.fold(arg, call.scope)) ?? []);
}

function destination(flags: readonly string[]): string | undefined {
  const flag = flags.find((f) => f.startsWith('--')) ?? flags[0];
  return flag?.replace(/^-+/, '').split('/')[0]?.replaceAll('-', '_');
}

/** `args.port` where `args = parser.parse_args()`. */
function argument(name: string, range: Range, folder: Folder): Value | undefined {
  for (const call of folder.module.calls) {
    if (call.callee.kind !== 'attribute' || call.callee.name !== 'add_argument') continue;
    const flags = flagsOf(call, folder);
    const dest = keywordOf(call, 'dest');
    const target = dest === undefined ? destination(flags) : stringOf(folder.fold(dest, call.scope));
    if (target === name) return option(call, flags, range, folder);
  }
  return undefined;
}

function option(call: RawCall, flags: readonly string[], range: Range, folder: Folder): Value {
  const type = keywordOf(call, 'type');
  const action = keywordOf(call, 'action');
  const fallback = keywordOf(call, 'default');
  const stored = action === undefined ? undefined : stringOf(folder.fold(action, call.scope));
  const isFlag = keywordOf(call, 'is_flag') !== undefined || (stored?.startsWith('store_') ?? false);
  const made = type === undefined ? undefined : folder.fold(type, call.scope);
  const cast = isFlag ? 'bool' : castOf(made?.kind === 'name' ? made.name : undefined);
  const falsy: Value = { kind: 'bool', value: stored === 'store_false', range: call.range, origin: call.range };
  const value = fallback === undefined ? (isFlag ? falsy : undefined) : folder.fold(fallback, call.scope);
  const variable = keywordOf(call, 'envvar');
  const env = variable === undefined ? undefined : stringOf(folder.fold(variable, call.scope));
  const usable = value === undefined || value.kind === 'none' ? undefined : value;
  const byVariable: Value | undefined =
    env === undefined || variable === undefined
      ? usable
      : {
          kind: 'env',
          name: env,
          ...(usable === undefined ? {} : { default: usable }),
          required: false,
          nameRange: variable.range,
          range: call.range,
          origin: call.range,
        };
  return {
    kind: 'argument',
    flags,
    ...(byVariable === undefined ? {} : { default: byVariable }),
    ...(cast === undefined ? {} : { cast }),
    range,
    origin: call.range,
  };
}

/**
 * The value of a parameter: a click or typer option, or what the only call in this file passes, or the default when every call
 * leaves it out. A function that this file does not call may get anything.
 */
export function foldParameter(index: number, position: number, folder: Folder): Value | undefined {
  const fn = folder.module.functions[index];
  const parameter = fn?.parameters[position];
  if (fn === undefined || parameter === undefined) return undefined;
  const { range } = parameter;
  for (const { expression } of fn.decorators) {
    const call = expression.kind === 'call' ? folder.module.calls[expression.call] : undefined;
    if (call === undefined || !/(?:^|\.)(?:option|argument)$/.test(chainText(call.callee) ?? '')) continue;
    const flags = flagsOf(call, folder);
    if (destination(flags) === parameter.name || flags.includes(parameter.name))
      return option(call, flags, range, folder);
  }
  const typer = parameter.default?.kind === 'call' ? folder.module.calls[parameter.default.call] : undefined;
  if (typer !== undefined && /(?:^|\.)(?:Option|Argument)$/.test(chainText(typer.callee) ?? '')) {
    const [first, ...rest] = typer.args;
    const declared = {
      ...typer,
      args: rest,
      keywords: first === undefined ? typer.keywords : [...typer.keywords, keyword(first)],
    };
    const flags = flagsOf(declared, folder);
    return option(declared, flags.length > 0 ? flags : [`--${parameter.name.replaceAll('_', '-')}`], range, folder);
  }
  const calls = folder.callsOf(index);
  const own = fn.class === undefined ? 0 : 1;
  const given = calls.map(
    (call) => call.keywords.find((k) => k.name === parameter.name)?.value ?? call.args[position - own],
  );
  const [call] = calls;
  const [only] = given;
  if (call === undefined || calls.some((c) => c.open)) return undefined;
  if (given.every((value) => value === undefined))
    return parameter.default === undefined ? undefined : folder.fold(parameter.default, fn.outer);
  if (calls.length !== 1 || only === undefined) return undefined;
  const value = folder.fold(only, call.scope);
  return value.kind === 'name' && !value.imported ? undefined : value;
}

function keyword(value: Raw): RawCall['keywords'][number] {
  return { name: 'default', value, nameRange: value.range, range: value.range };
}
