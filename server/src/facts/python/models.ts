import { modelLoaders, pretrained, weightFile, weightless } from '../../catalog/model-loaders.ts';
import { argument, keyword, lastPart, type PythonCore, reachFrom } from './core.ts';
import type { FunctionIndex, PythonCall, PythonFunction } from './module.ts';
import type { LifecycleHook, LoadedWhere, ModelLoad, PythonRoute, RequestHook } from './types.ts';
import { stringOf, truthOf, type Value } from './value.ts';

const libraries: ReadonlySet<string> = new Set<ModelLoad['library']>([
  'transformers',
  'sentence-transformers',
  'torch',
  'torchvision',
  'spacy',
  'whisper',
  'faster-whisper',
  'joblib',
  'pickle',
  'keras',
  'onnxruntime',
  'llama-cpp',
  'tensorflow',
  'diffusers',
  'timm',
  'ultralytics',
  'easyocr',
  'xgboost',
  'lightgbm',
  'fasttext',
  'gensim',
]);

function isLibrary(name: string): name is ModelLoad['library'] {
  return libraries.has(name);
}

/** Where functions run, as far as this file tells. */
export interface Places {
  readonly routes: readonly PythonRoute[];
  readonly hooks: readonly LifecycleHook[];
  readonly requestHooks: readonly RequestHook[];
}

/** Every load of a model. */
export function readModels(core: PythonCore, places: Places): readonly ModelLoad[] {
  const found = core.calls.flatMap((call, index) => {
    const load = loadOf(call, index, core);
    return load === undefined ? [] : [{ load, call }];
  });
  if (found.length === 0) return [];
  const where = placesOf(core, places);
  return found.map(({ load, call }) => ({ ...load, where: where(call) }));
}

function loadOf(call: PythonCall, index: number, core: PythonCore): ModelLoad | undefined {
  const callee = call.callee ?? '';
  const known = modelLoaders.get(callee);
  const hub = known === undefined ? pretrained.exec(callee) : null;
  const vision = /^torchvision\.models\.(?:\w+\.)*([a-z]\w*)$/.exec(callee)?.[1];
  const library =
    known?.library ?? (hub?.[1] === 'diffusers' ? 'diffusers' : hub !== null ? 'transformers' : 'torchvision');
  if (known === undefined && hub === null && vision === undefined) return undefined;
  if (vision !== undefined && !withWeights(call)) return undefined;
  if (!isLibrary(library)) return undefined;
  const named = idOf(call, known?.id ?? 0, known?.names ?? ['pretrained_model_name_or_path', 'model_id'], vision);
  const id = openedPath(named, core) ?? named;
  const task = library === 'transformers' && known !== undefined ? stringOf(argument(call, 0, 'task')) : undefined;
  const dtype = dtypeOf(call);
  return {
    api: callee,
    library,
    ...(id === undefined ? {} : { id }),
    ...(task === undefined ? {} : { task }),
    ...(dtype === undefined ? {} : { dtype }),
    gpu: onGpu(call),
    weightless: hub?.[2] !== undefined && weightless.test(hub[2]),
    localPath: id !== undefined && looksLocal(id, library),
    where: 'function',
    within: call.within,
    call: index,
    ...(call.assignedTo === undefined ? {} : { assignedTo: call.assignedTo }),
    range: call.range,
  };
}

/** The path behind `pickle.load(file)` where `with open(path) as file`, and behind `pickle.load(open(path))`. */
function openedPath(file: Value | undefined, core: PythonCore): Value | undefined {
  if (file?.kind !== 'call' || !/^(?:open|io\.open|gzip\.open|pathlib\.Path\.open)$/.test(file.callee ?? ''))
    return undefined;
  const call = core.calls[file.call];
  return file.callee === 'pathlib.Path.open' ? call?.receiver?.value : argument(call, 0, 'file', 'filename');
}

function withWeights(call: PythonCall): boolean {
  const weights = keyword(call, 'weights');
  return truthOf(keyword(call, 'pretrained')) === true || (weights !== undefined && weights.kind !== 'none');
}

function idOf(
  call: PythonCall,
  position: number,
  names: readonly string[],
  vision: string | undefined,
): Value | undefined {
  if (vision !== undefined) return { kind: 'string', value: vision, range: call.calleeRange, origin: call.calleeRange };
  return argument(call, position, ...names);
}

function dtypeOf(call: PythonCall): string | undefined {
  if (truthOf(keyword(call, 'load_in_8bit')) === true) return 'int8';
  if (truthOf(keyword(call, 'load_in_4bit')) === true) return 'int4';
  const value = keyword(call, 'torch_dtype', 'dtype', 'compute_type');
  if (value?.kind === 'name') return lastPart(value.name);
  const text = stringOf(value);
  return text === undefined ? undefined : lastPart(text);
}

function onGpu(call: PythonCall): boolean {
  const device = keyword(call, 'device', 'device_map');
  if (device?.kind === 'number') return device.value >= 0;
  const text = stringOf(device) ?? (device?.kind === 'either' ? undefined : '');
  return text === 'auto' || (text?.startsWith('cuda') ?? false);
}

const fileLoaders: ReadonlySet<string> = new Set([
  'joblib',
  'pickle',
  'onnxruntime',
  'llama-cpp',
  'torch',
  'keras',
  'xgboost',
  'lightgbm',
  'fasttext',
]);

function looksLocal(id: Value, library: string): boolean {
  if (id.kind === 'template') return typeof id.parts[0] !== 'string' || /^[./]|^\w+\//.test(id.parts[0]);
  if (id.kind === 'here') return true;
  return id.kind === 'string' && isLocalModel(id.value, library);
}

/** Whether a text names a file or folder of the image rather than a model of a hub. */
export function isLocalModel(id: string, library: string): boolean {
  const named = weightFile.test(id) || /\.(?:model|json|txt|engine)$/i.test(id);
  return fileLoaders.has(library) || /^[./]/.test(id) || id.includes('://') || named || id.split('/').length > 2;
}

const caches = /(?:^|\.)(?:lru_cache|cache|cached_property|cache_resource|cached|singleton)$/;

/** Where the code of a call runs: at import, at start, per request, on first use, as a script, or in a function nobody here calls. */
export function placesOf(core: PythonCore, places: Places): (call: PythonCall) => LoadedWhere {
  const handlers = (items: readonly { readonly handler: FunctionIndex }[]) =>
    new Set(items.map((i) => i.handler).filter((h) => h >= 0));
  const startup = handlers(places.hooks.filter((h) => h.kind === 'startup' || h.kind === 'lifespan'));
  const request = handlers([...places.routes, ...places.requestHooks]);
  const closure = (set: ReadonlySet<number>) => new Set([...set, ...reachFrom(core, (call) => set.has(call.within))]);
  const atImport = reachFrom(core, (call) => call.within < 0 && !call.inMainGuard);
  const atMain = reachFrom(core, (call) => call.within < 0 && call.inMainGuard);
  const [atStart, perRequest] = [closure(startup), closure(request)];
  return (call) => {
    const { within } = call;
    if (within < 0) return call.inMainGuard ? 'main' : 'import';
    const fn = core.functions[within];
    if (fn !== undefined && !atImport.has(within) && !atStart.has(within) && isLazy(fn, call)) return 'lazy';
    if (atImport.has(within)) return 'import';
    if (atStart.has(within)) return 'startup';
    if (perRequest.has(within)) return 'request';
    return atMain.has(within) ? 'main' : 'function';
  };
}

function isLazy(fn: PythonFunction, call: PythonCall): boolean {
  return (
    fn.decorators.some((d) => caches.test(d.name ?? d.text)) || (call.conditional && call.assignedTo !== undefined)
  );
}
