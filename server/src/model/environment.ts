import { type Known, known, unknown } from '../base/known.ts';
import { RESERVED_VARIABLES } from '../catalog/environment.ts';
import type { ManifestContainer } from '../facts/manifest/types.ts';
import type { DeployableKind } from './deployable.ts';
import type { EnvironmentVariable } from './launch-types.ts';

// The variables of a process: base image < Dockerfile ENV < flags of the deployment or manifest env < platform.

/** The environment of a process. `complete`: a variable that is not in it is certainly unset. */
export interface Environment {
  readonly variables: ReadonlyMap<string, EnvironmentVariable>;
  readonly complete: boolean;
}

/** What a name is bound to. `maybe-unset`: nothing in the files sets it, but something else may. */
export type Binding =
  | { readonly kind: 'set'; readonly value: string; readonly from: EnvironmentVariable | undefined }
  | { readonly kind: 'unset' }
  | { readonly kind: 'maybe-unset' }
  | { readonly kind: 'unknown' };

export const EMPTY_ENVIRONMENT: Environment = { variables: new Map(), complete: false };

/** Variables that every process has although nobody writes them; their values are not known here. */
const AMBIENT: ReadonlySet<string> = new Set([
  'HOME',
  'PATH',
  'PWD',
  'HOSTNAME',
  'USER',
  'OLDPWD',
  'SHLVL',
  'TERM',
  'LOGNAME',
]);

/** What the environment says about a name. */
export function bindingOf(environment: Environment, name: string): Binding {
  const found = bindingFrom(environment.variables.get(name), name);
  return found.kind === 'unset' && !environment.complete ? { kind: 'maybe-unset' } : found;
}

/** What a variable says that is the only one to set `name`; without one the name is unset, if not by every process. */
export function bindingFrom(variable: EnvironmentVariable | undefined, name: string): Binding {
  if (variable !== undefined)
    return variable.value.kind === 'known'
      ? { kind: 'set', value: variable.value.value, from: variable }
      : { kind: 'unknown' };
  return { kind: AMBIENT.has(name) ? 'unknown' : 'unset' };
}

/** The environment with further variables; later ones win. */
export function withVariables(environment: Environment, added: readonly EnvironmentVariable[]): Environment {
  if (added.length === 0) return environment;
  const variables = new Map(environment.variables);
  for (const variable of added) variables.set(variable.name, variable);
  return { variables, complete: environment.complete };
}

/** The variables that a manifest's `env` gives to the process. */
function manifestVariables(container: ManifestContainer | undefined): readonly EnvironmentVariable[] {
  const out: EnvironmentVariable[] = [];
  for (const entry of container?.env ?? []) {
    if (entry.name.kind !== 'known') continue;
    const own = entry.value.at;
    out.push({
      name: entry.name.value,
      value: entry.value,
      origin: 'manifest',
      ...(own === undefined ? {} : { place: { kind: 'replace', at: own, notation: 'yaml' } as const }),
    });
  }
  return out;
}

/**
 * Adds what Cloud Run adds: the deployment's or the manifest's variables, then its own. PORT is set on the ingress container of a service,
 * instance or image only (facts §6, §10 item 11); there it beats every other definition.
 */
export function platformEnvironment(
  image: Environment,
  input: {
    readonly container: ManifestContainer | undefined;
    /** What flags of the deployment set. */
    readonly deployed: readonly EnvironmentVariable[];
    readonly kind: DeployableKind;
    readonly ingress: boolean;
    readonly port: Known<number>;
  },
): Environment {
  const added: EnvironmentVariable[] = [...input.deployed, ...manifestVariables(input.container)];
  const platform = (name: string, value: Known<string>): void => {
    added.push({ name, value, origin: 'platform' });
  };
  if (input.ingress) {
    platform('PORT', input.port.kind === 'known' ? known(String(input.port.value), input.port.at) : input.port);
  }
  for (const reserved of RESERVED_VARIABLES) {
    if (reserved.name !== 'PORT' && reserved.kinds.includes(input.kind)) platform(reserved.name, unknown('dynamic'));
  }
  const complete = input.container?.envComplete === true && image.complete;
  return withVariables({ variables: image.variables, complete }, added);
}
