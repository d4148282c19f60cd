import type { Uri } from '../../base/span.ts';
import { basename } from '../../base/uri.ts';
import { isLocalModel } from '../../facts/python/models.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { ModelLoad } from '../../facts/python/types.ts';
import { stringOf, type Value } from '../../facts/python/value.ts';
import { valuesOf } from './call-fate.ts';
import { followName } from './known-values.ts';
import { phasesOf } from './phases.ts';
import type { PythonProgram } from './program.ts';

/** Libraries whose constructors have a model of their own when none is named. */
const withDefault: ReadonlySet<string> = new Set(['sentence-transformers', 'easyocr']);
// Downloads to a cache that a name of the hub decides.
const cachedDownloads = /(?:^|\.)(?:hf_hub_download|snapshot_download|cached_download)$/;

/** Whether a load gives the same model whenever it runs: its name or path does not depend on the request, and no code here changes the file. */
export function isSameEachTime(program: PythonProgram, uri: Uri, load: ModelLoad): boolean {
  const call = program.files.get(uri)?.calls[load.call];
  if (call === undefined || load.weightless) return false;
  if (load.id === undefined)
    return (
      !call.open &&
      call.args.length === (load.task === undefined ? 0 : 1) &&
      (load.task !== undefined || withDefault.has(load.library))
    );
  if (!isFixed(program, uri, load.id, 0)) return false;
  const path = pathOf(program, uri, load.id);
  const id = path ?? '';
  if (!load.localPath && !isLocalModel(id, load.library)) return true;
  if (/^\/tmp\b/.test(id) || personal.test(id) || isWritten(program, uri, call, load, basename(id))) return false;
  return load.library !== 'pickle' || /\.\w+$/.test(id);
}

/** Pickles that hold something of a user rather than a model. */
const personal = /token|cred|session|cookie|cache|state|history|user/i;

/** Whether a value stays what it is while the instance lives. */
function isFixed(program: PythonProgram, uri: Uri, value: Value, depth: number): boolean {
  if (depth > 6) return false;
  const fixed = (other: Value): boolean => isFixed(program, uri, other, depth + 1);
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'env':
    case 'here':
    case 'argument':
      return true;
    case 'template':
      return value.parts.every((part) => typeof part === 'string' || fixed(part));
    case 'list':
      return value.items.every(fixed);
    case 'either':
      return value.values.every(fixed);
    case 'call': {
      const call = program.files.get(uri)?.calls[value.call];
      return call !== undefined && !call.open && cachedDownloads.test(call.text) && valuesOf(call).every(fixed);
    }
    case 'name': {
      if (value.parameter !== undefined) {
        const sites = program.argumentsOf(uri, value.parameter.function, value.parameter.position);
        return (
          sites?.every((site) => site.value !== undefined && isFixed(program, site.uri, site.value, depth + 1)) ?? false
        );
      }
      const found = followName(program, uri, value);
      return found !== undefined && isFixed(program, found.uri, found.value, depth + 1);
    }
    case 'none':
    case 'dict':
    case 'function':
    case 'binary':
    case 'cpu-count':
    case 'unknown':
      return false;
  }
}

/** The constant text at the end of a path, as far as it is one. */
function pathOf(program: PythonProgram, uri: Uri, value: Value): string | undefined {
  if (value.kind === 'string') return value.value;
  if (value.kind === 'template') {
    const parts = value.parts.map((part) => (typeof part === 'string' ? part : (pathOf(program, uri, part) ?? '')));
    return parts.join('');
  }
  if (value.kind === 'env') return value.default === undefined ? undefined : pathOf(program, uri, value.default);
  const found = value.kind === 'name' ? followName(program, uri, value) : undefined;
  return found === undefined ? undefined : pathOf(program, found.uri, found.value);
}

const dumps: Readonly<Partial<Record<ModelLoad['library'], RegExp>>> = {
  joblib: /^(?:joblib|sklearn\.externals\.joblib)\.dump$/,
  pickle: /^(?:pickle|cloudpickle|dill)\.dump$/,
  torch: /^torch\.(?:jit\.)?save$/,
};
const readers =
  /(?:^|\.)(?:exists|isfile|is_file|getsize|stat|getmtime|join|Path|print|info|debug|warning|error|exception|FileNotFoundError|load\w*)$/;

/** Whether code that runs in the service writes the file: by the library's own function, or by any call that gets its name. */
function isWritten(program: PythonProgram, from: Uri, load: PythonCall, { library }: ModelLoad, name: string): boolean {
  const phases = phasesOf(program);
  const dump = dumps[library];
  for (const [uri, facts] of program.files) {
    for (const call of facts.calls) {
      if (phases.of(uri, call.within, call.inMainGuard) === 'unreached') continue;
      if (dump?.test(call.callee ?? '') === true) return true;
      if (name === '' || (uri === from && call === load) || readers.test(call.text)) continue;
      if (call.text === 'open' && !/^[wax]/.test(stringOf(call.args[1]) ?? 'r')) continue;
      if (call.within >= 0 && valuesOf(call).some((value) => basename(stringOf(value) ?? '') === name)) return true;
    }
  }
  return false;
}
