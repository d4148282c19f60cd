import type { Range } from '../base/span.ts';
import type { PythonFacts } from './python-types.ts';
import type { Value } from './python-value.ts';

/** Settings of gunicorn.conf.py that decide how the server runs (gunicorn 26.2, `gunicorn/config.py`). */
export const gunicornSettingNames = [
  'bind',
  'workers',
  'worker_class',
  'threads',
  'timeout',
  'graceful_timeout',
  'preload_app',
  'daemon',
  'reload',
  'keepalive',
  'worker_tmp_dir',
  'wsgi_app',
  'chdir',
  'certfile',
  'http_protocols',
] as const;

/** One setting of a gunicorn configuration file. */
export interface GunicornSetting {
  readonly name: (typeof gunicornSettingNames)[number];
  /** What the file assigns; `either` when it is assigned in several places, which decides nothing unless all agree. */
  readonly value: Value;
  readonly nameRange: Range;
  /** The expression; for several assignments, the last one. */
  readonly valueRange: Range;
  /** Assigned under a condition, so that the default may remain. */
  readonly conditional: boolean;
}

/** A worker hook that is defined in the file, such as `post_fork`. */
export interface GunicornHook {
  readonly name: string;
  readonly function: number;
}

/** What a gunicorn.conf.py sets, from the facts of that file. */
export interface GunicornConfig {
  readonly settings: readonly GunicornSetting[];
  readonly hooks: readonly GunicornHook[];
  /** A star import or `exec` may set more. */
  readonly complete: boolean;
}

const hookNames = new Set([
  'on_starting',
  'when_ready',
  'pre_fork',
  'post_fork',
  'post_worker_init',
  'worker_exit',
  'on_exit',
  'pre_request',
]);

/** Reads the settings of a gunicorn configuration file. Names are followed as in any Python file. */
export function gunicornConfig(facts: PythonFacts): GunicornConfig {
  const settings = gunicornSettingNames.flatMap((name): readonly GunicornSetting[] => {
    const assigned = facts.assignments.filter((a) => a.name === name);
    const last = assigned.at(-1);
    if (last === undefined) return [];
    const values = assigned.map((a) => a.value);
    const single = assigned.length === 1 && last.times === 1;
    const value: Value = single
      ? last.value
      : { kind: 'either', values, range: last.value.range, origin: last.value.origin };
    const conditional = assigned.every((a) => a.conditional);
    return [{ name, value, nameRange: last.nameRange, valueRange: last.value.range, conditional }];
  });
  const hooks = facts.functions.flatMap((fn, index) =>
    fn.parent < 0 && fn.className === undefined && hookNames.has(fn.name) ? [{ name: fn.name, function: index }] : [],
  );
  const open = facts.imports.some((i) => i.name === '*') || facts.calls.some((call) => call.callee === 'exec');
  return { settings, hooks, complete: !open && facts.unknownAfter === undefined };
}
