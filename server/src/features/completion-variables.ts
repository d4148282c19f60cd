import { valueOf } from '../base/known.ts';
import { basename } from '../base/uri.ts';
import { isPlatformName, RESERVED_VARIABLES } from '../catalog/environment.ts';
import { programOf } from '../model/python/program.ts';
import type { Place } from './completion-place.ts';
import { containerFor, deployableOf } from './manifest-deployable.ts';

/** A variable that the program reads. */
export interface ReadVariable {
  readonly name: string;
  /** The program fails where it is missing. */
  readonly required: boolean;
  /** Name of the file that reads it first. */
  readonly file: string;
}

/** The variables that the Python code behind the container reads and its `env` does not set; none that belong to Cloud Run. */
export function readVariables(place: Place): readonly ReadVariable[] {
  const { context, features } = place;
  if (context.document === undefined) return [];
  const container = containerFor(deployableOf(features, place.uri, context.document), place.offset);
  const program = container === undefined ? undefined : programOf(container.launch, features.workspace);
  if (container === undefined || program === undefined) return [];
  const there = new Set(container.manifest?.env.flatMap((variable) => valueOf(variable.name) ?? []));
  const found = new Map<string, ReadVariable>();
  for (const [uri, facts] of program.files) {
    for (const { value } of facts.environment) {
      const { name } = value;
      if (there.has(name) || isPlatformName(name) || RESERVED_VARIABLES.some((v) => v.name === name)) continue;
      const required = value.required || found.get(name)?.required === true;
      found.set(name, { name, required, file: found.get(name)?.file ?? basename(uri) });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
