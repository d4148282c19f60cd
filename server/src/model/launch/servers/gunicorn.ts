import { type Known, known, unknown } from '../../../base/known.ts';
import type { Span } from '../../../base/span.ts';
import { GUNICORN_WORKER_CLASSES } from '../../../catalog/servers/gunicorn.ts';
import type { OptionMeaning } from '../../../catalog/servers/server-entry.ts';
import { capacityOf, parallelismOfClass } from '../../capacity.ts';
import type { Server, Setting, StartFailure } from '../../launch-types.ts';
import { type CommandLine, type GivenOption, lastGiven, mayBeOverridden, readOptions } from '../options.ts';
import type { Scalar } from '../python-values.ts';
import { byDefault, fromOption, settingValue, unknownSetting, wholeNumber, withValue } from '../settings.ts';
import { wordText } from '../words.ts';
import { configFile, configValue, type GunicornSources } from './gunicorn-config.ts';
import { gunicornBinds } from './gunicorn-listen.ts';
import { rootsOf } from './network-server.ts';
import { insertPlace, NO_SETTING, refusedNumbers, type ServerInput, type ServerOutcome } from './outcome.ts';
import { splitVariable } from './shell-split.ts';

/** Precedence: command line, GUNICORN_CMD_ARGS, configuration file, default (facts §7.2). */
export function gunicornSetting<T>(
  sources: GunicornSources,
  means: OptionMeaning,
  configName: string,
  read: (value: Scalar) => T | undefined,
  fallback: Setting<T>,
): Setting<T> {
  const { input, line, variableLine, config } = sources;
  const readText = (text: string): T | undefined => read(text);
  const given = lastGiven(line, means);
  if (given !== undefined) return given.entry.value ? fromOption(line, given, readText) : switchSetting(given, read);
  if (mayBeOverridden(line, undefined) || variableLine === 'unknown') return unknownSetting('flag');
  const fromVariable = variableLine === undefined ? undefined : lastGiven(variableLine, means);
  if (variableLine !== undefined && fromVariable !== undefined) {
    const setting = fromVariable.entry.value
      ? fromOption(variableLine, fromVariable, readText)
      : switchSetting(fromVariable, read);
    const { place: _place, ...rest } = setting;
    return { ...rest, origin: 'environment' };
  }
  const file = configValue(input, config, configName);
  if (file === 'unknown') return unknownSetting('config-file', config.kind === 'unknown' ? config.at : undefined);
  if (file !== undefined) {
    const { value } = file.setting;
    if (value.kind === 'unknown') return withValue(file.setting, value);
    const result = read(value.value);
    return withValue(file.setting, result === undefined ? unknown('unparsed', value.at) : known(result, value.at));
  }
  return fallback;
}

function switchSetting<T>(given: GivenOption, read: (value: Scalar) => T | undefined): Setting<T> {
  const value = read(true);
  const at = given.range?.at;
  return { value: value === undefined ? unknown('unparsed', at) : known(value, at), origin: 'flag' };
}

/** A whole number, as gunicorn reads it from text or configuration. */
export function readCount(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' ? wholeNumber(value) : undefined;
}

function readSwitch(value: Scalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? /^true$/i.test(value.trim()) : undefined;
}

function readClass(value: Scalar): string | undefined {
  if (typeof value !== 'string') return undefined;
  return GUNICORN_WORKER_CLASSES[value.trim()] ?? value.trim();
}

/** Reads gunicorn's command line, variables and configuration file. */
export function gunicorn(input: ServerInput): ServerOutcome {
  const { entry, process } = input;
  const line = readOptions(entry, input.words, input.before);
  const variable = process.environment.variables.get('GUNICORN_CMD_ARGS');
  const split = variable === undefined ? undefined : splitVariable(variable);
  const variableLine =
    variable === undefined
      ? undefined
      : split === undefined
        ? ('unknown' as const)
        : readOptions(entry, split, undefined);
  const named =
    lastGiven(line, 'config') ?? (typeof variableLine === 'object' ? lastGiven(variableLine, 'config') : undefined);
  const config = configFile(
    input,
    named === undefined ? undefined : { path: wordText(named.value), at: named.value?.at ?? input.start.at },
  );
  const sources: GunicornSources = { input, line, variableLine, config };
  const flag = (means: OptionMeaning) => insertPlace(input, means);

  const workers = gunicornSetting(sources, 'workers', 'workers', readCount, defaultWorkers(input));
  const threads = gunicornSetting(
    sources,
    'threads',
    'threads',
    readCount,
    byDefault(entry.defaultThreads, flag('threads')),
  );
  const namedClass = gunicornSetting(
    sources,
    'worker-class',
    'worker_class',
    readClass,
    byDefault('sync', flag('worker-class')),
  );
  const workerClass = effectiveClass(namedClass, threads);
  const preload = gunicornSetting(sources, 'preload', 'preload_app', readSwitch, byDefault(false));
  const timeout = gunicornSetting(
    sources,
    'timeout',
    'timeout',
    readCount,
    byDefault(entry.defaultTimeoutSeconds, flag('timeout')),
  );
  const graceful = gunicornSetting(
    sources,
    'graceful-timeout',
    'graceful_timeout',
    readCount,
    byDefault(entry.defaultGracefulTimeoutSeconds, flag('graceful-timeout')),
  );
  const reload = gunicornSetting(sources, 'reload', 'reload', readSwitch, byDefault(false));
  const daemon = gunicornSetting(sources, 'daemon', 'daemon', readSwitch, byDefault(false));
  const listen = gunicornBinds(sources);
  const app = applicationOf(sources);
  const flags = flag('host');
  const className = settingValue(workerClass);
  const family = className === undefined ? undefined : familyOf(input, className, sources);
  // A Tornado worker runs WSGI applications inside its loop, one at a time; the application decides (see `recognise`).
  const parallelism = family === undefined || family === 'tornado' ? 'unknown' : parallelismOfClass(family);
  const server: Server = {
    kind: 'gunicorn',
    at: input.start.at,
    startedBy: 'command',
    app,
    host: listen.host,
    port: listen.port,
    workers,
    threads,
    workerClass,
    preload,
    timeoutSeconds: timeout,
    gracefulTimeoutSeconds: graceful,
    development:
      reload.value.kind === 'known' && reload.value.value
        ? [developmentOf(line, reload)].filter((d) => d !== undefined)
        : [],
    flags:
      flags?.kind === 'insert'
        ? { kind: 'insert', at: flags.at, notation: flags.notation, lead: flags.lead, trail: flags.trail }
        : flags,
    options: line.all,
  };
  const failures: StartFailure[] = [
    ...listen.failures,
    ...refusedNumbers(input, line, ['workers', 'threads', 'timeout', 'graceful-timeout']),
    ...(settingValue(daemon) === true && daemon.value.at !== undefined
      ? [
          {
            code: 'daemonised' as const,
            text: 'gunicorn puts itself into the background, so the container ends at once',
            at: daemon.value.at,
            fatal: true,
          },
        ]
      : []),
    ...noApplication(sources, app, input.start.at),
  ];
  const single =
    settingValue(workers) === 1 && className === 'sync' ? known<number | 'unbounded'>(1, workers.value.at) : undefined;
  return {
    server,
    binds: listen.binds,
    capacity: single ?? capacityOf(parallelism, workers, threads),
    failures,
    sigterm: entry.sigterm,
    also: config.kind === 'file' ? [{ uri: config.uri, start: 0, end: 0 }] : [],
    roots: gunicornRoots(sources),
  };
}

function developmentOf(line: CommandLine, reload: Setting<boolean>): Server['development'][number] | undefined {
  const given = lastGiven(line, 'reload');
  if (given?.range !== undefined) return { what: 'reload', at: given.range.at, remove: given.range.remove };
  const at = reload.value.at;
  return at === undefined ? undefined : { what: 'reload', at };
}

function defaultWorkers(input: ServerInput): Setting<number> {
  const variable = input.process.environment.variables.get('WEB_CONCURRENCY');
  const place = insertPlace(input, 'workers');
  if (variable === undefined) return byDefault(1, place);
  if (variable.value.kind === 'unknown') return unknownSetting('environment', variable.value.at);
  const count = wholeNumber(variable.value.value);
  return {
    value: count === undefined ? unknown('unparsed', variable.value.at) : known(count, variable.value.at),
    origin: variable.origin === 'manifest' ? 'manifest' : 'environment',
    ...(variable.place === undefined ? {} : { place: variable.place }),
  };
}

/** With threads the sync worker becomes a threaded one (facts §7.2). */
function effectiveClass(named: Setting<string>, threads: Setting<number>): Setting<string> {
  if (settingValue(named) !== 'sync') return named;
  const count = settingValue(threads);
  if (count === undefined) return { value: unknown('dynamic', threads.value.at), origin: named.origin };
  return count > 1 ? { ...named, value: known('gthread', threads.value.at) } : named;
}

/** The family of a worker class of the user's own: that of the class it is derived from. */
function familyOf(input: ServerInput, name: string, sources: GunicornSources): string {
  if (!name.includes('.')) return name;
  const module = name.slice(0, name.lastIndexOf('.'));
  const uri = input.modules.find(module, gunicornRoots(sources));
  const facts = uri === undefined ? undefined : input.context.reader.python(uri);
  const bases = facts?.classes.find((c) => c.name === name.slice(module.length + 1))?.bases ?? [];
  for (const base of bases) {
    const family = GUNICORN_WORKER_CLASSES[base];
    if (family !== undefined) return family;
  }
  return /uvicorn/i.test(name) ? 'uvicorn' : name;
}

function applicationOf(sources: GunicornSources): Known<string> {
  const [first] = sources.line.positionals;
  if (first !== undefined) {
    const text = wordText(first);
    return text === undefined ? unknown('dynamic', first.at) : known(text, first.at);
  }
  const file = configValue(sources.input, sources.config, 'wsgi_app');
  if (file === 'unknown') return unknown('dynamic');
  if (file?.setting.value.kind === 'known' && typeof file.setting.value.value === 'string')
    return known(file.setting.value.value, file.setting.value.at);
  return unknown('absent');
}

function noApplication(sources: GunicornSources, app: Known<string>, at: Span): readonly StartFailure[] {
  const { line, variableLine } = sources;
  if (app.kind === 'known' || app.why !== 'absent' || line.openIndex >= 0 || variableLine === 'unknown') return [];
  if (
    (variableLine?.positionals.length ?? 0) > 0 ||
    line.unknown.length > 0 ||
    line.all.some((o) => o.name.startsWith('--paste'))
  )
    return [];
  return [{ code: 'refused-option', text: 'Error: No application module specified.', at, fatal: true }];
}

/** Folders on `sys.path`: `--chdir` (by default the working directory), `--pythonpath`, PYTHONPATH. */
function gunicornRoots(sources: GunicornSources): readonly string[] {
  const { input, line } = sources;
  const extra = wordText(lastGiven(line, 'source')?.value)?.split(',') ?? [];
  const chdir = gunicornSetting(sources, 'folder', 'chdir', (v) => (typeof v === 'string' ? v : undefined), NO_SETTING);
  const folder = settingValue(chdir);
  const plain = rootsOf(input, line);
  const cwd = input.process.cwd;
  const added = [...(folder === undefined ? [] : [folder]), ...extra].map((p) =>
    p.startsWith('/') ? p : `${cwd === '/' ? '' : (cwd ?? '')}/${p.replace(/^\.\//, '')}`,
  );
  return [...new Set([...added, ...plain])];
}
