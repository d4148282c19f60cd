import { type Known, known, unknown } from '../../../base/known.ts';
import { type Span, spanOf, type Uri } from '../../../base/span.ts';
import type { PythonCall } from '../../../facts/python/module.ts';
import type { PythonFacts } from '../../../facts/python/python.ts';
import type { Value } from '../../../facts/python/value.ts';
import type { Setting } from '../../launch-types.ts';
import { joinDirectory } from '../image-path.ts';
import type { CommandLine } from '../options.ts';
import { evaluate, type Scalar } from '../python-values.ts';
import type { ServerInput } from './outcome.ts';

/** A gunicorn configuration file: absent, not readable (so that it may say anything), or its facts. */
export type ConfigFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly at: Span | undefined }
  | { readonly kind: 'file'; readonly uri: Uri; readonly facts: PythonFacts };

/** The three sources of a gunicorn setting, strongest first; `variableLine` is `undefined` where it cannot be read. */
export interface GunicornSources {
  readonly input: ServerInput;
  readonly line: CommandLine;
  readonly variableLine: CommandLine | 'unknown' | undefined;
  readonly config: ConfigFile;
}

/** The file that `-c` names, or `gunicorn.conf.py` in the working directory. */
export function configFile(
  input: ServerInput,
  named: { readonly path: string | undefined; readonly at: Span } | undefined,
): ConfigFile {
  const { context, process, modules } = input;
  const load = (uri: Uri | undefined, at: Span | undefined): ConfigFile => {
    const facts = uri === undefined ? undefined : context.reader.python(uri);
    return uri === undefined || facts === undefined ? { kind: 'unknown', at } : { kind: 'file', uri, facts };
  };
  if (named === undefined) {
    const file =
      process.cwd === undefined ? undefined : context.files.find(joinDirectory(process.cwd, 'gunicorn.conf.py') ?? '');
    return file === undefined
      ? { kind: 'none' }
      : file.kind === 'file'
        ? load(file.uri, undefined)
        : { kind: 'unknown', at: file.at };
  }
  const { path, at } = named;
  if (path === undefined) return { kind: 'unknown', at };
  if (path.startsWith('python:'))
    return load(modules.find(path.slice(7), process.cwd === undefined ? [] : [process.cwd]), at);
  const target = joinDirectory(process.cwd, path.replace(/^file:/, ''));
  const file = target === undefined ? undefined : context.files.find(target);
  return load(file?.kind === 'file' ? file.uri : undefined, at);
}

/** `exec(…)`, `locals()[name] = value`: any name may be set. */
function setsNames(call: PythonCall): boolean {
  return call.within < 0 && /^(?:exec|locals|globals|vars)$/.test(call.text);
}

/** The value expression of a setting in the file: `undefined` where it is not set, `unknown` where it is not certain. */
function expressionOf(config: ConfigFile & { kind: 'file' }, name: string): Value | 'unknown' | undefined {
  if (config.facts.calls.some(setsNames)) return 'unknown';
  const all = config.facts.assignments.filter((a) => a.name === name);
  const last = all.at(-1);
  if (last === undefined) {
    const star = config.facts.imports.some((i) => i.name === '*' && i.within === -1);
    return star ? 'unknown' : undefined;
  }
  return all.some((a) => a.conditional) || last.times > 1 ? 'unknown' : last.value;
}

/** A setting of the file as one or several constants. */
export interface ConfigValue {
  readonly items: readonly Known<Scalar>[];
  readonly setting: Setting<Scalar>;
  readonly expression: Value;
  readonly uri: Uri;
}

/** Reads a setting of the file. */
export function configValue(input: ServerInput, config: ConfigFile, name: string): ConfigValue | 'unknown' | undefined {
  if (config.kind === 'none') return undefined;
  if (config.kind === 'unknown') return 'unknown';
  const expression = expressionOf(config, name);
  if (expression === undefined || expression === 'unknown') return expression;
  const { uri } = config;
  const at = spanOf(uri, expression.origin);
  const cpu = input.cpu.kind === 'known' ? input.cpu.value : undefined;
  const context = {
    uri,
    environment: input.process.environment,
    cpu,
    imported: (from: Uri, name: string) => input.modules.imported(from, name),
  };
  const values = expression.kind === 'list' ? expression.items : [expression];
  const evaluated = values.map((v) => evaluate(v, context));
  const [first] = evaluated;
  const place = first?.from?.place ?? ({ kind: 'replace', at, notation: 'python' } as const);
  const origin = first !== undefined && first.origin !== 'code' ? first.origin : 'config-file';
  const value: Known<Scalar> =
    evaluated.length === 1 && first !== undefined
      ? first.value.kind === 'known'
        ? known(first.value.value, first.at)
        : first.value
      : unknown('dynamic', at);
  return { items: evaluated.map((e) => e.value), setting: { value, origin, place }, expression, uri };
}
