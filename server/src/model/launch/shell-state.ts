import { type Known, known, unknown } from '../../base/known.ts';
import type { Uri } from '../../base/span.ts';
import type { FunctionNode } from '../../syntax/shell.ts';
import { type Binding, bindingOf, type Environment } from '../environment.ts';
import type { EnvironmentVariable, Place } from '../launch-types.ts';
import type { Names } from './expand.ts';
import type { Resolution } from './process.ts';
import { type LaunchWord, wordText } from './words.ts';

/** The state of a shell while its script is followed. Every branch works on a copy. */
export interface ShellState {
  environment: Environment;
  /** Shell variables that are not exported. `undefined` value: certainly unset. */
  readonly locals: Map<string, EnvironmentVariable | undefined>;
  readonly arrays: Map<string, readonly LaunchWord[]>;
  /** The folder of the script in the image. */
  readonly scriptFolder: string | undefined;
  readonly functions: Map<string, { readonly uri: Uri; readonly node: FunctionNode }>;
  positional: readonly LaunchWord[] | undefined;
  cwd: string | undefined;
  background: readonly Resolution[];
  /** A trap for anything is set, so that replacing the shell would lose it. */
  trapped: boolean;
  /** `set -a`: assignments are exported. */
  exportAll: boolean;
  /** A program went by of which nobody knows whether it ends: what follows it may never run. */
  unsure: boolean;
}

/** A fresh shell. */
export function shellState(
  environment: Environment,
  cwd: string | undefined,
  positional: readonly LaunchWord[] | undefined,
  scriptFolder?: string,
): ShellState {
  return {
    environment,
    locals: new Map(),
    arrays: new Map(),
    scriptFolder,
    functions: new Map(),
    positional,
    cwd,
    background: [],
    trapped: false,
    exportAll: false,
    unsure: false,
  };
}

/** A copy for a branch or a subshell. */
export function copyState(state: ShellState): ShellState {
  return {
    ...state,
    locals: new Map(state.locals),
    arrays: new Map(state.arrays),
    functions: new Map(state.functions),
  };
}

/** What expansion may ask of the state. */
export function namesIn(state: ShellState): Names {
  return {
    binding: (name) => shellBinding(state, name),
    positional: state.positional,
    scriptFolder: state.scriptFolder,
    array: (name) => state.arrays.get(name),
  };
}

/** What a name is bound to in the shell. */
export function shellBinding(state: ShellState, name: string): Binding {
  if (state.locals.has(name)) {
    const local = state.locals.get(name);
    if (local === undefined) return { kind: 'unset' };
    return local.value.kind === 'known' ? { kind: 'set', value: local.value.value, from: local } : { kind: 'unknown' };
  }
  return bindingOf(state.environment, name);
}

/** Binds a variable; a name that is already exported stays so. */
export function assign(
  state: ShellState,
  name: string,
  value: Known<string>,
  options: { readonly exported?: boolean; readonly place?: Place },
): void {
  const variable: EnvironmentVariable = {
    name,
    value,
    origin: 'shell',
    ...(options.place === undefined ? {} : { place: options.place }),
  };
  state.arrays.delete(name);
  if (options.exported === true || state.exportAll || state.environment.variables.has(name)) {
    state.locals.delete(name);
    state.environment = {
      variables: new Map(state.environment.variables).set(name, variable),
      complete: state.environment.complete,
    };
  } else {
    state.locals.set(name, variable);
  }
}

/** `export NAME`: moves a shell variable into the environment. */
export function exportName(state: ShellState, name: string): void {
  const local = state.locals.get(name);
  if (local === undefined) return;
  state.locals.delete(name);
  state.environment = {
    variables: new Map(state.environment.variables).set(name, local),
    complete: state.environment.complete,
  };
}

/** `unset NAME`. */
export function unsetName(state: ShellState, name: string): void {
  state.locals.set(name, undefined);
  state.arrays.delete(name);
  if (!state.environment.variables.has(name)) return;
  const variables = new Map(state.environment.variables);
  variables.delete(name);
  state.environment = { variables, complete: state.environment.complete };
}

/** Something outside these files may have set variables. */
export function forgetCompleteness(state: ShellState): void {
  state.environment = { variables: state.environment.variables, complete: false };
}

function sameWords(a: readonly LaunchWord[] | undefined, b: readonly LaunchWord[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.length === b.length && a.every((word, i) => wordText(word) !== undefined && wordText(word) === wordText(b[i]))
  );
}

function sameVariable(a: EnvironmentVariable | undefined, b: EnvironmentVariable | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.value.kind === 'known' && b.value.kind === 'known' && a.value.value === b.value.value;
}

function merged(
  name: string,
  a: EnvironmentVariable | undefined,
  b: EnvironmentVariable | undefined,
): EnvironmentVariable {
  return a !== undefined && sameVariable(a, b) ? a : { name, value: unknown('dynamic'), origin: 'shell' };
}

/** Writes into `target` what holds after either of two branches: what they agree on, and unknowns for the rest. */
export function mergeStates(target: ShellState, a: ShellState, b: ShellState): void {
  const variables = new Map<string, EnvironmentVariable>();
  for (const name of new Set([...a.environment.variables.keys(), ...b.environment.variables.keys()])) {
    variables.set(name, merged(name, a.environment.variables.get(name), b.environment.variables.get(name)));
  }
  const locals = new Map<string, EnvironmentVariable | undefined>();
  for (const name of new Set([...a.locals.keys(), ...b.locals.keys()])) {
    const [x, y] = [a.locals.get(name), b.locals.get(name)];
    locals.set(name, sameVariable(x, y) && a.locals.has(name) && b.locals.has(name) ? x : merged(name, x, y));
  }
  target.environment = { variables, complete: a.environment.complete && b.environment.complete };
  target.locals.clear();
  for (const [name, value] of locals) target.locals.set(name, value);
  target.arrays.clear();
  for (const [name, value] of a.arrays) if (sameWords(value, b.arrays.get(name))) target.arrays.set(name, value);
  target.functions.clear();
  for (const [name, value] of [...b.functions, ...a.functions]) target.functions.set(name, value);
  target.positional = sameWords(a.positional, b.positional) ? a.positional : undefined;
  target.cwd = a.cwd === b.cwd ? a.cwd : undefined;
  target.background = [...new Set([...a.background, ...b.background])];
  target.trapped = a.trapped || b.trapped;
  target.exportAll = a.exportAll || b.exportAll;
  target.unsure = a.unsure || b.unsure;
}

/** A known or unknown text as a value. */
export function knownText(text: string | undefined, at: EnvironmentVariable['value']['at']): Known<string> {
  return text === undefined ? unknown('dynamic', at) : known(text, at);
}
