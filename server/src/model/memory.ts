import type { Range, Uri } from '../base/span.ts';
import { basename } from '../base/uri.ts';
import { heavyLibraries, residentFactor } from '../catalog/model-loaders.ts';
import { defaultModelOf, modelSize } from '../catalog/models.ts';
import { isLocalModel } from '../facts/python/models.ts';
import type { ModelLoad } from '../facts/python/types.ts';
import type { Launch } from './launch-types.ts';
import { textOfValue } from './python/path.ts';
import type { Phase, Phases } from './python/phases.ts';
import { derive, type PythonProgram } from './python/program.ts';
import { weightsOnDisk } from './python/weights-on-disk.ts';

/** A model that the program loads. */
export interface LoadedModel {
  readonly uri: Uri;
  readonly load: ModelLoad;
  /** Hub id or name; the task's default model where none is named. */
  readonly id: string;
  /** It comes with the image, rather than from a hub. */
  readonly local: boolean;
  /** Bytes of the weights in memory; absent when nothing is known about the size. */
  readonly bytes?: number;
  readonly phase: Phase;
  readonly range: Range;
}

/** A heavy library that the program imports at start. */
export interface HeavyImport {
  readonly uri: Uri;
  readonly name: string;
  readonly range: Range;
}

/** What one process of the program needs, and all of them together. */
export interface MemoryEstimate {
  readonly models: readonly LoadedModel[];
  readonly libraries: readonly string[];
  readonly workers: number;
  /** Interpreter, server and libraries of one process. */
  readonly baseBytes: number;
  /** Weights that one process holds. */
  readonly modelBytes: number;
  /** Models that are loaded before the fork are there once. */
  readonly shared: boolean;
  readonly totalBytes: number;
}

/** CPython with a web framework and a server, resident (measured order of magnitude). */
const interpreterBytes = 45e6;
/** What a forked worker adds although it shares the loaded program. */
const forkedBytes = 30e6;

function idOf(load: ModelLoad, uri: Uri, program: PythonProgram, launch: Launch): string | undefined {
  if (load.id !== undefined) return textOfValue(load.id, uri, launch, program);
  return load.task === undefined ? undefined : defaultModelOf(load.task);
}

function bytesOnDisk(path: string, load: ModelLoad, program: PythonProgram, launch: Launch): number | undefined {
  const size = weightsOnDisk(path, program, launch);
  return size === undefined ? undefined : size * residentFactor(load.library);
}

/** A path beside the source file, as its name. */
function shownId(id: string): string {
  return id.includes('://') ? basename(id) : id;
}

/** What is known about the model of one load, whenever it runs; `undefined` where nothing names it. */
export function describeModel(
  load: ModelLoad,
  uri: Uri,
  program: PythonProgram,
  launch: Launch,
): Omit<LoadedModel, 'phase'> | undefined {
  const id = idOf(load, uri, program, launch);
  if (id === undefined) return undefined;
  // A folder of that name comes before the hub.
  const onDisk = bytesOnDisk(id, load, program, launch);
  const local = load.localPath || isLocalModel(id, load.library) || onDisk !== undefined;
  const bytes = local ? onDisk : modelSize(id, load.library, load.dtype)?.bytes;
  return { uri, load, id: shownId(id), local, ...(bytes === undefined ? {} : { bytes }), range: load.range };
}

/** Models whose weights the program loads; those on a GPU, and tokenizers, do not count. */
export function loadedModels(program: PythonProgram, phases: Phases, launch: Launch): readonly LoadedModel[] {
  const out: LoadedModel[] = [];
  for (const [uri, facts] of program.files) {
    for (const load of facts.models) {
      if (load.weightless || load.gpu) continue;
      const inMainGuard = facts.calls[load.call]?.inMainGuard ?? false;
      const reached = phases.of(uri, load.within, inMainGuard);
      const model = reached === 'unreached' ? undefined : describeModel(load, uri, program, launch);
      if (model !== undefined) out.push({ ...model, phase: load.where === 'lazy' ? 'lazy' : reached });
    }
  }
  return out;
}

/** Heavy libraries that are imported when the program starts. */
export function heavyImports(program: PythonProgram): readonly HeavyImport[] {
  return derive(program, 'heavy', () => findHeavy(program));
}

function findHeavy(program: PythonProgram): readonly HeavyImport[] {
  const out = new Map<string, HeavyImport>();
  for (const uri of program.atStart) {
    for (const imported of program.files.get(uri)?.imports ?? []) {
      const name = imported.module.split('.')[0] ?? '';
      if (imported.level > 0 || imported.within >= 0 || !heavyLibraries.has(name) || out.has(name)) continue;
      if (imported.guarded === 'type-checking' || imported.guarded === 'condition') continue;
      if (imported.guarded === 'main' && !program.asScript) continue;
      out.set(name, { uri, name, range: imported.moduleRange });
    }
  }
  return [...out.values()];
}

function bytesOfLibraries(names: readonly string[]): number {
  const all = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const library = heavyLibraries.get(name);
    if (library === undefined || all.has(name)) continue;
    all.add(name);
    queue.push(...library.needs);
  }
  return [...all].reduce((sum, name) => sum + (heavyLibraries.get(name)?.bytes ?? 0), 0);
}

/** The memory that a launch needs, as far as models and libraries tell; a lower bound, since other data is not counted. */
export function estimateMemory(program: PythonProgram, phases: Phases, launch: Launch): MemoryEstimate {
  const server = launch.server.kind === 'known' ? launch.server.value : undefined;
  const setting = server?.workers.value;
  const workers = setting?.kind === 'known' ? Math.max(1, setting.value) : 1;
  const preload = server?.preload.value.kind === 'known' && server.preload.value.value;
  const models = loadedModels(program, phases, launch);
  const counted = [...new Map(models.map((m) => [`${m.id}${m.load.dtype ?? ''}`, m])).values()];
  const modelBytes = counted.reduce((sum, model) => sum + (model.bytes ?? 0), 0);
  const libraries = heavyImports(program).map((library) => library.name);
  const baseBytes = interpreterBytes + bytesOfLibraries(libraries);
  const early = counted.every((m) => m.phase === 'import');
  const shared = preload && early;
  const totalBytes = shared ? baseBytes + modelBytes + workers * forkedBytes : workers * (baseBytes + modelBytes);
  return { models, libraries, workers, baseBytes, modelBytes, shared, totalBytes };
}

/** The sum as people would write it: `2 workers × (400 MiB libraries + 1.3 GiB models) ≈ 3.4 GiB`. */
export function memorySum({ workers, baseBytes, modelBytes, shared, totalBytes }: MemoryEstimate): string {
  const one = `${roughBytes(baseBytes)} libraries${modelBytes === 0 ? '' : ` + ${roughBytes(modelBytes)} models`}`;
  const total = roughBytes(totalBytes);
  if (workers === 1) return `${one} ≈ ${total}`;
  if (shared) return `${one}, once, + ${workers} workers × ${roughBytes(forkedBytes)} ≈ ${total}`;
  return `${workers} workers × (${one}) ≈ ${total}`;
}

/** Bytes as people read them: `512 MiB`, `1.3 GiB`. */
export function roughBytes(bytes: number): string {
  const gib = bytes / 2 ** 30;
  if (gib >= 0.95) return `${gib >= 10 ? Math.round(gib) : Math.round(gib * 10) / 10} GiB`;
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
