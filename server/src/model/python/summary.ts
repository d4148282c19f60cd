import type { Launch } from '../launch-types.ts';
import { estimateMemory, type MemoryEstimate } from '../memory.ts';
import { phasesOf } from './phases.ts';
import { type PythonFiles, programOf } from './program.ts';

/** A model as the report of what runs names it. */
export interface ModelSummary {
  readonly id: string;
  /** `null`: the size is not known. */
  readonly bytes: number | null;
  readonly loadedAt: 'import' | 'startup' | 'request';
}

/** What the Python code of a launch adds to the picture of what runs. */
export interface PythonSummary {
  readonly models: readonly ModelSummary[];
  /** `null` where a model's size is not known, or where nothing heavy says anything about it. */
  readonly estimatedMemoryBytes: number | null;
  readonly estimate: MemoryEstimate;
}

/** Summarises the program of a launch; `undefined` where its first Python file is not known. */
export function pythonSummary(launch: Launch, files: PythonFiles): PythonSummary | undefined {
  const program = programOf(launch, files);
  if (program === undefined) return undefined;
  const estimate = estimateMemory(program, phasesOf(program), launch);
  const models = estimate.models.map(({ id, bytes, phase }): ModelSummary => {
    const loadedAt = phase === 'import' || phase === 'startup' ? phase : 'request';
    return { id, bytes: bytes === undefined ? null : Math.round(bytes), loadedAt };
  });
  const known = estimate.models.every((model) => model.bytes !== undefined);
  const telling = estimate.models.length > 0 || estimate.libraries.length > 0;
  return {
    models,
    estimatedMemoryBytes: known && telling ? Math.round(estimate.totalBytes) : null,
    estimate,
  };
}
