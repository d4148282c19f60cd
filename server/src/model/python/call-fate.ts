import type { PythonCall } from '../../facts/python/module.ts';
import { isKeeper } from '../../facts/python/passed-on.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import type { Value } from '../../facts/python/value.ts';
import { callsOfFile } from './phases.ts';
import type { PythonProgram } from './program.ts';

/**
 * What becomes of what a call gives. `local`: it is used where it is made and forgotten when the function ends; `caller`: the function
 * gives it to its caller; `kept`: it may live on, or somebody looks after how long it lives; `unknown`: the code does not tell.
 */
export type Fate = 'local' | 'caller' | 'kept' | 'unknown';

// Methods that give the object itself.
const itself = /\.(?:to|eval|half|float|cuda|cpu|bfloat16|requires_grad_|share_memory|compile|with_config)$/;
// Methods that put what they are given into the object that they are called on.
const intoReceiver = /\.load_state_dict$/;
// A model that is trained has to be a new one.
const training = /\.(?:fit\w*|partial_fit|train|finetune|add_adapter)$/;
const trainers = /(?:^|\.)\w*Trainer$/;
const freeing = /(?:^|\.)(?:gc\.collect|empty_cache|clear_session)$/;

/** What becomes of what the call with this index gives. */
export function fateOf(program: PythonProgram, facts: PythonFacts, index: number, depth = 0): Fate {
  const call = facts.calls[index];
  if (call === undefined || depth > 6) return 'unknown';
  const same = callsOfFile(program, facts).get(call.within) ?? [];
  if (same.some((other) => freeing.test(other.text))) return 'kept';
  const next = (other: PythonCall): Fate => fateOf(program, facts, facts.calls.indexOf(other), depth + 1);
  const chained = chainedOn(call, same);
  if (chained !== undefined) return itself.test(chained.text) ? next(chained) : 'local';
  const outer = call.argumentOf === undefined ? undefined : facts.calls[call.argumentOf];
  if (outer !== undefined) {
    if (intoReceiver.test(outer.text)) return fateOfName(facts, same, call.within, outer.receiver?.text);
    if (isKeeper(outer.text)) return 'kept';
    return outer.discarded ? 'unknown' : next(outer);
  }
  if (call.returned === true) return 'caller';
  if (call.unpackedTo !== undefined) {
    const fates = call.unpackedTo.map((name) => fateOfName(facts, same, call.within, name));
    return fates.find((fate) => fate === 'kept') ?? fates.find((fate) => fate === 'caller') ?? 'local';
  }
  const name = call.assignedTo;
  if (name === undefined) return 'unknown';
  return fateOfName(facts, same, call.within, name);
}

/** The call of a method of what a call gives: `pipeline("x")(text)`, `load(path).predict(x)`. */
function chainedOn(call: PythonCall, same: readonly PythonCall[]): PythonCall | undefined {
  let found: PythonCall | undefined;
  for (const other of same) {
    const { start, end } = other.calleeRange;
    if (other === call || start !== call.range.start || end < call.range.end) continue;
    if (found === undefined || end < found.calleeRange.end) found = other;
  }
  return found;
}

function fateOfName(facts: PythonFacts, same: readonly PythonCall[], within: number, name: string | undefined): Fate {
  // What a constructor puts into its object lives as long as the object.
  if (/^self\.\w+$/.test(name ?? '') && facts.functions[within]?.name === '__init__') return 'caller';
  if (name === undefined || !/^\w+$/.test(name)) return 'kept';
  const trained = same.some(
    (call) =>
      (call.receiver?.text === name && training.test(call.text)) ||
      (trainers.test(call.text) &&
        valuesOf(call).some((value) => value.kind === 'call' && facts.calls[value.call]?.assignedTo === name)),
  );
  if (trained) return 'kept';
  if (!same.some((call) => call.assignedTo === name || call.unpackedTo?.includes(name) === true)) return 'kept';
  return facts.passedOn?.find((passed) => passed.within === within && passed.name === name)?.to ?? 'local';
}

/** All arguments of a call. */
export function valuesOf(call: PythonCall): readonly Value[] {
  return [...call.args, ...call.keywords.map((k) => k.value)];
}
