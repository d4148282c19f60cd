import type { Range } from '../../base/span.ts';
import type { PythonCore } from './core.ts';
import { stringOf, type Value } from './value.ts';

// Log files that a configuration as a dict names (https://docs.python.org/3/library/logging.config.html#configuration-dictionary-schema).

/** A log file of a handler that some logger uses. */
export interface ConfiguredLog {
  /** The class of the handler. */
  readonly api: string;
  readonly path: Value;
  readonly within: number;
  readonly range: Range;
}

/** The files of `logging.config.dictConfig({…})` and of Django's `LOGGING`. */
export function configuredLogs({ folder: { module, fold }, calls }: PythonCore): readonly ConfiguredLog[] {
  const given = calls.flatMap((call) => {
    const [config] = call.callee === 'logging.config.dictConfig' ? call.args : [];
    return config === undefined ? [] : [{ config, within: call.within }];
  });
  const isDjango = ['INSTALLED_APPS', 'ROOT_URLCONF', 'DATABASES'].some((name) => module.scope.names.has(name));
  const bindings = isDjango ? (module.scope.names.get('LOGGING') ?? []) : [];
  // Where a condition chooses, which one counts is not known.
  const [only] = bindings.length === 1 ? bindings : [];
  if (only?.kind === 'assign') given.push({ config: fold(only.value, only.scope), within: -1 });
  return given.flatMap(({ config, within }) => filesOf(config).map((file) => ({ ...file, within })));
}

function filesOf(config: Value): readonly Omit<ConfiguredLog, 'within'>[] {
  const used = new Set(handlerNames(field(config, 'root')));
  for (const [, logger] of entriesOf(field(config, 'loggers'))) for (const name of handlerNames(logger)) used.add(name);
  return entriesOf(field(config, 'handlers')).flatMap(([name, handler]) => {
    const api = stringOf(field(handler, 'class')) ?? '';
    const path = field(handler, 'filename');
    return /FileHandler$/.test(api) && path !== undefined && used.has(name) ? [{ api, path, range: path.range }] : [];
  });
}

function handlerNames(logger: Value | undefined): readonly string[] {
  const handlers = field(logger, 'handlers');
  return handlers?.kind === 'list' ? handlers.items.flatMap((item) => stringOf(item) ?? []) : [];
}

function field(value: Value | undefined, name: string): Value | undefined {
  return entriesOf(value).find(([key]) => key === name)?.[1];
}

function entriesOf(value: Value | undefined): readonly (readonly [key: string, value: Value])[] {
  return value?.kind === 'dict'
    ? value.entries.flatMap((entry) => {
        const key = stringOf(entry.key);
        return key === undefined ? [] : [[key, entry.value] as const];
      })
    : [];
}
