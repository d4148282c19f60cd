import type { Range } from '../../base/span.ts';
import { foldMethod } from './fold-method.ts';
import { type Folder, innerRange, keywordOf } from './folder.ts';
import type { Raw, RawCall } from './raw.ts';
import { joinPaths, parentOf } from './text.ts';
import { truthOf, type Value } from './value.ts';

type Cast = 'int' | 'float' | 'bool' | 'str';
const casts: ReadonlyMap<string, Cast> = new Map([
  ['int', 'int'],
  ['float', 'float'],
  ['bool', 'bool'],
  ['str', 'str'],
]);

const paths = new Set([
  'pathlib.Path',
  'pathlib.PurePath',
  'pathlib.PosixPath',
  'pathlib.PurePosixPath',
  'os.path.join',
  'anyio.Path',
]);
const samePath = new Set([
  'os.path.abspath',
  'os.path.realpath',
  'os.path.normpath',
  'os.path.expanduser',
  'os.path.expandvars',
  'os.fspath',
  'werkzeug.utils.secure_filename',
]);
const cpuCounts = new Set(['os.cpu_count', 'multiprocessing.cpu_count', 'psutil.cpu_count', 'os.process_cpu_count']);
const environmentReads = new Set(['os.environ.get', 'os.getenv', 'os.environ.setdefault', 'os.environ.pop']);
const typedReads = /^(?:environ|environs)\.Env\.(int|float|bool|str)$/;
const configReads = new Set([
  'decouple.config',
  'decouple.config.__call__',
  'decouple.AutoConfig.__call__',
  'starlette.config.Config.__call__',
  'environ.Env.__call__',
  'environs.Env.__call__',
  'environ.FileAwareEnv.__call__',
]);

/** Whether a call of this name reads the environment. */
export function readsEnvironment(callee: string): boolean {
  return environmentReads.has(callee) || configReads.has(callee) || typedReads.test(callee);
}

/** The value of a call: environment reads, conversions, path functions; any other call stays a `call`. */
export function foldCall(raw: Raw & { readonly kind: 'call' }, folder: Folder): Value {
  const { range } = raw;
  const call = folder.module.calls[raw.call];
  if (call === undefined) return { kind: 'unknown', range, origin: range };
  const callee = folder.resolver.calleePath(call.callee, call.scope);
  const folded = callee === undefined ? undefined : known(callee, call, range, folder);
  return (
    folded ??
    foldMethod(call, range, folder) ?? {
      kind: 'call',
      ...(callee === undefined ? {} : { callee }),
      call: raw.call,
      range,
      origin: range,
    }
  );
}

function known(callee: string, call: RawCall, range: Range, folder: Folder): Value | undefined {
  const at = { range, origin: range };
  const fold = (raw: Raw): Value => folder.fold(raw, call.scope);
  const [first] = call.args;
  if (environmentReads.has(callee))
    return environment(call, call.args[1] ?? keywordOf(call, 'default'), undefined, range, folder);
  if (configReads.has(callee)) {
    const cast = keywordOf(call, 'cast');
    const name = cast === undefined ? undefined : fold(cast);
    const fallback = keywordOf(call, 'default') ?? (callee.startsWith('decouple') ? undefined : call.args[1]);
    return environment(call, fallback, name?.kind === 'name' ? casts.get(name.name) : undefined, range, folder, true);
  }
  const typed = typedReads.exec(callee)?.[1];
  if (typed !== undefined)
    return environment(call, keywordOf(call, 'default') ?? call.args[1], casts.get(typed), range, folder, true);
  const cast = casts.get(callee);
  if (cast !== undefined && first !== undefined) return converted(cast, fold(first), range);
  if (paths.has(callee) && !call.open)
    return joinPaths(call.args.length === 0 ? [text('.', range)] : call.args.map(fold), range);
  if (samePath.has(callee) && first !== undefined) return { ...fold(first), range };
  if (callee === 'os.path.dirname' && first !== undefined) return parentOf(fold(first), range);
  if (callee === 'os.path.basename' && first !== undefined) return { kind: 'unknown', ...at };
  if (callee === 'os.getcwd' || callee === 'pathlib.Path.cwd') return text('.', range);
  if (callee === 'tempfile.gettempdir') return text('/tmp', range);
  if (cpuCounts.has(callee)) return { kind: 'cpu-count', ...at };
  if (callee === 'len') return lengthOf(first, folder, call, range);
  if ((callee === 'min' || callee === 'max') && call.args.length === 2 && !call.open)
    return extreme(callee, call.args.map(fold), range);
  if (callee === 'dict' && call.args.length === 0) {
    const entries = call.keywords.map((k) => ({ key: text(k.name, k.nameRange), value: fold(k.value) }));
    return { kind: 'dict', entries, complete: !call.open, ...at };
  }
  return undefined;
}

function text(value: string, range: Range): Value {
  return { kind: 'string', value, range, origin: range };
}

function environment(
  call: RawCall,
  fallback: Raw | undefined,
  cast: Cast | undefined,
  range: Range,
  folder: Folder,
  raises = false,
): Value | undefined {
  const key = call.args[0] ?? keywordOf(call, 'key');
  const name = key === undefined ? undefined : folder.fold(key, call.scope);
  if (key === undefined || name?.kind !== 'string') return undefined;
  const value = fallback === undefined ? undefined : folder.fold(fallback, call.scope);
  const usable = value === undefined || value.kind === 'none' ? undefined : value;
  return {
    kind: 'env',
    name: name.value,
    ...(usable === undefined ? {} : { default: usable }),
    ...(cast === undefined ? {} : { cast }),
    required: raises && fallback === undefined,
    nameRange: innerRange(key),
    range,
    origin: range,
  };
}

/** `int(x)` and its like. */
function converted(cast: Cast, value: Value, range: Range): Value | undefined {
  const at = { range, origin: value.origin };
  if (value.kind === 'env' || value.kind === 'argument') {
    const fallback =
      value.default === undefined ? undefined : (converted(cast, value.default, value.default.range) ?? value.default);
    return { ...value, ...(fallback === undefined ? {} : { default: fallback }), cast, range };
  }
  if (cast === 'str') {
    if (value.kind === 'number') return { kind: 'string', value: String(value.value), ...at };
    // `str(settings.folder)`: another file tells what it is.
    if (value.kind === 'name' && value.imported) return { ...value, range };
    return value.kind === 'string' || value.kind === 'template' || value.kind === 'here'
      ? { ...value, range }
      : undefined;
  }
  if (cast === 'bool') {
    const truth = truthOf(value);
    return truth === undefined ? undefined : { kind: 'bool', value: truth, ...at };
  }
  const number =
    value.kind === 'number'
      ? value.value
      : value.kind === 'string' && value.value.trim() !== ''
        ? Number(value.value)
        : Number.NaN;
  if (!Number.isNaN(number)) return { kind: 'number', value: cast === 'int' ? Math.trunc(number) : number, ...at };
  return value.kind === 'binary' || value.kind === 'cpu-count' || value.kind === 'either'
    ? { ...value, range }
    : undefined;
}

function lengthOf(first: Raw | undefined, folder: Folder, call: RawCall, range: Range): Value | undefined {
  if (first === undefined) return undefined;
  const value = folder.fold(first, call.scope);
  if (value.kind === 'call' && value.callee === 'os.sched_getaffinity')
    return { kind: 'cpu-count', range, origin: range };
  return undefined;
}

function extreme(op: 'min' | 'max', values: readonly Value[], range: Range): Value | undefined {
  const [left, right] = values;
  if (left === undefined || right === undefined) return undefined;
  if (left.kind === 'number' && right.kind === 'number')
    return { kind: 'number', value: Math[op](left.value, right.value), range, origin: range };
  return { kind: 'binary', op, left, right, range, origin: range };
}
